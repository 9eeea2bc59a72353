from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.documents_made import shouted
from tolmach.cli.translating.journal import LineJournal, TranslationJournal
from tolmach.cli.translating.resumption import resumable, resumed_lines, resumed_translation
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
    path.write_bytes(b'{"work": "\xff\x00 no journal at all')
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
    with suppress(KeyboardInterrupt), resumed_translation(output, WORK, shouted) as resumed:
        resumed(["a"])
        raise KeyboardInterrupt
    assert [path.name for path in tmp_path.iterdir()] == ["a.en.docx.unfinished"]
    with resumed_translation(output, WORK, not_asked) as resumed:
        assert resumed(["a"]) == shouted(["a"])
    assert list(tmp_path.iterdir()) == []


def not_asked(texts: list[str]) -> list[str]:
    raise AssertionError(texts)


def test_nothing_is_written_before_something_is_translated(tmp_path: Path) -> None:
    with resumed_translation(tmp_path / "a", WORK, not_asked) as resumed:
        assert resumed([]) == []
        assert list(tmp_path.iterdir()) == []


def test_a_journal_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="cannot be written"):
        asked_of(tmp_path / "file" / "journal", ["a"])


def written(
    output: Path, lines: list[str], work: str = WORK, *, inputs: list[Path] | None = None
) -> int:
    """Translate lines, two at a time, into an output as far as "!"; return how many were there."""
    pairs = [lines[start : start + 2] for start in range(0, len(lines), 2)]
    with resumed_lines(output, inputs or [], work, iter(pairs)) as (stream, done, left):
        for chunk in left:
            if "!" in chunk:
                raise KeyboardInterrupt
            stream.writelines(f"{line}\n" for line in shouted(chunk))
    return done


def stopped(output: Path, lines: list[str]) -> Path:
    """Stop behind these lines; return the journal."""
    with pytest.raises(KeyboardInterrupt):
        written(output, [*lines, "!"])
    return output.with_name(f"{output.name}.unfinished")


def as_text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in shouted(lines))


LINES = [f"Hünd {number}\rx" for number in range(9)]


@given(cut=st.integers(0, 400))
def test_lines_that_are_cut_off_anywhere_go_on(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    output = tmp_path_factory.mktemp("cut") / "out.txt"
    journal = stopped(output, LINES[:8])
    assert not output.exists()
    journal.write_bytes(journal.read_bytes()[:cut])
    assert written(output, LINES) <= 8
    assert output.read_bytes() == as_text(LINES).encode()
    assert [path.name for path in output.parent.iterdir()] == ["out.txt"]


@pytest.mark.parametrize(
    ("changed", "known"),
    [
        (lambda text: text + b"of somebody else\n", 8),
        (lambda text: text + text[text.rindex(b"\n", 0, -1) + 1 :], 8),
        (lambda text: text.replace("HÜND 5".encode(), "HÜND 6".encode()), 5),
        (lambda text: text.replace("HÜND 5".encode(), "\nHÜND 5".encode()), 5),
    ],
)
def test_what_others_wrote_into_a_journal_is_translated_anew(
    changed: Callable[[bytes], bytes], known: int, tmp_path: Path
) -> None:
    output = tmp_path / "out.txt"
    journal = stopped(output, LINES[:8])
    journal.write_bytes(changed(journal.read_bytes()))
    assert written(output, LINES) == known
    assert output.read_bytes() == as_text(LINES).encode()


def test_texts_that_others_wrote_into_a_journal_are_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    asked_of(path, ["a", "b"])
    head, first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(head + first + b'["c", "of somebody else"]\n' + second)
    assert asked_of(path, ["a", "b", "c"]) == ["b", "c"]
    assert asked_of(path, ["a", "b", "c"]) == []


def test_of_an_input_that_was_changed_what_stands_before_goes_on(tmp_path: Path) -> None:
    output = tmp_path / "out.txt"
    stopped(output, LINES[:8])
    lines = [*LINES[:3], "Katze", *LINES[4:], "Maus"]
    assert written(output, lines) == 3
    assert output.read_bytes() == as_text(lines).encode()
    stopped(output, LINES)
    assert written(output, LINES[:4]) == 4
    assert output.read_bytes() == as_text(LINES[:4]).encode()


def test_lines_of_other_work_are_written_anew(tmp_path: Path) -> None:
    output = tmp_path / "out.txt"
    stopped(output, ["a", "b"])
    assert written(output, ["a", "b"], "other work") == 0
    assert output.read_text("utf-8") == "A\nB\n"


def test_the_folder_of_an_output_is_made(tmp_path: Path) -> None:
    assert written(tmp_path / "new" / "out.txt", ["a"]) == 0
    assert (tmp_path / "new" / "out.txt").read_text("utf-8") == "A\n"
    assert asked_of(tmp_path / "newer" / "journal", ["a"]) == ["a"]


def test_an_output_that_cannot_be_written_is_named_as_it_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match=r"file/out\.txt cannot be written"):
        written(tmp_path / "file" / "out.txt", ["a"])


def test_an_output_without_lines_is_written(tmp_path: Path) -> None:
    assert written(tmp_path / "out.txt", []) == 0
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("out.txt", b"")]


def test_of_two_that_write_one_output_the_second_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out.txt"
    stopped(output, ["a", "b"])
    capsys.readouterr()
    with resumable(output, []):
        with pytest.raises(RunError, match=r"^Another run of Tolmach is writing .*out\.txt; wait"):
            written(output, ["a"])
        assert written(tmp_path / "other.txt", ["a"]) == 0
    assert capsys.readouterr().err == ""
    assert written(output, ["a", "b"]) == 2


def test_a_journal_without_lines_is_not_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stopped(tmp_path / "out.txt", [])
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().err == ""


def test_of_what_cannot_be_read_again_nothing_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        written(tmp_path / "out.txt", ["a", "b", "!"], inputs=[Path("-")])
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "journal", [TranslationJournal, lambda path, work: LineJournal(path, work, iter([]))]
)
@pytest.mark.parametrize("kind", ["text", "link"])
def test_what_is_no_journal_is_left_alone(
    journal: Callable[[Path, str], object], kind: str, tmp_path: Path
) -> None:
    path, notes = tmp_path / "o.txt.unfinished", tmp_path / "notes"
    notes.write_text("{precious}\n", "utf-8")
    path.symlink_to(notes) if kind == "link" else notes.rename(path)
    with pytest.raises(RunError, match=r"o.txt.unfinished .*something else is there"):
        journal(path, WORK)
    assert path.read_text("utf-8") == "{precious}\n"
