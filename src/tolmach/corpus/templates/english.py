"""The English side of templates: events, articles, times of day, sums and dates."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Generic, NamedTuple, Protocol, Self, TypeVar

from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.everyday.english_inflection import NUMBERS, sentence, spaced

Template = Callable[[Random], Pair]

HOURS = NUMBERS[1:]
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
DATIVE = 2  # a case is 0, nominative, 1, accusative, or this


class Inflected(Protocol):
    """Somebody, in another language by case, and in English."""

    @property
    def english(self) -> str:
        """The phrase in English."""

    def of(self, case: int) -> str:
        """Return the phrase in a case."""


class Verb(Protocol):
    """A verb of another language."""

    @property
    def english(self) -> str:
        """The base form of its English, one of `VERBS`."""


_Choice = TypeVar("_Choice")
_Phrase = TypeVar("_Phrase", bound=Inflected)
_Verb = TypeVar("_Verb", bound=Verb)


class EnglishEvent(NamedTuple):
    """Who did what, by the verb's base form, to whom, and sentences about it."""

    subject: str
    verb: str
    object: str

    @property
    def did(self) -> str:
        """The verb in the past tense."""
        return VERBS[self.verb][0]

    def statement(self, then: str = "") -> str:
        """Return "The uncle met the wolf yesterday."."""
        return sentence(spaced(self.subject, self.did, self.object, then))

    def negated(self) -> str:
        """Return "The uncle did not meet the wolf."."""
        return sentence(spaced(self.subject, "did not", self.verb, self.object))

    def passive(self) -> str:
        """Return "The wolf was met by the uncle."."""
        return sentence(spaced(self.object, "was", VERBS[self.verb][1], "by", self.subject))

    def who(self) -> str:
        """Return "Who met the wolf?"."""
        return sentence(spaced("who", self.did, self.object), "?")

    def whom(self) -> str:
        """Return "Who did the uncle meet?"."""
        return sentence(spaced("who did", self.subject, self.verb), "?")

    def of_subject(self, rest: str, rng: Random) -> str:
        """Return "The uncle that met the wolf" and the rest; some say "who" of people."""
        pronoun = _relative_pronoun(self.subject, "who", rng)
        return sentence(spaced(self.subject, pronoun, self.did, self.object, rest))

    def of_object(self, rest: str, rng: Random) -> str:
        """Return "The wolf that the uncle met" and the rest; some say "whom" of people."""
        pronoun = _relative_pronoun(self.object, "whom", rng)
        return sentence(spaced(self.object, pronoun, self.subject, self.did, rest))


class Determiner(NamedTuple):
    """A determiner: its forms by case of each gender, and its English, "a" for the article."""

    forms: Mapping[str, Sequence[str]]
    english: str


class Described(NamedTuple, Generic[_Phrase]):
    """The one that a relative clause tells of, the case of its pronoun, and the other one."""

    phrase: _Phrase
    case: int
    other: str
    english: str  # the whole sentence


class Event(NamedTuple, Generic[_Phrase, _Verb]):
    """Somebody, what was done, and to whom; `case` is that of the object."""

    subject: _Phrase
    verb: _Verb
    object: _Phrase
    case: int

    @property
    def told(self) -> EnglishEvent:
        """The event in English."""
        return EnglishEvent(self.subject.english, self.verb.english, self.object.english)

    def described(self, rest: str, rng: Random) -> Described[_Phrase]:
        """Choose which of the two a relative clause tells of; `rest` ends the English sentence."""
        if rng.random() < 0.5:
            english = self.told.of_object(rest, rng)
            return Described(self.object, self.case, self.subject.of(0), english)
        english = self.told.of_subject(rest, rng)
        return Described(self.subject, 0, self.object.of(self.case), english)


def _relative_pronoun(phrase: str, of_people: str, rng: Random) -> str:
    return "that" if phrase.split()[-1] in ANIMALS else _either(rng, "that", of_people)


def filled(frame: tuple[str, str], said: str, told: str, mark: str = ".") -> Pair:
    """Put what is said, and its English, into the gap of a frame and of its English."""
    return Pair(sentence(frame[0].format(said), mark), sentence(frame[1].format(told), mark))


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


class Date(NamedTuple):
    """A day, a month from 0, and a year or none."""

    day: int
    month: int
    year: int | None

    @classmethod
    def drawn(cls, rng: Random) -> Self:
        """Draw a date of the last two centuries."""
        year = rng.randint(1800, 2025) if rng.random() < 0.6 else None
        return cls(rng.randint(1, 31), rng.randrange(len(MONTHS)), year)

    def told(self, rng: Random) -> str:
        """Write it as English does, "May 3, 1912", sometimes "3 May 1912"."""
        month = MONTHS[self.month]
        if rng.random() < 0.2:
            return spaced(f"{self.day} {month}", str(self.year or ""))
        return f"{month} {self.day}" + (f", {self.year}" if self.year else "")


def _either(rng: Random, usual: _Choice, other: _Choice) -> _Choice:
    """Return the usual one two times of three."""
    return usual if rng.random() < 2 / 3 else other
