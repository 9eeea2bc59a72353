"""Ways to translate lines with placeholders, tried until every placeholder has come through."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tolmach.markup.marks import PlainText
from tolmach.markup.parts import MarkedLine
from tolmach.markup.placeholders import Words, lost, substitutions
from tolmach.translation.result import Translation

Translate = Callable[[list[str]], list[Translation]]
Cleaned = Callable[[Sequence[str]], list[str]]


@dataclass(frozen=True)
class Attempt:
    """A line with words put in for what is fixed in it, and its translation."""

    line: MarkedLine
    words: Words
    found: Translation

    @property
    def plain(self) -> PlainText:
        """The line without its marks, as it was given to the model."""
        return PlainText.of(self.line.parts, self.words)

    @property
    def lost(self) -> set[int]:
        """The numbers of the words that did not come through."""
        return lost(self.words, self.found.text)

    @property
    def likelihood(self) -> float:
        """The mean log-probability of a piece."""
        return self.found.log_probability / max(1, len(self.found.tokens))

    @property
    def others(self) -> list["Attempt"]:
        """The alternatives in which all words came through."""
        found = [replace(self, found=one) for one in self.found.alternatives]
        return [one for one in found if not one.lost]


def best_attempts(
    lines: Sequence[MarkedLine], translate: Translate, cleaned: Cleaned
) -> list[Attempt]:
    """Return a translation of each line in which nothing is lost.

    Of all ways to word a line those count that lose least. What is fixed comes first as it is,
    then the words whose translation is likeliest. What these lose is left out, and the line tried
    again.
    """
    left_out: dict[int, set[int]] = {row: set() for row in range(len(lines))}
    done: dict[int, Attempt] = {}
    while left_out:
        tried = [
            (row, tuple(None if word is None else cleaned([word])[0] for word in words))
            for row, skipped in left_out.items()
            for words in substitutions(lines[row].fixed, lines[row].text, skipped)
        ]
        found = translate([PlainText.of(lines[row].parts, words).text for row, words in tried])
        attempts: dict[int, list[Attempt]] = {row: [] for row in left_out}
        for (row, words), translation in zip(tried, found, strict=True):
            attempts[row].append(Attempt(lines[row], words, translation))
        for row, each in attempts.items():
            best = _best(each)
            if best.lost:
                left_out[row] |= best.lost
            else:
                done[row] = best
                del left_out[row]
    return [done[row] for row in range(len(lines))]


def _best(attempts: Sequence[Attempt]) -> Attempt:
    as_it_is, *others = attempts
    if not as_it_is.lost:
        return as_it_is
    return min(others, key=lambda one: (len(one.lost), -one.likelihood))
