r"""Letters as TeX writes them: `\"o`, `{\ss}`, `\c{c}`."""

import re
import unicodedata

_LETTERS = dict(zip("ss SS ae AE oe OE aa AA o O l L i j".split(), "ßẞæÆœŒåÅøØłŁij", strict=True))
_NAMES = "|".join(_LETTERS)
# Combining characters by the commands that put them on a letter.
_ACCENTS = dict(zip("\"'`^~=.vcHk", map(chr, (
    0x308, 0x301, 0x300, 0x302, 0x303, 0x304, 0x307, 0x30C, 0x327, 0x30B, 0x328,
)), strict=True))  # fmt: skip
# Without braces an accent is one within a word: elsewhere, and in "qu\'il", a quote is escaped.
TEX_LETTER = rf"""
    \{{ \\ (?: ["'`^~=.] (?:[A-Za-z]|\\[ij]) | {_NAMES} ) \}}
  | \\ (?: ["'`^~=.] \{{ (?:[A-Za-z]|\\[ij]) \}} | [vcHk] \{{ [A-Za-z] \}} | (?:{_NAMES}) \{{\}} )
  | (?<=[^\W\d_]) \\ (?: "[aeiouyAOU] | [`^][aeiou] | ~[no] | (?:ss|ae|oe|aa)(?![A-Za-z])[ ]? )
  | (?<=[^\W\d_]{{2}}) (?<!qu) \\'[aeiouy]
"""


def tex_letter(code: str) -> str:
    """Return the letter that a code of TeX's stands for."""
    name = re.sub(r"[\\{} ]", "", code)
    return _LETTERS.get(name) or unicodedata.normalize("NFC", name[1] + _ACCENTS[name[0]])
