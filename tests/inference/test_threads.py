import sys
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Barrier, Event, Thread

import pytest
import torch

from tolmach.inference.threads import (
    LITTLE,
    FittingThreads,
    catch_up,
    lazy,
    on_threads,
    one_thread,
)

SHORT, LONG = ["Guten Morgen!"], ["x" * (LITTLE // 7)] * 8
_PATIENCE = 120  # seconds


@pytest.fixture(autouse=True)
def three_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    yield
    torch.set_num_threads(before)


def test_little_text_gets_one_thread_and_more_gets_all() -> None:
    threads = FittingThreads()
    for texts, count in ((SHORT, 1), (LONG, 3), (SHORT, 1)):
        with threads.fitted(texts):
            assert torch.get_num_threads() == count
        assert torch.get_num_threads() == 3


def test_what_the_user_asks_for_holds_for_all() -> None:
    threads = FittingThreads(2)
    for texts in (SHORT, LONG):
        with threads.fitted(texts):
            assert torch.get_num_threads() == 2
        assert torch.get_num_threads() == 3


def test_one_thread_loads_and_all_come_back() -> None:
    with one_thread():
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == 3


def test_scopes_of_several_python_threads_do_not_meet() -> None:
    both, seen = Barrier(2), {}

    def compute(count: int) -> None:
        torch.get_num_threads()
        both.wait()
        with on_threads(count):
            both.wait()
            seen[count] = torch.get_num_threads()
            both.wait()

    others = [Thread(target=compute, args=(count,)) for count in (1, 2)]
    for other in others:
        other.start()
    for other in others:
        other.join()
    assert seen == {1: 1, 2: 2}
    assert torch.get_num_threads() == 3


def test_none_leaves_the_number_as_it_is() -> None:
    with on_threads(None):
        assert torch.get_num_threads() == 3


def test_a_scope_begun_before_pytorch_is_loaded_holds_from_then_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = sys.modules["torch"]
    monkeypatch.delitem(sys.modules, "torch")
    with on_threads(2):
        assert "torch" not in sys.modules
        monkeypatch.setitem(sys.modules, "torch", kept)
        assert torch.get_num_threads() == 3
        catch_up()
        catch_up()
        assert torch.get_num_threads() == 2
    assert torch.get_num_threads() == 3
    catch_up()
    assert torch.get_num_threads() == 3


@dataclass(frozen=True)
class Word:
    text: str
    read: list[str]
    reading: Event
    go_on: Event

    @lazy
    def size(self) -> int:
        """The number of its letters."""
        self.read.append(self.text)
        self.reading.set()
        assert self.go_on.wait(_PATIENCE)
        return len(self.text)


def word(text: str) -> Word:
    return Word(text, [], Event(), Event())


def test_it_is_computed_once_for_each_object() -> None:
    words = word("Hund"), word("Katze")
    for each in words:
        each.go_on.set()
    assert [each.size for each in (*words, *words)] == [4, 5, 4, 5]
    assert [each.read for each in words] == [["Hund"], ["Katze"]]


def test_nobody_waits_for_the_value_of_another_object() -> None:
    slow, quick = word("Hund"), word("Katze")
    quick.go_on.set()
    waiting = Thread(target=lambda: slow.size)
    waiting.start()
    assert slow.reading.wait(_PATIENCE)
    other = Thread(target=lambda: quick.size, daemon=True)
    other.start()
    assert quick.reading.wait(_PATIENCE)
    slow.go_on.set()
    waiting.join()
    other.join()
