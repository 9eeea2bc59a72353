"""Outputs in which the decoder went round in circles: "a man in a man in a man in a man".

Such circles often vary a little ("the NATOs, the NATO's, and the NATOs, the"), so that no phrase
stands there twice on end; then few different words fill a long stretch.
"""

from collections import Counter
from collections.abc import Sequence
from operator import eq

from tolmach.chunks import longest_run
from tolmach.text.script import is_unspaced, length_units

LONGEST_PHRASE = 8
FEWEST_ROUNDS = 4
SHORTEST_STRETCH, LONGEST_STRETCH = 12, LONGEST_PHRASE * FEWEST_ROUNDS
RETURNS = 3  # times that each word of a stretch comes on average
BEGINNING = 4  # letters in which "NATO", "NATOs" and "NATO's" are one word
_MARKS = "".join(map(chr, range(33, 48))) + ":;?_`‘’“”„«»…–—、。，．！？；：「」"


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
    """Say whether in some stretch each different unit comes three times or more on average."""
    sizes = range(SHORTEST_STRETCH, min(LONGEST_STRETCH, len(units)) + 1, 4)
    return any(_fewest_different(units, size) * RETURNS <= size for size in sizes)


def _fewest_different(units: Sequence[str], size: int) -> int:
    """Return how many different beginnings of words the poorest stretch of `size` units has."""
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
