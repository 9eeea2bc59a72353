"""Damage that text takes on its way: wrong decoding, lost characters, HTML left in it."""

import html
import re

LOST = "\ufffd"  # where a decoder met bytes that it could not read
_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]{2,}")
_COMMON_LEADS = "ÂÃ"  # what nearly all Latin letters begin with once they are decoded wrongly
_PUNCTUATION = "“”„‘’‚»«›‹–—…·™®©°"
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});", re.I)


def has_lost_characters(text: str) -> bool:
    """Say whether characters of `text` were lost for good (U+FFFD)."""
    return LOST in text


def has_mojibake(text: str) -> bool:
    """Say whether UTF-8 in `text` was once read as Windows-1252 or Latin-1 ("fÃ¼r")."""
    return not text.isascii() and _decoded_again(text) != text


def has_entities(text: str) -> bool:
    """Say whether `text` holds HTML entities ("&amp;", "&#39;")."""
    return "&" in text and html.unescape(text) != text and bool(_ENTITY.search(text))


def repaired(text: str) -> str:
    """Return `text` with mojibake decoded and entities replaced, also where both came twice.

    What is lost stays lost. Sound text comes back as it is.
    """
    for _ in range(3):
        better = _decoded_again(text)
        if has_entities(better):
            better = _ENTITY.sub(lambda entity: html.unescape(entity[0]), better)
        if better == text:
            break
        text = better
    return text


def _decoded_again(text: str) -> str:
    return text if text.isascii() else _FOREIGN_RUN.sub(lambda run: _decode_run(run[0]), text)


def _decode_run(run: str) -> str:
    if len(run) == 2 and run[0] not in _COMMON_LEADS and run[1] in _PUNCTUATION:
        return run  # the end of a quotation, as in „vergaß“
    try:
        return b"".join(map(_as_byte, run)).decode("utf-8")
    except UnicodeError:  # real text: such a run is hardly ever valid UTF-8 by chance
        return run


def _as_byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")  # the five bytes that Windows-1252 leaves open
