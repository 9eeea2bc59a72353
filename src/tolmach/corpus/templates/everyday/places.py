"""Places: where somebody is, where to and where from somebody goes, in both languages."""

from random import Random
from typing import NamedTuple

from tolmach.corpus.templates.everyday.inflection import Case
from tolmach.corpus.templates.everyday.lexicon import Lexicon, Noun, common_of
from tolmach.corpus.templates.everyday.noun_phrases import (
    Modifiers,
    NounPhrase,
    common,
    described,
    somebody,
)


class Location(NamedTuple):
    """A place: Russian and English of being there, of going there, and of coming from there."""

    at: str
    english_at: str
    to: str
    english_to: str
    start: str
    english_start: str


_FIXED = (
    Location("дома", "at home", "домой", "home", "из дома", "from home"),
    Location("дома", "at home", "домой", "home", "из дома", "from home"),
    Location("здесь", "here", "сюда", "here", "отсюда", "from here"),
    Location("там", "there", "туда", "there", "оттуда", "from there"),
    Location("за границей", "abroad", "за границу", "abroad", "из-за границы", "from abroad"),
    Location("в школе", "at school", "в школу", "to school", "из школы", "from school"),
    Location("на работе", "at work", "на работу", "to work", "с работы", "from work"),
    Location("на улице", "outside", "на улицу", "outside", "с улицы", "from outside"),
    Location(
        "на даче",
        "at the country house",
        "на дачу",
        "to the country house",
        "с дачи",
        "from the country house",
    ),
)
# English nouns after "at" and "on", where others stand after "in"
_AT = frozenset(
    """
    airport station market party concert wedding exam meeting lesson store restaurant university
    school hotel bank factory stadium office museum theater library pharmacy work hospital stop cafe
    court church cinema exhibition lecture supermarket club pool conference funeral interview match
    performance bakery
    """.split()
)
_ON = frozenset(
    "moon island beach bridge farm shore road coast street balcony roof floor planet".split()
)
_NOWHERE = frozenset(("world", "universe", "homeland", "planet", "nature"))
_KINDS = ("building", "building", "building", "room", "place", "ground", "event", "city", "country")


def place(rng: Random, words: Lexicon, kinds: tuple[str, ...] = _KINDS) -> Location:
    """Draw a place, of these kinds of nouns or a fixed one."""
    draw = rng.random()
    if draw < 0.2:
        return rng.choice(_FIXED)
    if draw < 0.35 and "place" in kinds:
        return noun_place(
            rng, words, common_of(rng, words.by_kind[rng.choice(("city", "country"))])
        )
    if draw < 0.4:
        return _with_somebody(somebody(rng, words))
    noun = common_of(rng, words.by_kind[rng.choice(kinds)])
    return noun_place(rng, words, noun) if noun.english not in _NOWHERE else _FIXED[0]


def noun_place(rng: Random, words: Lexicon, noun: Noun) -> Location:
    """Return the place that a noun is."""
    if noun.kind in ("city", "country", "event") or rng.random() < 0.6:
        article = "" if noun.kind in ("city", "country") else "the"
        phrase = described(noun, Modifiers(english=article))
    else:
        phrase = common(rng, words, noun)
    return _of_phrase(phrase, noun)


def _of_phrase(phrase: NounPhrase, noun: Noun) -> Location:
    onto = noun.kind in ("ground", "event")
    inside, start = ("на", "с") if onto else ("в", "из")
    return Location(
        phrase.after(inside, Case.PREPOSITIONAL),
        f"{english_preposition(noun)} {phrase.english}",
        phrase.after(inside, Case.ACCUSATIVE),
        f"to {phrase.english}",
        phrase.after(start, Case.GENITIVE),
        f"from {phrase.english}",
    )


def english_preposition(noun: Noun) -> str:
    """Return the preposition of being at a place: at, on or in."""
    last = noun.english.split()[-1]
    if noun.kind == "event" or last in _AT:
        return "at"
    return "on" if last in _ON else "in"


def _with_somebody(phrase: NounPhrase) -> Location:
    whose = phrase.english_object
    return Location(
        phrase.after("у", Case.GENITIVE),
        f"at {phrase.whose} place" if phrase.whose != phrase.english else f"with {whose}",
        phrase.after("к", Case.DATIVE),
        f"to {whose}" if not phrase.pronoun else f"to see {whose}",
        phrase.after("от", Case.GENITIVE),
        f"from {whose}",
    )


# Russian preposition, its case, English preposition
_BESIDE = (
    ("под", Case.INSTRUMENTAL, "under"),
    ("за", Case.INSTRUMENTAL, "behind"),
    ("перед", Case.INSTRUMENTAL, "in front of"),
    ("над", Case.INSTRUMENTAL, "above"),
    ("около", Case.GENITIVE, "near"),
    ("рядом с", Case.INSTRUMENTAL, "next to"),
    ("возле", Case.GENITIVE, "by"),
    ("у", Case.GENITIVE, "by"),
    ("недалеко от", Case.GENITIVE, "not far from"),
    ("напротив", Case.GENITIVE, "across from"),
)
_ON_TOP = frozenset("стол полка кровать диван стул кресло шкаф ковёр".split())
_INSIDE = frozenset("шкаф кровать".split())


def spot(rng: Random, words: Lexicon) -> tuple[str, str]:
    """Draw where a thing lies: on the table, under the bed, in the bag."""
    if rng.random() < 0.35:
        noun = common_of(rng, words.by_kind[rng.choice(("container", "container", "room"))])
        phrase = common(rng, words, noun)
        return phrase.after("в", Case.PREPOSITIONAL), f"in {phrase.english}"
    noun = common_of(rng, words.by_kind["furniture"])
    phrase = common(rng, words, noun)
    if (noun.singular or noun.cases(plural=True))[0] in _ON_TOP and rng.random() < 0.6:
        return phrase.after("на", Case.PREPOSITIONAL), f"on {phrase.english}"
    preposition, case, english = rng.choice(_BESIDE[:2] + _BESIDE[4:7])
    return phrase.after(preposition, case), f"{english} {phrase.english}"


def beside(rng: Random, words: Lexicon) -> tuple[str, str]:
    """Draw where somebody or a building is: in front of the bank, near the lake."""
    noun = common_of(rng, words.by_kind[rng.choice(("building", "building", "ground", "plant"))])
    phrase = described(noun, Modifiers(english="the"))
    preposition, case, english = rng.choice(_BESIDE[1:3] + _BESIDE[4:])
    return phrase.after(preposition, case), f"{english} {phrase.english}"


def destination(rng: Random, words: Lexicon) -> tuple[str, str]:
    """Draw where something is put: on the table, in the bag."""
    inside = rng.random() < 0.5
    while True:
        noun = common_of(rng, words.by_kind["container" if inside else "furniture"])
        if inside or noun.cases(plural=False)[0] in _ON_TOP:
            break
    phrase = described(noun, Modifiers(english="the"))
    preposition, english = ("в", "in") if inside else ("на", "on")
    return phrase.after(preposition, Case.ACCUSATIVE), f"{english} {phrase.english}"
