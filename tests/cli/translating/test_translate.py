import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import tolmach
from tests.toy_folder import LINES, make_toy_folder
from tolmach import (
    BeamSearch,
    DiverseBeamSearch,
    MinimumRisk,
    Sampling,
    SearchOptions,
    Translator,
)
from tolmach.cli.output import Printer, progress
from tolmach.markup.translator import MarkedTranslation
from tolmach.translation.result import Translation

RUN = [sys.executable, "-c", "from tolmach.cli.main import main; main()", "translate"]
TEXT = [LINES[0], "", "Hund", " ".join(LINES), "   ", LINES[2]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_toy_folder(tmp_path_factory.mktemp("models") / "toy")


def _run(*arguments: str | Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return tolmach("translate", *arguments, given=given)


def test_line_in_line_out_from_standard_input_in_any_locale(folder: Path) -> None:
    environment = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0"}
    command, given = [*RUN, "--model", str(folder)], "\n".join(TEXT).encode()
    done = subprocess.run(command, input=given, capture_output=True, env=environment)
    expected = [one.text for one in Translator.load(folder).translate(TEXT)]
    assert done.returncode == 0
    assert done.stderr == b""
    assert done.stdout.decode("utf-8").split("\n") == [*expected, ""]
    assert [bool(line) for line in expected] == [True, False, True, True, False, True]


def test_json_from_files_into_a_file(folder: Path, tmp_path: Path) -> None:
    for name, lines in (("a", TEXT[:3]), ("b", TEXT[3:])):
        (tmp_path / name).write_text("\n".join(lines) + "\n", "utf-8")
    output = tmp_path / "out.jsonl"
    files = [tmp_path / "a", tmp_path / "b"]
    done = _run("-m", folder, "--json", "--n-best", "3", "-o", output, *files)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    records = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    expected = Translator.load(folder).translate(TEXT, SearchOptions(n_best=3))
    assert [record["line"] for record in records] == [1, 2, 3, 4, 5, 6]
    for record, one in zip(records, expected, strict=True):
        assert (record["source"], record["text"]) == (one.source, one.text)
        assert record["score"] == pytest.approx(one.score, abs=1e-4)
        assert len(record.get("alternatives", [])) == len(one.alternatives)
        assert record["batch"]["seconds"] > 0
        tokens = [token for part in record["segments"] for token, _ in part["tokens"]]
        assert tokens == [token.text for token in one.tokens]


def test_exact_search_shows_its_proof_and_says_where_it_gave_up(folder: Path) -> None:
    given = f"{LINES[0]}\n\n{LINES[2]}\n".encode()
    done = _run("-m", folder, "--search", "exact", "--states", "9", "--json", given=given)
    first, empty, _ = (json.loads(line) for line in done.stdout.splitlines())
    for segment in first["segments"]:
        assert segment["proof"]["stopped_by"] == "states"
        assert segment["proof"]["states"] == 9
        assert segment["score"] < segment["proof"]["ceiling"] <= 0
    assert empty["segments"] == []
    told = done.stderr.decode().splitlines()
    assert len(told) == len(first["segments"]) + 1
    assert told[-1].startswith("tolmach: line 3: exact search gave up after 9 model steps")
    quiet = _run("-m", folder, "--search", "exact", "--max-length", "1", "--json", given=given)
    assert quiet.stderr == b""
    for line in quiet.stdout.splitlines():
        for segment in json.loads(line)["segments"]:
            assert segment["proof"]["stopped_by"] is None


@pytest.mark.parametrize(
    ("flags", "options"),
    [
        ("--search diverse --beam 6 --groups 3", SearchOptions(6, method=DiverseBeamSearch(3))),
        ("--search sample --top-k 9 --seed 2", SearchOptions(method=Sampling(top_k=9, seed=2))),
        (
            "--search risk --evidence-size 7 --seed 2 --utility bleu",
            SearchOptions(method=MinimumRisk(7, "bleu", Sampling(seed=2))),
        ),
        (
            "--search risk --evidence beam --evidence-size 7",
            SearchOptions(method=MinimumRisk(7, evidence=BeamSearch())),
        ),
    ],
)
def test_every_search_is_a_flag(folder: Path, flags: str, options: SearchOptions) -> None:
    done = _run("-m", folder, *flags.split(), given="\n".join(LINES).encode())
    expected = [one.text for one in Translator.load(folder).translate(LINES, options)]
    assert done.stdout.decode("utf-8").splitlines() == expected


def test_words_go_in_and_out_and_models_together(folder: Path) -> None:
    said = ["--include", "the table", "--include", "dog", "--exclude", "under"]
    done = _run("-m", folder, "-m", folder, *said, given=LINES[2].encode())
    assert done.returncode == 0
    assert "the table" in done.stdout.decode()
    assert "dog" in done.stdout.decode()
    assert "under" not in done.stdout.decode().lower().split()


def test_markup_comes_through_and_stands_in_the_record(folder: Path) -> None:
    given = f"<p>{LINES[2].replace('Hund', '<b>Hund</b>')}</p>\n{{0}}: %s\n\n".encode()
    done = _run("-m", folder, "--markup", given=given)
    assert (done.returncode, done.stderr) == (0, b"")
    first, second, third = done.stdout.decode().splitlines()
    assert [first.count(tag) for tag in ("<p>", "<b>", "</b>", "</p>")] == [1, 1, 1, 1]
    assert (second, third) == ("{0}: %s", "")
    told = _run("-m", folder, "--markup", "--json", "--n-best", "2", given=given)
    record = json.loads(told.stdout.splitlines()[0])
    assert record["marked"] == first
    assert record["source"] == LINES[2]
    assert record["text"] == Translator.load(folder).translate(LINES[2]).text
    assert "<b>" in record["alternatives"][0]["marked"]
    together = _run("-m", folder, "-m", folder, "--markup", given=given)
    assert together.returncode == 1
    assert "name one model, not several" in together.stderr.decode()


def test_markup_that_is_lost_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    plain = Translation("Hund", "dog", 0.0, ())
    lacking = [MarkedTranslation("dog", plain), MarkedTranslation("dog", plain, ("{x}", "<b>"))]
    Printer(sys.stdout, n_best=1, as_json=False).print(lacking, 0.1)
    Printer(sys.stdout, n_best=1, as_json=True).print(lacking, 0.1)
    printed, told = capsys.readouterr()
    assert told.splitlines()[:2] == [
        f"tolmach: line 2: the translation lacks {each}; put it back." for each in ("{x}", "<b>")
    ]
    records = [json.loads(line) for line in printed.splitlines()[2:]]
    assert [record.get("lost") for record in records] == [None, ["{x}", "<b>"]]


def test_what_the_model_cannot_read_is_copied_with_a_warning(folder: Path) -> None:
    given = "- 太郎太郎\n🎉\nHund\n".encode()
    done = _run("--model", folder, given=given)
    assert done.stdout.decode().splitlines()[:2] == ["- 太郎太郎", "🎉"]
    assert "line 1: the model does not read Han script; it is copied." in done.stderr.decode()
    raw = _run("--model", folder, "--raw", given=given)
    assert raw.stdout != done.stdout
    assert b"Han" not in raw.stderr


def test_a_glossary_is_followed_and_what_is_missed_is_named(folder: Path, tmp_path: Path) -> None:
    terms = tmp_path / "terms.tsv"
    terms.write_text("Hund\thound\n", "utf-8")
    others = tmp_path / "others.tsv"
    others.write_text("Kuh\tcow\n", "utf-8")
    given = f"{LINES[0]}\n{LINES[2]}\n".encode()
    done = _run("-m", folder, "--glossary", terms, "--glossary", others, given=given)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "hound" in done.stdout.decode().splitlines()[1]
    missed = _run("-m", folder, "--glossary", terms, "--exclude", "hound", "--json", given=given)
    assert missed.returncode == 0
    assert missed.stderr.decode() == (
        'tolmach: line 2: "Hund" could not be translated as "hound"; the sentence is translated '
        "without it.\n"
    )
    first, second = map(json.loads, missed.stdout.splitlines())
    assert ("missed" in first, second["missed"]) == (False, ["Hund"])
    terms.write_text("Hund\n", "utf-8")
    bad = _run("-m", folder, "--glossary", terms, given=given)
    assert (bad.returncode, bad.stdout) == (1, b"")
    assert "terms.tsv, line 1: a term or its translation is missing" in bad.stderr.decode()


def test_a_bad_byte_is_named_and_what_came_before_is_translated(folder: Path) -> None:
    given = f"{LINES[0]}\n{LINES[2]}\n".encode() + b"ab\xe4c\nd\n"
    strict = _run("-m", folder, given=given)
    assert strict.returncode == 1
    assert strict.stderr.decode().count("\n") == 1
    assert b"line 3: byte 3 (0xe4) is not valid UTF-8" in strict.stderr
    assert strict.stdout.count(b"\n") == 2
    lenient = _run("-m", folder, "--errors", "replace", given=given)
    assert (lenient.returncode, lenient.stdout.count(b"\n")) == (0, 4)
    assert lenient.stdout.startswith(strict.stdout)


def test_a_line_typed_into_a_pipe_is_answered_before_the_next(folder: Path) -> None:
    with subprocess.Popen(
        [*RUN, "-m", str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in (LINES[0], "", LINES[2]):
            process.stdin.write(line.encode() + b"\n")
            process.stdin.flush()
            assert bool(process.stdout.readline().strip()) == bool(line)
        process.stdin.close()
    assert process.returncode == 0


def test_a_reader_that_has_seen_enough_is_no_error(folder: Path) -> None:
    with subprocess.Popen(
        [*RUN, "-m", str(folder), "--max-length", "3", "--beam", "1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"Hund\n")
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(b"Hund\n" * 3)
        process.stdin.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--temperature", "0.5"], "--search sample"),
        (["--search", "sample", "--beam", "3"], "--beam only matters with a search by beam"),
        (["--groups", "2"], "--groups only matters with --search diverse"),
        (["--search", "risk", "--seconds", "2"], "--seconds only matters with --search exact"),
        (["--evidence", "beam"], "--evidence only matters with --search risk"),
        (["--search", "exact", "--include", "dog"], "Only beam search"),
        (["--search", "exact", "--states", "0"], "at least 1"),
        (["--search", "diverse", "--groups", "3"], "multiple"),
        (["--search", "risk", "--n-best", "9", "--evidence-size", "5"], "evidence of at least 9"),
        (["--length-penalty", "wu"], "--length-penalty wu is no number"),
        (["--beam", "2", "--n-best", "3"], "widen it to at least 3"),
        (["--min-length", "9", "--max-length", "3"], "minimum length"),
        (["nowhere.txt"], "nowhere.txt does not exist"),
        (["Guten Morgen!"], "give the text itself on standard input: echo"),
        (["--seed", "1"], "--seed only matters with --search sample, or risk with samples"),
        (
            ["--search", "risk", "--evidence", "beam", "--seed", "1"],
            "--seed only matters with --search sample, or risk with samples as its evidence; ask",
        ),
        ([__file__, "-o", __file__], "would be overwritten, but it is to be read"),
    ],
)
def test_mistakes_are_one_sentence_before_any_work(arguments: list[str], named: str) -> None:
    done = _run(*arguments)
    assert done.returncode == 1
    assert done.stdout == b""
    assert named in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("arguments", [["--help"], ["--temperature", "2"]])
def test_help_and_mistakes_cost_no_torch(arguments: list[str]) -> None:
    program = (
        "import sys; sys.argv = ['tolmach', 'translate', *sys.argv[1:]]\n"
        "from tolmach.cli.main import main\n"
        "import tolmach\n"
        "try: main()\n"
        "finally: print('torch' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True
    )
    assert done.stderr.endswith("False\n")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_lines_that_were_done_before_count_for_no_speed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "text").write_text("one\n" * 9, "utf-8")
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    with progress([tmp_path / "text"], shown=True, done=5) as advance:
        advance(0)
    plain = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", shown.getvalue())
    assert "5/9 lines" in plain
    assert set(re.findall(r"(\S+) a second", plain)) <= {"…", "0"}
