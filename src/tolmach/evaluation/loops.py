"""Outputs in which the decoder went round in circles: "a man in a man in a man in a man"."""

from collections.abc import Sequence

LONGEST_PHRASE = 8
FEWEST_ROUNDS = 4


def is_looping(text: str, reference: str) -> bool:
    """Whether `text` says one phrase four or more times on end, and `reference` does not.

    A phrase is up to eight words, or characters where a text has no spaces.
    """
    turns = rounds(text)
    return turns >= FEWEST_ROUNDS and turns > rounds(reference)


def rounds(text: str) -> int:
    """Return how often on end the most repeated phrase of `text` stands there; 0 if empty."""
    units = text.split()
    if len(units) == 1:
        units = list(units[0])
    longest = min(LONGEST_PHRASE, len(units))
    return max((_rounds_of(units, length) for length in range(1, longest + 1)), default=0)


def _rounds_of(units: Sequence[str], length: int) -> int:
    """Return the most turns on end of any phrase of `length` units."""
    most = run = 0
    for here, before in zip(units[length:], units, strict=False):
        run = run + 1 if here == before else 0
        most = max(most, run)
    return most // length + 1
