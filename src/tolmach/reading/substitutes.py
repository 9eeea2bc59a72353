"""Words substituted for fixed parts while a block is translated.

A model garbles `{name}`, but it copies a usual name or number; which of them fits, depends on the
sentence ("30 books", "Tom is ill"). It reads a sign in code as it is, if that is usual in text, `&`
as the language's word for "and", and the text without any other sign, which it would take for
anything. Whether one comes through shows afterwards.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Literal

from tolmach.reading.marks.part import Part
from tolmach.reading.marks.plain_text import PlainText
from tolmach.reading.marks.writing import Replacement
from tolmach.text.language_tag import language_of
from tolmach.text.quantities.ordinals import english_ending
from tolmach.text.sentences import Span
from tolmach.text.strings.quotations import inner_quotation_marks, quotation_marks
from tolmach.text.words import words_of

NAMES = tuple("Tom John Jack Lisa Anna Linda David Max".split())
NUMBERS = tuple("30 25 40 100 20 3 12 50".split())

# Signs that translations write in various ways: any of a group may stand for any other.
_GROUPS = (
    re.compile(r'["„“”«»‟「」]'),
    re.compile(r"(?<!\w)['‚‘’‹›]|['‚‘’‹›](?!\w)"),
    re.compile(r"(?<!\w)[-–—](?!\w)|(?<=\d)[-–—](?=\d)|–|—"),
    re.compile(r"…|\.\.\."),
)
# "and" in languages by their tags, for "&" in their text.
_AND = {
    "de": "und",
    "en": "and",
    "fr": "et",
    "es": "y",
    "it": "e",
    "pt": "e",
    "nl": "en",
    "ca": "i",
    "ro": "și",
    "sv": "och",
    "da": "og",
    "nb": "og",
    "nn": "og",
    "no": "og",
    "fi": "ja",
    "et": "ja",
    "lv": "un",
    "lt": "ir",
    "pl": "i",
    "cs": "a",
    "sk": "a",
    "sl": "in",
    "hr": "i",
    "sr": "и",
    "bg": "и",
    "mk": "и",
    "ru": "и",
    "uk": "і",
    "be": "і",
    "hu": "és",
    "tr": "ve",
    "el": "και",
    "eo": "kaj",
    "id": "dan",
    "sw": "na",
    "eu": "eta",
}


# Names as Russian writes and inflects them.
_MASCULINE, _FEMININE = "(?:[ауе]|ом)?", "(?:[аыеу]|ой)"
_IN_RUSSIAN = {
    "Tom": f"Том{_MASCULINE}",
    "John": f"Джон{_MASCULINE}",
    "Jack": f"Дж[еэ]к{_MASCULINE}",
    "Lisa": f"Ли[зс]{_FEMININE}",
    "Anna": f"Анн{_FEMININE}",
    "Linda": f"Линд{_FEMININE}",
    "David": f"Д[эа]вид{_MASCULINE}",
    "Max": f"Макс{_MASCULINE}",
}
HOURS = tuple("8 10 7 9 6 5 11 4".split())
# Days of the week, the same ones in the same order, by language.
_DAYS = {
    "cs": tuple("pondělí úterý pátek".split()),
    "de": tuple("Montag Dienstag Freitag".split()),
    "en": tuple("Monday Tuesday Friday".split()),
    "es": tuple("lunes martes viernes".split()),
    "fr": tuple("lundi mardi vendredi".split()),
    "it": tuple("lunedì martedì venerdì".split()),
    "nl": tuple("maandag dinsdag vrijdag".split()),
    "pl": tuple("poniedziałek wtorek piątek".split()),
    "pt": tuple("segunda-feira terça-feira sexta-feira".split()),
    "ru": tuple("понедельник вторник пятница".split()),
}
# A day of the week in every language, by its name in any.
_DAY_NAMES = {name: same for same in zip(*_DAYS.values(), strict=True) for name in same}

_AMOUNT = re.compile(r"[^\w{}<>\[\]%]{0,3}\d+(?:[.,’' ]\d+)*(?:[^\w{}<>\[\]%]{1,3}[A-Za-z]{0,3})?")
_DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}")
_TIME = re.compile(r"\d{1,2}[:.]\d\d(?::\d\d)?")
_ORDINAL = r"(?:(?:st|nd|rd|th)\b)?"  # in English
_USUAL = frozenset(".,;:!?()/'\"„“”«»‚‘’–—-…%$")  # signs that a model reads in ordinary text
_TAG = re.compile("<[^<>]+>")
_ARROW = re.compile("[-=]*>|[→⇒➔➜➞»›]")
_MOST_MIXED = 3  # placeholders of a block of which every mixture of names and numbers is tried
_SIGNS = frozenset({"sign", "opening", "closing"})


@dataclass(frozen=True)
class Substitute:
    """A word for a fixed part, and what matches it in the text and in its translation."""

    word: str
    in_source: re.Pattern[str]
    in_target: re.Pattern[str]

    @classmethod
    def verbatim(cls, word: str) -> "Substitute":
        """Return a word that must come through as it is, an ending aside ("Toms", "30px")."""
        begun = rf"(?<!\w){re.escape(word)}" if word[0].isalnum() else re.escape(word)
        if word.isdecimal():  # no part of another number, but perhaps an ordinal
            begun = rf"(?<![\w.,:]){word}(?!\d)(?![.,:]\d)"
            return cls(word, re.compile(begun), re.compile(begun + _ORDINAL))
        if word[0].isdecimal():  # no end of a longer one: 2024-01-01
            begun = rf"(?<!\d[.,:/-]){begun}"
        whole = begun + (r"(?!\w)" if word[-1:].isalnum() else "")
        whole += r"(?![.,:/-]\d)" if word[-1:].isdecimal() else ""
        return cls(word, re.compile(begun), re.compile(whole))

    @classmethod
    def sign(cls, sign: str) -> "Substitute":
        """Return a sign for which the translation may have another of its kind."""
        return cls(sign, counterparts(sign), counterparts(sign))

    @classmethod
    def day(cls, word: str) -> "Substitute":
        """Return a day of the week, which a translation names in any language."""
        names = "|".join(map(re.escape, _DAY_NAMES.get(word, (word,))))
        return cls(
            word, cls.verbatim(word).in_source, re.compile(rf"(?i:(?<!\w)(?:{names})(?!\w))")
        )

    @classmethod
    def conjunction(cls, conjunctions: tuple[str, str]) -> "Substitute":
        """Return the word for "and" of both languages."""
        source, target = (re.compile(rf"(?i:\b{re.escape(word)}\b)") for word in conjunctions)
        return cls(conjunctions[0], source, target)

    def as_person(self) -> "Substitute":
        """Return a name that may come through in a genitive, "Toms", and in Cyrillic."""
        forms = [rf"{self.in_source.pattern}(?=s?(?!\w))"]
        if self.word in _IN_RUSSIAN:
            forms.append(rf"(?<!\w){_IN_RUSSIAN[self.word]}(?!\w)")
        return replace(self, in_target=re.compile("|".join(forms)))


_Sort = Literal["name", "person", "number", "hour", "day"]
Words = tuple[Substitute | None, ...]


def conjunction(language: str) -> str:
    """Return the word for "and" in the language of a tag, or nothing where it is not known."""
    return _AND.get(language_of(language) or "", "")


@dataclass(frozen=True)
class Vocabulary:
    """What may be substituted in a pair of languages; `clean` writes it as a model reads it."""

    clean: Callable[[Sequence[str]], Sequence[str]] = list
    conjunctions: tuple[str, str] | None = None
    days: tuple[str, ...] = ()  # of the week, in the source's language
    quotes: str = ""  # the marks of a quotation in the target's language
    inner_quotes: str = ""  # those of a quotation within a quotation

    @classmethod
    def of(
        cls, clean: Callable[[Sequence[str]], Sequence[str]], source: str, target: str
    ) -> "Vocabulary":
        """Return that of two languages, given by their tags."""
        words = conjunction(source), conjunction(target)
        days = _DAYS.get(language_of(source) or "", ())
        quotes = quotation_marks(target), inner_quotation_marks(target)
        return cls(clean, words if all(words) else None, days, *quotes)

    @cached_property
    def words(self) -> dict["_Sort", list["Substitute"]]:
        """What may be substituted, by its sort."""
        verbatim: dict[_Sort, tuple[str, ...]] = {"name": NAMES, "number": NUMBERS, "hour": HOURS}
        found = {
            sort: list(map(Substitute.verbatim, self.clean(words)))
            for sort, words in verbatim.items()
        }
        return found | {"day": list(map(Substitute.day, self.clean(self.days)))}


def substitutions(
    fixed: Sequence[Part],
    taken: str,
    vocabulary: Vocabulary,
    left_out: Collection[int] = (),
    owners: Collection[int] = (),
) -> Iterator[Words]:
    """Yield ways to substitute words for `fixed`; None where they are `left_out`.

    First the fixed parts themselves, in case the model has learnt to copy them, of an element in
    code what is in it, unless some are `owners` of something; then names and numbers that do not
    occur in the text, `taken`, with usual signs and then without.
    """
    places = [place for place in range(len(fixed)) if place not in left_out and fixed[place].text]
    signs = {
        place: _sign(fixed[place], vocabulary) for place in places if fixed[place].name in _SIGNS
    }
    worded = [place for place in places if place not in signs]
    themselves = {place: Substitute.verbatim(_content(fixed[place].text)) for place in worded}
    ways = [] if any(place in owners for place in worded) else [themselves | signs]
    sorts = {place: _sorts(fixed[place], owns=place in owners) for place in worded}
    for words in _words(sorts, taken, vocabulary):
        ways += [words | signs, words]
    yield from dict.fromkeys(tuple(way.get(place) for place in range(len(fixed))) for way in ways)


def _content(written: str) -> str:
    """Return what elements have in them, `<kbd>Alt</kbd>+<kbd>F4</kbd>`; anything else as it is."""
    if not written.endswith(">") or "&" in written:
        return written
    return _TAG.sub("", written).strip() or written


def counterparts(sign: str) -> re.Pattern[str]:
    """Return what matches a sign and all others that may stand for it."""
    return next((group for group in _GROUPS if group.search(sign)), re.compile(re.escape(sign)))


def is_quotation_mark(sign: str) -> bool:
    """Say whether a sign may enclose a quotation."""
    return any(group.fullmatch(sign) for group in _GROUPS[:2])


def sign_read(text: str, start: int, end: int, sign: str) -> str:
    """Return what is read of a sign in code, `text[start:end]`; nothing of unusual ones.

    An arrow between two words points from one to the next, as > does.
    """
    if sign == "&" or is_usual(sign):
        return sign
    between_words = text[start - 1 : start] == text[end : end + 1] == " "
    return ">" if between_words and is_arrow(sign) else ""


def is_arrow(sign: str) -> bool:
    """Say whether a sign points to what is behind it."""
    return _ARROW.fullmatch(sign) is not None


def is_usual(sign: str) -> bool:
    """Say whether a model reads a sign in ordinary text."""
    return set(sign) <= _USUAL


def has_usual_sign(part: Part) -> bool:
    """Say whether a fixed part is a sign that a model reads in ordinary text."""
    return part.name in _SIGNS and (part.text == "&" or (part.text != "" and is_usual(part.text)))


def is_readable(part: Part) -> bool:
    """Say whether a model can read a fixed part as it is, or nothing is read of it."""
    return part.read is not None and part.text != "&"


def lost(words: Words, plain: PlainText, text: str) -> set[int]:
    """Return the numbers of the words that do not occur in a translation as often as in `plain`."""
    missing: set[int] = set()
    for number, (word, place) in enumerate(zip(words, plain.places, strict=True)):
        if word is not None and place is not None:
            asked, found = _spans(word.in_source, plain.text), _spans(word.in_target, text)
            if len(asked) != len(found) or place[0] not in dict(asked):
                missing.add(number)
    return missing


def replacements(
    words: Words, fixed: Sequence[Part], plain: PlainText, text: str
) -> list[Replacement]:
    """Return the fixed parts in place of their words in `text`, in which none of them is lost."""
    found = []
    for word, part, place in zip(words, fixed, plain.places, strict=True):
        if word is not None and place is not None:
            before = sum(start < place[0] for start, _ in _spans(word.in_source, plain.text))
            span = _spans(word.in_target, text)[before]
            found.append(Replacement(*span, _suffixed(part.written, text[slice(*span)])))
    return found


def _sign(part: Part, vocabulary: Vocabulary) -> Substitute:
    if part.text == "&" and vocabulary.conjunctions is not None:
        return Substitute.conjunction(vocabulary.conjunctions)
    return Substitute.sign(part.text)


def _words(
    sorts: Mapping[int, tuple[_Sort, ...]], taken: str, vocabulary: Vocabulary
) -> Iterator[dict[int, Substitute]]:
    """Yield words of these sorts for placeholders, no word twice, for as long as there are any."""
    known = words_of(taken)
    unused = {
        sort: [word for word in words if not any(one.startswith(word.word) for one in known)]
        for sort, words in vocabulary.words.items()
    }
    mixed = len(sorts) <= _MOST_MIXED
    ways = product(*sorts.values()) if mixed else _uniform([*sorts.values()])
    for way in dict.fromkeys(ways):
        words: dict[_Sort, Iterator[Substitute]] = {s: iter(each) for s, each in unused.items()}
        words["person"] = map(Substitute.as_person, words["name"])
        drawn = ((place, next(words[sort], None)) for place, sort in zip(sorts, way, strict=True))
        yield {place: word for place, word in drawn if word is not None}


def _sorts(part: Part, *, owns: bool = False) -> tuple[_Sort, ...]:
    """Return the sorts of words that may stand for a fixed part; a person if it owns something."""
    if owns:
        return ("person",)
    if part.name == "address":
        return ("name",)
    if _DATE.fullmatch(part.text):
        return ("day", "number")
    if _TIME.fullmatch(part.text):
        return ("hour", "number")
    if part.name == "number" or _AMOUNT.fullmatch(part.written):
        return ("number",)
    return ("person" if part.is_placeholder else "name", "number")


def _uniform(sorts: Sequence[tuple[_Sort, ...]]) -> Iterator[tuple[_Sort, ...]]:
    """Yield names wherever they fit, then numbers wherever they fit."""
    yield tuple(each[0] for each in sorts)
    yield tuple(each[-1] for each in sorts)


def _suffixed(written: str, found: str) -> str:
    """Return a number as an ordinal where its stand-in became one: 30th gives 3rd."""
    if not (written.isdecimal() and found[:1].isdecimal() and found[-1:].isalpha()):
        return written
    return written + english_ending(written)


def _spans(pattern: re.Pattern[str], text: str) -> list[Span]:
    return [found.span() for found in pattern.finditer(text)]
