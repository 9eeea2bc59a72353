from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from unittest.mock import patch

import pytest

from tests.cli.command import tolmach, tolmach_text
from tests.toy_folder import LINES, make_toy_folder
from tolmach import SearchOptions, Translator
from tolmach.cli.translating.resumption import resumable
from tolmach.search.hypothesis import LengthPenalty

PAIRS = [(LINES[0], LINES[1]), ("", "x"), (LINES[2], LINES[3])]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two models of opposite directions, and a corpus."""
    place = tmp_path_factory.mktemp("diversify")
    make_toy_folder(place / "forward")
    make_toy_folder(place / "backward", languages=("en", "de"))
    (place / "pairs.tsv").write_text("".join(f"{s}\t{t}\n" for s, t in PAIRS), "utf-8")
    for side, name in enumerate(("de", "en")):
        (place / name).write_text("".join(f"{pair[side]}\n" for pair in PAIRS), "utf-8")
    return place


def run(place: Path, *words: str, text: bytes = b"") -> CompletedProcess[bytes]:
    return tolmach("diversify", *words, given=text, folder=place)


def test_forward_pairs_come_first_and_then_backward_ones(place: Path) -> None:
    flags = ["--beam", "2", "--length-penalty", "none"]
    models = ["-f", "forward", "-b", "backward", "-o", "made.tsv"]
    done = run(place, "de", "en", *models, *flags)
    assert done.returncode == 0, done.stderr
    options = SearchOptions(beam=2, penalty=LengthPenalty.none())
    forward = [pair for pair in PAIRS if pair[0]]
    made = [
        found.text
        for folder, given in (
            ("forward", [s for s, _ in forward]),
            ("backward", [t for _, t in PAIRS]),
        )
        for found in Translator.load(place / folder).translate(given, options)
    ]
    targets, sources = made[: len(forward)], made[len(forward) :]
    expected = [
        *zip((s for s, _ in forward), targets, strict=True),
        *zip(sources, (t for _, t in PAIRS), strict=True),
    ]
    lines = (place / "made.tsv").read_text("utf-8").splitlines()
    assert [tuple(line.split("\t")) for line in lines] == [pair for pair in expected if all(pair)]


def test_one_direction_reads_standard_input(place: Path) -> None:
    table = (place / "pairs.tsv").read_bytes()
    piped = run(place, "-", "--backward", "backward", text=table)
    assert piped.returncode == 0, piped.stderr
    assert piped.stdout == run(place, "pairs.tsv", "--backward", "backward").stdout
    assert piped.stdout.count(b"\n") == len(PAIRS)


def test_of_a_tmx_the_models_languages_are_taken_whichever_comes_first(place: Path) -> None:
    unit = "".join(
        f'<tuv xml:lang="{language}"><seg>{text}</seg></tuv>'
        for language, text in (("fr", "Bonjour !"), ("en", LINES[1]), ("de", LINES[0]))
    )
    text = f"<tmx version='1.4'><body><tu>{unit}</tu></body></tmx>"
    (place / "pairs.tmx").write_text(text, "utf-8")
    done = run(place, "pairs.tmx", "-f", "forward", "-b", "backward")
    assert done.returncode == 0, done.stderr
    forward, backward = (line.split("\t") for line in done.stdout.decode().splitlines())
    assert (forward[0], backward[1]) == (LINES[0], LINES[1])


def test_stopped_on_the_way_to_a_file_it_goes_on_where_it_was(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs, output = tmp_path / "pairs.tsv", tmp_path / "made.tsv"
    pairs.write_text("Hund\tdog\nKatze\tcat\nHaus\tHund\n", "utf-8")
    words = "diversify", pairs, "-f", place / "forward", "-b", place / "backward"
    whole = tolmach_text(*words).stdout
    translated: list[str] = []
    translate = Translator.translate

    def stopped(self: Translator, texts: list[str], options: SearchOptions) -> Any:
        if "Hund" in texts and translated:  # of the backward direction, in which it is a target
            raise KeyboardInterrupt
        translated.extend(texts)
        return translate(self, texts, options)

    monkeypatch.setattr("tolmach.cli.training.diversify._CHUNK", 2)
    monkeypatch.setattr(Translator, "translate", stopped)
    done = tolmach_text(*words, "-o", output)
    assert (done.returncode, translated) == (130, ["Hund", "Katze", "Haus", "dog", "cat"])
    assert "the same command goes on from there" in done.stderr
    assert not output.exists()
    translated.clear()
    done = tolmach_text(*words, "-o", output)
    assert (done.returncode, translated) == (0, ["Hund"])
    assert "made.tsv: 3 texts translated before it was stopped." in done.stderr
    assert output.read_text("utf-8") == whole
    assert {path.name for path in tmp_path.iterdir()} == {"pairs.tsv", "made.tsv"}


def test_of_two_that_write_one_output_the_second_is_refused(place: Path, tmp_path: Path) -> None:
    output = tmp_path / "made.tsv"
    with resumable(output, []):
        done = run(place, "pairs.tsv", "-f", "forward", "-o", str(output))
    assert (done.returncode, done.stderr.decode()) == (
        1,
        f"tolmach: Another run of Tolmach is writing {output}; wait for its end, or choose "
        "another output with -o.\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_of_pairs_from_a_pipe_nothing_is_kept(place: Path, tmp_path: Path) -> None:
    text = b"Hund\tdog\nKatze\tcat\nno tab\n"
    with patch("tolmach.cli.training.diversify._CHUNK", 2):
        done = run(place, "-", "-f", "forward", "-o", str(tmp_path / "made.tsv"), text=text)
    assert done.returncode == 1
    assert b"goes on" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["pairs.tsv"], "Name a model with --forward, --backward, or one with each."),
        (["-", "-f", "forward", "-b", "backward"], "Standard input can be read once only"),
        (["pairs.tsv", "-f", "forward", "-b", "forward"], "has to translate en to de"),
        (["pairs.tsv", "-f", "forward", "-o", "pairs.tsv"], "would be overwritten"),
        (["missing.tsv", "-f", "forward"], "missing.tsv cannot be read"),
        (["de", "-f", "forward"], "de, line 1: no tab"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(place: Path, words: list[str], message: str) -> None:
    before = {path: path.stat().st_mtime_ns for path in place.iterdir()}
    done = run(place, *words)
    assert done.returncode == 1
    assert message in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert {path: path.stat().st_mtime_ns for path in place.iterdir()} == before
