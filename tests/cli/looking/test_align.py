import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.command import tolmach
from tests.toy_folder import LINES, make_toy_folder


def run(folder: Path, *options: str, text: str = "") -> CompletedProcess[bytes]:
    return tolmach("align", *options, "-m", folder, given=text.encode())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_toy_folder(tmp_path_factory.mktemp("models") / "toy")


def test_a_line_of_links_for_every_pair_in_both_formats(folder: Path, tmp_path: Path) -> None:
    sources, targets = [LINES[0], "", LINES[2]], [LINES[1], "x", LINES[3]]
    table = "".join(f"{s}\t{t}\n" for s, t in zip(sources, targets, strict=True))
    (tmp_path / "de").write_text("".join(f"{line}\n" for line in sources), "utf-8")
    (tmp_path / "en").write_text("".join(f"{line}\n" for line in targets), "utf-8")
    plain = run(folder, "-", text=table)
    written = tmp_path / "links.jsonl"
    files = str(tmp_path / "de"), str(tmp_path / "en"), "--json", "-o", str(written)
    assert run(folder, *files).returncode == plain.returncode == 0
    lines = plain.stdout.decode().splitlines()
    records = [json.loads(line) for line in written.read_text("utf-8").splitlines()]
    for line, record, source, target in zip(lines, records, sources, targets, strict=True):
        assert (record["source"], record["target"]) == (source.split(), target.split())
        assert line == " ".join(f"{i}-{j}" for i, j in record["links"])
        linked = {j for _, j in record["links"]}
        assert linked == (set(range(len(target.split()))) if source else set())
        assert all(i < len(source.split()) for i, _ in record["links"])


def test_the_error_rate_is_told_beside_the_links(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "gold").write_text("1-1\n", "utf-8")
    options = "--gold", str(tmp_path / "gold"), "--layer", "1", "--moment", "said"
    done = run(folder, "-", *options, text="Hund\tdog\n")
    assert done.stdout == b"0-0\n"
    assert done.stderr.decode() == (
        "Alignment error rate 0.0 %: precision 100.0 %, recall 100.0 %, 1 pair; "
        "decoder layer 1, when a word is said.\n"
    )


def test_words_are_linked_by_erasure_too(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "gold").write_text("1-1\n1-1\n", "utf-8")
    options = "--by", "erasure", "--gold", str(tmp_path / "gold")
    done = run(folder, "-", *options, text="Hund\tdog\n\tx\n")
    assert done.stdout.decode().splitlines() in (["0-0", ""], ["", ""])
    assert done.stderr.decode().endswith("2 pairs; erasure.\n")


def test_no_pairs_give_no_lines(folder: Path) -> None:
    done = run(folder, "-")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize(
    ("options", "text", "message"),
    [
        (["--layer", "2"], "a\tb\n", "No decoder layer 2 attends to the source: choose 1."),
        ([], "a\n", "Standard input, line 1: no tab between source and target"),
        (["--gold", "nowhere"], "a\tb\n", "nowhere cannot be read"),
        (["--by", "erasure", "--layer", "1"], "a\tb\n", "--layer and --moment say where attention"),
        (["--symmetrise", "intersection"], "a\tb\n", "--symmetrise joins two directions; give"),
        (["-"], "a\tb\n", "Standard input is named twice"),
        (["--gold", "-"], "a\tb\n", "Standard input is named twice"),
    ],
)
def test_mistakes_are_one_sentence(
    folder: Path, options: list[str], text: str, message: str
) -> None:
    done = run(folder, "-", *options, text=text)
    assert done.returncode == 1
    assert done.stderr.decode().startswith(f"tolmach: {message}")


@pytest.mark.parametrize("read", ["pairs", "--gold"])
def test_the_output_takes_the_place_of_no_input(folder: Path, tmp_path: Path, read: str) -> None:
    text = tmp_path / "text"
    text.write_text("a\tb\n", "utf-8")
    given = [str(text)] if read == "pairs" else ["-", "--gold", str(text)]
    done = run(folder, *given, "-o", str(text), text="a\tb\n")
    assert done.returncode == 1
    assert b"would be overwritten" in done.stderr
    assert text.read_text("utf-8") == "a\tb\n"


def test_a_model_of_the_same_direction_is_no_reverse(folder: Path) -> None:
    done = run(folder, "-", "--reverse", str(folder), text="a\tb\n")
    assert done.returncode == 1
    assert (
        b"toy translates de to en, so the model of the other direction has to translate en to de"
        in done.stderr
    )
