"""Marks at their places in a text.

Marks are nested: what begins inside a pair ends inside it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tolmach.text.spacing import is_unspaced

_CLOSE_TO_IT = re.compile(r"[\s,.;:!?)\]}…]")  # no space precedes these


@dataclass(frozen=True)
class Mark:
    """A mark that stands alone, at `start`, or a pair around `text[start:end]`.

    `gap` says whether white space precedes and follows it, `glued`, whether a letter or a digit of
    a script with spaces does; `fixed`, whether it was a word of the sentence; `breaks`, whether it
    separates words by itself; `space`, whether it is white space itself; `accelerator`, whether it
    marks a letter of the word that it is in. `closing` is empty where it is alone.
    """

    opening: str
    closing: str
    start: int
    end: int
    gap: tuple[bool, bool] = (False, False)
    glued: tuple[bool, bool] = (False, False)
    fixed: bool = False
    breaks: bool = False
    space: bool = False
    accelerator: bool = False
    inside: tuple["Mark", ...] = ()

    def alone(self, place: int) -> "Mark":
        """Return the mark and all inside it as one that encloses no text."""
        within = [each.alone(place) for each in self.inside]
        return replace(
            self,
            opening=self.opening + "".join(each.opening for each in within) + self.closing,
            closing="",
            start=place,
            end=place,
            fixed=self.fixed or any(each.fixed for each in within),
            inside=(),
        )


def tidied(marks: Sequence[Mark], text: str) -> Iterator[Mark]:
    """Yield marks; empty pairs become marks alone, and adjoining ones alone become one."""
    last: Mark | None = None
    for mark in marks:
        if text[mark.start : mark.end].strip():
            now = replace(mark, inside=tuple(tidied(mark.inside, text)))
        else:
            now = mark.alone(mark.start)
        if last is not None and _touch(last, now):
            now = _together(last, now)
        elif last is not None:
            yield last
        last = now
    if last is not None:
        yield last


def _touch(one: Mark, other: Mark) -> bool:
    same_place = one.start == one.end == other.start == other.end
    free = not (one.accelerator or other.accelerator or one.gap[1] or other.gap[0])
    return same_place and free


def _together(one: Mark, other: Mark) -> Mark:
    return replace(
        one,
        opening=one.opening + other.opening,
        gap=(one.gap[0], other.gap[1]),
        glued=(one.glued[0], other.glued[1]),
        fixed=one.fixed or other.fixed,
        breaks=one.breaks or other.breaks,
        space=one.space or other.space,
    )


def places_of(marks: Sequence[Mark]) -> Iterator[int]:
    """Yield where marks, and those inside them, begin and end."""
    for mark in marks:
        yield from (mark.start, mark.end)
        yield from places_of(mark.inside)


def moved(marks: Sequence[Mark], places: Mapping[int, int]) -> tuple[Mark, ...]:
    """Return marks at other places, which are given for each of theirs."""
    return tuple(
        replace(
            mark,
            start=places[mark.start],
            end=places[mark.end],
            inside=moved(mark.inside, places),
        )
        for mark in marks
    )


def is_glue(character: str) -> bool:
    """Say whether a letter or digit joins what stands beside it, as spaces part other words."""
    return character.isalnum() and not is_unspaced(character)


def closes_up(text: str) -> bool:
    """Say whether no space precedes what a text begins with."""
    return _CLOSE_TO_IT.match(text) is not None
