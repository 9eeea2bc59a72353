from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.documents_made import shouted
from tolmach.documents.journal import TranslationJournal, translation_journal
from tolmach.errors import DataError

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
        assert list(tmp_path.iterdir()) == []


def test_a_journal_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be written"):
        asked_of(tmp_path / "nowhere" / "journal", ["a"])
