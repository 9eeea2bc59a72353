"""The words of everyday sentences, read from the tables beside this module."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeVar

from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.everyday.english_inflection import EnglishVerb, plural
from tolmach.corpus.templates.everyday.inflection import (
    Case,
    Forms,
    VerbForms,
    plural_forms,
    singular_forms,
)
from tolmach.errors import DataError
from tolmach.files import read_lines

_FOLDER = Path(__file__).parent
_ANIMATE = frozenset(("kin", "person", "profession", "animal", "man", "woman"))
# English without a plural, where the Russian word has one, or is nothing else
_MASS = frozenset(
    "money furniture luggage baggage advice news information homework hair work equipment".split()
)
_STATES = frozenset(
    """
    admire agree appreciate approve believe belong consist contain cost depend deserve doubt envy
    exist fear forget forgive hate hear know like love matter mean mind miss need notice own possess
    prefer promise recognize remember resemble respect see seem suit suspect think trust understand
    want wish
    """.split()
)
_CASES = {"nom": 0, "gen": 1, "dat": 2, "acc": 3, "ins": 4, "loc": 5, "pre": 5, "prep": 5}
_Row = TypeVar("_Row")


@dataclass(frozen=True)
class Noun:
    """A noun: its cases in both numbers, None for one that it lacks, and its English."""

    singular: Forms | None
    plural: Forms | None
    gender: str
    kind: str
    english: str
    english_plural: str  # "" of what is not counted
    at: str = ""  # the prepositional after в and на, where it is another: лесу

    @property
    def animate(self) -> bool:
        """Whether its accusative is its genitive."""
        return self.kind in _ANIMATE

    def cases(self, *, plural: bool) -> Forms:
        """Return the cases of a number, or of the other one where it lacks this."""
        return (self.plural if plural else self.singular) or self.singular or self.plural or ()


class Government(NamedTuple):
    """A case that a verb's object stands in, and its preposition, "" for none."""

    case: Case
    preposition: str


@dataclass(frozen=True)
class LexicalVerb:
    """A verb in two aspects, None for one that it lacks, what it goes with, and its English."""

    imperfective: VerbForms | None
    perfective: VerbForms | None
    government: Government | None  # of what takes an object
    manner: str  # "to" where one goes, "at" where one is, "giving" to somebody, "inf", or ""
    subjects: tuple[str, ...]
    objects: tuple[str, ...]
    english: EnglishVerb


@dataclass(frozen=True)
class Adjective:
    """An adjective: its forms by those of the masculine nominative, its comparative, its adverb."""

    russian: str
    comparative: str
    kinds: tuple[str, ...]
    english: str
    english_comparative: str
    adverb: str
    english_adverb: str


@dataclass(frozen=True)
class Lexicon:
    """Every word, and nouns and adjectives by what they go with."""

    nouns: tuple[Noun, ...]
    verbs: tuple[LexicalVerb, ...]
    adjectives: tuple[Adjective, ...]
    phrases: tuple[Pair, ...]
    by_kind: Mapping[str, tuple[Noun, ...]] = field(default_factory=dict)
    fitting: Mapping[str, tuple[Adjective, ...]] = field(default_factory=dict)


_Item = TypeVar("_Item")


def common_of(rng: Random, items: Sequence[_Item]) -> _Item:
    """Draw an item, the first ones, which are the commonest, more often than the last."""
    return items[int(len(items) * rng.random() ** 2)]


@cache
def lexicon() -> Lexicon:
    """Read the tables that come with the package."""
    return read_lexicon(_FOLDER)


def read_lexicon(folder: Path) -> Lexicon:
    """Read the tables of a folder; DataError names the file and the line of a row that is wrong."""
    nouns = (*_rows(folder / "nouns.tsv", _noun), *_rows(folder / "names.tsv", _noun))
    verbs = _rows(folder / "verbs.tsv", _verb)
    adjectives = _rows(folder / "adjectives.tsv", _adjective)
    phrases = read_phrases(folder / "phrases.tsv.gz")
    by_kind: dict[str, list[Noun]] = defaultdict(list)
    for noun in nouns:
        by_kind[noun.kind].append(noun)
    fitting = {
        kind: tuple(each for each in adjectives if {kind, "any"} & {*each.kinds})
        for kind in by_kind
    }
    kinds = {kind: tuple(members) for kind, members in by_kind.items()}
    return Lexicon(nouns, verbs, adjectives, phrases, kinds, fitting)


def read_phrases(file: Path) -> tuple[Pair, ...]:
    """Read a table of whole sentences and their English; DataError as for the other tables."""
    return _rows(file, _phrase)


def _rows(file: Path, row: Callable[[list[str]], _Row]) -> tuple[_Row, ...]:
    return tuple(_each_row(file, row))


def _each_row(file: Path, row: Callable[[list[str]], _Row]) -> Iterator[_Row]:
    for number, line in enumerate(read_lines(file), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            yield row(line.split("\t"))
        except (ValueError, KeyError, IndexError) as error:
            raise DataError(
                f"Line {number} of {file.name} is no row of this table ({error}); compare it with "
                f"the columns that the first line names: {line!r}."
            ) from error


def _noun(columns: list[str]) -> Noun:
    nominative, genitive, many, of_many, gender, kind, english, english_plural, changes = columns
    if gender not in ("m", "f", "n") or not english:
        raise ValueError("gender is m, f or n, and there is English")
    animate = kind in _ANIMATE
    one = None
    if nominative != "-":
        one = singular_forms(nominative, genitive, gender, animate=animate)
    several = None if many == "-" else plural_forms(many, of_many, animate=animate)
    if one is None and several is None:
        raise ValueError("neither singular nor plural")
    one, several, at = _changed(one, several, changes)
    if several is None and not english_plural:
        english_plural = "-"
    return Noun(one, several, gender, kind, english, _plural(english, english_plural), at)


def _plural(english: str, given: str) -> str:
    if given == "-" or english in _MASS:
        return ""
    return given or plural(english)


def _changed(
    one: Forms | None, several: Forms | None, changes: str
) -> tuple[Forms | None, Forms | None, str]:
    """Put in the forms that go by no rule, "ins.pl=людьми"."""
    at = ""
    for change in filter(None, changes.replace("-", "", changes == "-").split(",")):
        key, form = change.strip().split("=")
        case, _, number = key.partition(".")
        if key == "loc":
            at = form
        elif number == "pl" and several:
            several = _replaced(several, _CASES[case], form)
        elif number in ("", "sg") and one:
            one = _replaced(one, _CASES[case], form)
        else:
            raise ValueError(f"no form {key}")
    return one, several, at


def _replaced(forms: Forms, place: int, form: str) -> Forms:
    return (*forms[:place], form, *forms[place + 1 :])


def _verb(columns: list[str]) -> LexicalVerb:
    if len(columns) != 20:
        raise ValueError(f"{len(columns)} columns, not 20")
    government, subjects, objects, base, past, participle = columns[14:]
    governed = government not in ("-", "", "to", "at", "inf")
    return LexicalVerb(
        _aspect(columns[:7]),
        _aspect(columns[7:14]),
        _government(government.removeprefix("dat+")) if governed else None,
        {"dat+acc": "giving", "-": ""}.get(government, "" if governed else government),
        _kinds(subjects) or ("person",),
        _kinds(objects),
        EnglishVerb(base, past, participle, _is_state(base)),
    )


def _is_state(base: str) -> bool:
    return base == "have" or base.split()[0] in _STATES


def _aspect(columns: list[str]) -> VerbForms | None:
    if columns[0] == "-":
        return None
    if "" in columns:
        raise ValueError("a form is missing")
    return VerbForms(*columns)


def _government(text: str) -> Government:
    case, _, preposition = text.partition(":")
    return Government(Case(_CASES[case]), preposition)


def _kinds(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip() not in ("", "-"))


def _adjective(columns: list[str]) -> Adjective:
    russian, comparative, kinds, english, english_comparative, adverb, english_adverb = (
        "" if each == "-" else each for each in columns
    )
    if not russian.endswith(("ый", "ий", "ой")) or not english:
        raise ValueError("an adjective's masculine ends in ый, ий or ой, and there is English")
    more = english_comparative or _more(english)
    return Adjective(russian, comparative, _kinds(kinds), english, more, adverb, english_adverb)


def _more(english: str) -> str:
    if english.endswith("y") and len(english) < 8:
        return english[:-1] + "ier"
    if len(english) > 6 or " " in english:
        return f"more {english}"
    if english.endswith("e"):
        return english + "r"
    doubled = len(english) < 5 and english[-1] in "bdgmnt" and english[-2] in "aeiou"
    single = doubled and english[-3] not in "aeiou"
    return english + english[-1] * single + "er"


def _phrase(columns: list[str]) -> Pair:
    other, english = (each.strip() for each in columns)
    if not other or not english:
        raise ValueError("a side is empty")
    return Pair(other, english)
