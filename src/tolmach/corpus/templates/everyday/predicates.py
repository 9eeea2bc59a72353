"""Predicates: what is said of a subject, in any tense, by verbs with their objects, and by быть."""

from dataclasses import dataclass
from random import Random
from typing import NamedTuple, Protocol

from tolmach.corpus.templates.everyday.english_inflection import EnglishVerb, spaced, with_article
from tolmach.corpus.templates.everyday.inflection import (
    BE,
    Case,
    VerbForms,
    adjective_forms,
)
from tolmach.corpus.templates.everyday.lexicon import (
    Adjective,
    LexicalVerb,
    Lexicon,
    Noun,
    common_of,
)
from tolmach.corpus.templates.everyday.noun_phrases import (
    THINGS,
    NounPhrase,
    an_object,
    countable,
    quantity,
)
from tolmach.corpus.templates.everyday.places import destination, place


class Tense(NamedTuple):
    """A tense: the Russian one, its aspect, and the English one."""

    russian: str  # present, past, future, infinitive
    perfective: bool
    english: str


NOW = Tense("present", False, "ongoing")
HABIT = Tense("present", False, "present")
DID = Tense("past", True, "past")
HAS_DONE = Tense("past", True, "perfect")
WAS_DOING = Tense("past", False, "was ongoing")
USED_TO_DO = Tense("past", False, "past")
WILL_DO = Tense("future", True, "future")
GOING_TO_DO = Tense("future", True, "going to")
WILL_BE_DOING = Tense("future", False, "future")


class Predicate(Protocol):
    """What can be said of a subject."""

    @property
    def verb(self) -> EnglishVerb:
        """The English verb."""

    def allows(self, tense: Tense) -> bool:
        """Say whether it has this tense."""

    def russian(self, subject: NounPhrase, tense: Tense, *, negated: bool) -> tuple[str, str]:
        """Return the finite verb, with "не" where negated, and what follows it."""

    def infinitive(self, subject: NounPhrase, *, perfective: bool) -> str:
        """Return the infinitive and what follows it."""

    def rest(self, subject: NounPhrase) -> str:
        """Return what follows the English verb."""


def _negation(word: str, *, negated: bool) -> str:
    return spaced("не" if negated else "", word)


def finite(verb: VerbForms, subject: NounPhrase, tense: Tense, *, negated: bool) -> str:
    """Return a verb in a tense, for a subject."""
    match tense:
        case ("past", _, _):
            return _negation(verb.past(subject.gender), negated=negated)
        case ("future", False, _):
            return _negation(spaced(BE.finite(subject.person), verb.infinitive), negated=negated)
        case _:
            return _negation(verb.finite(subject.person), negated=negated)


@dataclass(frozen=True)
class Deed:
    """A verb with all that follows it, in Russian and in English."""

    imperfective: VerbForms | None
    perfective: VerbForms | None
    said: str
    verb: EnglishVerb
    told: str
    thing: NounPhrase | None = None  # its object
    source: LexicalVerb | None = None

    def aspect(self, *, perfective: bool) -> VerbForms | None:
        """Return the verb of an aspect, or none."""
        return self.perfective if perfective else self.imperfective

    def allows(self, tense: Tense) -> bool:
        """Say whether it has this tense."""
        if tense.english in ("ongoing", "was ongoing") and self.verb.state:
            return False
        return self.aspect(perfective=tense.perfective) is not None

    def russian(self, subject: NounPhrase, tense: Tense, *, negated: bool) -> tuple[str, str]:
        """Return the finite verb, with "не" where negated, and what follows it."""
        verb = self.aspect(perfective=tense.perfective) or self.imperfective or self.perfective
        return (finite(verb, subject, tense, negated=negated) if verb else "", self.said)

    def infinitive(self, subject: NounPhrase, *, perfective: bool) -> str:  # noqa: ARG002
        """Return the infinitive and what follows it."""
        verb = self.aspect(perfective=perfective) or self.imperfective or self.perfective
        return spaced(verb.infinitive if verb else "", self.said)

    def rest(self, subject: NounPhrase) -> str:  # noqa: ARG002
        """Return what follows the English verb."""
        return self.told


def deed(rng: Random, words: Lexicon, verb: LexicalVerb, of: NounPhrase) -> Deed:
    """Draw what follows a verb for a subject."""
    said, told, thing = _followed(rng, words, verb, of)
    return Deed(verb.imperfective, verb.perfective, said, verb.english, told, thing, verb)


def _followed(
    rng: Random, words: Lexicon, verb: LexicalVerb, of: NounPhrase
) -> tuple[str, str, NounPhrase | None]:
    """Draw an object, a place or nothing: Russian, English, and the object."""
    if verb.manner in ("to", "at"):
        return *_where(rng, words, verb), None
    if verb.government is None or not verb.objects:
        return "", "", None
    if verb.english.base in ("become", "work as"):
        return *_becoming(rng, words, verb, of), None
    thing = an_object(rng, words, verb.objects, of)
    said = thing.after(verb.government.preposition, verb.government.case)
    if verb.government == _DIRECT and verb.manner != "giving" and rng.random() < 0.07:
        counted = _quantity(rng, words, verb)
        if counted:
            return *counted, None
    if verb.manner == "giving":
        to = an_object(rng, words, ("who",), of)
        return spaced(to.forms[Case.DATIVE], said), f"{to.english_object} {thing.english}", thing
    if verb.english.base == "put":
        onto, english = destination(rng, words)
        return spaced(said, onto), spaced(thing.english_object, english), thing
    return said, thing.english_object, thing


def _becoming(rng: Random, words: Lexicon, verb: LexicalVerb, of: NounPhrase) -> tuple[str, str]:
    kinds = [each for each in verb.objects if each in words.by_kind] or ["profession"]
    nouns = [each for each in words.by_kind[rng.choice(kinds)] if countable(each)]
    fitting = [each for each in nouns if each.gender == "m" or of.gender == "f"]
    noun, many = common_of(rng, fitting or nouns), of.gender == "p" and of.english != "you"
    said = noun.cases(plural=many)[Case.INSTRUMENTAL]
    return said, noun.english_plural if many else with_article(noun.english)


_DIRECT = (Case.ACCUSATIVE, "")


def _quantity(rng: Random, words: Lexicon, verb: LexicalVerb) -> tuple[str, str] | None:
    """Draw how many things an accusative is, where things are counted."""
    kind = rng.choice(verb.objects)
    if kind not in (*THINGS, "food", "picture", "plant", "building"):
        return None
    noun = common_of(rng, words.by_kind[kind])
    return quantity(rng, noun) if countable(noun) else None


def _where(rng: Random, words: Lexicon, verb: LexicalVerb) -> tuple[str, str]:
    if rng.random() < 0.2 and verb.manner == "at":
        return "", ""
    kinds = tuple(each for each in verb.objects if each in words.by_kind) or ("building", "place")
    where = place(rng, words, kinds)
    while where.english_to == "here" and verb.english.base.split()[0] in ("go", "leave", "run"):
        where = place(rng, words, kinds)
    if verb.manner == "at":
        return where.at, where.english_at
    if verb.english.base.split()[0] in ("arrive", "enter"):
        told = (
            where.english_at.removeprefix("in ")
            if "enter" in verb.english.base
            else (where.english_at)
        )
        return where.to, told
    return where.to, where.english_to


@dataclass(frozen=True)
class _Copula:
    """The verb быть, of which nothing is there in the present."""

    @property
    def verb(self) -> EnglishVerb:
        """The English verb."""
        return EnglishVerb("be", "was", "been", True)

    def allows(self, tense: Tense) -> bool:
        """Say whether it has this tense."""
        return tense in (HABIT, USED_TO_DO, WILL_BE_DOING)

    def link(self, subject: NounPhrase, tense: Tense, *, negated: bool) -> str:
        """Return the form of быть."""
        if tense.russian == "present":
            return "не" if negated else ""
        if tense.russian == "future":
            return _negation(BE.finite(subject.person), negated=negated)
        return _negation(BE.past(subject.gender), negated=negated)


@dataclass(frozen=True)
class BeingSomebody(_Copula):
    """Being a doctor, a friend of somebody's …."""

    noun: Noun
    adjective: Adjective | None = None

    def _said(self, subject: NounPhrase, case: Case) -> str:
        many = subject.gender == "p" and subject.english != "you"
        forms = self.noun.cases(plural=many)
        if self.adjective is None:
            return forms[case]
        gender = "p" if many else self.noun.gender
        described = adjective_forms(self.adjective.russian, gender, animate=self.noun.animate)
        return f"{described[case]} {forms[case]}"

    def russian(self, subject: NounPhrase, tense: Tense, *, negated: bool) -> tuple[str, str]:
        """Return the form of быть, or a dash, and the noun."""
        link = self.link(subject, tense, negated=negated)
        if tense.russian == "present":
            dash = "" if negated or subject.pronoun else "—"
            return link or dash, self._said(subject, Case.NOMINATIVE)
        return link, self._said(subject, Case.INSTRUMENTAL)

    def infinitive(self, subject: NounPhrase, *, perfective: bool) -> str:
        """Return "стать" or "быть" and the noun."""
        return f"{'стать' if perfective else 'быть'} {self._said(subject, Case.INSTRUMENTAL)}"

    def rest(self, subject: NounPhrase) -> str:
        """Return "a good doctor"."""
        adjective = self.adjective.english if self.adjective else ""
        if subject.gender == "p" and subject.english != "you":
            return spaced(adjective, self.noun.english_plural)
        return with_article(spaced(adjective, self.noun.english))


@dataclass(frozen=True)
class BeingSuch(_Copula):
    """Being tall, expensive …: an adjective, with an adverb of degree."""

    adjective: Adjective
    degree: str = ""
    english_degree: str = ""

    def _said(self, subject: NounPhrase, case: Case) -> str:
        return spaced(
            self.degree, adjective_forms(self.adjective.russian, subject.gender, animate=True)[case]
        )

    def russian(self, subject: NounPhrase, tense: Tense, *, negated: bool) -> tuple[str, str]:
        """Return the form of быть and the adjective."""
        link = self.link(subject, tense, negated=negated)
        plainly = tense.russian == "present" or (tense.russian == "past" and self.degree)
        case = Case.NOMINATIVE if plainly else Case.INSTRUMENTAL
        return link, self._said(subject, case)

    def infinitive(self, subject: NounPhrase, *, perfective: bool) -> str:
        """Return "стать" or "быть" and the adjective."""
        return f"{'стать' if perfective else 'быть'} {self._said(subject, Case.INSTRUMENTAL)}"

    def rest(self, subject: NounPhrase) -> str:  # noqa: ARG002
        """Return the adjective."""
        return spaced(self.english_degree, self.adjective.english)


@dataclass(frozen=True)
class BeingSo(_Copula):
    """Being ready, busy, at home …: a short adjective by gender, or what does not change."""

    short: dict[str, str]
    english: str
    masculine: str = ""  # the full form, after an infinitive

    def russian(self, subject: NounPhrase, tense: Tense, *, negated: bool) -> tuple[str, str]:
        """Return the form of быть and the short form."""
        return self.link(subject, tense, negated=negated), self.short[subject.gender]

    def infinitive(self, subject: NounPhrase, *, perfective: bool) -> str:  # noqa: ARG002
        """Return "быть" and the form."""
        full = self.masculine
        if not full:
            return f"быть {self.short[subject.gender]}"
        gender = subject.gender
        return f"быть {adjective_forms(full, gender, animate=True)[Case.INSTRUMENTAL]}"

    def rest(self, subject: NounPhrase) -> str:  # noqa: ARG002
        """Return the English."""
        return self.english


def short_forms(masculine: str, stem: str) -> dict[str, str]:
    """Return the short forms of an adjective by gender: готов, готова, готово, готовы."""
    many = "и" if stem[-1] in "гкхжшчщ" else "ы"
    return {"m": masculine, "f": stem + "а", "n": stem + "о", "p": stem + many}


def unchanged(word: str) -> dict[str, str]:
    """Return the same for every gender."""
    return dict.fromkeys("mfnp", word)
