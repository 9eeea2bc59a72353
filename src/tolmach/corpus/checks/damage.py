"""Damage that text takes on its way: lost characters, wrong decoding, what tools left in it."""

import re

from tolmach.corpus.checks.html_entities import without_entities
from tolmach.corpus.checks.mojibake import LOST, decoded_again, with_signs_of_windows
from tolmach.corpus.checks.preparation import detokenised, joined_pieces

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")
# "?", which an encoder puts where it lacks a letter: within a word, or for words of such letters.
_QUESTIONED = re.compile(
    r"""(?<![^\s("'„“«])[^\W\d_]++(?:\?+[a-zß-öø-ÿа-яё]++)+(?=[.,;:!?)"'“”»]*+(?:\s|\Z))
    | (?<!\S)\?{2,}+[ ]\?{2,}""",
    re.VERBOSE,
)


def has_lost_characters(text: str) -> bool:
    """Say whether characters of `text` were lost for good (U+FFFD, or "?" for letters)."""
    return LOST in text or ("?" in text and _QUESTIONED.search(text) is not None)


def has_control_characters(text: str) -> bool:
    """Say whether `text` holds noncharacters, or ASCII controls but tabs and line ends."""
    return _CONTROL.search(text) is not None


def repaired(text: str) -> str:
    """Return `text` with mojibake decoded and entities replaced, also where both came twice.

    Pieces, and what a tokeniser parted, are joined. What is lost stays lost. Sound text comes back
    as it is.
    """
    for _ in range(3):
        better = decoded_again(text)
        if "&" in better:
            better = without_entities(better)
        if better == text:
            break
        text = better
    return detokenised(joined_pieces(with_signs_of_windows(text)))
