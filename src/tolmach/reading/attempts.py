"""Attempts to translate texts with fixed parts, until every one of them comes through."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, Self, TypeVar

from tolmach.reading.marks import Part, PlainText, as_they_are
from tolmach.reading.substitutes import Words, lost, replacements, substitutions

_MOST_ROUNDS = 4  # of leaving parts out; then all are left out


class Found(Protocol):
    """A translation, and the next best ones beside it."""

    @property
    def text(self) -> str:
        """Return its text."""
        ...

    @property
    def likelihood(self) -> float:
        """Return the mean log-probability of a piece."""
        ...

    @property
    def alternatives(self) -> Sequence[Self]:
        """Return the next best ones, the best first."""
        ...


Answer = TypeVar("Answer", bound=Found)
# The translation of texts, each with the number of the line that it is tried for.
Translate = Callable[[list[tuple[int, str]]], Sequence[Answer]]
Cleaned = Callable[[Sequence[str]], list[str]]


@dataclass(frozen=True)
class Attempt(Generic[Answer]):
    """A line with words substituted for its fixed parts, and its translation."""

    parts: Sequence[Part]
    words: Words
    found: Answer

    @property
    def plain(self) -> PlainText:
        """The line without its marks, as it was given to the model."""
        return PlainText.of(self.parts, self.words)

    @property
    def fixed(self) -> list[str]:
        """The fixed parts of the line."""
        return fixed_parts(self.parts)

    @property
    def lost(self) -> set[int]:
        """The numbers of the words that did not come through."""
        return lost(self.words, self.found.text)

    @property
    def others(self) -> list["Attempt[Answer]"]:
        """The alternatives in which all words came through."""
        found = [replace(self, found=one) for one in self.found.alternatives]
        return [one for one in found if not one.lost]


def best_attempts(
    lines: Sequence[Sequence[Part]],
    translate: Translate[Answer],
    cleaned: Cleaned,
    days: Sequence[str] = (),
) -> list[Attempt[Answer]]:
    """Return a translation of each line in which nothing is lost.

    Fixed parts are first tried as they are. Of the words substituted for them those are taken that
    lose least, and of these the likeliest translation. Parts that it loses are left out, and the
    line is tried again. `days` of the week in the language of the lines may stand for dates.
    """
    ways = [(row, as_they_are(parts)) for row, parts in enumerate(lines)]
    tried = _tried(lines, ways, translate, cleaned)
    done = {row: attempts[0] for row, attempts in tried.items()}
    left_out = {row: never_read(lines[row]) for row, one in done.items() if one.lost}
    for round_ in range(_MOST_ROUNDS + 1):
        ways = [
            (row, words)
            for row, skipped in left_out.items()
            for words in substitutions(fixed_parts(lines[row]), _text(lines[row]), skipped, days)
        ]
        for row, attempts in _tried(lines, ways, translate, cleaned).items():
            done[row] = min(attempts, key=_badness)
            everything = set(range(len(done[row].words)))
            left_out[row] |= done[row].lost if round_ < _MOST_ROUNDS - 1 else everything
        left_out = {row: skipped for row, skipped in left_out.items() if done[row].lost}
    return [done[row] for row in range(len(lines))]


def never_read(parts: Sequence[Part]) -> set[int]:
    """Return the numbers of the fixed parts for which nothing stands."""
    return {number for number, word in enumerate(as_they_are(parts)) if word is None}


def fixed_parts(parts: Sequence[Part]) -> list[str]:
    """Return the parts of a line that must be kept verbatim, in order."""
    return [part.written for part in parts if part.kind == "fixed"]


def _badness(one: Attempt[Found]) -> tuple[int, bool, float]:
    """Order attempts: by what they lose, by whether parts change places, and by likelihood."""
    places = (
        []
        if one.lost
        else [each.start for each in replacements(one.words, one.fixed, one.found.text)]
    )
    return len(one.lost), places != sorted(places), -one.found.likelihood


def _text(parts: Sequence[Part]) -> str:
    return " ".join(part.written for part in parts if part.kind == "text")


def _tried(
    lines: Sequence[Sequence[Part]],
    ways: Sequence[tuple[int, Words]],
    translate: Translate[Answer],
    cleaned: Cleaned,
) -> dict[int, list[Attempt[Answer]]]:
    """Translate lines with words substituted, and return the attempts of each line."""
    read = [
        (row, tuple(None if word is None else cleaned([word])[0] for word in words))
        for row, words in ways
    ]
    found = translate([(row, PlainText.of(lines[row], words).text) for row, words in read])
    attempts: dict[int, list[Attempt[Answer]]] = {row: [] for row, _ in read}
    for (row, words), answer in zip(read, found, strict=True):
        attempts[row].append(Attempt(lines[row], words, answer))
    return attempts
