import threading
from dataclasses import dataclass

from tests.server.serving import LONG
from tolmach.lazy import lazy


@dataclass(frozen=True)
class Word:
    text: str
    read: list[str]
    reading: threading.Event
    go_on: threading.Event

    @lazy
    def size(self) -> int:
        """The number of its letters."""
        self.read.append(self.text)
        self.reading.set()
        assert self.go_on.wait(LONG)
        return len(self.text)


def word(text: str) -> Word:
    return Word(text, [], threading.Event(), threading.Event())


def test_it_is_computed_once_for_each_object() -> None:
    words = word("Hund"), word("Katze")
    for each in words:
        each.go_on.set()
    assert [each.size for each in (*words, *words)] == [4, 5, 4, 5]
    assert [each.read for each in words] == [["Hund"], ["Katze"]]


def test_nobody_waits_for_the_value_of_another_object() -> None:
    slow, quick = word("Hund"), word("Katze")
    quick.go_on.set()
    waiting = threading.Thread(target=lambda: slow.size)
    waiting.start()
    assert slow.reading.wait(LONG)
    other = threading.Thread(target=lambda: quick.size, daemon=True)
    other.start()
    assert quick.reading.wait(LONG)
    slow.go_on.set()
    waiting.join()
    other.join()
