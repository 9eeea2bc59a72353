"""Signs that a model does not read: in words, at numbers, or standing for themselves."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from tolmach.reading.alphabet import Alphabet, compatible
from tolmach.reading.kept import Kept
from tolmach.reading.marks.part import Part
from tolmach.reading.substitutes import conjunction, is_arrow
from tolmach.text.language_tag import language_of
from tolmach.text.quantities.numbers import NumberFormat
from tolmach.text.sentences import Span
from tolmach.text.spacing import is_unspaced

_SIGNS = re.compile(r"[^\w\s]+|_+")
_QUOTES = re.compile("[„“”»«\"‚‘’‹›「」']")
_TWO_QUOTES = re.compile(rf"({_QUOTES.pattern})(?!\1){_QUOTES.pattern}")  # one within the other
_SINGLE_QUOTES = re.compile(  # with an apostrophe in a word, which is no mark
    r"(?<![^\s(\[{])'(?![nN]['’])(?=[^\s'])(?:[^']|(?<=\w)'(?=\w))*[^\s']'(?!\w)"
)
_SINGLE_MARKS = re.compile(  # and in typographic ones
    r"(?<!\w)(?:‘(?!\s)(?:[^‘’]|(?<=\w)’(?=\w))+’|‚(?!\s)(?:[^‚‘’]|(?<=\w)’(?=\w))+[‘’])(?!\w)"
)
_POINTER = re.compile(r"(?<=\s)[«»‹›>](?=\s)")  # Home » Shoes
_INCHES = re.compile(r"(?<=\d)[\"″](?!\w)")
_TWO_PRIMES = re.compile(r"(?<=\d)''(?![\w'])")  # inches as well
# The signs of a range of sums, 10€-20€.
_OF_RANGE = re.compile(
    r"(?<=\d)(?P<first>[$€£¥₽])[–-]\d[\d.,]*(?P<second>(?P=first))"
    r"|(?P<before>[$€£¥₽])\d[\d.,]*[–-](?P<behind>(?P=before))(?=\d)"
)
_RUN = re.compile(r"([^\w\s.!?])\1{2,}|<?[-=]+>|<[-=]+")  # a rule, an arrow
# In German: Kolleg*innen, Schüler/-innen, jede*r.
_GENDER = re.compile(r"(?<=[^\W\d_])[*:_/]-?(?=in(?:nen)?\b)|(?<=[^\W\d_]{3})[*:_](?=[rnse]\b)")
_SELECTORS = frozenset("\ufe0e\ufe0f\u200d\u20e3")
_IN_WORDS = frozenset("&+#@*_.:'~^=")
_UNIT = re.compile(r"[A-Za-z]{1,3}(?!\w)")
_NUMBER = r"(?:(?<![\d.,])\d{1,3}(?: \d{3})+(?!\d)(?:,\d+)?|\d(?:[\d.,:]*\d)?)"
_NUMBER_BEFORE, _NUMBER_AFTER = re.compile(rf"{_NUMBER}\s?\Z"), re.compile(rf"\s?{_NUMBER}")
_LONGEST_NUMBER = 60  # characters
_HYPHENS = frozenset("‐‑")  # of another code, which models have seen too seldom to read
_POWER = re.compile("[⁰¹²³⁴-⁹]+")
_USUAL = {
    "‐": "-", "‑": "-", "−": "-", "–": "-", "—": "-", "…": "...", "´": "'", "`": "'", "ʼ": "'",
    "’": "'", "⁄": "/", "٫": ",",
}  # fmt: skip


@dataclass(frozen=True)
class SignReader:
    """Reads the signs of `text[start:end]` for a model; what is held is left alone."""

    alphabet: Alphabet
    language: str
    text: str
    core: Span
    held: Sequence[bool]
    capitals: bool

    def signs(self) -> Iterator[Kept]:
        """Yield signs that the model does not read."""
        form = NumberFormat.of(self.language)
        numbers = chain(form.numbers(self.text), form.quantities(self.text))
        inside = {place for start, end, *_ in numbers for place in range(start, end)}
        for found in _SIGNS.finditer(self.text, *self.core):
            for start, end in self._unread(*found.span()):
                if start not in inside:
                    yield self._sign(start, end)

    def _unread(self, start: int, end: int) -> Iterator[Span]:
        """Yield the stretches of unread signs that nothing holds."""
        first = start
        for place in range(start, end + 1):
            if place == end or self.held[place] or self._reads_sign(place):
                if place > first:
                    yield first, place
                first = place + 1
            elif place > first and (
                not self._of_ranges.isdisjoint((place - 1, place))
                or _TWO_QUOTES.match(self.text, place - 1)
            ):
                yield first, place
                first = place

    def _reads_sign(self, place: int) -> bool:
        sign = self.text[place]
        before = self.text[self.core[0] : place][-1:]
        if sign in _SELECTORS and before and not before.isalnum():  # of the sign before it
            return self._reads_sign(place - 1)
        if place in self._unusual or (sign in _HYPHENS and self.alphabet.reads("-")):
            return False
        return self.alphabet.reads(sign) and unicodedata.category(sign) not in ("So", "Sk", "Cn")

    @cached_property
    def _unusual(self) -> set[int]:
        """The places of signs that are read elsewhere: quotes, rules, arrows, signs of gender."""
        pairs = _SINGLE_QUOTES, _SINGLE_MARKS
        quotes = [found.span() for one in pairs for found in one.finditer(self.text)]
        patterns = [_RUN, _POINTER, _TWO_PRIMES]
        patterns += [_INCHES] if self.text.count('"') % 2 else []
        signs = [found.span() for one in patterns for found in one.finditer(self.text)]
        marks = [(place, place + 1) for start, end in quotes for place in (start, end - 1)]
        places = {place for span in (*marks, *signs) for place in range(*span)}
        return places | self._gendered | self._of_ranges

    @cached_property
    def _of_ranges(self) -> set[int]:
        """The places of the signs of sums from one to another."""
        found = _OF_RANGE.finditer(self.text)
        return {one.start(each) for one in found for each in one.groupdict() if one[each]}

    @cached_property
    def _gendered(self) -> set[int]:
        """The places of signs between the masculine and the feminine ending of a word."""
        if language_of(self.language) != "de":
            return set()
        return {place for found in _GENDER.finditer(self.text) for place in range(*found.span())}

    def _sign(self, start: int, end: int) -> Kept:
        sign = self.text[start:end]
        before, after = self.text[start - 1 : start], self.text[end : end + 1]
        alone = (_POINTER, _INCHES, _TWO_PRIMES)
        stands_alone = any(each.match(self.text, start) for each in alone)
        if not stands_alone and (usual := self._readable(sign, before, after)):
            return Kept(start, end, Part("text", usual), "replaced")
        if start in self._gendered or unicodedata.category(sign[0]) == "Cf":
            return Kept(start, end, Part("text", ""), "replaced")
        spelled = before.isalpha() and not is_unspaced(before)
        inside = spelled and after.isalpha()
        if inside and sign not in _IN_WORDS:
            return Kept(start, end, Part("lone", sign, breaks=True), "sign")
        if inside or (before.isalnum() and sign in ("++", "#", "+")):
            return self._whole_word(start, end)
        if (number := self._with_number(start, end)) is not None:
            return number
        if sign == "&" and before == after == " ":
            return Kept(start, end, Part("text", self._conjunction() or ","), "replaced")
        if spelled and unicodedata.category(sign[0]) == "So" and len(sign) == 1:
            return Kept(start, end, Part("lone", sign), "sign")
        if is_arrow(sign) and before == after == " " and self.alphabet.reads(">"):
            return Kept(start, end, Part("fixed", sign, "sign", read=">"), "sign")
        return Kept(start, end, Part("fixed", sign, read=""), "sign")

    def _conjunction(self) -> str:
        word = conjunction(self.language)
        return word.upper() if self.capitals else word

    def _readable(self, sign: str, before: str, after: str) -> str:
        """Return a usual form of a sign that the model reads instead, or nothing."""
        quotes = self.alphabet.quotes
        apostrophe = sign in "'’" and before.isalpha() and after.isalpha()
        if len(sign) == 1 and _QUOTES.match(sign) and quotes and not apostrophe:
            opens = not before or before.isspace() or before in "([{"
            opens |= after.isalnum() and not before.isalnum()
            return quotes[0] if opens else quotes[1]
        usual = _USUAL.get(sign) or compatible(sign)
        if sign in "`´" and not (before.isalpha() or after.isalpha()):
            return ""
        raised = unicodedata.decomposition(sign[0]).startswith(("<super>", "<sub>"))
        if raised or unicodedata.category(sign[0]) == "So":
            return ""
        return usual if usual != sign and all(map(self.alphabet.reads, usual)) else ""

    def _whole_word(self, start: int, end: int) -> Kept:
        """Return the word that a sign is inside of, such as AT&T, to be copied."""
        first, last = self._words[bisect_right(self._words, (start, len(self.text))) - 1]
        while last > end and self.text[last - 1] in ".,;:!?…":
            last -= 1
        return Kept(first, last, Part("fixed", self.text[first:last]), "copied")

    @cached_property
    def _words(self) -> list[Span]:
        """The stretches of the core without white space and without what is held."""
        free = "".join(" " if held else one for one, held in zip(self.text, self.held, strict=True))
        return [found.span() for found in re.compile(r"\S+").finditer(free, *self.core)]

    def _with_number(self, start: int, end: int) -> Kept | None:
        """Return a number with a sign at it, such as € 5, of which the model reads the number."""
        nearby = max(self.core[0], start - _LONGEST_NUMBER)
        before = _NUMBER_BEFORE.search(self.text, nearby, start)
        after = _NUMBER_AFTER.match(self.text, end, self.core[1])
        if before:
            letters = _UNIT.match(self.text, end, self.core[1]) or _POWER.match(self.text, end)
            last = letters.end() if letters else end
            return self._numbered(before.start(), last, before[0].strip())
        if after and not self.text[start - 1 : start].isalnum():
            return self._numbered(start, after.end(), after[0].strip())
        return None

    def _numbered(self, start: int, end: int, number: str) -> Kept | None:
        if any(self.held[start:end]):
            return None
        part = Part("fixed", self.text[start:end], "number", read=number)
        return Kept(start, end, part, "sign")
