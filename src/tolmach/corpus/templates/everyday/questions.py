"""Questions and requests: who, what, where, when, why, yes or no, and do this."""

from dataclasses import replace
from random import Random

from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.everyday.adverbials import NOTHING
from tolmach.corpus.templates.everyday.clauses import Clause, clause, drawn_verb, tense_for
from tolmach.corpus.templates.everyday.english_inflection import (
    affirmed,
    asked,
    sentence,
    spaced,
    tensed,
)
from tolmach.corpus.templates.everyday.inflection import Case, determiner_forms
from tolmach.corpus.templates.everyday.lexicon import LexicalVerb, Lexicon, common_of
from tolmach.corpus.templates.everyday.noun_phrases import (
    HE,
    THEY,
    THOU_FEMALE,
    THOU_MALE,
    WE,
    WHO,
    YOU,
    Modifiers,
    NounPhrase,
    described,
    pronoun_for,
    somebody,
)
from tolmach.corpus.templates.everyday.places import spot
from tolmach.corpus.templates.everyday.predicates import (
    DID,
    GOING_TO_DO,
    HABIT,
    HAS_DONE,
    NOW,
    USED_TO_DO,
    WAS_DOING,
    WILL_DO,
    Deed,
    Tense,
    deed,
)

_ASKED = (DID, DID, DID, NOW, NOW, HABIT, WILL_DO, GOING_TO_DO, HAS_DONE, WAS_DOING)
# person of whom one asks: mostly the one addressed
_ADDRESSED = (THOU_MALE, THOU_FEMALE, YOU, YOU)
_WHO = ("кто", "кого", "кому", "кого", "кем", "ком")
_WHAT = ("что", "чего", "чему", "что", "чем", "чём")
# not to be told to do
_NOT_TOLD = frozenset(("get sick", "get tired", "get lost", "grow up", "get old")) | frozenset(
    """
    be die fall lose kill steal hate forget know want see hear cost seem belong own exist matter
    break grow happen mean bark resemble envy fear cry receive need like weigh notice recognize
    deserve contain consist disappear
    """.split()
)


def made(russian: str, english: str, mark: str = ".") -> Pair:
    """Return a pair of sentences: a capital at the start, a mark at the end."""
    return Pair(sentence(russian, mark), sentence(english, mark))


def yes_or_no(rng: Random, words: Lexicon) -> Pair:
    """Ask "Ты читаешь книгу?", "Не купил ли он хлеб?", "Do you …?"."""
    asking = clause(rng, words, _ASKED)
    if rng.random() < 0.45:
        verb = getattr(asking.predicate, "source", None)
        if verb and "person" in verb.subjects:
            asking = _addressed(rng, words, verb, asking.tense)
    if rng.random() < 0.12 and not asking.denied and not asking.how.russian:
        asking = replace(asking, often=NOTHING)
        verb, rest = asking.predicate.russian(asking.subject, asking.tense, negated=False)
        if " " not in verb:
            russian = spaced(verb, "ли", asking.subject.forms[0], rest, asking.time.russian)
            return made(russian, asking.question(), "?")
    if asking.often.english:
        asking = replace(asking, often=NOTHING)
    return made(asking.russian(), asking.question(), "?")


def _addressed(rng: Random, words: Lexicon, verb: LexicalVerb, tense: Tense) -> Clause:
    who = rng.choice(_ADDRESSED)
    return Clause(who, deed(rng, words, verb, who), tense, denied=rng.random() < 0.12)


def tag_question(rng: Random, words: Lexicon) -> Pair:
    """Ask "Ты читаешь книгу, не так ли?"."""
    asking = clause(rng, words, _ASKED)
    asking = replace(asking, denied=False, often=NOTHING, how=NOTHING)
    auxiliary, _ = tensed(asking.predicate.verb, asking.subject.agreement, asking.tense.english)
    word = "aren't" if auxiliary == "am" else f"{auxiliary}n't".replace("willn't", "won't")
    tag = rng.choice((", не так ли", ", правда", ", да"))
    return made(
        asking.russian() + tag,
        f"{asking.english(contract=False)}, {word} {_subject_pronoun(asking.subject)}",
        "?",
    )


def _subject_pronoun(phrase: NounPhrase) -> str:
    return phrase.english if phrase.pronoun else pronoun_for(phrase).english


def who_does(rng: Random, words: Lexicon) -> Pair:
    """Ask "Кто купил эту машину?", "Who bought this car?"."""
    tense = rng.choice((DID, DID, DID, NOW, WILL_DO))
    verb = drawn_verb(rng, words, tense, people=True)
    tense = tense_for(verb, tense)
    what = deed(rng, words, verb, HE)
    negated = rng.random() < 0.1
    said = spaced("кто", *what.russian(HE, tense, negated=negated))
    if negated:
        auxiliary, main = tensed(verb.english, "he", tense.english)
        word = f"{auxiliary}n't".replace("willn't", "won't")
        return made(said, spaced("who", word, main, what.rest(HE)), "?")
    auxiliary, main = affirmed(verb.english, "he", tense.english)
    return made(said, spaced("who", auxiliary, main, what.rest(HE)), "?")


def what_or_whom(rng: Random, words: Lexicon) -> Pair:
    """Ask "Что ты читаешь?", "Кому она помогла?"."""
    tense = rng.choice(_ASKED)
    while True:
        verb = drawn_verb(rng, words, tense, people=True)
        if verb.government and verb.manner != "giving":
            break
    tense = tense_for(verb, tense)
    who = asked_one(rng, words)
    of_person = _of_person(rng, verb)
    case, preposition = verb.government.case, verb.government.preposition
    word = (_WHO if of_person else _WHAT)[case]
    form = finite_of(verb, who, tense)
    russian = spaced(preposition, word, *in_question(rng, who, form))
    english = asked(verb.english, who.english, who.agreement, tense.english, "")
    return made(russian, f"{'who' if of_person else 'what'} {english}", "?")


def _of_person(rng: Random, verb: LexicalVerb) -> bool:
    people = {"who", "any", *WHO} & {*verb.objects}
    things = not verb.objects or {*verb.objects} - {"who", "person", "kin", "profession"}
    return bool(people) and (not things or rng.random() < 0.5)


def asked_one(rng: Random, words: Lexicon) -> NounPhrase:
    """Draw the subject of a question, mostly the one that is asked."""
    return rng.choice(_ADDRESSED) if rng.random() < 0.55 else somebody(rng, words)


def in_question(rng: Random, who: NounPhrase, verb: str, rest: str = "") -> tuple[str, ...]:
    """Order a subject and a verb after a question word: a pronoun stands first."""
    if who.pronoun or rest:
        return (who.forms[0], verb, rest)
    return (verb, who.forms[0], rest) if rng.random() < 0.8 else (who.forms[0], verb, rest)


def finite_of(verb: LexicalVerb, who: NounPhrase, tense: Tense) -> str:
    """Return a verb without an object in a tense."""
    bare = Deed(verb.imperfective, verb.perfective, "", verb.english, "")
    return bare.russian(who, tense, negated=False)[0]


def where(rng: Random, words: Lexicon) -> Pair:
    """Ask "Где ты живёшь?", "Куда они поехали?"."""
    tense = rng.choice((DID, NOW, NOW, HABIT, WILL_DO, USED_TO_DO))
    while True:
        verb = drawn_verb(rng, words, tense, people=True)
        if verb.manner in ("to", "at") and not _transitive_english(verb):
            break
    tense = tense_for(verb, tense)
    who = asked_one(rng, words)
    word = "куда" if verb.manner == "to" else "где"
    russian = spaced(word, *in_question(rng, who, finite_of(verb, who, tense)))
    english = asked(verb.english, who.english, who.agreement, tense.english, "")
    return made(russian, f"where {english}", "?")


def _transitive_english(verb: LexicalVerb) -> bool:
    return verb.english.base.split()[0] in ("enter", "visit", "reach", "attend", "leave")


# question word, English, tenses
_HOW = (
    ("когда", "when", (DID, DID, WILL_DO, GOING_TO_DO)),
    ("почему", "why", (DID, NOW, DID)),
    ("почему", "why", (DID, NOW, DID)),
    ("зачем", "why", (DID, NOW)),
    ("как", "how", (DID, WILL_DO)),
    ("где", "where", (DID,)),
    ("как часто", "how often", (HABIT,)),
    ("во сколько", "what time", (DID, WILL_DO)),
)


def when_why_how(rng: Random, words: Lexicon) -> Pair:
    """Ask "Почему ты не купил хлеб?", "Когда вернётся Том?"."""
    word, told, tenses = rng.choice(_HOW)
    tense = rng.choice(tenses)
    verb = drawn_verb(rng, words, tense, people=True)
    while word == "где" and (verb.manner in ("to", "at") or verb.english.state):
        verb = drawn_verb(rng, words, tense, people=True)
    tense = tense_for(verb, tense)
    who = asked_one(rng, words)
    denied = word == "почему" and rng.random() < 0.35
    what = deed(rng, words, verb, who)
    form, rest = what.russian(who, tense, negated=denied)
    russian = spaced(word, *in_question(rng, who, form, rest))
    asking = Clause(who, what, tense, denied=denied)
    return made(russian, f"{told} {asking.question()}", "?")


def which_thing(rng: Random, words: Lexicon) -> Pair:
    """Ask "Какую книгу ты читаешь?", "Чью машину он купил?", "Сколько книг …?"."""
    tense = rng.choice((DID, DID, NOW, HABIT, WILL_DO))
    while True:
        verb = drawn_verb(rng, words, tense, people=True)
        kinds = [each for each in verb.objects if each in words.by_kind and each not in _NO_WHICH]
        if verb.government == (Case.ACCUSATIVE, "") and kinds and verb.manner != "giving":
            break
    tense = tense_for(verb, tense)
    noun = common_of(rng, words.by_kind[rng.choice(kinds)])
    who, draw = asked_one(rng, words), rng.random()
    if draw < 0.35 and noun.plural and noun.english_plural and noun.singular:
        what, told = f"сколько {noun.plural[Case.GENITIVE]}", f"how many {noun.english_plural}"
    elif draw < 0.5:
        one = described(noun, Modifiers(determiner="чей"))
        what, told = one.forms[Case.ACCUSATIVE], f"whose {one.english}"
    else:
        one = described(noun, Modifiers(determiner="какой"))
        what, told = one.forms[Case.ACCUSATIVE], f"{rng.choice(('what', 'which'))} {one.english}"
    russian = spaced(what, *in_question(rng, who, finite_of(verb, who, tense)))
    english = asked(verb.english, who.english, who.agreement, tense.english, "")
    return made(russian, f"{told} {english}", "?")


_NO_WHICH = frozenset(("weather", "feeling", "time", "money", "body", "kin"))


def request(rng: Random, words: Lexicon) -> Pair:
    """Ask or forbid: "Откройте, пожалуйста, окно.", "Не открывай окно!"."""
    polite = rng.random() < 0.45
    who = YOU if polite else rng.choice((THOU_MALE, THOU_FEMALE))
    if rng.random() < 0.25:
        return _forbidden(rng, words, who, polite=polite)
    while True:
        verb = drawn_verb(rng, words, DID, people=True)
        form = verb.perfective
        if form and form.imperative != "-" and not _never_told(verb):
            break
    what = deed(rng, words, verb, who)
    said = form.command(polite=polite)
    told = spaced(verb.english.base, what.rest(who))
    draw = rng.random()
    if draw < 0.2:
        return made(spaced(f"{said}, пожалуйста,", what.said).rstrip(","), f"please {told}")
    if draw < 0.35:
        return made(f"пожалуйста, {spaced(said, what.said)}", f"please {told}")
    return made(spaced(said, what.said), told, rng.choice(".!"))


def _never_told(verb: LexicalVerb) -> bool:
    base = verb.english.base
    return base in _NOT_TOLD or base.split()[0] in _NOT_TOLD


def _forbidden(rng: Random, words: Lexicon, who: NounPhrase, *, polite: bool) -> Pair:
    while True:
        verb = drawn_verb(rng, words, NOW, people=True)
        form = verb.imperfective
        if form and form.imperative != "-" and not verb.english.state:
            break
    what = deed(rng, words, verb, who)
    said = spaced("не", form.command(polite=polite), what.said)
    never = rng.random() < 0.15
    english = spaced("never" if never else "don't", verb.english.base, what.rest(who))
    return made(spaced("никогда" if never else "", said), english, rng.choice(".!"))


def suggestion(rng: Random, words: Lexicon) -> Pair:
    """Suggest: "Давай пойдём в кино.", "Let's go to the cinema."."""
    while True:
        verb = drawn_verb(rng, words, WILL_DO, people=True)
        if not _never_told(verb) and not verb.english.state:
            break
    what = deed(rng, words, verb, WE)
    let = rng.choice(("давай", "давайте"))
    said = what.russian(WE, WILL_DO, negated=False)
    if rng.random() < 0.2 and verb.imperfective:
        forms = (f"{let} не будем", what.infinitive(WE, perfective=False))
        return made(spaced(*forms), spaced("let's not", verb.english.base, what.rest(WE)))
    return made(spaced(let, *said), spaced("let's", verb.english.base, what.rest(WE)), ".")


def whose(rng: Random, words: Lexicon) -> Pair:
    """Ask "Чья это книга?", "Whose book is this?", or "Какого цвета …?"."""
    noun = common_of(
        rng, words.by_kind[rng.choice(("thing", "clothing", "text", "vehicle", "tool"))]
    )
    plural = noun.plural is not None and rng.random() < 0.2
    one = described(noun, Modifiers(plural=plural))
    word = determiner(one, "чей")
    many = one.agreement == "you"
    verb = "are these" if many else "is this"
    if rng.random() < 0.3:
        definite = described(noun, Modifiers(plural, "этот", "this"))
        be = "are" if many else "is"
        return made(f"какого цвета {definite.forms[0]}", f"what color {be} {definite.english}", "?")
    return made(f"{word} это {one.forms[0]}", f"whose {one.english} {verb}", "?")


def determiner(phrase: NounPhrase, word: str) -> str:
    """Return a determiner in the nominative for a phrase."""
    return determiner_forms(word, phrase.gender, animate=False)[0]


def where_is(rng: Random, words: Lexicon) -> Pair:
    """Ask "Где моя книга?", answer "Она на столе."."""
    noun = common_of(
        rng, words.by_kind[rng.choice(("thing", "clothing", "text", "tool", "container"))]
    )
    said, told = rng.choice((("мой", "my"), ("твой", "your"), ("ваш", "your"), ("", "the")))
    one = described(noun, Modifiers(noun.singular is None, said, told))
    many = one.agreement == "you"
    be, it = ("are", "they're") if many else ("is", "it's")
    place, english = spot(rng, words)
    pronoun = {"m": "он", "f": "она", "n": "оно", "p": THEY.forms[0]}[one.gender]
    question = Pair(f"Где {one.forms[0]}?", f"Where {be} {one.english}?")
    if rng.random() < 0.4:
        return question
    return Pair(
        f"{question.source} {pronoun.capitalize()} {place}.",
        f"{question.target} {it.capitalize()} {english}.",
    )
