"""Words substituted for placeholders while a line is translated.

A model garbles `{name}`, but it copies a usual name or number; which of them fits, depends on the
sentence ("30 books", "Tom is ill"). Whether one comes through shows afterwards. For a date it may
read a day of the week, which it translates ("on Monday").
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product

from tolmach.reading.marks import Replacement
from tolmach.text.words import words_of

NAMES = tuple("Tom John Jack Lisa Anna Linda David Max".split())
NUMBERS = tuple("30 25 40 100 20 3 12 50".split())
HOURS = tuple("8 10 7 9 6 5 11 4".split())
# Days of the week, the same ones in the same order, by language.
DAYS = {
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

_ENDS = ("st", "nd", "rd", "th")  # of English ordinals
_ORDINAL = re.compile(r"(?:st|nd|rd|th)?")
_AMOUNT = re.compile(r"[^\w{}<>\[\]%]{0,3}\d+(?:[.,’' ]\d+)*(?:[^\w{}<>\[\]%]{1,3}[A-Za-z]{0,3})?")
_DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}")
_TIME = re.compile(r"\d{1,2}[:.]\d\d(?::\d\d)?")
_NUMBER = re.compile(r"%(?:\(\w+\)|\d+\$)?[-+#\d.]*l*[diufFeEgGxX]")
_ADDRESS = re.compile(r"(?:https?|ftp)://|www\.|[^{]+@")
_MOST_MIXED = 3  # placeholders of a line of which every mixture of names and numbers is tried

Words = tuple[str | None, ...]


def substitutions(
    fixed: Sequence[str], taken: str, left_out: Collection[int] = (), days: Sequence[str] = ()
) -> Iterator[Words]:
    """Yield ways to substitute names and numbers for `fixed`; None where they are `left_out`.

    They are such as do not occur in the line, `taken`; `days` of the week, in the language of the
    line, stand for dates. Where all are left out there is one way.
    """
    places = [place for place in range(len(fixed)) if place not in left_out]
    if not places:
        yield _filled(len(fixed), {})
        return
    week = tuple(days)
    kinds = [_kinds(fixed[place], week) for place in places]
    ways = product(*kinds) if len(places) <= _MOST_MIXED else _uniform(kinds)
    known = set(words_of(taken))
    unused = {kind: [word for word in kind if word not in known] for kind in (*_BOTH, HOURS, week)}
    for way in dict.fromkeys(ways):
        yield _filled(len(fixed), _drawn(places, way, unused))


def lost(words: Words, text: str) -> set[int]:
    """Return the numbers of those words that do not occur in `text` as often as they should."""
    asked = Counter(word for word in words if word is not None)
    missing = {word for word, count in asked.items() if len(_places(word, text)) != count}
    return {place for place, word in enumerate(words) if word in missing}


def replacements(words: Words, fixed: Sequence[str], text: str) -> list[Replacement]:
    """Return the fixed parts in place of their words in `text`, in which none of them is lost."""
    places = {word: iter(_places(word, text)) for word in words if word is not None}
    found = [
        (next(places[word]), written)
        for word, written in zip(words, fixed, strict=True)
        if word is not None
    ]
    return [Replacement(*span, _suffixed(written, text[slice(*span)])) for span, written in found]


_Kind = tuple[str, ...]
# A day of the week in every language, by its name in any.
_DAY_NAMES = {name: same for same in zip(*DAYS.values(), strict=True) for name in same}
_BOTH = (NAMES, NUMBERS)


def _kinds(fixed: str, days: _Kind) -> tuple[_Kind, ...]:
    if _DATE.fullmatch(fixed) and days:
        return (days, NUMBERS)
    if _TIME.fullmatch(fixed):
        return (HOURS, NUMBERS)
    if _NUMBER.fullmatch(fixed) or _AMOUNT.fullmatch(fixed):
        return (NUMBERS,)
    return (NAMES,) if _ADDRESS.match(fixed) else _BOTH


def _uniform(kinds: Sequence[tuple[_Kind, ...]]) -> Iterator[tuple[_Kind, ...]]:
    """Yield names wherever they fit, then numbers wherever they fit."""
    yield tuple(each[0] for each in kinds)
    yield tuple(each[-1] for each in kinds)


def _drawn(
    places: Iterable[int], way: Iterable[_Kind], unused: Mapping[_Kind, Sequence[str]]
) -> dict[int, str]:
    """Return a word for each place, no word twice, for as long as there are any."""
    words = {kind: iter(free) for kind, free in unused.items()}
    drawn = ((place, next(words[kind], None)) for place, kind in zip(places, way, strict=True))
    return {place: word for place, word in drawn if word is not None}


def _filled(count: int, words: Mapping[int, str]) -> Words:
    return tuple(words.get(place) for place in range(count))


def _places(word: str, text: str) -> list[tuple[int, int]]:
    """Return where a word stands; a number may have become an ordinal, but no part of another."""
    if word.isdigit():
        whole = rf"(?<![\w.,:]){word}{_ORDINAL.pattern}(?!\w)(?![.,:]\d)"
    else:
        forms = _DAY_NAMES.get(word, (word,))
        whole = rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)"
    return [found.span() for found in re.finditer(whole, text)]


def _suffixed(written: str, found: str) -> str:
    """Return a number as an ordinal where its stand-in became one: 30th gives 3rd."""
    if not (written.isdigit() and found[:1].isdigit() and found.endswith(_ENDS)):
        return written
    teen = written[-2:-1] == "1"
    return written + ("th" if teen else {"1": "st", "2": "nd", "3": "rd"}.get(written[-1], "th"))
