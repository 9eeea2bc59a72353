"""A sentence in parts: what a model reads, what is set aside, and what is kept as it is."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from tolmach.reading.alphabet import Alphabet, compatible
from tolmach.reading.capitals import UsualCase, is_in_capitals
from tolmach.reading.decoration import edges, is_sign
from tolmach.reading.marks import Kind, Part, PlainText, as_they_are
from tolmach.text.normalize import normalize
from tolmach.text.sentences import Span
from tolmach.text.strings.numbers import NumberFormat
from tolmach.text.strings.placeholders import placeholders
from tolmach.text.strings.verbatim import verbatim_strings
from tolmach.text.tokenizer import Tokenizer, TokenizerPair

ChangeKind = Literal["aside", "protected", "copied", "sign", "recased", "replaced", "number"]

# Characters that no normalised text has: a run in capitals begins and ends with them.
SHOUT, SHOUT_ENDS = "\ufdd0", "\ufdd1"

_LINK = re.compile(
    r"(?P<open>!?\[)(?=[^\s\[\]])[^\[\]]+(?P<close>\](?:\([^()\s]*(?:\s\"[^\"]*\")?\)|\[\w*\]))"
)
_EMPHASIS = re.compile(
    r"(?<![\w*_~])(?P<open>\*{1,3}|_{1,3}|~~|==)(?=[^\s*_~=])(?:.*?[^\s*_~=])(?P<close>(?P=open))(?![\w*_~])"
)
_TAG = re.compile(r"<(?P<slash>/?)(?P<name>[A-Za-z][\w:-]*)(?:\s[^<>]*)?(?P<whole>/?)>")
_BRACKETS = {"(": ")", "[": "]", "{": "}", "（": "）"}
_ENCLOSED = frozenset(zip("([{<", ")]}>", strict=True))
_BEGINS = re.compile(r"[:,]?\s+(?=[\W_]*[^\W\d_a-zß-öø-ÿ]\w*\W+\w)")
_ENDED = re.compile(r"[.!?…][\"'“”»«)]*\s+\Z")
_QUOTES = re.compile('[„“”»«"‚‘’‹›「」]')
_MOSTLY = 0.8  # of the letters of a sentence
_SIGNS = re.compile(r"[^\w\s]+|_+")
_CONJUNCTIONS = {
    "de": "und",
    "en": "and",
    "fr": "et",
    "es": "y",
    "it": "e",
    "pt": "e",
    "nl": "en",
    "ru": "и",
    "pl": "i",
    "cs": "a",
    "sv": "och",
    "da": "og",
    "nb": "og",
    "no": "og",
    "uk": "і",
}
_GENDER = re.compile(r"(?<=[^\W\d_])[*:_/](?=-?in(?:nen)?\b)")


class Change(NamedTuple):
    """A part of a source that the model did not read as it is, and how it was treated."""

    kind: ChangeKind
    text: str


@dataclass(frozen=True)
class Draft:
    """A sentence: what stands before and after it, and its parts; `capitals` if it has no others.

    `before` and `after` are put back as they are. Where the parts hold no text, nothing is
    translated. `unread` is the script in which most of it is written, if the model reads none.
    """

    source: str
    before: str
    parts: tuple[Part, ...]
    after: str
    capitals: bool = False
    unread: str = ""
    changes: tuple[Change, ...] = field(default=())

    @property
    def is_translated(self) -> bool:
        """Say whether there is anything that the model reads."""
        return bool(self.parts)

    @cached_property
    def first_read(self) -> str:
        """What the model reads at first, normalised; nothing where nothing is translated."""
        return normalize(PlainText.of(self.parts, as_they_are(self.parts)).text)

    @property
    def alters(self) -> bool:
        """Say whether the model reads anything but the source."""
        return bool(self.changes) or not self.parts


@dataclass(frozen=True)
class Drafter:
    """Reads sentences for a model: by its alphabet, its vocabulary and its language."""

    alphabet: Alphabet
    tokenizer: Tokenizer
    language: str
    usual_case: UsualCase
    lowercase: bool = False

    @classmethod
    def of(cls, tokenizers: TokenizerPair, language: str, *, lowercase: bool = False) -> "Drafter":
        """Return a reader for a model with these tokenizers, whose sources are in a language."""
        alphabet, case = Alphabet.of(tokenizers), UsualCase.of(tokenizers)
        return cls(alphabet, tokenizers.source, language, case, lowercase)

    def draft(self, text: str) -> Draft:
        """Return a normalised sentence in parts."""
        kept = list(_kept(text))
        held = _held(text, kept)
        start, end = _without_asides(text, edges(text, held), kept, held)
        core = text[start:end]
        if not any(map(str.isalpha, _free(core, held[start:end]))):
            return Draft(text, text, (), "", changes=(Change("copied", text),) if text else ())
        if script := self._unread_script(core):
            return Draft(text, text, (), "", unread=script, changes=(Change("copied", text),))
        inner = [one for one in kept if start <= one.start and one.end <= end]
        reader = _CoreReader(self, text, (start, end), inner)
        if not any(
            one.isalpha() for part in reader.parts if part.kind == "text" for one in part.written
        ):
            return Draft(text, text, (), "", changes=(Change("copied", text),))
        aside = [Change("aside", one) for one in (text[:start].strip(), text[end:].strip()) if one]
        changes = (*aside, *reader.changes)
        return Draft(text, text[:start], reader.parts, text[end:], reader.capitals, changes=changes)

    def _unread_script(self, text: str) -> str:
        """Return the script of a text of which the model cannot read most letters."""
        letters = [one for one in text if one.isalpha()]
        foreign = [one for one in letters if not self.alphabet.has_script(one)]
        most = len(foreign) > _MOSTLY * len(letters)
        return self.alphabet.unread_script("".join(foreign)) if most else ""


class _Kept(NamedTuple):
    """A part `text[start:end]` that is no text, and its changes' kind."""

    start: int
    end: int
    part: Part
    kind: ChangeKind


def _kept(text: str) -> Iterator[_Kept]:
    """Yield tags, links, emphasis, placeholders and verbatim strings, apart from each other."""
    taken: list[Span] = []
    found = [*_links(text), *_tags(text), *_protected(text), *_emphasised(text, 0)]
    for one in sorted(found, key=lambda one: (_RANK[one.part.kind], one.start)):
        place = bisect_left(taken, (one.start, one.end))
        before_ends = taken[place - 1][1] if place else 0
        after_starts = taken[place][0] if place < len(taken) else len(text)
        if before_ends <= one.start and one.end <= after_starts:
            taken.insert(place, (one.start, one.end))
    starts = dict(taken)
    kept = [one for one in found if starts.get(one.start) == one.end]
    yield from _matched(sorted(kept, key=lambda one: one.start))


_RANK = {"close": 0, "open": 0, "lone": 1, "fixed": 1, "text": 2}


def _matched(kept: list[_Kept]) -> Iterator[_Kept]:
    """Yield what is kept; the half of a pair whose other half is gone stands alone."""
    names = [one.part.name for one in kept if one.part.kind in ("open", "close")]
    for one in kept:
        alone = one.part.kind in ("open", "close") and names.count(one.part.name) % 2
        yield one._replace(part=one.part._replace(kind="lone")) if alone else one


def _links(text: str) -> Iterator[_Kept]:
    for found in _LINK.finditer(text):
        name = f"link{found.start()}"
        yield _Kept(*found.span("open"), Part("open", found["open"], name), "aside")
        yield _Kept(*found.span("close"), Part("close", found["close"], name), "protected")


def _tags(text: str) -> Iterator[_Kept]:
    for found in _TAG.finditer(text):
        kind: Literal["open", "close", "lone"] = "close" if found["slash"] else "open"
        if found["whole"]:
            kind = "lone"
        yield _Kept(*found.span(), Part(kind, found[0], f"<{found['name'].lower()}"), "aside")


def _emphasised(text: str, at: int) -> Iterator[_Kept]:
    for found in _EMPHASIS.finditer(text):
        (first, opened), (closed, last) = found.span("open"), found.span("close")
        mark, name = found["open"], f"{found['open']}{at + first}"
        yield _Kept(at + first, at + opened, Part("open", mark, name), "aside")
        yield _Kept(at + closed, at + last, Part("close", mark, name), "aside")
        yield from _emphasised(text[opened:closed], at + opened)


def _protected(text: str) -> Iterator[_Kept]:
    taken = 0
    found = [*verbatim_strings(text), *placeholders(text)]
    for start, end, kind in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= taken:
            taken = end
            name = "address" if kind in ("url", "email", "handle") else kind
            kept: Kind = "lone" if kind in ("statement", "escape") else "fixed"
            part = Part(kept, text[start:end], name)
            if kept == "fixed" and (text[start - 1 : start], text[end : end + 1]) in _ENCLOSED:
                start, end = start - 1, end + 1
                part = Part("fixed", text[start:end], read="")
            yield _Kept(start, end, part, "protected")


def _without_asides(text: str, core: Span, kept: Sequence[_Kept], held: Sequence[bool]) -> Span:
    """Return what is left of a core when addresses before or after the sentence are set aside."""
    start, end = core
    for one in kept:
        begins = _BEGINS.match(text, one.end, end)
        if one.start == start and one.part.kind == "fixed" and begins:
            start = begins.end()
    for one in reversed(kept):
        if one.end == end and one.part.kind == "fixed" and _ENDED.search(text, start, one.start):
            end = len(text[: one.start].rstrip())
    if (start, end) == core:
        return core
    left, right = edges(text[start:end], held[start:end])
    return start + left, start + right


def _held(text: str, kept: Iterable[_Kept]) -> list[bool]:
    held = [False] * len(text)
    for start, end, *_ in kept:
        held[start:end] = [True] * (end - start)
    return held


def _free(text: str, held: Sequence[bool]) -> str:
    return "".join(one for one, is_held in zip(text, held, strict=True) if not is_held)


class _CoreReader:
    """Reads the core of a sentence, `text[start:end]`, into parts."""

    def __init__(self, drafter: Drafter, text: str, core: Span, kept: list[_Kept]) -> None:
        self._drafter, self._text, self._core = drafter, text, core
        self._alphabet = drafter.alphabet
        self._held = _held(text, kept)
        self._kept = kept
        free = _free(text[slice(*core)], self._held[slice(*core)])
        self.capitals = not drafter.lowercase and is_in_capitals(free) and self._is_shouted(free)
        for found in (self._foreign_words, self._brackets, self._signs, self._runs):
            self._take(list(found()))
        self._kept.sort(key=lambda one: (one.start, one.end))
        self.changes = [
            Change(one.kind, one.part.written or self._text[one.start : one.end])
            for one in self._kept
            if one.part.written not in (SHOUT, SHOUT_ENDS)
        ]
        self.parts = tuple(self._parts())
        if self.capitals:
            self.changes.append(Change("recased", free))

    def _is_shouted(self, free: str) -> bool:
        usual = self._drafter.usual_case.written(free, begins=False)
        return usual != free

    def _take(self, found: list[_Kept]) -> None:
        for one in found:
            if not any(self._held[one.start : one.end]):
                self._held[one.start : one.end] = [True] * (one.end - one.start)
                self._kept.append(one)

    def _foreign_words(self) -> Iterator[_Kept]:
        """Yield words with letters that the model does not read; neighbours are one."""
        start = end = -1
        for word in _words(self._text, *self._core):
            unread = any(
                one.isalnum() and not self._alphabet.reads(one) for one in self._text[slice(*word)]
            )
            usual = compatible(self._text[slice(*word)])
            if not unread or any(self._held[slice(*word)]):
                continue
            if all(map(self._alphabet.reads, usual)) and not any(map(str.isdecimal, usual)):
                yield _Kept(*word, Part("text", usual), "replaced")
            elif start >= 0 and self._text[end : word[0]] == " ":
                end = word[1]
            else:
                if start >= 0:
                    yield self._copied(start, end)
                start, end = word
        if start >= 0:
            yield self._copied(start, end)

    def _copied(self, start: int, end: int) -> _Kept:
        return _Kept(start, end, Part("fixed", self._text[start:end]), "copied")

    def _brackets(self) -> Iterator[_Kept]:
        """Yield pairs of brackets that the model does not read."""
        opened: list[int] = []
        for place in range(*self._core):
            sign = self._text[place]
            if self._held[place] or self._alphabet.reads(sign):
                continue
            if sign in _BRACKETS and not self._text[place - 1 : place].isalnum():
                opened.append(place)
            elif opened and sign == _BRACKETS[self._text[opened[-1]]]:
                start, name = opened.pop(), f"bracket{place}"
                yield _Kept(start, start + 1, Part("open", self._text[start], name), "aside")
                yield _Kept(place, place + 1, Part("close", sign, name), "aside")

    def _signs(self) -> Iterator[_Kept]:
        """Yield signs that the model does not read."""
        numbers = NumberFormat.of(self._drafter.language).numbers(self._text)
        inside = {place for start, end, _ in numbers for place in range(start, end)}
        for found in _SIGNS.finditer(self._text, *self._core):
            for start, end in self._unread(*found.span()):
                if start not in inside:
                    yield self._sign(start, end)

    def _unread(self, start: int, end: int) -> Iterator[Span]:
        """Yield the stretches of unread signs that nothing holds."""
        first = start
        for place in range(start, end + 1):
            if place == end or self._held[place] or self._reads_sign(place):
                if place > first:
                    yield first, place
                first = place + 1

    def _reads_sign(self, place: int) -> bool:
        sign = self._text[place]
        return self._alphabet.reads(sign) and unicodedata.category(sign) not in ("So", "Sk", "Cn")

    def _sign(self, start: int, end: int) -> _Kept:
        sign = self._text[start:end]
        before, after = self._text[start - 1 : start], self._text[end : end + 1]
        if usual := self._readable(sign):
            return _Kept(start, end, Part("text", usual), "replaced")
        if _GENDER.match(self._text, start) or unicodedata.category(sign[0]) == "Cf":
            return _Kept(start, end, Part("text", ""), "replaced")
        inside = before.isalpha() and after.isalpha()
        if inside and sign not in _IN_WORDS:
            return _Kept(start, end, Part("lone", sign, breaks=True), "sign")
        if inside or (before.isalnum() and sign in ("++", "#", "+")):
            return self._whole_word(start, end)
        if (number := self._with_number(start, end)) is not None:
            return number
        if sign == "&" and before == after == " ":
            return _Kept(start, end, Part("text", self._conjunction() or ","), "replaced")
        if before.isalpha() and unicodedata.category(sign[0]) == "So" and len(sign) == 1:
            return _Kept(start, end, Part("lone", sign), "sign")
        return _Kept(start, end, Part("fixed", sign, read=""), "sign")

    def _conjunction(self) -> str:
        word = _CONJUNCTIONS.get(self._drafter.language.partition("-")[0].lower(), "")
        return word.upper() if self.capitals else word

    def _readable(self, sign: str) -> str:
        """Return a usual form of a sign that the model reads instead, or nothing."""
        quotes = self._alphabet.quotes
        if len(sign) == 1 and _QUOTES.match(sign) and quotes:
            opens = sign in "„»‚‹「" or (sign in '“"«‘›' and self._text.count(sign) > 1)
            return quotes[0] if opens else quotes[1]
        usual = _USUAL.get(sign) or compatible(sign)
        if unicodedata.category(sign[0]) == "So":
            return ""
        return usual if usual != sign and all(map(self._alphabet.reads, usual)) else ""

    def _whole_word(self, start: int, end: int) -> _Kept:
        """Return the word that a sign is inside of, such as AT&T, to be copied."""
        while start > self._core[0] and not (
            self._text[start - 1].isspace() or self._held[start - 1]
        ):
            start -= 1
        while end < self._core[1] and not (self._text[end].isspace() or self._held[end]):
            end += 1
        while end - 1 > start and self._text[end - 1] in ".,;:!?…":
            end -= 1
        return self._copied(start, end)

    def _with_number(self, start: int, end: int) -> _Kept | None:
        """Return a number with a sign at it, such as € 5, of which the model reads the number."""
        before = re.search(r"\d(?:[\d.,:]*\d)?\s?\Z", self._text[self._core[0] : start])
        after = re.match(r"\s?\d(?:[\d.,:]*\d)?", self._text[end : self._core[1]])
        if before:
            first = self._core[0] + before.start()
            letters = _UNIT.match(self._text, end, self._core[1])
            return self._numbered(first, letters.end() if letters else end, before[0].strip())
        if after and not self._text[start - 1 : start].isalnum():
            return self._numbered(start, end + after.end(), after[0].strip())
        return None

    def _numbered(self, start: int, end: int, number: str) -> _Kept | None:
        if any(self._held[start:end]):
            return None
        part = Part("fixed", self._text[start:end], "number", read=number)
        return _Kept(start, end, part, "sign")

    def _runs(self) -> Iterator[_Kept]:
        """Yield the ends of runs of words in capitals, as marks around them."""
        if self.capitals or self._drafter.lowercase:
            return
        text = "".join(
            " " if self._held[place] else self._text[place] for place in range(*self._core)
        )
        for start, end in self._drafter.usual_case.runs(text):
            first, last = start + self._core[0], end + self._core[0]
            if not any(self._held[first:last]):
                usual = self._drafter.usual_case.written(self._text[first:last], begins=not start)
                yield _Kept(first, first, Part("open", SHOUT, f"shout{start}"), "recased")
                yield _Kept(first, last, Part("text", usual), "recased")
                yield _Kept(last, last, Part("close", SHOUT_ENDS, f"shout{start}"), "recased")

    def _parts(self) -> Iterator[Part]:
        place, begins = self._core[0], True
        for start, end, part, _ in self._kept:
            if start > place:
                yield Part("text", self._cased(self._text[place:start], begins=begins))
                begins = False
            if part.kind != "text" or part.written:
                yield part
            place = max(place, end)
        if place < self._core[1]:
            yield Part("text", self._cased(self._text[place : self._core[1]], begins=begins))

    def _cased(self, text: str, *, begins: bool) -> str:
        if not self.capitals:
            return text
        return self._drafter.usual_case.written(text, begins=begins)


_IN_WORDS = frozenset("&+#@*_.:'~^=")
_UNIT = re.compile(r"[A-Za-z]{1,3}(?!\w)")
_USUAL = {
    "‐": "-", "‑": "-", "−": "-", "–": "-", "—": "-", "…": "...", "´": "'", "`": "'", "ʼ": "'",
    "’": "'", "⁄": "/", "·": "-", "٫": ",",
}  # fmt: skip


def _words(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the words in `text[start:end]`: letters with their accents, hyphens inside."""
    place = start
    while place < end:
        first = place
        while place < end and _is_of_word(text, place, first, end):
            place += 1
        if place > first:
            yield first, place
        else:
            place += 1


def _is_of_word(text: str, place: int, first: int, end: int) -> bool:
    character = text[place]
    if character.isalpha() or (character.isnumeric() and not character.isdecimal()):
        return True
    if place > first and character.isdigit():
        return True
    if place == first or (
        is_sign(character) is False and not character.isspace() and not character.isdigit()
    ):
        return place > first and not character.isspace()
    joins = character in "'’-‐‑_\u200c\u200d"
    return joins and place + 1 < end and text[place + 1].isalpha()
