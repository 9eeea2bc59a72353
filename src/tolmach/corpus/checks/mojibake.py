"""Mojibake: text that was once read in a wrong encoding, and what it said.

UTF-8 as Windows-1252 or Latin-1 ("fÃ¼r"), as another code page, or Windows-1252 as Latin-1.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import chain, zip_longest

from tolmach.text.normalize import WINDOWS_SIGNS
from tolmach.text.spacing import scripts

LOST = "\ufffd"  # where a decoder met bytes that it could not read
_FOREIGN_RUN = re.compile(r"[^\x00-\x7f]{2,}")
_COMMON_LEADS = "ÂÃ"  # what nearly all Latin letters begin with once they are decoded wrongly
# Of which UTF-8 is read by mistake beside that of Western Windows: on Windows, Macs and consoles.
_CODE_PAGES = (
    *("cp1251", "cp1250", "mac_roman", "mac_cyrillic"),
    *("cp850", "cp437", "cp866", "koi8_r"),
)
_FEWEST_DECODED = 3  # letters, where none stands within a word
_UNUSED = re.compile("[\u01c0-\u0217\u021c-\u024f]")  # letters of hardly any language
_PUNCTUATION = "“”„‘’‚»«›‹–—…·™®©°\u00a0"
# A closing quotation mark whose last byte, which Windows-1252 leaves open, was dropped.
_CUT_QUOTE = re.compile("â€(?![\u0080-\u00bf\u0152-\u0192\u02c6-\u2122])")
# What is left of the Cyrillic letters whose last byte was dropped ("с", "я" …).
_CUT_CYRILLIC = re.compile("[ÐÑ]")
_WINDOWS = re.compile(f"[{''.join(map(chr, WINDOWS_SIGNS))}]")
_HIGH_CONTROL = re.compile(r"[\x80-\x9f]")  # which nobody writes: a step between two decodings


def has_mojibake(text: str) -> bool:
    """Say whether `text` was once read in a wrong encoding.

    UTF-8 as Windows-1252 or Latin-1 ("fÃ¼r"), or Windows-1252 as Latin-1.
    """
    return with_signs_of_windows(decoded_again(text)) != text


def with_signs_of_windows(text: str) -> str:
    """Return `text` with the signs of Windows-1252 that were read as control characters."""
    return text.translate(WINDOWS_SIGNS) if _WINDOWS.search(text) else text


def decoded_again(text: str) -> str:
    """Return `text` as it was before it was read in a wrong encoding; sound text as it is.

    Letters of which bytes were dropped are `LOST`.
    """
    if text.isascii():
        return text
    runs = [_Run(found) for found in _FOREIGN_RUN.finditer(text)]
    damaged = [run for run in runs if run.decoded is not None]
    if len(damaged) < len(runs) and (better := _decoded_by_page(text)) != text:
        return better
    if all(run.may_be_sound for run in damaged):
        return text
    if _has_sound_letters(text, damaged):
        damaged = [run for run in damaged if not run.may_be_sound]
    decoded = set(damaged)
    better = _replaced(text, [run for run in runs if run in decoded or run.is_cut])
    cyrillic = any(scripts(run.decoded or "")["cyrillic"] for run in damaged)
    return _CUT_CYRILLIC.sub(LOST, better) if cyrillic else better


class _Run:
    """Characters beyond ASCII that stand together, and what they are in UTF-8 if that is valid."""

    def __init__(self, found: re.Match[str]) -> None:
        self.start, self.end, self._run = found.start(), found.end(), found[0]
        self._before, self._after = _around(found)
        self.decoded = _as_utf8(self._run)
        if self.decoded and _HIGH_CONTROL.search(self.decoded) and not _as_utf8(self.decoded):
            self.decoded = None

    @property
    def may_be_sound(self) -> bool:
        """Whether it may be capitals (`PŘÍŠERA`), or a word's end and a sign (`AMANHÃ…`)."""
        letters = self._run.rstrip(_PUNCTUATION)
        common = letters[:1] in _COMMON_LEADS
        if not letters.isalpha():
            return False
        if letters == self._run:
            return letters.isupper() and not common
        if self._after.isalpha():
            return self._joined(self._run[-1], common=common)
        if letters[0].isupper() and self._before.islower():
            return False
        return self._before.isalpha() or not common

    @property
    def rest(self) -> str:
        """What can be read where some bytes were dropped, with a mark at each."""
        try:
            return _as_bytes(self._run).decode("utf-8", "replace")
        except UnicodeError:
            return LOST

    @property
    def is_cut(self) -> bool:
        """Whether this is UTF-8 read in a wrong encoding of which few bytes were dropped."""
        whole, lost = len(self.rest), self.rest.count(LOST)
        return self.decoded is None and lost > 0 and whole >= 3 * lost

    def _joined(self, sign: str, *, common: bool) -> bool:
        """Say whether a word may follow the sign without a space."""
        if sign == "’" and self._before.islower() and not common:  # "Strauß’s"
            return True
        return (sign in "…’" and self._before.isupper()) or (sign in "–—" and not common)


def _around(found: re.Match[str]) -> tuple[str, str]:
    """Return the characters before and behind what was found; nothing at an end of the text."""
    text, (start, end) = found.string, found.span()
    return text[max(0, start - 1) : start], text[end : end + 1]


def _has_sound_letters(text: str, damaged: Sequence[_Run]) -> bool:
    """Say whether letters beyond ASCII stand outside the damage: not all went through it."""
    inside = {place for run in damaged for place in range(run.start, run.end)}
    return any(
        not letter.isascii() and letter.isalpha() and place not in inside
        for place, letter in enumerate(text)
    )


def _replaced(text: str, damaged: Sequence[_Run]) -> str:
    parts, end = [], 0
    for run in damaged:
        parts += [text[end : run.start], run.decoded or run.rest]
        end = run.end
    return "".join([*parts, text[end:]])


def _decoded_by_page(text: str) -> str:
    """Decode a text of which all that is beyond ASCII was read in one code page of several."""
    first = _FOREIGN_RUN.search(text)
    pages = [page for page in _CODE_PAGES if _utf8_in(page).fullmatch(first[0])] if first else ()
    if not pages:
        return text
    runs = list(_FOREIGN_RUN.finditer(text))
    found = list(filter(None, (_run_by_run(runs, page) for page in pages)))
    if not found:
        return text
    # What one console's code page makes small letters of, another's often makes capitals of.
    decoded = max(found, key=lambda words: sum(map(str.islower, "".join(words))))
    return "".join(chain(*zip_longest(_FOREIGN_RUN.split(text), decoded, fillvalue="")))


def _run_by_run(runs: Sequence[re.Match[str]], page: str) -> list[str] | None:
    """Decode each run again; None where that is no text, or may be chance."""
    try:
        decoded = [_page_bytes(run[0], page).decode("utf-8") for run in runs]
    except UnicodeError:
        return None
    whole = "".join(decoded)
    if not _may_be_text(whole) or all(map(_is_of_sound_word, runs)):
        return None
    in_words, long = list(map(_is_in_word, runs)), len(whole) >= _FEWEST_DECODED
    if "latin" in scripts(whole):
        return decoded if long or any(in_words) else None
    return decoded if long and not all(in_words) else None  # of which not all are in Latin words


def _may_be_text(decoded: str) -> bool:
    """Say whether all is letters in use, of one script, and punctuation."""
    known = all(sign.isalpha() or sign in _PUNCTUATION for sign in decoded)
    return known and len(scripts(decoded)) == 1 and not _UNUSED.search(decoded)


def _is_of_sound_word(run: re.Match[str]) -> bool:
    """Say whether a run may be sound.

    So are a word, capitals in one ("ĂŞ" in "ORĂŞENI"), and a word's end and signs.
    """
    _, follows = _around(run)
    letters = run[0].rstrip(_PUNCTUATION)
    if letters != run[0]:
        usual = letters.islower() or letters.isupper() or letters.istitle()
        return letters.isalpha() and usual and (not follows.isalpha() or run[0].endswith("’"))
    if not _is_in_word(run) and (letters.islower() or letters.istitle()):
        return letters.isalpha()
    return letters.isalpha() and letters.isupper() and not follows.islower()


def _is_in_word(run: re.Match[str]) -> bool:
    before, after = _around(run)
    return before.isalpha() or after.isalpha()


@cache
def _utf8_in(page: str) -> re.Pattern[str]:
    """Return what finds letters beyond ASCII whose bytes of UTF-8 were read in a code page."""

    def signs(first: int, last: int) -> str:
        return f"[{re.escape(''.join(_sign(byte, page) for byte in range(first, last + 1)))}]"

    more = signs(0x80, 0xBF)
    return re.compile(
        f"(?:{signs(0xC2, 0xDF)}{more}|{signs(0xE0, 0xEF)}{more}{{2}}"
        f"|{signs(0xF0, 0xF4)}{more}{{3}})+"
    )


def _sign(byte: int, page: str) -> str:
    return bytes([byte]).decode(page, "ignore") or chr(byte)


def _page_bytes(run: str, page: str) -> bytes:
    return b"".join(
        bytes([ord(sign)]) if _HIGH_CONTROL.match(sign) else sign.encode(page) for sign in run
    )


def _as_utf8(run: str) -> str | None:
    """Decode characters again, as UTF-8; None where their bytes are none.

    Real text is hardly ever valid by chance.
    """
    try:
        return _as_bytes(run).decode("utf-8")
    except UnicodeError:
        return None


def _as_bytes(run: str) -> bytes:
    run = _CUT_QUOTE.sub("â€\x9d", run)
    try:
        return run.encode("cp1252")
    except UnicodeEncodeError:
        return b"".join(map(_as_byte, run))


def _as_byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")  # the five bytes that Windows-1252 leaves open
