"""Likeness of two sentences as translations of each other, by what needs no dictionary."""

import re
from dataclasses import dataclass
from typing import Self

from tolmach.corpus.checks.lengths import LengthModel
from tolmach.text.language import ENOUGH
from tolmach.text.quantities.numbers import NumberFormat

_NUMBERS = NumberFormat.of("en")  # which of the signs is the decimal one does not matter here
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\b[\w.+-]+@[\w-]+\.[\w.]+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 4  # letters: names and cognates mostly agree in so many ("Musik", "music")

# Roughly, the logarithm of how much likelier each is in a true pair than in a chance one; set by
# hand, then tried on Tatoeba and Multi30k: true pairs average about +1, neighbours about -1.2.
_SAME_END, _OTHER_END, _SHARED_STEM, _OTHER_NUMBERS, _WORST_LENGTH = 0.3, -1.5, 1.0, -1.0, -3.0


@dataclass(frozen=True)
class Traits:
    """What a sentence shows of its meaning without a dictionary."""

    length: int
    end: str
    numbers: frozenset[str]
    addresses: frozenset[str]
    stems: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Self:
        """Read the traits off one normalised text; its beginning and its end must do."""
        length, end, text = len(text), _end(text), text[:ENOUGH]
        return cls(
            length,
            end,
            frozenset(_digits(text[start:end]) for start, end, *_ in _NUMBERS.numbers(text)),
            frozenset(address.rstrip(".,;:!?)") for address in _ADDRESS.findall(text)),
            frozenset(word[:_STEM].lower() for word in _WORD.findall(text) if len(word) >= _STEM),
        )


def affinity(source: Traits, target: Traits, lengths: LengthModel) -> float:
    """Return the logarithm of the odds that the two are a pair, roughly; above 0 speaks for it."""
    deviation = lengths.deviation(source.length, target.length)
    score = max(1 - deviation * deviation / 2, _WORST_LENGTH)
    score += _SAME_END if source.end == target.end else _OTHER_END
    shared = len(source.stems & target.stems) + len(source.numbers & target.numbers)
    if disagree(source.numbers, target.numbers):
        score += _OTHER_NUMBERS
    return score + _SHARED_STEM * min(shared, 3)


def disagree(source: frozenset[str], target: frozenset[str]) -> bool:
    """Say whether both sides hold some (numbers, addresses), and none in common."""
    return bool(source and target) and source.isdisjoint(target)


def _end(text: str) -> str:
    last = text.rstrip("\"'»«”“’)] ")[-1:]
    return {"。": ".", "？": "?", "！": "!", "؟": "?", "।": ".", "…": "."}.get(
        last, last if last in ".?!:" else ""
    )


def _digits(written: str) -> str:
    return "".join(filter(str.isdigit, written)).lstrip("0")
