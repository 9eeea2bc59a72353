"""Attempts to translate texts with fixed parts, until every one of them comes through."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, pairwise
from typing import Generic, Protocol, Self, TypeVar

from tolmach.reading.marks.part import Part
from tolmach.reading.marks.plain_text import PlainText
from tolmach.reading.marks.writing import Replacement
from tolmach.reading.substitutes import (
    NAMES,
    Vocabulary,
    Words,
    has_usual_sign,
    is_readable,
    lost,
    replacements,
    substitutions,
)
from tolmach.text.sentences import Span

_MOST_ROUNDS = 4  # of leaving parts out; then all are left out
_MOST_FIXED = len(NAMES)  # parts of a line; for more there are no words
_MOST_MARKED = 2 * _MOST_FIXED  # parts of a line that are no text


class AttemptedTranslation(Protocol):
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


Answer = TypeVar("Answer", bound=AttemptedTranslation)
# The translation of texts, each with the number of the line that it is tried for.
Translate = Callable[[list[tuple[int, str]]], Sequence[Answer]]


@dataclass(frozen=True)
class Attempt(Generic[Answer]):
    """A text with words substituted for its fixed parts, without marks, and its translation."""

    parts: Sequence[Part]
    words: Words
    plain: PlainText
    found: Answer

    @property
    def fixed(self) -> list[Part]:
        """The fixed parts of the text."""
        return fixed_parts(self.parts)

    @cached_property
    def lost(self) -> set[int]:
        """The numbers of the words that did not come through."""
        return lost(self.words, self.plain, self.found.text)

    @property
    def text(self) -> str:
        """The translation; that of a label with an accelerator has a capital as the label has."""
        text, first = self.found.text, self.found.text[:1].upper()
        is_label = any(part.is_accelerator for part in self.parts)
        capital = is_label and self.plain.text[:1].isupper() and len(first) == 1
        return first + text[1:] if capital else text

    @property
    def replacements(self) -> list[Replacement]:
        """The fixed parts in place of their words in the translation."""
        return replacements(self.words, self.fixed, self.plain, self.found.text)

    @property
    def anchors(self) -> list[tuple[Span, Span]]:
        """Where words were substituted, and where each of them came through."""
        both = zip(self.words, self.plain.places, strict=True)
        places = [place for word, place in both if word is not None and place is not None]
        there = [(each.start, each.end) for each in self.replacements]
        return list(zip(places, there, strict=True))

    @property
    def is_bare(self) -> bool:
        """Whether nothing but the fixed parts came through, although there was more to say."""
        asked = "".join(part.text for part in self.parts if part.kind == "text")
        text, place, rest = self.found.text, 0, ""
        for start, end, _ in sorted([] if self.lost else self.replacements):
            rest += text[place:start]
            place = end
        has_words = any(map(str.isalpha, asked))
        return has_words and not any(map(str.isalnum, rest + text[place:]))

    @property
    def rank(self) -> tuple[int, bool, bool, int, float]:
        """The less, the better: words lost, all others lost, changed order, signs, likelihood."""
        fixed = zip(self.words, self.fixed, strict=True)
        unread = sum(word is None and has_usual_sign(part) for word, part in fixed)
        places = [] if self.lost else [each.start for each in self.replacements]
        changed = places != sorted(places)
        return len(self.lost), self.is_bare, changed, unread, -self.found.likelihood

    @property
    def others(self) -> list["Attempt[Answer]"]:
        """The alternatives in which all words came through."""
        found = [replace(self, found=one) for one in self.found.alternatives]
        return [one for one in found if not one.lost]


def best_attempts(
    lines: Sequence[Sequence[Part]],
    translate: Translate[Answer],
    vocabulary: Vocabulary,
    brief: Collection[int] = (),
) -> list[Attempt[Answer]]:
    """Return a translation of each line in which nothing is lost.

    A line of which a model can read all is first tried as it is, unless a part that is kept owns
    something: of an unknown name's dog it says the name alone. Of the words substituted for fixed
    parts those are taken that lose least, and of these the likeliest translation. Parts that it
    loses are left out, and the line is tried again.

    Crowded lines, and those whose numbers are in `brief`, are read as they are, then without what
    that loses, then without any fixed part: words for them are not tried, as each way takes long.
    """
    brief = {row for row, parts in enumerate(lines) if row in brief or is_crowded(parts)}
    readable = {
        row
        for row, parts in enumerate(lines)
        if all(map(is_readable, fixed_parts(parts))) and (row in brief or not _owners(parts))
    }
    ways = [(row, next(_ways(lines[row], vocabulary))) for row in readable]
    tried = _tried(lines, ways, translate, vocabulary)
    done = {row: attempts[0] for row, attempts in tried.items()}
    left_out: dict[int, set[int]] = {
        row: done[row].lost if row in readable & brief else set()
        for row in range(len(lines))
        if row not in readable or done[row].lost
    }
    for round_ in range(_MOST_ROUNDS + 1):
        ways = [
            (row, words)
            for row, skipped in left_out.items()
            for words in islice(_ways(lines[row], vocabulary, skipped), 1 if row in brief else None)
        ]
        for row, attempts in _tried(lines, ways, translate, vocabulary).items():
            done[row] = min(attempts, key=lambda one: one.rank)
            last = left_out[row] if row in brief else round_ >= _MOST_ROUNDS - 1
            left_out[row] |= set(range(len(done[row].words))) if last else done[row].lost
        left_out = {row: skipped for row, skipped in left_out.items() if done[row].lost}
    return [done[row] for row in range(len(lines))]


def is_crowded(parts: Sequence[Part]) -> bool:
    """Say whether a text has more fixed parts and marks than a sentence has words for."""
    marked = sum(part.kind != "text" for part in parts)
    return marked > _MOST_MARKED or len(fixed_parts(parts)) > _MOST_FIXED


def fixed_parts(parts: Sequence[Part]) -> list[Part]:
    """Return the parts of a text that must be kept verbatim, in order."""
    return [part for part in parts if part.kind == "fixed"]


def _ways(
    parts: Sequence[Part], vocabulary: Vocabulary, left_out: Collection[int] = ()
) -> Iterator[Words]:
    text = " ".join(part.text for part in parts if part.kind == "text")
    return substitutions(fixed_parts(parts), text, vocabulary, left_out, _owners(parts))


def _owners(parts: Sequence[Part]) -> list[int]:
    """Return the numbers of the fixed parts behind which "'s" tells that they own something."""
    after = [after for part, after in pairwise([*parts, Part("text", "")]) if part.kind == "fixed"]
    return [place for place, part in enumerate(after) if part.text.startswith(("'s", "’s"))]


def _tried(
    lines: Sequence[Sequence[Part]],
    ways: Sequence[tuple[int, Words]],
    translate: Translate[Answer],
    vocabulary: Vocabulary,
) -> dict[int, list[Attempt[Answer]]]:
    """Translate lines with words substituted, and return the attempts of each line."""
    plain = [
        PlainText.of(lines[row], _spelled(words)).cleaned(vocabulary.clean) for row, words in ways
    ]
    found = translate([(row, text.text) for (row, _), text in zip(ways, plain, strict=True)])
    attempts: dict[int, list[Attempt[Answer]]] = {row: [] for row, _ in ways}
    for (row, words), text, answer in zip(ways, plain, found, strict=True):
        attempts[row].append(Attempt(lines[row], words, text, answer))
    return attempts


def _spelled(words: Words) -> list[str | None]:
    return [word.word if word else None for word in words]
