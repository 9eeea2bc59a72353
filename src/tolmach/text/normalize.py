"""The one path by which raw text enters: training, command line, Python and server alike."""

import re
import unicodedata

_WHITE_SPACE = re.compile(r"\s+")
_KEPT_FORMAT = "\u200c\u200d"  # joiners change the meaning of Persian, Indic and emoji text


def normalize(text: str) -> str:
    """Return `text` in NFC, on one line, with single spaces and without control characters.

    Every kind of white space (tabs, line ends, no-break spaces) counts as one space; leading and
    trailing space goes. Control characters, byte-order marks, lone surrogates and invisible
    format characters are dropped, except the zero-width joiner and non-joiner. Applying it twice
    changes nothing more.
    """
    spaced = _WHITE_SPACE.sub(" ", text)
    visible = "".join(filter(_is_visible, spaced)) if not spaced.isascii() else _drop_ascii(spaced)
    return _WHITE_SPACE.sub(" ", unicodedata.normalize("NFC", visible)).strip()


def _drop_ascii(text: str) -> str:
    return text if text.isprintable() else "".join(filter(str.isprintable, text))


def _is_visible(character: str) -> bool:
    return character in _KEPT_FORMAT or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
