"""The English side of templates: verbs, articles, times of day, sums and dates."""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import TypeVar

from tolmach.corpus.parallel import Pair

Template = Callable[[Random], Pair]

HOURS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
# base form: past, participle
VERBS = {
    "answer": ("answered", "answered"),
    "ask": ("asked", "asked"),
    "believe": ("believed", "believed"),
    "bite": ("bit", "bitten"),
    "catch": ("caught", "caught"),
    "chase": ("chased", "chased"),
    "congratulate": ("congratulated", "congratulated"),
    "follow": ("followed", "followed"),
    "forget": ("forgot", "forgotten"),
    "forgive": ("forgave", "forgiven"),
    "hate": ("hated", "hated"),
    "hear": ("heard", "heard"),
    "help": ("helped", "helped"),
    "hurt": ("hurt", "hurt"),
    "invite": ("invited", "invited"),
    "kiss": ("kissed", "kissed"),
    "know": ("knew", "known"),
    "leave": ("left", "left"),
    "love": ("loved", "loved"),
    "meet": ("met", "met"),
    "notice": ("noticed", "noticed"),
    "offend": ("offended", "offended"),
    "pay": ("paid", "paid"),
    "punish": ("punished", "punished"),
    "recognize": ("recognized", "recognized"),
    "remember": ("remembered", "remembered"),
    "save": ("saved", "saved"),
    "surprise": ("surprised", "surprised"),
    "thank": ("thanked", "thanked"),
    "trust": ("trusted", "trusted"),
    "understand": ("understood", "understood"),
    "visit": ("visited", "visited"),
    "wake": ("woke", "woken"),
    "warn": ("warned", "warned"),
    "watch": ("watched", "watched"),
}
ANIMALS = frozenset(
    "bear bird chicken cow crow duck fox goat goose horse monkey mouse sheep wolf".split()
)
_TRIES = 8  # for a pair that has not been made yet
_Choice = TypeVar("_Choice")


def drawn(templates: Sequence[Template], count: int, rng: Random) -> Iterator[Pair]:
    """Yield `count` pairs, each template as often as another.

    A pair comes twice only where its template hardly makes any other.
    """
    made: set[Pair] = set()
    for place in range(count):
        template = templates[place % len(templates)]
        pair = template(rng)
        for _ in range(_TRIES):
            if pair not in made:
                break
            pair = template(rng)
        made.add(pair)
        yield pair


def spaced(*words: str) -> str:
    """Join the words that are there."""
    return " ".join(filter(None, words))


def relative_pronoun(noun: str, rng: Random, *, whom: bool) -> str:
    """Return "that", for a person sometimes "who" or "whom"."""
    if noun in ANIMALS or rng.random() < 2 / 3:
        return "that"
    return "whom" if whom else "who"


def sentence(text: str, mark: str = ".") -> str:
    """Return the text as a sentence: a capital at the start, a mark at the end."""
    return text[:1].upper() + text[1:] + mark


def with_article(noun: str) -> str:
    """Return the noun after "a" or "an"."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def hour_before(hour: int) -> int:
    """Return the place in `HOURS` of the hour before that at place `hour`."""
    return (hour - 1) % len(HOURS)


def half_past(hour: int, rng: Random) -> str:
    """Say thirty minutes after the hour at this place of `HOURS`."""
    return _either(rng, f"half past {HOURS[hour]}", f"{hour + 1}:30")


def quarter(hour: int, rng: Random, *, past: bool) -> str:
    """Say fifteen minutes past the hour at this place of `HOURS`, or before it."""
    side = "past" if past else "to"
    return _either(rng, f"a quarter {side} {HOURS[hour]}", f"quarter {side} {HOURS[hour]}")


def grouped(whole: int, cents: str, rng: Random, currency: tuple[str, str]) -> str:
    """Write a sum as English does, "1,250.50 euros" or "€1,250.50".

    `currency` is its plural and its sign, "" where it has none.
    """
    name, sign = currency
    number = f"{whole:,}" + (f".{cents}" if cents else "")
    return _either(rng, f"{number} {name}", f"{sign}{number}") if sign else f"{number} {name}"


def date(day: int, month: int, year: int | None, rng: Random) -> str:
    """Write a date as English does, "May 3, 1912", sometimes "3 May 1912"; months from 0."""
    if rng.random() < 0.2:
        return f"{day} {MONTHS[month]}" + (f" {year}" if year else "")
    return f"{MONTHS[month]} {day}" + (f", {year}" if year else "")


def _either(rng: Random, usual: _Choice, other: _Choice) -> _Choice:
    """Return the usual one two times of three."""
    return usual if rng.random() < 2 / 3 else other
