"""Errors of decoding: loops in the output, and search errors.

A loop is "a man in a man in a man in a man". Loops often vary a little ("the NATOs, the NATO's,
and the NATOs, the"), so that no phrase is repeated exactly; then few different words fill a long
span. A search error is a translation that is less probable than the most probable one (Stahlberg
and Byrne 2019).
"""

from collections import Counter
from collections.abc import Sequence
from operator import eq
from typing import Protocol

from tolmach.chunks import longest_run
from tolmach.search.hypothesis import Proof
from tolmach.text.spacing import is_unspaced, length_units

ROUNDING = 1e-3  # of a log-probability: batches of other shapes round differently
LONGEST_PHRASE = 8
FEWEST_ROUNDS = 4
SHORTEST_SPAN, LONGEST_SPAN = 12, LONGEST_PHRASE * FEWEST_ROUNDS
RETURNS = 3  # mean occurrences of a word of a span
BEGINNING = 4  # letters in which "NATO", "NATOs" and "NATO's" are one word
_MARKS = "".join(map(chr, range(33, 48))) + ":;?_`‘’“”„«»…–—、。，．！？；：「」"


class Found(Protocol):
    """A translation of one sentence found by search."""

    @property
    def log_probability(self) -> float:
        """The summed log-probability of all pieces."""
        ...

    @property
    def finished(self) -> bool:
        """True where it ends with `</s>`, not at a limit of length."""
        ...

    @property
    def proof(self) -> Proof | None:
        """The proof of exact search, if there is one."""
        ...


def is_proven(found: Found) -> bool:
    """Say whether exact search came to its end, so that `found` is the argmax."""
    return found.proof is not None and found.proof.stopped_by is None


def is_search_error(found: Found, argmax: Found) -> bool:
    """Say whether `found` is cut, or less probable than what exact search proved best."""
    return not found.finished or argmax.log_probability - found.log_probability > ROUNDING


def is_looping(text: str, references: Sequence[str]) -> bool:
    """Say whether `text` loops, and none of its references does as much.

    It says one phrase four or more times on end, or, with variations, the same few words all
    along twelve or more. A phrase is up to eight words, or characters where a text has no spaces.
    """
    units = _units(text)
    turns = _rounds(units)
    others = [_units(reference) for reference in references]
    if turns >= FEWEST_ROUNDS and turns > max(map(_rounds, others), default=0):
        return True
    return _circles(units) and not any(map(_circles, others))


def is_repeating(text: str, references: Sequence[str]) -> bool:
    """Say whether `text` repeats a phrase at once, perhaps a little varied, as no reference does.

    A phrase is two to eight words; so many characters are said twice in many a word.
    """
    return _repeats(text) and not any(map(_repeats, references))


def rounds(text: str) -> int:
    """Return how often on end the most repeated phrase of `text` stands there; 0 if empty."""
    return _rounds(_units(text))


def _repeats(text: str) -> bool:
    if is_unspaced([text]):
        return False
    units = [unit[:BEGINNING] for unit in _units(text)]
    return any(_rounds_of(units, length) > 1 for length in range(2, LONGEST_PHRASE + 1))


def _units(text: str) -> list[str]:
    """Return words, or characters, without the marks and capitals in which repeated ones differ."""
    units = [unit.strip(_MARKS).casefold() or unit for unit in length_units(text)]
    return list(units[0]) if len(units) == 1 else units


def _rounds(units: Sequence[str]) -> int:
    longest = min(LONGEST_PHRASE, len(units))
    return max((_rounds_of(units, length) for length in range(1, longest + 1)), default=0)


def _rounds_of(units: Sequence[str], length: int) -> int:
    """Return the most turns on end of any phrase of `length` units."""
    return longest_run(map(eq, units[length:], units)) // length + 1


def _circles(units: Sequence[str]) -> bool:
    """Say whether each different unit of some span occurs three times or more on average."""
    sizes = range(SHORTEST_SPAN, min(LONGEST_SPAN, len(units)) + 1, 4)
    return any(_fewest_different(units, size) * RETURNS <= size for size in sizes)


def _fewest_different(units: Sequence[str], size: int) -> int:
    """Return the fewest different beginnings of words in any span of `size` units."""
    units = [unit[:BEGINNING] for unit in units]
    inside = Counter(units[:size])
    fewest = len(inside)
    for leaving, coming in zip(units, units[size:], strict=False):
        inside[coming] += 1
        inside[leaving] -= 1
        if not inside[leaving]:
            del inside[leaving]
        fewest = min(fewest, len(inside))
    return fewest
