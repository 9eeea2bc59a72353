from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.documents_made import shouted
from tolmach.cli.translating.journal import TranslationJournal, line_journal, translation_journal
from tolmach.errors import DataError, RunError

WORK = "a.docx by a model"


def asked_of(path: Path, texts: list[str], work: str = WORK) -> list[str]:
    """Translate texts with a journal; return those that were asked for."""
    asked: list[str] = []

    def translate(some: list[str]) -> list[str]:
        asked.extend(some)
        return shouted(some)

    assert TranslationJournal(path, work).resuming(translate)(texts) == shouted(texts)
    return asked


def test_what_is_written_down_is_not_asked_for_again(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    assert asked_of(path, ["a", "ä\ud800"]) == ["a", "ä\ud800"]
    assert asked_of(path, ["a", "b\n", "ä\ud800"]) == ["b\n"]
    assert len(TranslationJournal(path, WORK)) == 3


def test_other_work_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    asked_of(path, ["a"])
    assert asked_of(path, ["a"], "another") == ["a"]
    assert len(TranslationJournal(path, WORK)) == 0
    path.write_bytes(b"\xff\x00 no journal at all")
    assert asked_of(path, ["a"]) == ["a"]


@given(cut=st.integers(0, 400))
def test_a_journal_that_is_cut_off_anywhere_goes_on(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = tmp_path_factory.mktemp("cut") / "journal"
    texts = [f"Hund {number}" for number in range(9)]
    asked_of(path, texts)
    path.write_bytes(path.read_bytes()[:cut])
    again = asked_of(path, texts)
    assert again == texts[len(texts) - len(again) :]
    assert asked_of(path, texts) == []


def test_a_journal_is_removed_when_all_is_done(tmp_path: Path) -> None:
    output = tmp_path / "a.en.docx"
    with suppress(KeyboardInterrupt), translation_journal(output, WORK) as journal:
        journal.resuming(shouted)(["a"])
        raise KeyboardInterrupt
    assert [path.name for path in tmp_path.iterdir()] == ["a.en.docx.unfinished"]
    with translation_journal(output, WORK) as journal:
        assert len(journal) == 1
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_before_something_is_translated(tmp_path: Path) -> None:
    with translation_journal(tmp_path / "a", WORK) as journal:
        assert journal.resuming(shouted)([]) == []
        assert not journal.path.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_journal_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="cannot be written"):
        asked_of(tmp_path / "file" / "journal", ["a"])


def written(output: Path, lines: list[str], *, stopped: bool = False) -> int:
    """Write the lines of an output that are not there yet; return how many were."""
    with suppress(KeyboardInterrupt), line_journal(output, WORK) as (stream, done):
        stream.writelines(f"{line}\n" for line in lines[done:])
        if stopped:
            raise KeyboardInterrupt
    return done


@given(cut=st.integers(0, 200))
def test_lines_that_are_cut_off_anywhere_go_on(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    output = tmp_path_factory.mktemp("cut") / "out.txt"
    lines = [f"Hünd {number}\rx" for number in range(9)]
    journal = output.with_name("out.txt.unfinished")
    assert written(output, lines[:7], stopped=True) == 0
    assert not output.exists()
    journal.write_bytes(journal.read_bytes()[:cut])
    assert written(output, lines) <= 7
    assert output.read_bytes() == "".join(f"{line}\n" for line in lines).encode()
    assert [path.name for path in output.parent.iterdir()] == ["out.txt"]


def test_lines_of_other_work_are_written_anew(tmp_path: Path) -> None:
    output = tmp_path / "out.txt"
    assert written(output, ["a", "b"], stopped=True) == 0
    with line_journal(output, "other work") as (stream, done):
        stream.write("c\n")
    assert (done, output.read_text("utf-8")) == (0, "c\n")


def test_the_folder_of_an_output_is_made(tmp_path: Path) -> None:
    assert written(tmp_path / "new" / "out.txt", ["a"]) == 0
    assert (tmp_path / "new" / "out.txt").read_text("utf-8") == "a\n"
    assert asked_of(tmp_path / "newer" / "journal", ["a"]) == ["a"]


def test_an_output_that_cannot_be_written_is_named_as_it_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match=r"file/out\.txt cannot be written"):
        written(tmp_path / "file" / "out.txt", ["a"])


def test_an_output_without_lines_is_written(tmp_path: Path) -> None:
    assert written(tmp_path / "out.txt", []) == 0
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("out.txt", b"")]


@pytest.mark.parametrize("journal", [translation_journal, line_journal])
def test_of_two_that_write_one_output_the_second_is_refused(journal: Any, tmp_path: Path) -> None:
    output = tmp_path / "out.txt"
    with line_journal(output, WORK) as (stream, _):
        stream.write("a\n")
        with pytest.raises(RunError, match=r"^Another `tolmach translate` is writing .*out\.txt;"):
            journal(output, WORK).__enter__()
        with journal(tmp_path / "other.txt", WORK):
            stream.write("b\n")
    assert output.read_text("utf-8") == "a\nb\n"
    assert written(output, ["c"]) == 0


def test_a_journal_without_lines_is_not_kept(tmp_path: Path) -> None:
    assert written(tmp_path / "out.txt", [], stopped=True) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("journal", [translation_journal, line_journal])
@pytest.mark.parametrize("kind", ["text", "link"])
def test_what_is_no_journal_is_left_alone(journal: Any, kind: str, tmp_path: Path) -> None:
    path, notes = tmp_path / "o.txt.unfinished", tmp_path / "notes"
    notes.write_text("{precious}\n", "utf-8")
    path.symlink_to(notes) if kind == "link" else notes.rename(path)
    with (
        pytest.raises(RunError, match=r"o.txt.unfinished .*something else is there"),
        journal(tmp_path / "o.txt", WORK),
    ):
        pass
    assert path.read_text("utf-8") == "{precious}\n"
