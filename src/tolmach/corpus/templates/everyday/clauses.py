"""Clauses: a subject and its predicate in a tense, as statements, questions or parts of others."""

from dataclasses import dataclass, replace
from random import Random
from typing import Self

from tolmach.corpus.templates.everyday.adverbials import FREQUENCY, NOTHING, Adverbial, when
from tolmach.corpus.templates.everyday.english_inflection import (
    affirmed,
    asked,
    negated,
    spaced,
    statement,
    tensed,
)
from tolmach.corpus.templates.everyday.lexicon import LexicalVerb, Lexicon, common_of
from tolmach.corpus.templates.everyday.noun_phrases import NounPhrase, subject
from tolmach.corpus.templates.everyday.predicates import (
    DID,
    GOING_TO_DO,
    HABIT,
    HAS_DONE,
    NOW,
    USED_TO_DO,
    WAS_DOING,
    WILL_BE_DOING,
    WILL_DO,
    Deed,
    Predicate,
    Tense,
    deed,
)

TENSES = (
    *(DID, DID, DID, DID, DID, NOW, NOW, NOW, HABIT, HABIT, HAS_DONE, WAS_DOING, USED_TO_DO),
    *(WILL_DO, WILL_DO, WILL_DO, GOING_TO_DO, WILL_BE_DOING),
)
# of one going, which is in progress
_ONE_WAY = frozenset("идти ехать бежать лететь плыть нести вести везти".split())
# going again and again, or there and back
_NOT_IN_PROGRESS = frozenset("ходить ездить летать приходить приезжать".split())


# before the verb
_EARLY = frozenset(
    "вчера сегодня завтра сейчас теперь недавно скоро потом позже тогда давно".split()
)


@dataclass(frozen=True)
class Clause:
    """Who does what, when and how often."""

    subject: NounPhrase
    predicate: Predicate
    tense: Tense
    denied: bool = False
    often: Adverbial = NOTHING  # before the verb in both languages
    how: Adverbial = NOTHING  # before the Russian verb, and after all but the time in English
    time: Adverbial = NOTHING

    def alone(self) -> Self:
        """Return it without its adverbials."""
        return replace(self, often=NOTHING, how=NOTHING, time=NOTHING)

    def russian(self, *, front: bool = False) -> str:
        """Return it in the usual order; the time stands at the front if asked."""
        verb, rest = self.predicate.russian(self.subject, self.tense, negated=self.denied)
        time = self.time.russian
        early = time if time in _EARLY and not front else ""
        head = spaced(self.subject.forms[0], early, self.often.russian, self.how.russian, verb)
        if early:
            return spaced(head, rest)
        return spaced(time, head, rest) if front else spaced(head, rest, time)

    def english(self, *, contract: bool, tense: str = "", front: bool = False) -> str:
        """Return it in English, in another tense if one is given."""
        person, verb, tense = (
            self.subject.agreement,
            self.predicate.verb,
            tense or self.tense.english,
        )
        rest = self.predicate.rest(self.subject)
        time = self.time.english
        if self.denied:
            auxiliary, main = tensed(verb, person, tense)
            said = self._denied(auxiliary, main, contract=contract)
        else:
            auxiliary, main = affirmed(verb, person, tense)
            words = (self.often.english, main, rest, self.how.english)
            said = statement(self.subject.english, auxiliary, *words, contract=contract)
            return _timed(said, time, front=front)
        return _timed(spaced(said, rest, self.how.english), time, front=front)

    def _denied(self, auxiliary: str, main: str, *, contract: bool) -> str:
        if contract and auxiliary == "am":
            return spaced("I'm not", main)
        return spaced(self.subject.english, negated(auxiliary, contract=contract), main)

    def question(self) -> str:
        """Return the English question of yes or no, without a mark."""
        adverbials = (self.how.english, self.time.english)
        rest = spaced(self.predicate.rest(self.subject), *adverbials)
        if self.denied:
            return self.asked_negatively(rest)
        verb, tense = self.predicate.verb, self.tense.english
        return asked(verb, self.subject.english, self.subject.agreement, tense, rest)

    def asked_negatively(self, rest: str) -> str:
        """Return "don't you read …"."""
        auxiliary, main = tensed(self.predicate.verb, self.subject.agreement, self.tense.english)
        word = "aren't" if auxiliary == "am" else negated(auxiliary, contract=True)
        return spaced(word, self.subject.english, main, rest)


def _timed(said: str, time: str, *, front: bool) -> str:
    if front and time:
        return f"{time}, {said}" if len(time) > 3 else f"{time} {said}"
    return spaced(said, time)


def suitable(verb: LexicalVerb, tense: Tense) -> bool:
    """Say whether a verb is fit for a tense."""
    name = verb.imperfective.infinitive if verb.imperfective else ""
    if verb.manner == "inf" or name == "иметь" or _needs_more(verb):
        return False
    if verb.english.base == "be born" and tense.russian == "present":
        return False
    if tense in (HABIT, USED_TO_DO) and name in _ONE_WAY:
        return False
    if tense in (NOW, WAS_DOING) and (name in _NOT_IN_PROGRESS or _be(verb)):
        return False
    return Deed(verb.imperfective, verb.perfective, "", verb.english, "").allows(tense)


def _needs_more(verb: LexicalVerb) -> bool:
    """Say whether a verb wants to be told what one was advised, promised …."""
    only_whom = verb.government is not None and verb.manner == ""
    return only_whom and verb.objects == ("who",) and verb.english.base in _INCOMPLETE


_INCOMPLETE = frozenset("advise promise allow forbid offer tell suggest order permit".split())


def _be(verb: LexicalVerb) -> bool:
    return verb.english.base.split()[0] == "be"


def tense_for(verb: LexicalVerb, tense: Tense) -> Tense:
    """Put a state that holds now, or held, into the simple tense."""
    if tense in (NOW, WAS_DOING) and (verb.english.state or _be(verb)):
        return HABIT if tense == NOW else USED_TO_DO
    return tense


def _for_a_while(verb: LexicalVerb) -> bool:
    """Say whether the perfective only means doing it for a while: поспать."""
    if verb.manner == "to" or not (verb.imperfective and verb.perfective) or verb.objects[:1]:
        return False
    return verb.perfective.infinitive == f"по{verb.imperfective.infinitive}"


def drawn_verb(rng: Random, words: Lexicon, tense: Tense, *, people: bool = False) -> LexicalVerb:
    """Draw a verb that is fit for a tense, of persons if asked."""
    while True:
        verb = common_of(rng, words.verbs)
        if tense.perfective and _for_a_while(verb) and rng.random() < 0.85:
            continue
        if suitable(verb, tense_for(verb, tense)) and (not people or "person" in verb.subjects):
            return verb


def clause(rng: Random, words: Lexicon, tenses: tuple[Tense, ...] = TENSES) -> Clause:
    """Draw a clause of doing something, in one of these tenses, often with its time."""
    tense = rng.choice(tenses)
    verb = drawn_verb(rng, words, tense)
    who = subject(rng, words, verb.subjects)
    return told_of(rng, words, who, verb, tense)


def clause_of(
    rng: Random, words: Lexicon, who: NounPhrase, tenses: tuple[Tense, ...] = TENSES
) -> Clause:
    """Draw what somebody does."""
    tense = rng.choice(tenses)
    return told_of(rng, words, who, drawn_verb(rng, words, tense, people=True), tense)


def told_of(
    rng: Random, words: Lexicon, who: NounPhrase, verb: LexicalVerb, tense: Tense
) -> Clause:
    """Return a clause of somebody and a verb, denied one time of six, with a time of two."""
    state = verb.english.state or _be(verb)
    tense = tense_for(verb, tense)
    made = Clause(who, deed(rng, words, verb, who), tense, denied=rng.random() < 0.17)
    if tense == HABIT and not state and not made.denied:
        if rng.random() < 0.5:
            return replace(made, often=rng.choice(FREQUENCY))
        return replace(made, time=when(rng, "habit"))
    if tense == USED_TO_DO and not state and not made.denied:
        return replace(made, time=when(rng, rng.choice(("habit", "past"))))
    if tense == HAS_DONE:
        return _by_now(rng, made)
    if tense == NOW and rng.random() < 0.2:
        return _again(rng, made)
    if rng.random() < 0.06 and not state and not made.predicate.verb.base.startswith("get "):
        return _in_a_manner(rng, words, made)
    if rng.random() < 0.45 and not (state and tense == HABIT):
        time = when(rng, tense.russian)
        return made if made.denied and time.english == "once" else replace(made, time=time)
    return made


def _by_now(rng: Random, made: Clause) -> Clause:
    """Say that it is done already, or not yet."""
    if made.denied:
        return replace(made, how=Adverbial("ещё", "yet"))
    return replace(made, often=rng.choice(_BY_NOW))


_BY_NOW = (Adverbial("уже", "already"), Adverbial("только что", "just"), NOTHING)


def _in_a_manner(rng: Random, words: Lexicon, made: Clause) -> Clause:
    """Say how it is done."""
    adverbs = [each for each in words.adjectives if each.english_adverb in _MANNERS]
    if not adverbs:
        return made
    manner = rng.choice(adverbs)
    return replace(made, how=Adverbial(manner.adverb, manner.english_adverb))


_MANNERS = frozenset(
    """
    quickly slowly well badly quietly loudly carefully calmly politely seriously easily gladly
    patiently attentively bravely cleverly happily sadly angrily honestly silently fast
    """.split()
)


def _again(rng: Random, made: Clause) -> Clause:
    if made.denied:
        return replace(made, how=Adverbial("больше", "anymore"))
    if rng.random() < 0.5:
        return replace(made, often=Adverbial("всё ещё", "still"))
    return replace(made, how=Adverbial("опять", "again"))
