"""Scripts (Latin, Cyrillic, Han …), and which of them put no spaces between words or sentences.

A language is known by its tag, of which the script decides (`zh-Latn` is spaced, `kmr` is no `km`);
a text is known by its letters. Everything that depends on spaces asks here.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from tolmach.text.language_tag import script_of

# Unicode names the ideographs and the Japanese syllables apart, but one text mixes them.
_ONE_SCRIPT = {"cjk": "han", "hiragana": "han", "katakana": "han", "bopomofo": "han"}
_STYLES = ("fullwidth ", "halfwidth ", "modifier letter ")

# By the codes of ISO 15924. Chinese and Japanese put no space between sentences, either.
_NO_SPACES = frozenset(("Hans", "Hant", "Hani", "Hanb", "Bopo", "Jpan", "Hrkt", "Hira", "Kana"))
_BETWEEN_SENTENCES = frozenset(
    ("Thai", "Laoo", "Khmr", "Mymr", "Tibt", "Tale", "Talu", "Lana", "Tavt", "Java", "Bali", "Vaii")
)
# The same as `scripts` names them; "tai" is Tai Le, Tai Tham and Tai Viet, "new" New Tai Lue.
UNSPACED = frozenset(
    (
        "han",
        "thai",
        "lao",
        "khmer",
        "myanmar",
        "tibetan",
        "tai",
        "new",
        "javanese",
        "balinese",
        "vai",
    )
)
# A class of the `regex` library; the last two are signs that the kana of Japanese share.
UNSPACED_LETTER = (
    r"[[\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
    r"\p{Tibetan}\p{Tai_Le}\p{Tai_Tham}\p{Tai_Viet}\p{New_Tai_Lue}\p{Javanese}\p{Balinese}"
    r"\p{Vai}\u30fc\uff70]&&[\p{L}\p{M}\p{Nl}]]"
)
# Latin names and terms stand among them: a tenth of all letters is enough.
LEAST_UNSPACED = 0.1


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


def words_are_spaced(language: str) -> bool:
    """Say whether a language puts spaces between its words; True of one that nobody knows."""
    return script_of(language) not in _NO_SPACES | _BETWEEN_SENTENCES


def sentence_joint(language: str) -> str:
    """Return what a language puts between two sentences."""
    return "" if script_of(language) in _NO_SPACES else " "


def is_unspaced(texts: Iterable[str]) -> bool:
    """Say whether texts are written without spaces between words, as Chinese and Thai are."""
    counted = sum(map(scripts, texts), Counter[str]())
    unspaced = sum(counted[script] for script in UNSPACED)
    return unspaced > 0 and unspaced >= LEAST_UNSPACED * counted.total()


def length_units(text: str) -> list[str]:
    """Return what counts for a text's length: words, or characters where none are set apart."""
    return list("".join(text.split())) if is_unspaced([text]) else text.split()
