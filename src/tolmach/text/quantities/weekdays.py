"""Days of the week that a translation has lost: a model may not know each of their forms.

So "до пятницы", until Friday, becomes "until the fifth".
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tolmach.text.language_tag import language_of


class _Day(NamedTuple):
    """A day: what says it in a translation, and how a language says when it is, "в пятницу"."""

    letters: tuple[str, ...]
    when: dict[str, str]


def _day(english: str, german: str, russian: str, ending: str = "", also: str = "") -> _Day:
    letters = (english, german, also or german, russian)
    return _Day(
        tuple(map(str.lower, letters)), {"en": english, "de": german, "ru": russian + ending}
    )


# Russian has "среда", Wednesday, for an environment, too.
_DAYS = {
    "monday": _day("Monday", "Montag", "понедельник"),
    "tuesday": _day("Tuesday", "Dienstag", "вторник"),
    "thursday": _day("Thursday", "Donnerstag", "четверг"),
    "friday": _day("Friday", "Freitag", "пятниц", "у"),
    "saturday": _day("Saturday", "Samstag", "суббот", "у", also="Sonnabend"),
    "sunday": _day("Sunday", "Sonntag", "воскресень", "е"),
}
_MAY_BE = "day", "tag", "abend", "ник", "ерг", "ниц", "бот", "сень"


def lost_weekdays(source: str, text: str, language: str) -> tuple[str, ...]:
    """Return the days of a source, as they stand there, that its translation does not say.

    Of translations into a `language` whose days are not known, none is lost.
    """
    said = text.lower()
    return tuple(
        written
        for day, written in _named(source)
        if language_of(language) in day.when and not any(each in said for each in day.letters)
    )


def names_weekday(text: str) -> bool:
    """Say whether a text names a day of the week."""
    return any(_named(text))


def weekday_in(written: str, language: str) -> str | None:
    """Return how a language says when a day is that is `written` in any; None: unknown."""
    for day, _ in _named(written):
        return day.when.get(language_of(language) or "")
    return None


def _named(text: str) -> Iterator[tuple[_Day, str]]:
    """Yield the days that a text names, and as what."""
    if any(letters in text for letters in _MAY_BE):
        for found in _any_day().finditer(text):
            yield _DAYS[found.lastgroup or ""], found[0]


@cache
def _any_day() -> re.Pattern[str]:
    names = (f"(?P<{name}>{'|'.join(day.letters)})" for name, day in _DAYS.items())
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(names)})(?:s|[а-я]{{0,3}})(?!\w)")
