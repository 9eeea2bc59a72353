"""Possession: what somebody has, how many there are, and whose this is."""

from random import Random

from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.everyday.clauses import Clause
from tolmach.corpus.templates.everyday.english_inflection import (
    TO_BE,
    TO_HAVE,
    affirmed,
    asked,
    negated,
    spaced,
    tensed,
)
from tolmach.corpus.templates.everyday.inflection import (
    Case,
    determiner_forms,
)
from tolmach.corpus.templates.everyday.lexicon import Lexicon, Noun, common_of
from tolmach.corpus.templates.everyday.noun_phrases import (
    THINGS,
    Modifiers,
    NounPhrase,
    countable,
    described,
    owned,
    pronoun_for,
    quantity,
    somebody,
)
from tolmach.corpus.templates.everyday.places import noun_place, spot
from tolmach.corpus.templates.everyday.predicates import (
    HABIT,
    BeingSo,
    BeingSomebody,
    BeingSuch,
    Predicate,
    unchanged,
)
from tolmach.corpus.templates.everyday.questions import made
from tolmach.corpus.templates.everyday.states import is_trade_of, predicative, told_or_asked

_OWNED = (*THINGS, "animal", "kin", "abstract", "abstract")


_ABSTRACT = frozenset("idea problem question plan dream chance choice secret answer reason".split())


def having(rng: Random, words: Lexicon) -> Pair:
    """Say or ask "У меня есть собака.", "У Тома нет машины."."""
    who, noun = somebody(rng, words), _possession(rng, words)
    if rng.random() < 0.25 and countable(noun):
        return _having_many(rng, who, noun)
    plural = noun.plural is not None and rng.random() < 0.15
    adjective = rng.choice(words.fitting[noun.kind]) if rng.random() < 0.25 else None
    thing = described(noun, Modifiers(plural, "", "a", adjective))
    tense = rng.choice(("present",) * 4 + ("past", "future"))
    if rng.random() < 0.28:
        return _lacking(rng, who, thing, tense)
    owner = who.after("у", Case.GENITIVE)
    there = {"present": "есть", "past": _WAS[thing.gender], "future": _WILL_BE[thing.gender]}
    if rng.random() < (0.6 if who.english == "you" else 0.15) and tense == "present":
        form = rng.choice((f"{owner} есть {thing.forms[0]}", f"есть ли {owner} {thing.forms[0]}"))
        return made(form, asked(TO_HAVE, who.english, who.agreement, tense, thing.english), "?")
    has = affirmed(TO_HAVE, who.agreement, tense)
    return made(
        spaced(owner, there[tense], thing.forms[0]), spaced(who.english, *has, thing.english)
    )


def _possession(rng: Random, words: Lexicon) -> Noun:
    while True:
        noun = common_of(rng, words.by_kind[rng.choice(_OWNED)])
        if noun.kind == "abstract" and noun.english not in _ABSTRACT:
            continue
        if noun.english not in _NOT_OWNED:
            return noun


def _lacking(rng: Random, who: NounPhrase, thing: NounPhrase, tense: str) -> Pair:
    word = {"present": "нет", "past": "не было", "future": "не будет"}[tense]
    russian = spaced(who.after("у", Case.GENITIVE), word, thing.forms[Case.GENITIVE])
    if rng.random() < 0.25:
        bare = thing.english.removeprefix("a ").removeprefix("an ")
        has = affirmed(TO_HAVE, who.agreement, tense)
        return made(russian, spaced(who.english, *has, "no", bare))
    auxiliary, main = tensed(TO_HAVE, who.agreement, tense)
    no = negated(auxiliary, contract=rng.random() < 0.85)
    some = "any" if thing.agreement == "you" else ""
    return made(russian, spaced(who.english, no, main, some, thing.english))


_WAS = {"m": "был", "f": "была", "n": "было", "p": "были"}


_WILL_BE = {"m": "будет", "f": "будет", "n": "будет", "p": "будут"}


_NOT_OWNED = frozenset("mother father mom dad people world country wall parent".split())


def _having_many(rng: Random, who: NounPhrase, noun: Noun) -> Pair:
    said, told = quantity(rng, noun)
    there = "есть " if rng.random() < 0.2 and not said.startswith("м") else ""
    russian = f"{who.after('у', Case.GENITIVE)} {there}{said}"
    return made(russian, spaced(who.english, *affirmed(TO_HAVE, who.agreement, "present"), told))


# kinds of places, kinds of what is there, and places that they are in
_POPULATED = (
    (("building", "room"), ("person", "profession", "furniture"), ()),
    (("place",), ("building",), ("city", "town", "village", "country", "center", "capital")),
    (("place", "building"), ("animal",), ("forest", "park", "garden", "zoo", "village", "field")),
)


def there_are(rng: Random, words: Lexicon) -> Pair:
    """Say "В нашем городе три музея.", "There are three museums in our city."."""
    where_kinds, kinds, only = rng.choice(_POPULATED)
    place_noun = common_of(rng, words.by_kind[rng.choice(where_kinds)])
    noun = common_of(rng, words.by_kind[rng.choice(kinds)])
    countable = noun.plural and noun.singular and noun.english_plural and noun.english != "person"
    if not countable or (only and place_noun.english not in only):
        return there_are(rng, words)
    where = noun_place(rng, words, place_noun)
    said, told = quantity(rng, noun, most=12)
    if rng.random() < 0.3:
        return made(f"{where.at} было {said}", f"there were {told} {where.english_at}")
    return made(f"{where.at} {said}", f"there are {told} {where.english_at}")


def this_is(rng: Random, words: Lexicon) -> Pair:
    """Say or ask "Это моя старая книга.", "Это не твоя сумка.", "Это книга Тома."."""
    kind = rng.choice((*THINGS, "room", "building", "animal", "picture", "person", "kin"))
    noun = common_of(rng, words.by_kind[kind])
    draw = rng.random()
    if draw < 0.35:
        thing = owned(noun, _owner(rng, words), plural=noun.singular is None)
    else:
        adjectives = words.fitting[kind]
        adjective = rng.choice(adjectives) if rng.random() < 0.6 else None
        plural = noun.plural is not None and rng.random() < 0.15
        said, told = rng.choice(_MINE) if kind not in ("person", "profession") else ("", "a")
        if not said and (adjective is None or kind == "kin"):
            said, told = "мой", "my"
        thing = described(noun, Modifiers(plural, said, told, adjective))
    many = thing.agreement == "you"
    these, are = ("these", "are") if many else ("this", "is")
    if rng.random() < 0.2:
        return made(f"это {thing.forms[0]}", f"{are} {these} {thing.english}", "?")
    if rng.random() < 0.2:
        isn = f"{are}n't" if rng.random() < 0.7 else f"{are} not"
        return made(f"это не {thing.forms[0]}", f"{these} {isn} {thing.english}")
    return made(f"это {thing.forms[0]}", f"{these} {are} {thing.english}")


_MINE = (
    *(("мой", "my"), ("твой", "your"), ("наш", "our"), ("его", "his"), ("её", "her")),
    *(("ваш", "your"), ("их", "their"), ("", "a"), ("", "a"), ("", "a"), ("", "a")),
)


def _owner(rng: Random, words: Lexicon) -> NounPhrase:
    while True:
        owner = somebody(rng, words)
        if not owner.pronoun:
            return owner


def mine(rng: Random, words: Lexicon) -> Pair:
    """Say "Эта сумка моя.", "This bag is mine."."""
    noun = common_of(rng, words.by_kind[rng.choice(THINGS)])
    plural = noun.singular is None or (noun.plural is not None and rng.random() < 0.2)
    thing = described(noun, Modifiers(plural, "этот", "this"))
    said, told = rng.choice(
        (("мой", "mine"), ("твой", "yours"), ("наш", "ours"), ("его", "his"), ("её", "hers"))
    )
    form = determiner_forms(said, thing.gender, animate=False)[0]
    be = affirmed(TO_BE, thing.agreement, "present")[0]
    if rng.random() < 0.2:
        return made(f"{thing.forms[0]} {form}", f"{be} {thing.english} {told}", "?")
    if rng.random() < 0.25:
        return made(f"{thing.forms[0]} не {form}", f"{thing.english} {be}n't {told}")
    return made(f"{thing.forms[0]} {form}", f"{thing.english} {be} {told}")


# Russian and English before something that is shown, and the article of what is not yet known
_SHOWN = (
    ("это", "this is", "these are"),
    ("вот", "here is", "here are"),
    ("у меня есть", "I have", "I have"),
    ("я вижу", "I see", "I see"),
)


def introduced(rng: Random, words: Lexicon) -> Pair:
    """Say "Это мой брат. Он врач.", "Вот твоя книга. Она интересная."."""
    kind = rng.choice((*THINGS, "animal", "kin", "kin", "building", "food", "picture"))
    noun = common_of(rng, words.by_kind[kind])
    said, told, many = rng.choice(_SHOWN[:3] if noun.animate else _SHOWN)
    own = rng.random() < 0.5 or kind == "kin" or said == "это"
    mine, my = rng.choice(_MINE[:5]) if own and "I " not in told else ("", "a")
    plural = noun.plural is not None and rng.random() < 0.15
    thing = described(noun, Modifiers(plural, mine, my))
    shown = made(
        spaced(said, thing.forms[Case.ACCUSATIVE if said == "я вижу" else Case.NOMINATIVE]),
        spaced(many if thing.agreement == "you" else told, thing.english),
    )
    it = pronoun_for(thing)
    what: Predicate = BeingSuch(rng.choice(predicative(words, kind)))
    if kind == "kin" and rng.random() < 0.4:
        trades = [each for each in words.by_kind["profession"] if is_trade_of(each, it)]
        what = BeingSomebody(rng.choice(trades or words.by_kind["profession"]))
    elif rng.random() < 0.3 and kind in THINGS:
        place, english = spot(rng, words)
        what = BeingSo(unchanged(place), english)
    told_of = told_or_asked(rng, Clause(it, what, HABIT))
    return Pair(f"{shown.source} {told_of.source}", f"{shown.target} {told_of.target}")
