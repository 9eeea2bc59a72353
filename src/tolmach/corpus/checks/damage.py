"""Damage that text takes on its way: wrong decoding, lost characters, HTML left in it.

And what a tokeniser did to it: words in pieces, spaces before commas, hyphens apart.
"""

import html
import re
import unicodedata
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
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")
_WINDOWS = re.compile(f"[{''.join(map(chr, WINDOWS_SIGNS))}]")
_HIGH_CONTROL = re.compile(r"[\x80-\x9f]")  # which nobody writes: a step between two decodings
_ENTITY = re.compile(  # perhaps of one of an entity, as HTML that is escaped again and again has it
    r"&(?P<again>(?:(?:amp|#38|#x26);)*)(?P<last>(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});)", re.I
)
_ESCAPED_SIGNS = frozenset("&<>\"'")  # which HTML asks for as entities
_AMPERSAND = "&amp;"
# Of text about HTML: an entity in quotes or backticks, and one beside which is told what it is.
_MARKS = "\"'`´„“”«»‹›‘’‚()[]"
_EDGE = re.compile(rf"[\s{re.escape(_MARKS)}.,;:!?/|]|\Z")
_TELLS_OF_CODE = re.compile(r"(?i)\b(?:x?html|xml|entit|escap|maskier|сущност|экранир)")
_TELLS_OF_SPACE = re.compile(r"(?i)leerzeichen|\bspaces?\b|пробел")
_LETTERS_ALONE = frozenset("äöüÄÖÜß")  # which are no words
_CUT = re.compile(r"(?<=\S)@@ (?=\S)")  # within a word, by subword-nmt
_MARKED = re.compile(r"▁(?=[^\s▁-█])")  # the beginning of a text, by SentencePiece
# A tokeniser's spaces, where nobody has one: before commas and full stops, within words. A full
# stop before a small letter may be a word ("The . in a path"), and before a quotation mark one of
# code.
_SMALL = "a-zß-öø-ÿа-яё"
_TOKENISED = re.compile(
    rf"""(?<=[\w"'”“»)\]%;])[ ](?:,(?=[ ][^\s.,]|\Z) | \.(?=[ ][^\s.,"'${_SMALL}]|\Z))
    | [ ][。，、](?=[ ]|\Z) | (?<=\S)[ ]@[-–/:]@[ ](?=\S)
    | (?<=\w)[ ](?:n?(?:'|&apos;)(?:t|s|m|re|ve|ll|d)|&apos;\w{{1,2}})(?=[ ])""",
    re.VERBOSE,
)
# "?", which an encoder puts where it lacks a letter: within a word, or for words of such letters.
_QUESTIONED = re.compile(
    rf"""(?<![^\s("'„“«])[^\W\d_]++(?:\?+[{_SMALL}]++)+(?=[.,;:!?)"'“”»]*+(?:\s|\Z))
    | (?<!\S)\?{{2,}}+[ ]\?{{2,}}""",
    re.VERBOSE,
)
_HYPHEN_APART = re.compile(r" @([-–/:])@ ")
_ENDING_APART = re.compile(r"(?<=\w) (?=n?'(?:t|s|m|re|ve|ll|d)\b)")
_ELISION_APART = re.compile(r"(?<!\w)((?i:[cdjlmnst]|qu)['’]) (?=\w)")
_CLOSING_APART = re.compile(rf"(?<=\S) (?=[,)\]}}。，、！？；：](?!\w)|\.(?![.\w]| [{_SMALL}]))")
_MARK_APART = re.compile(r"(?<=\S) (?=[;:!?](?:\W|\Z))")
_OPENING_APART = re.compile(r"(?<=[(\[{„¿¡]) (?=\S)")
_LOW_QUOTE_APART = re.compile(r"(„[^„“]*\S) (?=“)")
_QUOTED_APART = re.compile(r"(?<!\S)(['\"]) ([^'\"]*?) \1(?=[\s.,;:!?)]|\Z)")
_UNSPACED_APART = re.compile(
    r"(?<=[\u3001-\u30ff\u3400-\u9fff\uff00-\uffef]) (?=[\u3001-\u30ff\u3400-\u9fff])"
)
# French has a space before high marks.
_FRENCH = re.compile(
    r"(?i)\b(?:[cdjlmnst]|qu)['’] ?\w|\b(?:les|une|est|et|pas|vous|elle|nous|où|ça)\b"
)


def has_lost_characters(text: str) -> bool:
    """Say whether characters of `text` were lost for good (U+FFFD, or "?" for letters)."""
    return LOST in text or ("?" in text and _QUESTIONED.search(text) is not None)


def has_control_characters(text: str) -> bool:
    """Say whether `text` holds noncharacters, or ASCII controls but tabs and line ends."""
    return _CONTROL.search(text) is not None


def has_mojibake(text: str) -> bool:
    """Say whether `text` was once read in a wrong encoding.

    UTF-8 as Windows-1252 or Latin-1 ("fÃ¼r"), or Windows-1252 as Latin-1.
    """
    return not text.isascii() and (
        _decoded_again(text) != text or _WINDOWS.search(text) is not None
    )


def has_entities(text: str) -> bool:
    """Say whether `text` holds HTML entities ("&amp;", "&#39;") in place of their characters."""
    return "&" in text and _without_entities(text) != text


def _without_entities(text: str) -> str:
    """Replace entities but those that a text is about: "Write &amp; for &", "&auml; in HTML".

    Where "&amp;" and "&amp;amp;" stand, each is escaped once less.
    """
    bare = _ENTITY.sub(" ", text)
    once = any(entity[0] == _AMPERSAND for entity in _ENTITY.finditer(text))

    def character(entity: re.Match[str]) -> str:
        if entity["again"] and "&" in bare:
            return entity[0]
        last = f"&{entity['last']}"
        if _is_spoken_of(entity, bare) or (entity["again"] and last == _AMPERSAND and once):
            return last
        sign = html.unescape(last)
        return last if sign in _ESCAPED_SIGNS and sign in bare else sign

    return _ENTITY.sub(character, text)


def _is_spoken_of(entity: re.Match[str], bare: str) -> bool:
    """Say whether a text is about an entity that stands in it as a word of its own does.

    `bare` is the text without its entities.
    """
    before, after = _around(entity)
    if not (_EDGE.match(before) and _EDGE.match(after)):
        return False
    sign = html.unescape(f"&{entity['last']}")
    quoted = before != "" and after != "" and before in _MARKS[:-4] and after in _MARKS[:-4]
    if quoted or sign in _LETTERS_ALONE or _TELLS_OF_CODE.search(bare):
        return True
    if sign.isspace():
        return _TELLS_OF_SPACE.search(bare) is not None
    known = sign.isalnum() or unicodedata.category(sign[0]) in ("So", "Sm")
    return known and re.search(rf"(?<!\w){re.escape(sign)}(?!\w)", bare) is not None


def has_pieces(text: str) -> bool:
    """Say whether words stand in pieces ("Bau@@ m", "▁Bau m"), as they are cut for a model."""
    return _MARKED.match(text) is not None or ("@@ " in text and _CUT.search(text) is not None)


def joined_pieces(text: str) -> str:
    """Return `text` with its pieces joined to words."""
    if _MARKED.match(text):
        text = text.replace(" ", "").replace("▁", " ").strip()
    return _CUT.sub("", text) if "@@ " in text else text


def is_tokenised(text: str) -> bool:
    """Say whether a tokeniser parted words and marks by spaces ("Hund , der", "do n&apos;t")."""
    return _TOKENISED.search(text) is not None


def detokenised(text: str) -> str:
    """Return a text that `is_tokenised` with its marks at their words, entities aside."""
    if not is_tokenised(text):
        return text
    text = _ENDING_APART.sub("", _HYPHEN_APART.sub(r"\1", text))
    marks = () if _FRENCH.search(text) else (_MARK_APART,)
    for apart in (_CLOSING_APART, *marks, _OPENING_APART, _UNSPACED_APART):
        text = apart.sub("", text)
    for apart in (_ELISION_APART, _LOW_QUOTE_APART):
        text = apart.sub(r"\1", text)
    return _QUOTED_APART.sub(r"\1\2\1", text)


def repaired(text: str) -> str:
    """Return `text` with mojibake decoded and entities replaced, also where both came twice.

    Pieces, and what a tokeniser parted, are joined. What is lost stays lost. Sound text comes back
    as it is.
    """
    for _ in range(3):
        better = _decoded_again(text)
        if "&" in better:
            better = _without_entities(better)
        if better == text:
            break
        text = better
    if _WINDOWS.search(text):
        text = text.translate(WINDOWS_SIGNS)
    return detokenised(joined_pieces(text))


def _decoded_again(text: str) -> str:
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
