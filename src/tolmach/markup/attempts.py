"""Attempts to translate blocks with fixed parts, until every one of them comes through."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tolmach.markup.blocks import Block
from tolmach.markup.marks import PlainText, Replacement
from tolmach.markup.substitutes import (
    Vocabulary,
    Words,
    is_usual,
    lost,
    replacements,
    substitutions,
)
from tolmach.translation.result import Translation

Translate = Callable[[list[str]], list[Translation]]


@dataclass(frozen=True)
class Attempt:
    """A block with words substituted for its fixed parts, as plain text, and its translation."""

    block: Block
    words: Words
    plain: PlainText
    found: Translation

    @property
    def lost(self) -> set[int]:
        """The numbers of the words that did not come through."""
        return lost(self.words, self.plain, self.found.text)

    @property
    def replacements(self) -> list[Replacement]:
        """The fixed parts in place of their words in the translation."""
        return replacements(self.words, self.block.fixed, self.plain, self.found.text)

    @property
    def silent(self) -> int:
        """The number of usual signs that the model did not read."""
        fixed = zip(self.words, self.block.fixed, strict=True)
        return sum(word is None and is_usual(part) for word, part in fixed)

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
    blocks: Sequence[Block], translate: Translate, vocabulary: Vocabulary
) -> list[Attempt]:
    """Return a translation of each block in which nothing is lost.

    Of the words substituted for fixed parts those are taken that lose least, and of these the
    likeliest translation. Parts that it loses are left out, and the block is tried again.
    """
    left_out: dict[int, set[int]] = {row: set() for row in range(len(blocks))}
    done: dict[int, Attempt] = {}
    while left_out:
        tried = [
            (row, words, PlainText.of(blocks[row].parts, _spelled(words)))
            for row, skipped in left_out.items()
            for words in substitutions(blocks[row].fixed, blocks[row].text, vocabulary, skipped)
        ]
        found = translate([plain.text for _, _, plain in tried])
        attempts: dict[int, list[Attempt]] = {row: [] for row in left_out}
        for (row, words, plain), translation in zip(tried, found, strict=True):
            attempts[row].append(Attempt(blocks[row], words, plain, translation))
        for row, each in attempts.items():
            best = min(each, key=lambda one: (len(one.lost), one.silent, -one.likelihood))
            if best.lost:
                left_out[row] |= best.lost
            else:
                done[row] = best
                del left_out[row]
    return [done[row] for row in range(len(blocks))]


def _spelled(words: Words) -> list[str | None]:
    return [None if word is None else word.word for word in words]
