"""Cutting a paragraph into sentences, and a sentence that is too long at its clauses.

Both give spans, never empty and without white space at their ends, so that `text[:start] + … `
rebuilds the text with whatever stood between the pieces: translate each span and join with the
original gaps. The rules are our own and small; docs/decisions.md compares them with the libraries
we measured.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from tolmach.text.abbreviation_table import with_full_stop

Span = tuple[int, int]  # text[start:end]

END_MARKS = ".!?…。！？"

_CLOSERS = "\"'»«”“’)\\]}」』）"
_CLOSING_MARKS = r"(?>(?:\*{1,3}|_{1,3}|~~|</[\w:-]{1,20}>)*)"  # that adjoin the end of a sentence
_END = re.compile(
    # Followed by white space in most scripts,
    rf"(?<![.!?…؟।])[.!?…؟।]++[{_CLOSERS}]*+{_CLOSING_MARKS}(?=\s)"
    r"|(?<=[^\W\d_]{2})[!?]++"  # by a capital, which is a slip,
    r"(?=(?:[^\W\d_a-zß-öø-ÿа-яё][a-zß-öø-ÿа-яё]++|[IЯ])[\s,.!?'’])"
    rf"|[。！？｡]+[{_CLOSERS}]*"  # and by nothing in Chinese and Japanese
    r"|\n"
)
_NEXT = re.compile(r"\s*[\"'„“”»«‚‘(\[¿¡–—-]*\s?(\w?)")
_POINT_OF_LIST = re.compile(r"\s+\(?(?:[a-hа-и]|[ivx]{1,4})\)\s")
_POINT = re.compile(r"(?<!\S)\(?(?P<mark>[a-hа-и]|\d{1,2})\)\s")
_LAST_ASIDE = re.compile(r"\s+(?:\([^()]{1,40}\)|\[[^\[\]]{1,40}\])\W*\Z")
_LONGEST_ASIDE = 60  # characters before a full stop in it, and after that
_ASIDE_BEGUN, _ASIDE_ENDS = re.compile(r"\([^()]+\Z"), re.compile(r"\s[^()]+\)")
_NEXT_DIGIT = re.compile(r"\s*[(\[]?\d")
_UNTIL = re.compile(r"\s[–—-]\s[^\W\d_]{2,5}\.(?!\w)")  # "Mo. – Fr."
_LAST_WORD = re.compile(r"[^\s\"'„“”»«‚‘(\[{<*_/]+\Z")

_GLUED_MARKS = re.compile(r"(?<=[^\W\d_])[!?]+")  # of sentences without a space: "Wer?Was?Wo?"

_HELD = with_full_stop("held")
_HELD_BEFORE_NUMBER = with_full_stop("held before number")
_HELD_AS_WRITTEN = with_full_stop("held before number as written")
_EITHER = with_full_stop("either")
_WITHIN_WORD = re.compile(r"[.–—-]")
_GOES_WITH = re.compile(
    r"(?<=\bCo\.)\s(?:KG|KGaA|OHG|Ltd|LLC|Inc)\b"  # GmbH & Co. KG
    r"|(?<=\b[apAP]\.[mM]\.)\s\(?(?:[ECMP][DS]?T|[CEW]ES?T|BST|GMT|IST|JST|MSK|UTC)\b"  # 9 a.m. EST
)
_MONTH_OR_ERA = re.compile(r"\d{1,2}\Z")  # "am 3. Oktober", "der 2. Weltkrieg"
_ROMAN_ORDINAL = re.compile(  # of a list, or in German: "Der II. Weltkrieg"
    r"(?:\A\W*|\b(?:[Dd](?:er|ie|as|en|em|es)|[Ii]m|[Vv]om|[Zz]um)\s)[IVX]{1,5}\Z"
)
_LAST_MARK = re.compile(r"[.!?…]\W*\Z")
_CLAUSE = re.compile(r"[;:,，、；：—–][\"'»”“’)\]]*(?=\s|(?<=[，、；：]))|(?<![.!?])[.!?]++(?=\s)")
_SPACE = re.compile(r"\s+")


def split_sentences(text: str) -> list[Span]:
    """Return the spans of the sentences of `text`, in order; a line end ends a sentence.

    Meant for languages that mark sentence ends with `.`, `!`, `?` or their Chinese, Japanese,
    Arabic and Indic kin. Where it is not clear, the text stays together: two sentences translated
    as one do less harm than half of one. A list, "a) Bread b) milk", is cut at its points.
    """
    cuts = [found.end() for found in _END.finditer(text) if _ends_sentence(text, found)]
    spans = _trimmed(text, cuts)
    points = [place for start, end in spans for place in _later_points(text, start, end)]
    return _trimmed(text, sorted(cuts + points)) if points else spans


def split_long(text: str, longest: int) -> list[Span]:
    """Return spans of at most `longest` characters that together hold all of `text`'s words.

    Cuts are made after the last clause mark that fits, or else at the last space. A "word" longer
    than that stays whole, and so does text that fits.
    """
    if longest < 1:
        raise ValueError(f"longest is {longest}, but a span holds at least one character")
    clauses = [found.end() for found in _CLAUSE.finditer(text)]
    spaces = [found.start() for found in _SPACE.finditer(text)]
    either = sorted({*clauses, *spaces, len(text)})
    cuts: list[int] = []
    start = 0
    while len(text) - start > longest:
        limit = start + longest
        cut = _last_cut(clauses, start + longest // 2, limit) or _last_cut(either, start, limit)
        cuts.append(cut or either[bisect_right(either, limit)])
        space = _SPACE.match(text, cuts[-1])
        start = space.end() if space else cuts[-1]
    return _trimmed(text, cuts)


def has_end_mark(text: str) -> bool:
    """Say whether the last mark of a text, quotes and brackets aside, ends a sentence."""
    return _LAST_MARK.search(text) is not None


def spliced(text: str, replacements: Iterable[tuple[int, int, str]]) -> str:
    """Return a text with others in place of spans of it, which follow one another."""
    parts, place = [], 0
    for start, end, instead in replacements:
        parts += [text[place:start], instead]
        place = end
    return "".join([*parts, text[place:]])


def _ends_sentence(text: str, end: re.Match[str]) -> bool:
    mark = end[0]
    if mark[-1] in "!?" and not text[end.end() : end.end() + 1].isspace():
        word = _LAST_WORD.search(text, max(0, end.start() - 40), end.start())
        return word is not None and _GLUED_MARKS.sub("", word[0]).isalpha()
    if not mark.startswith("."):
        return mark.startswith(("\n", "。", "！", "？", "｡")) or not _goes_on(text, end.end())
    if _goes_on(text, end.end()) or _is_within_aside(text, end):
        return False
    if mark.startswith(".."):
        return mark != ".." or end.start() > 0  # ".. note::" of reStructuredText
    if _GOES_WITH.match(text, end.end()):
        return False
    word = _LAST_WORD.search(text, max(0, end.start() - 40), end.start())
    if word is None:
        return True
    if word[0].lower() in _EITHER | _HELD_BEFORE_NUMBER and _LAST_ASIDE.match(text, end.end()):
        return False
    if word[0] in _HELD_AS_WRITTEN and _UNTIL.match(text, end.end()):
        return False
    if _ROMAN_ORDINAL.search(text, max(0, end.start() - 40), end.start()):
        return False
    before_number = _NEXT_DIGIT.match(text, end.end()) is not None
    return not _holds(word[0], before_number=before_number)


def _is_within_aside(text: str, end: re.Match[str]) -> bool:
    """Say whether brackets around a full stop close without one: "(incl. VAT)"."""
    before = _ASIDE_BEGUN.search(text, max(0, end.start() - _LONGEST_ASIDE), end.start())
    after = _ASIDE_ENDS.match(text, end.end(), end.end() + _LONGEST_ASIDE)
    return before is not None and after is not None and after[0][-2] not in END_MARKS


def _later_points(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where the points of a list begin with whose first one a sentence does."""
    first = _POINT.match(text, start, end)
    if first is None or first["mark"] not in ("a", "а", "1"):
        return
    last = 1 if first["mark"] == "1" else ord(first["mark"])
    for found in _POINT.finditer(text, first.end(), end):
        number = int(found["mark"]) if found["mark"].isdecimal() else ord(found["mark"])
        if number == last + 1:
            last = number
            yield found.start()


def _goes_on(text: str, place: int) -> bool:
    """Say whether what follows begins in lower case, as a sentence never does.

    The next point of a list does, and so may an aside in brackets at the end.
    """
    if _POINT_OF_LIST.match(text, place) or _LAST_ASIDE.match(text, place):
        return False
    following = _NEXT.match(text, place)
    return following is not None and following[1].islower()


def _holds(word: str, *, before_number: bool) -> bool:
    """Say whether the full stop after `word` belongs to the word rather than to a sentence."""
    plain = word.lower()
    is_initial = len(word) == 1 and word.isupper() and word != "I"
    if plain in _EITHER and not is_initial:
        return False
    written = _WITHIN_WORD.split(word)[-1]
    last = written.lower()
    if plain in _HELD or last in _HELD:
        return True
    if before_number and (last in _HELD_BEFORE_NUMBER or written in _HELD_AS_WRITTEN):
        return True
    if plain.endswith("str") or _MONTH_OR_ERA.fullmatch(word):
        return True
    return len(last) == 1 and last.isalpha() and word != "I"  # an initial: "J. R. R.", "z. B."


def _last_cut(cuts: Sequence[int], above: int, limit: int) -> int | None:
    index = bisect_right(cuts, limit) - 1
    return cuts[index] if index >= 0 and cuts[index] > above else None


def _trimmed(text: str, cuts: Sequence[int]) -> list[Span]:
    """Return the non-empty stretches between `cuts`, without white space at their ends."""
    spans: list[Span] = []
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        piece = text[start:end]
        left, right = len(piece) - len(piece.lstrip()), len(piece.rstrip())
        if left < right:
            spans.append((start + left, start + right))
    return spans
