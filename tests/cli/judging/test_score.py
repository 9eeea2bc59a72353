import json
from pathlib import Path

import pytest

from tests.cli.command import tolmach
from tests.toy_folder import LINES, make_toy_folder
from tolmach import Translator


def test_pairs_from_a_table_and_from_two_files_score_alike(tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    sources, targets = [LINES[0], LINES[2], "", "x"], [LINES[1], LINES[3], "x", ""]
    table = "".join(f"{s}\t{t}\n" for s, t in zip(sources, targets, strict=True))
    (tmp_path / "de").write_text("\n".join(sources) + "\n", "utf-8")
    (tmp_path / "en").write_text("\n".join(targets) + "\n", "utf-8")
    plain = tolmach("score", "-", "-m", folder, given=table.encode())
    records = tolmach("score", tmp_path / "de", tmp_path / "en", "--json", "-m", folder)
    assert plain.returncode == records.returncode == 0
    expected = Translator.load(folder).score(sources, targets)
    lines = plain.stdout.decode().splitlines()
    parsed = [json.loads(line) for line in records.stdout.decode().splitlines()]
    for pair, line, record in zip(expected, lines, parsed, strict=True):
        total, mean, pieces = line.split("\t")
        assert float(total) == pytest.approx(pair.log_probability, abs=1e-3)
        assert float(mean) == pytest.approx(float(total) / len(pair.tokens), abs=1e-3)
        assert pieces.split(" ")[::2] == [token.text for token in pair.tokens]
        assert [text for text, _ in record["tokens"]] == pieces.split(" ")[::2]


def test_the_output_takes_the_place_of_no_input(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("x\ty\n", "utf-8")
    done = tolmach("score", pairs, "-o", pairs)
    assert done.returncode == 1
    assert b"would be overwritten" in done.stderr


def test_a_table_without_a_tab_is_refused(tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    done = tolmach("score", "-", "-m", folder, given=b"x\n")
    assert done.returncode == 1
    assert b"line 1: no tab" in done.stderr
