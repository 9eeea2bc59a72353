"""Somebody and something, in both languages: pronouns, names, and nouns that are described."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from tolmach.corpus.templates.everyday.adverbials import english_number
from tolmach.corpus.templates.everyday.english_inflection import spaced, with_article
from tolmach.corpus.templates.everyday.inflection import (
    Case,
    Forms,
    counted,
    determiner_forms,
    numeral,
)
from tolmach.corpus.templates.everyday.lexicon import Adjective, Lexicon, Noun, common_of

# kinds that a verb's "who" and "any" stand for
WHO = ("person", "kin", "profession", "man", "woman", "pronoun")
THINGS = ("thing", "tool", "container", "clothing", "text", "vehicle", "furniture")
ANY = (*WHO, "animal", *THINGS, "building", "plant", "picture")


@dataclass(frozen=True)
class NounPhrase:
    """Somebody or something: its cases, and its English as subject, as object and as owner."""

    forms: Forms
    gender: str  # m, f, n, or p, the plural
    person: int  # of a Russian verb, 0 (я) to 5 (они)
    english: str
    english_object: str
    own: str  # the English possessive: "my", "his"
    agreement: str  # of an English verb: I, you, he
    kind: str
    whose: str = ""  # the same as an owner: "Tom's"
    at: str = ""  # its prepositional after в and на, where it is another
    heavy: bool = False  # described by more than a determiner

    @property
    def pronoun(self) -> bool:
        """Whether it is a personal pronoun."""
        return self.kind == "pronoun"

    def after(self, preposition: str, case: Case) -> str:
        """Return it after a preposition, in a case: "со мной", "о нём"."""
        form = self.forms[case]
        if not preposition:
            return form
        if case is Case.PREPOSITIONAL and preposition in ("в", "на") and self.at:
            form = self.at
        elif self.pronoun and form[0] in "еи":
            form = "н" + form
        elif self.pronoun and form[:2] in ("мн", "вс"):
            return f"{_BEFORE_ME.get(preposition, preposition)} {form}"
        return f"{_sounding(preposition, form)} {form}"


_BEFORE_ME = {"о": "обо", "с": "со", "к": "ко", "перед": "передо", "над": "надо", "в": "во"}
_CLUSTERS = {"с": "сзшж", "в": "вф"}


def _sounding(preposition: str, word: str) -> str:
    low = word.lower()
    if preposition == "о":
        return "об" if low[0] in "аэиоу" else "о"
    if preposition in _CLUSTERS and low[0] in _CLUSTERS[preposition] and low[1:2] not in _VOWELS:
        return preposition + "о"
    return preposition


_VOWELS = tuple("аеёиоуыэюяь")


def _pronoun(*columns: str) -> NounPhrase:
    forms, gender, person, english, english_object, own, agreement = columns
    cases = tuple(forms.split())
    return NounPhrase(
        cases, gender, int(person), english, english_object, own, agreement, "pronoun", own
    )


_I = "я меня мне меня мной мне"
_THOU = "ты тебя тебе тебя тобой тебе"
_HE = "он его ему его им нём"
_SHE = "она её ей её ей ней"
_IT = "оно его ему его им нём"
_WE = "мы нас нам нас нами нас"
_YOU = "вы вас вам вас вами вас"
_THEY = "они их им их ими них"
I_MALE = _pronoun(_I, "m", "0", "I", "me", "my", "I")
I_FEMALE = _pronoun(_I, "f", "0", "I", "me", "my", "I")
THOU_MALE = _pronoun(_THOU, "m", "1", "you", "you", "your", "you")
THOU_FEMALE = _pronoun(_THOU, "f", "1", "you", "you", "your", "you")
HE = _pronoun(_HE, "m", "2", "he", "him", "his", "he")
SHE = _pronoun(_SHE, "f", "2", "she", "her", "her", "he")
WE = _pronoun(_WE, "p", "3", "we", "us", "our", "you")
YOU = _pronoun(_YOU, "p", "4", "you", "you", "your", "you")
THEY = _pronoun(_THEY, "p", "5", "they", "them", "their", "you")
_IT_MALE = _pronoun(_HE, "m", "2", "it", "it", "its", "he")
_IT_FEMALE = _pronoun(_SHE, "f", "2", "it", "it", "its", "he")
_IT_NEUTER = _pronoun(_IT, "n", "2", "it", "it", "its", "he")
_IT_PLURAL = _pronoun(_THEY, "p", "5", "it", "it", "its", "he")  # часы, a watch
PRONOUNS = (
    *(I_MALE, I_MALE, I_MALE, I_FEMALE, THOU_MALE, THOU_FEMALE, HE, HE, HE, SHE, SHE, SHE),
    *(WE, WE, YOU, YOU, THEY, THEY),
)


def pronoun_for(phrase: NounPhrase) -> NounPhrase:
    """Return the pronoun of the third person that stands for somebody or something."""
    if phrase.agreement == "you":
        return THEY
    if phrase.kind in WHO:
        return {"m": HE, "f": SHE, "n": _IT_NEUTER, "p": THEY}[phrase.gender]
    return {"m": _IT_MALE, "f": _IT_FEMALE, "n": _IT_NEUTER, "p": _IT_PLURAL}[phrase.gender]


# possessives: Russian, English, of which pronoun ("" of anybody)
_POSSESSIVES = (
    *(("мой", "my"), ("мой", "my"), ("твой", "your"), ("его", "his"), ("её", "her")),
    *(("наш", "our"), ("ваш", "your"), ("их", "their")),
)


@dataclass(frozen=True)
class Modifiers:
    """The words before a noun, Russian and English, and its number."""

    plural: bool = False
    determiner: str = ""  # Russian, "" for none
    english: str = ""  # of the determiner, "the", "a", "" for none
    adjective: Adjective | None = None


def described(noun: Noun, description: Modifiers) -> NounPhrase:
    """Put a noun with what describes it."""
    plural = (description.plural and noun.plural is not None) or noun.singular is None
    cases = noun.cases(plural=plural)
    gender = "p" if plural else noun.gender
    adjective = description.adjective.russian if description.adjective else ""
    forms: Sequence[str] = cases
    at = "" if plural else noun.at
    for word in filter(None, (adjective, description.determiner)):
        before = determiner_forms(word, gender, animate=noun.animate)
        forms = [f"{first} {then}" for first, then in zip(before, forms, strict=True)]
        at = at and f"{before[Case.PREPOSITIONAL]} {at}"
    english = _english(noun, description, plural=plural)
    many = english_is_plural(noun, plural=plural)
    return NounPhrase(
        tuple(forms),
        gender,
        5 if plural else 2,
        english,
        english,
        _own(noun, many=many),
        "you" if many else "he",
        noun.kind,
        _possessive(english),
        at,
        heavy=description.adjective is not None,
    )


def english_is_plural(noun: Noun, *, plural: bool) -> bool:
    """Say whether the English of a noun, in a number, takes a verb in the plural."""
    if noun.singular is None or noun.plural is None:
        return noun.english_plural == noun.english
    return plural and bool(noun.english_plural)


def _own(noun: Noun, *, many: bool) -> str:
    if many:
        return "their"
    if noun.kind in WHO:
        return {"m": "his", "f": "her", "n": "its"}[noun.gender]
    return "its"


def _possessive(english: str) -> str:
    return english + ("'" if english.endswith("s") and english[0].islower() else "'s")


def _english(noun: Noun, description: Modifiers, *, plural: bool) -> str:
    many = english_is_plural(noun, plural=plural)
    word = noun.english_plural if many else noun.english
    adjective = description.adjective.english if description.adjective else ""
    named, determiner = spaced(adjective, word), description.english
    if determiner in ("a", "the") and word[0].isupper() and noun.kind in _PROPER:
        return named
    counted = bool(noun.english_plural) and not many
    if determiner == "a":
        return with_article(named) if counted else named
    if many:
        determiner = {"this": "these", "that": "those"}.get(determiner, determiner)
    return spaced(determiner, named)


def name(rng: Random, words: Lexicon) -> NounPhrase:
    """Draw a person's name, Tom and Mary often."""
    kind = "man" if rng.random() < 0.55 else "woman"
    names = words.by_kind[kind]
    noun = names[0] if rng.random() < 0.45 else rng.choice(names)
    return described(noun, Modifiers())


def common(rng: Random, words: Lexicon, noun: Noun, *, article: str = "the") -> NounPhrase:
    """Draw a number and a description for a noun; `article` is its English if nothing else."""
    return described(noun, description_of(rng, words, noun, article=article))


# kinds whose English takes no article where it has a capital: Christmas, Monday
_PROPER = frozenset(("event", "time", "language"))
# kinds that no adjective goes before
_BARE = frozenset(("man", "woman", "game", "language"))
# of whom one has one
_ONLY = frozenset("wife husband mother father mom dad mother-in-law father-in-law bride".split())
# kinds of which one speaks in the singular
_ONE = frozenset(("room", "building", "place", "ground", "event", "weather", "feeling"))


def description_of(rng: Random, words: Lexicon, noun: Noun, *, article: str) -> Modifiers:
    """Draw a number, a determiner and maybe an adjective for a noun."""
    chance = 0.05 if noun.kind in _ONE else 0.0 if noun.english in _ONLY else 0.18
    plural = noun.plural is not None and rng.random() < chance
    adjectives = () if noun.kind in _BARE else words.fitting.get(noun.kind, ())
    chance = 0.06 if noun.kind == "kin" else 0.22
    adjective = rng.choice(adjectives) if adjectives and rng.random() < chance else None
    determiner, english = _determiner(rng, noun, article)
    return Modifiers(plural, determiner, english, adjective)


def _determiner(rng: Random, noun: Noun, article: str) -> tuple[str, str]:
    draw = rng.random()
    if noun.kind in ("man", "woman"):
        return "", ""
    if noun.kind == "kin":
        return rng.choice(_POSSESSIVES) if draw < 0.85 else ("", "my")
    if noun.kind in ("food", "drink", "material", "weather", "feeling", "language", "game"):
        mass = not noun.english_plural
        if noun.kind in ("language", "game") and mass:
            return "", ""
        if draw < 0.12 and noun.kind in ("food", "drink"):
            return rng.choice((("этот", "this"), *_POSSESSIVES))
        return "", ("" if mass and article == "a" else article)
    if draw < (0.07 if noun.kind in WHO else 0.24):
        return rng.choice(_POSSESSIVES)
    if draw < 0.38:
        return rng.choice((("этот", "this"), ("этот", "this"), ("тот", "that")))
    return "", article


def owned(phrase: Noun, owner: NounPhrase, *, plural: bool = False) -> NounPhrase:
    """Put a noun before the one that it belongs to: "книга моего брата", "my brother's book"."""
    head = described(phrase, Modifiers(plural=plural, english=owner.whose))
    forms = tuple(f"{form} {owner.forms[Case.GENITIVE]}" for form in head.forms)
    at = head.at and f"{head.at} {owner.forms[Case.GENITIVE]}"
    return NounPhrase(**{**vars(head), "forms": forms, "at": at, "heavy": True})


def quantity(rng: Random, noun: Noun, most: int = 100) -> tuple[str, str]:
    """Draw "два стола", "много книг", in the nominative, with its English."""
    one, many = noun.cases(plural=False), noun.cases(plural=True)[Case.GENITIVE]
    draw = rng.random()
    if draw < 0.2:
        return f"много {many}", f"{rng.choice(('many', 'a lot of'))} {noun.english_plural}"
    if draw < 0.3:
        return f"несколько {many}", f"several {noun.english_plural}"
    if draw < 0.35:
        return f"мало {many}", f"few {noun.english_plural}"
    number = rng.choice((2, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 30, 50, 100))
    number = min(number, most)
    said = f"{numeral(number, noun.gender)} {counted(number, one[0], one[Case.GENITIVE], many)}"
    return said, f"{english_number(number)} {noun.english_plural}"


def countable(noun: Noun) -> bool:
    """Say whether a noun has both numbers in both languages."""
    return None not in (noun.singular, noun.plural) and bool(noun.english_plural)


def together(rng: Random, words: Lexicon) -> NounPhrase:
    """Draw "Том и Мэри", or "мы с Томом"."""
    one, other = name(rng, words), name(rng, words)
    if rng.random() < 0.3:
        whom = one.after("с", Case.INSTRUMENTAL)
        forms = tuple(f"{form} {whom}" for form in WE.forms)
        told = f"{one.english} and"
        return replace(
            WE, forms=forms, english=f"{told} I", english_object=f"{told} me", kind="person"
        )
    if one.english == other.english:
        return one
    forms = tuple(f"{a} и {b}" for a, b in zip(one.forms, other.forms, strict=True))
    both = f"{one.english} and {other.english}"
    return NounPhrase(forms, "p", 5, both, both, "their", "you", "person", f"{both}'s")


def somebody(rng: Random, words: Lexicon, *, article: str = "the") -> NounPhrase:
    """Draw a pronoun, a name, or a noun for a person."""
    draw = rng.random()
    if draw < 0.5:
        return rng.choice(PRONOUNS)
    if draw < 0.73:
        return name(rng, words)
    if draw < 0.77:
        return together(rng, words)
    return common(rng, words, person(rng, words), article=article)


def person(rng: Random, words: Lexicon) -> Noun:
    """Draw a noun for a person."""
    kind = rng.choice(("kin", "kin", "person", "person", "profession"))
    return common_of(rng, words.by_kind[kind])


def subject(rng: Random, words: Lexicon, kinds: Sequence[str]) -> NounPhrase:
    """Draw a subject of one of these kinds."""
    kind = rng.choice(kinds)
    if (kind in ("person", "who") and rng.random() < 0.97) or kind not in words.by_kind:
        return somebody(rng, words)
    return common(rng, words, common_of(rng, words.by_kind[kind]))


def an_object(rng: Random, words: Lexicon, kinds: Sequence[str], of: NounPhrase) -> NounPhrase:
    """Draw an object of one of these kinds for a subject, another one than the subject."""
    for _ in range(20):
        drawn = _object(rng, words, kinds, of)
        same = drawn.own == of.own or (drawn.person % 3 == of.person % 3 < 2)
        if drawn.english != of.english and not (drawn.pronoun and same):
            return drawn
    return name(rng, words)


def _object(rng: Random, words: Lexicon, kinds: Sequence[str], of: NounPhrase) -> NounPhrase:
    kind = rng.choice(_expanded(kinds))
    if kind == "pronoun":
        return rng.choice(PRONOUNS)
    if kind in ("man", "woman"):
        return name(rng, words)
    noun = common_of(rng, words.by_kind[kind])
    draw = rng.random()
    if noun.kind == "body" and draw < 0.8:
        return described(noun, Modifiers(noun.plural is not None and draw < 0.2, "", of.own))
    if draw < 0.12 and noun.kind in (*THINGS, "kin", "animal", "room", "building"):
        return described(noun, Modifiers(determiner="свой", english=of.own))
    if draw > 0.95 and noun.kind in (*THINGS, "food"):
        return pronoun_for(described(noun, Modifiers(plural=draw > 0.99)))
    if draw < 0.2 and noun.kind in (*THINGS, "room"):
        owner = rng.choice((name, _relative))(rng, words)
        return owned(noun, owner)
    return common(rng, words, noun, article=rng.choice(("a", "the")))


def _relative(rng: Random, words: Lexicon) -> NounPhrase:
    noun = common_of(rng, words.by_kind["kin"])
    determiner, english = rng.choice(_POSSESSIVES)
    return described(noun, Modifiers(determiner=determiner, english=english))


def _expanded(kinds: Sequence[str]) -> Sequence[str]:
    if "any" in kinds:
        return ANY
    if "who" in kinds:
        return (*WHO, *(each for each in kinds if each != "who"))
    return kinds
