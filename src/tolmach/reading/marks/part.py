"""Parts of a text: what is read, what stands for itself, and the marks between them."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

Kind = Literal["text", "open", "close", "lone", "fixed"]
_PLACEHOLDERS = frozenset(("value", "number"))
_ACCELERATOR = "accelerator"


class Part(NamedTuple):
    """A part of a text as it is `written`, and what a model reads of it, if that is not the same.

    A fixed part is kept verbatim; its name is its sort. Of one of which a model reads nothing, a
    place alone is kept. The two marks of a pair have the same `name`. A mark that `breaks`
    separates words without a space, as `<br/>` does, and a `block` sentences.
    """

    kind: Kind
    written: str
    name: str = ""
    breaks: bool = False
    block: bool = False
    read: str | None = None

    @property
    def text(self) -> str:
        """What is read of it."""
        return self.written if self.read is None else self.read

    @property
    def is_placeholder(self) -> bool:
        """Say whether it stands for a word or a number, and is kept as such."""
        return self.kind == "fixed" and self.name in _PLACEHOLDERS

    @property
    def is_accelerator(self) -> bool:
        """Whether it is the sign of an accelerator, which stays with the word that it is in."""
        return self.name == _ACCELERATOR

    @property
    def stays_at_edge(self) -> bool:
        """Whether it is a mark alone that stays at an edge of a sentence."""
        return self.kind == "lone" and not self.is_accelerator


def accelerator_mark(written: str) -> Part:
    """Return the sign of an accelerator."""
    return Part("lone", written, _ACCELERATOR)


def number_sign(example: str) -> Part:
    """Return the sign that stands for a number in a message, read as an example of that."""
    return Part("fixed", "#", "number", read=example)


def as_they_are(parts: Sequence[Part]) -> list[str | None]:
    """Return what is read of each fixed part at first; None: nothing."""
    return [part.text or None for part in parts if part.kind == "fixed"]
