"""The script (Latin, Cyrillic, Han …) of the letters of a text."""

import unicodedata
from collections import Counter
from functools import lru_cache

# Unicode names the ideographs and the Japanese syllables apart, but one text mixes them.
_ONE_SCRIPT = {"cjk": "han", "hiragana": "han", "katakana": "han", "bopomofo": "han"}
_STYLES = ("fullwidth ", "halfwidth ", "modifier letter ")


def scripts(text: str) -> Counter[str]:
    """Count the letters of `text` by script, in lower case, as Unicode names it."""
    return Counter(_script(character) for character in text if character.isalpha())


@lru_cache(maxsize=1 << 16)
def _script(letter: str) -> str:
    if unicodedata.decomposition(letter).startswith("<font>"):  # of mathematics
        letter = unicodedata.normalize("NFKC", letter)[0]
    name = unicodedata.name(letter, "unknown").lower()
    for style in _STYLES:
        name = name.removeprefix(style)
    first = name.partition(" ")[0].partition("-")[0]
    return _ONE_SCRIPT.get(first, first)
