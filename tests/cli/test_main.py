import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.cli.command import tolmach
from tests.toy_folder import make_toy_folder

RUN = f"{sys.executable} -m tolmach"


def _shell(line: str) -> tuple[int, str]:
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True)
    return done.returncode, done.stderr


def _piped(command: str) -> tuple[int, str]:
    """Run a command whose reader leaves after one line; return its own status and complaints."""
    line = f"set -o pipefail; {RUN} {command} | head -1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("check - <&-", "Standard input cannot be read"),
        ("bpe explain {words} --json >&-", "Standard output cannot be used: not writable"),
        pytest.param(
            "bpe explain {words} > /dev/full",
            "Standard output cannot be used: No space left on device",
            marks=pytest.mark.skipif(
                not Path("/dev/full").is_char_device(), reason="no /dev/full here"
            ),
        ),
    ],
)
def test_a_closed_or_full_stream_is_one_sentence(line: str, message: str, tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text("hug 10\npug 5\n", "utf-8")
    status, said = _shell(f"{RUN} {line.format(words=words)}")
    assert status == 1
    assert said.startswith(f"tolmach: {message}")
    assert said.count("\n") == 1


@pytest.mark.parametrize("command", ["train x.toml", "translate x", "serve"])
def test_threads_by_the_thousand_are_refused(command: str) -> None:
    status, said = _shell(f"{RUN} {command} --threads 100000")
    assert status == 2
    assert "100000 is not in the range" in said


def test_a_reader_who_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text("".join(f"word{'x' * (n % 50)}{n} {n}\n" for n in range(1, 3000)), "utf-8")
    assert _piped(f"bpe explain {words} --merges 300") == (0, "")


@pytest.mark.parametrize("command", ["--help", "translate --help", "bpe --help"])
def test_help_that_nobody_reads_is_no_error(command: str) -> None:
    reading, unread = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*RUN.split(), *command.split()], stdout=unread, stderr=subprocess.PIPE, text=True
    )
    os.close(unread)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_of_translations_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("ein Hund\n" * 3000, "utf-8")
    model = make_toy_folder(tmp_path / "toy")
    assert _piped(f"translate --beam 1 --model {model} {text}") == (0, "")


def test_an_open_stream_is_not_needed_where_nothing_is_printed(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.tsv"
    corpus.write_text("Hallo\tHello\n" * 3, "utf-8")
    output = tmp_path / "tokenizer.json"
    assert _shell(f"{RUN} bpe learn {corpus} -o {output} <&- >&-")[0] == 0
    assert output.is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus.tsv", "tokenizer.json"]


def test_the_version_is_told() -> None:
    assert tolmach("--version").stdout.decode() == f"tolmach {version('tolmach')}\n"
