"""Everyday sentences: every kind of them, how often each comes, and what is not drawn."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.everyday.adverbials import NOTHING, OPENINGS, Adverbial
from tolmach.corpus.templates.everyday.clauses import Clause, clause
from tolmach.corpus.templates.everyday.complex_sentences import (
    because,
    if_or_when,
    in_order,
    it_was,
    seen_doing,
    that,
    whether,
    which,
)
from tolmach.corpus.templates.everyday.english_inflection import spaced
from tolmach.corpus.templates.everyday.frames import (
    age,
    around,
    body,
    exclaimed,
    feeling,
    fragment,
    needing,
    speaking,
    weather,
    who_is,
    working,
)
from tolmach.corpus.templates.everyday.infinitives import (
    by_dative,
    can_or_must,
    caused,
    of_nobody,
    what_to_do,
    with_infinitive,
)
from tolmach.corpus.templates.everyday.inflection import Case
from tolmach.corpus.templates.everyday.lexicon import Lexicon, lexicon
from tolmach.corpus.templates.everyday.noun_phrases import WHO, NounPhrase
from tolmach.corpus.templates.everyday.possession import (
    having,
    introduced,
    mine,
    there_are,
    this_is,
)
from tolmach.corpus.templates.everyday.predicates import DID, Deed
from tolmach.corpus.templates.everyday.questions import (
    made,
    request,
    suggestion,
    tag_question,
    what_or_whom,
    when_why_how,
    where,
    where_is,
    which_thing,
    who_does,
    whose,
    yes_or_no,
)
from tolmach.corpus.templates.everyday.states import (
    been_somewhere,
    being_so,
    being_somebody,
    being_somewhere,
    being_such,
    comparison,
    liking,
    older_by,
    seeming,
    superlative,
)

Kind = Callable[[Random, Lexicon], Pair]


def plain(rng: Random, words: Lexicon) -> Pair:
    """Tell what somebody does, did or will do."""
    told = clause(rng, words)
    front = rng.random() < 0.45
    contract = rng.random() < 0.75
    english_front = front and told.tense.russian != "present" and rng.random() < 0.3
    english = told.english(contract=contract, front=english_front)
    return made(told.russian(front=front), english, "!" if rng.random() < 0.03 else ".")


def opened(rng: Random, words: Lexicon) -> Pair:
    """Tell it after "к сожалению," or "я думаю, что"."""
    told, opening = clause(rng, words), rng.choice(OPENINGS)
    english = told.english(contract=rng.random() < 0.75)
    return made(spaced(opening.russian, told.russian()), spaced(opening.english, english))


def object_first(rng: Random, words: Lexicon) -> Pair:
    """Tell "Эту книгу я уже читал.": the object, described, stands first."""
    told = clause(rng, words)
    while not ((thing := _fronted(told)) and " " in thing.forms[0]):
        told = clause(rng, words)
    backward = not told.subject.pronoun and rng.random() < 0.6
    return _with_object_first(rng, told, backward=backward)


_ALIVE = {*WHO, "animal"} - {"pronoun"}


def whom_first(rng: Random, words: Lexicon) -> Pair:
    """Tell "Собаку видел сосед.": only its case says which of the two did it."""
    told = clause(rng, words, (DID,))
    while not (
        (thing := _fronted(told))
        and _tells_case(thing)
        and {thing.kind, told.subject.kind} <= _ALIVE
    ):
        told = clause(rng, words, (DID,))
    if rng.random() < 0.5:
        told = told.alone()
    return _with_object_first(rng, told, backward=rng.random() < 0.8)


def _with_object_first(rng: Random, told: Clause, *, backward: bool) -> Pair:
    """Put the object first; the subject stands last if `backward`."""
    verb, said = told.predicate.russian(told.subject, told.tense, negated=told.denied)
    early = spaced(told.often.russian, told.how.russian)
    order = (told.subject.forms[0], early, verb)
    if backward:
        order = (early, verb, told.subject.forms[0])
    return made(spaced(said, *order, told.time.russian), told.english(contract=rng.random() < 0.7))


def _fronted(told: Clause) -> NounPhrase | None:
    """Return the object if it can stand first, and is no pronoun."""
    thing = told.predicate.thing if isinstance(told.predicate, Deed) else None
    return thing if thing and not thing.pronoun and _by_case(told) else None


def _tells_case(thing: NounPhrase) -> bool:
    return thing.forms[Case.ACCUSATIVE] != thing.forms[Case.NOMINATIVE]


def _by_case(told: Clause) -> bool:
    verb = told.predicate.source if isinstance(told.predicate, Deed) else None
    return bool(verb and verb.government and verb.manner != "giving")


def phrase(rng: Random, words: Lexicon) -> Pair:
    """Draw a phrase that no grammar makes."""
    return rng.choice(words.phrases)


_NOBODY = (
    (Adverbial("никто", "nobody"), "he"),
    (Adverbial("все", "everyone"), "he"),
    (Adverbial("кто-то", "someone"), "he"),
)


def nobody(rng: Random, words: Lexicon) -> Pair:
    """Tell what nobody does, or everybody, or somebody."""
    told = clause(rng, words)
    while told.denied or told.subject.english != "he":
        told = clause(rng, words)
    told = replace(told, often=NOTHING, how=NOTHING)
    (who, english), _ = rng.choice(_NOBODY)
    subject = told.subject
    plural = who == "все"
    gender, person = ("p", 5) if plural else ("m", 2)
    own = "their"
    forms = (who, *subject.forms[1:])
    other = replace(
        subject, forms=forms, gender=gender, person=person, english=english, own=own, kind="person"
    )
    told = replace(told, subject=other)
    return made(replace(told, denied=who == "никто").russian(), told.english(contract=False))


def two(rng: Random, words: Lexicon) -> Pair:
    """Join two sentences."""
    first, second = (rng.choice(_JOINED)(rng, words) for _ in range(2))
    if not (first.source[-1] in ".?!" and second.source[-1] in ".?!"):
        return two(rng, words)
    return Pair(f"{first.source} {second.source}", f"{first.target} {second.target}")


_JOINED: tuple[Kind, ...] = (
    *(plain, plain, plain, being_such, being_so, having, phrase, yes_or_no, when_why_how, feeling),
    *(by_dative, request, weather, liking, being_somebody, can_or_must),
)
KINDS: tuple[Kind, ...] = (
    *(plain,) * 12,
    *(opened,) * 2,
    *(nobody, two, two, two, two),
    *(phrase,) * 236,  # two thirds of all
    *(yes_or_no,) * 4,
    *(tag_question, who_does, what_or_whom, what_or_whom, where, where),
    *(when_why_how,) * 4,
    *(which_thing, request, request, request, suggestion, whose, where_is),
    *(with_infinitive,) * 5,
    *(can_or_must,) * 4,
    *(by_dative,) * 3,
    *(of_nobody, of_nobody, caused),
    *(being_somebody, being_somebody, being_such, being_such, being_such, being_so, being_so),
    *(being_somewhere,) * 3,
    *(having, having, having, there_are, liking, liking, comparison, superlative),
    *(feeling, age, body, weather, weather, this_is, this_is, mine, speaking, speaking, working),
    *(that, that, that, whether, whether, because, because, because, if_or_when, if_or_when),
    *(in_order, which, which, around, around, around, around, needing, needing, who_is),
    *(seen_doing, it_was, what_to_do, what_to_do, seeming, seeming, been_somewhere, older_by),
    *(exclaimed, fragment, fragment, introduced, introduced, introduced),
)


@cache
def kept_out() -> frozenset[str]:
    """Return the sentences that judge models, and so are not to be learnt."""
    return frozenset((Path(__file__).parent / "kept_out.txt").read_text("utf-8").splitlines())


def _is_kept_out(pair: Pair) -> bool:
    """Say whether a pair has a sentence that judges models, alone or beside others."""
    return any(not kept_out().isdisjoint(_BETWEEN.split(side)) for side in pair)


_BETWEEN = re.compile(r"(?<=[.?!]) ")


def _template(kind: Kind) -> Callable[[Random], Pair]:
    def drawn(rng: Random) -> Pair:
        while True:
            pair = kind(rng, lexicon())
            if not _is_kept_out(pair):
                return pair

    return drawn


_FREE_ORDER = (*(whom_first,) * 4, *(object_first,) * 3)
EVERYDAY = tuple(map(_template, (*KINDS, *_FREE_ORDER)))
INTO_EVERYDAY_RUSSIAN = EVERYDAY[: len(KINDS) + 1]  # in the usual order, but now and then
