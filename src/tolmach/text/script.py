"""The script (Latin, Cyrillic, Han …) of the letters of a text."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

# Unicode names the ideographs and the Japanese syllables apart, but one text mixes them.
_ONE_SCRIPT = {"cjk": "han", "hiragana": "han", "katakana": "han", "bopomofo": "han"}
# Scripts that mostly put no space between words; "tai" is Tai Le, Tai Tham and Tai Viet.
UNSPACED = frozenset(
    ("han", "thai", "lao", "khmer", "myanmar", "tibetan", "javanese", "balinese", "tai", "vai")
)
# Latin names and terms stand among them: a tenth of all letters is enough.
LEAST_UNSPACED = 0.1
_WIDTHS = ("fullwidth ", "halfwidth ", "modifier letter ", "mathematical ")


def scripts(text: str) -> Counter[str]:
    """Count the letters of `text` by script, in lower case, as Unicode names it."""
    return Counter(_script(character) for character in text if character.isalpha())


def is_unspaced(texts: Iterable[str]) -> bool:
    """Say whether texts are written without spaces between words, as Chinese and Thai are."""
    counted = sum(map(scripts, texts), Counter[str]())
    unspaced = sum(counted[script] for script in UNSPACED)
    return unspaced > 0 and unspaced >= LEAST_UNSPACED * counted.total()


def length_units(text: str) -> list[str]:
    """Return what counts for a text's length: words, or characters where none are set apart."""
    return list("".join(text.split())) if is_unspaced([text]) else text.split()


@lru_cache(maxsize=1 << 16)
def _script(letter: str) -> str:
    name = unicodedata.name(letter, "unknown").lower()
    for width in _WIDTHS:
        name = name.removeprefix(width)
    first = name.partition(" ")[0].partition("-")[0]
    return _ONE_SCRIPT.get(first, first)
