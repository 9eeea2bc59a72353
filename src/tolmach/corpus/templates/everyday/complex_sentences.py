"""Complex sentences: that, if, when, because, although, who and which, and reported speech."""

from dataclasses import replace
from random import Random

from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.everyday.adverbials import NOTHING
from tolmach.corpus.templates.everyday.clauses import (
    Clause,
    clause,
    clause_of,
    drawn_verb,
    tense_for,
)
from tolmach.corpus.templates.everyday.english_inflection import (
    EnglishVerb,
    affirmed,
    gerund,
    spaced,
)
from tolmach.corpus.templates.everyday.infinitives import drawn_deed
from tolmach.corpus.templates.everyday.inflection import Case, VerbForms, determiner_forms
from tolmach.corpus.templates.everyday.lexicon import LexicalVerb, Lexicon, common_of
from tolmach.corpus.templates.everyday.noun_phrases import (
    Modifiers,
    NounPhrase,
    described,
    pronoun_for,
    somebody,
)
from tolmach.corpus.templates.everyday.predicates import (
    DID,
    GOING_TO_DO,
    HABIT,
    NOW,
    USED_TO_DO,
    WAS_DOING,
    WILL_DO,
    BeingSuch,
    Deed,
    Tense,
    deed,
    finite,
)
from tolmach.corpus.templates.everyday.questions import finite_of, in_question, made
from tolmach.corpus.templates.everyday.states import predicative


def _verb(forms: str, english: str) -> tuple[VerbForms, EnglishVerb]:
    base, past, participle = english.split(",")
    return VerbForms(*forms.split()), EnglishVerb(base, past, participle, True)


# verbs of thinking and saying, in the present and in the past
_THINKING = (
    _verb("думать думаю думаешь думают думал думала думай", "think,thought,thought"),
    _verb("думать думаю думаешь думают думал думала думай", "think,thought,thought"),
    _verb("знать знаю знаешь знают знал знала знай", "know,knew,known"),
    _verb("знать знаю знаешь знают знал знала знай", "know,knew,known"),
    _verb("надеяться надеюсь надеешься надеются надеялся надеялась -", "hope,hoped,hoped"),
    _verb("верить верю веришь верят верил верила верь", "believe,believed,believed"),
    _verb(
        "понимать понимаю понимаешь понимают понимал понимала -", "understand,understood,understood"
    ),
    _verb("помнить помню помнишь помнят помнил помнила помни", "remember,remembered,remembered"),
    _verb("видеть вижу видишь видят видел видела -", "see,saw,seen"),
    _verb("бояться боюсь боишься боятся боялся боялась -", "be afraid,was afraid,been afraid"),
)
_SAYING = (
    _verb("сказать скажу скажешь скажут сказал сказала скажи", "say,said,said"),
    _verb("сказать скажу скажешь скажут сказал сказала скажи", "say,said,said"),
    _verb("узнать узнаю узнаешь узнают узнал узнала -", "find out,found out,found out"),
    _verb("услышать услышу услышишь услышат услышал услышала -", "hear,heard,heard"),
    _verb("решить решу решишь решат решил решила реши", "decide,decided,decided"),
    _verb("понять пойму поймёшь поймут понял поняла пойми", "realize,realized,realized"),
    _verb("забыть забуду забудешь забудут забыл забыла забудь", "forget,forgot,forgotten"),
    _verb("написать напишу напишешь напишут написал написала -", "write,wrote,written"),
    _verb("ответить отвечу ответишь ответят ответил ответила -", "answer,answered,answered"),
)
_BACKSHIFT = {
    "present": "past",
    "ongoing": "was ongoing",
    "future": "would",
    "going to": "would",
    "past": "had",
    "was ongoing": "was ongoing",
    "perfect": "had",
}


def that(rng: Random, words: Lexicon) -> Pair:
    """Say "Я думаю, что он прав.", "Том сказал, что придёт."."""
    who = somebody(rng, words)
    told_by_past = rng.random() < 0.45
    forms, verb = rng.choice(_SAYING if told_by_past else _THINKING)
    past = told_by_past or rng.random() < 0.15
    tense = Tense("past" if past else "present", told_by_past, "past" if past else "present")
    denied = rng.random() < 0.12
    head = spaced(who.forms[0], finite(forms, who, tense, negated=denied))
    main = Clause(who, Deed(forms, forms, "", verb, ""), tense, denied=denied)
    inner = _inner(rng, words, who, past=past)
    word = "that" if rng.random() < 0.5 or verb.base in ("find out", "answer", "write") else ""
    shifted = _BACKSHIFT[inner.tense.english] if past else ""
    if shifted == "had" and rng.random() < 0.4:
        shifted = "past"
    contract = rng.random() < 0.7
    english = inner.english(contract=contract, tense=shifted)
    if denied and tense.english == "present" and verb.base in ("hope", "be afraid"):
        return that(rng, words)
    return made(
        f"{head}, что {inner.russian()}", spaced(main.english(contract=contract), word, english)
    )


def _inner(rng: Random, words: Lexicon, who: NounPhrase, *, past: bool) -> Clause:
    """Draw a clause of somebody else, or of the same one as a pronoun."""
    if rng.random() < 0.4:
        return _untimed(rng, clause_of(rng, words, _again(who)), past=past)
    return _untimed(rng, clause(rng, words), past=past)


def _again(who: NounPhrase) -> NounPhrase:
    return who if who.pronoun else pronoun_for(who)


def _untimed(rng: Random, inner: Clause, *, past: bool) -> Clause:
    """Take out a time, which would be another one as seen from the past."""
    if past or rng.random() < 0.4:
        return inner.alone()
    return inner


def whether(rng: Random, words: Lexicon) -> Pair:
    """Say "Я не знаю, где он живёт.", "Ты знаешь, кто это сделал?"."""
    said, told, mark = rng.choice(_WONDERING)
    word, english, tenses = rng.choice(_EMBEDDED)
    tense = rng.choice(tenses)
    who = somebody(rng, words)
    verb = drawn_verb(rng, words, tense, people=True)
    while english == "where" and (verb.manner not in ("at", "to") or "enter" in verb.english.base):
        verb = drawn_verb(rng, words, tense, people=True)
    tense = tense_for(verb, tense)
    if english == "where":
        word = "куда" if verb.manner == "to" else "где"
        russian = spaced(word, *in_question(rng, who, finite_of(verb, who, tense)))
        bare = Clause(who, Deed(verb.imperfective, verb.perfective, "", verb.english, ""), tense)
        return made(f"{said}, {russian}", spaced(told, english, bare.english(contract=False)), mark)
    what = deed(rng, words, verb, who)
    inner = Clause(who, what, tense)
    if word == "ли":
        form, rest = what.russian(who, tense, negated=False)
        if " " in form:
            return whether(rng, words)
        russian = spaced(form, "ли", who.forms[0], rest)
    else:
        russian = spaced(word, *in_question(rng, who, *what.russian(who, tense, negated=False)))
    return made(f"{said}, {russian}", spaced(told, english, inner.english(contract=False)), mark)


_WONDERING = (
    *(("я не знаю", "I don't know", "."), ("я не знаю", "I don't know", ".")),
    *(("ты знаешь", "do you know", "?"), ("вы знаете", "do you know", "?")),
    *(("никто не знает", "nobody knows", "."), ("я знаю", "I know", ".")),
    *(("скажи мне", "tell me", "."), ("он спросил", "he asked", ".")),
    *(("интересно", "I wonder", "."), ("мне интересно", "I wonder", ".")),
    *(("я хочу знать", "I want to know", "."), ("мы не знаем", "we don't know", ".")),
    *(("я не понимаю", "I don't understand", "."), ("ты помнишь", "do you remember", "?")),
    *(("она не помнит", "she doesn't remember", "."), ("том знает", "Tom knows", ".")),
    *(("не могли бы вы сказать", "could you tell me", "?"), ("я забыл", "I forgot", ".")),
)
_EMBEDDED = (
    ("где", "where", (NOW, DID)),
    ("где", "where", (NOW, DID)),
    ("когда", "when", (DID, WILL_DO)),
    ("почему", "why", (DID, NOW)),
    ("почему", "why", (DID, NOW)),
    ("как", "how", (DID,)),
    ("ли", "if", (WILL_DO, DID, NOW)),
    ("ли", "whether", (WILL_DO, DID, NOW)),
)


def because(rng: Random, words: Lexicon) -> Pair:
    """Say "Я не пошёл в школу, потому что …", and with so, although, and, but."""
    said, told = rng.choice(_LINKS)
    tenses = rng.choice(((DID,), (DID, WAS_DOING), (NOW,), (WILL_DO, GOING_TO_DO)))
    who = somebody(rng, words)
    first = clause_of(rng, words, who, tenses)
    other = rng.random() < 0.45
    second = clause(rng, words, tenses) if other else clause_of(rng, words, _again(who), tenses)
    second = second.alone()
    first = replace(first, time=first.time if rng.random() < 0.4 else NOTHING)
    contract = rng.random() < 0.7
    if told == "although" and rng.random() < 0.5:
        return made(
            f"хотя {second.russian()}, {first.russian()}",
            f"although {second.english(contract=contract)}, {first.english(contract=contract)}",
        )
    return made(
        f"{first.russian()}{said} {second.russian()}",
        f"{first.english(contract=contract)}{told} {second.english(contract=contract)}",
    )


_LINKS = (
    *((", потому что", " because"), (", потому что", " because"), (", поэтому", ", so")),
    *((", но", ", but"), (", но", ", but"), (", а", ", and"), (", хотя", " although")),
    *((", и", " and"), (", так как", " since"), (" или", " or"), (", и", ", and")),
)


# conjunctions, the tense of the English clause after them ("" for its own), tenses of both clauses
_CONJUNCTIONS = (
    *(("если", "if", "present", (WILL_DO,), (WILL_DO,)),) * 3,
    *(("когда", "when", "present", (WILL_DO,), (WILL_DO,)),) * 2,
    *(("когда", "when", "past", (DID,), (WAS_DOING, DID)),) * 3,
    ("после того как", "after", "past", (DID,), (DID,)),
    ("пока", "while", "", (WAS_DOING,), (WAS_DOING, DID)),
)


def if_or_when(rng: Random, words: Lexicon) -> Pair:
    """Say "Если он придёт, я скажу ему.", "Когда я пришёл, она спала."."""
    who, other = somebody(rng, words), somebody(rng, words)
    if other.english == who.english and not who.pronoun:
        other = pronoun_for(who)
    if rng.random() < 0.12:
        return _unreal(rng, words, who, other)
    said, told, tense, tenses, other_tenses = rng.choice(_CONJUNCTIONS)
    first = clause_of(rng, words, who, tenses).alone()
    first = replace(first, denied=first.denied and told == "if")
    second = clause_of(rng, words, other, other_tenses).alone()
    contract = rng.random() < 0.7
    inner = first.english(contract=contract, tense=tense)
    outer = second.english(contract=contract)
    if rng.random() < 0.65:
        return made(f"{said} {first.russian()}, {second.russian()}", f"{told} {inner}, {outer}")
    return made(f"{second.russian()}, {said} {first.russian()}", f"{outer} {told} {inner}")


def _unreal(rng: Random, words: Lexicon, who: NounPhrase, other: NounPhrase) -> Pair:
    """Say "Если бы он попросил, я бы помог."."""
    first, second = (clause_of(rng, words, each, (DID,)) for each in (who, other))
    first, second = (each.alone() for each in (first, second))
    verb, rest = second.predicate.russian(second.subject, second.tense, negated=second.denied)
    would = second.english(contract=False, tense="would have")
    russian = f"если бы {first.russian()}, {spaced(second.subject.forms[0], 'бы', verb, rest)}"
    return made(russian, f"if {first.english(contract=False, tense='had')}, {would}")


def in_order(rng: Random, words: Lexicon) -> Pair:
    """Say "Он пришёл, чтобы помочь нам.", "Я хочу, чтобы ты пришёл."."""
    who = somebody(rng, words)
    if rng.random() < 0.5:
        going = drawn_verb(rng, words, DID, people=True)
        while going.manner != "to":
            going = drawn_verb(rng, words, DID, people=True)
        main = Clause(who, deed(rng, words, going, who), DID)
        what = drawn_deed(rng, words, who, perfective=True)
        russian = f"{main.russian()}, чтобы {what.infinitive(who, perfective=True)}"
        told = spaced("to", what.verb.base, what.rest(who))
        return made(russian, spaced(main.english(contract=False), told))
    other = somebody(rng, words)
    while other.own == who.own or other.person % 3 == who.person % 3 < 2:
        other = somebody(rng, words)
    past = rng.random() < 0.2
    tense = USED_TO_DO if past else HABIT
    verb, english = _verb("хотеть хочу хочешь хотят хотел хотела -", "want,wanted,wanted")
    main = Clause(who, Deed(verb, None, "", english, ""), tense, denied=rng.random() < 0.2)
    what = drawn_deed(rng, words, other, perfective=True)
    said = spaced(other.forms[0], *what.russian(other, DID, negated=False))
    told = spaced(other.english_object, "to", what.verb.base, what.rest(other))
    if who.english == "you" and rng.random() < 0.6 and not main.denied:
        return made(f"{main.russian()}, чтобы {said}", f"{main.question()} {told}", "?")
    return made(f"{main.russian()}, чтобы {said}", spaced(main.english(contract=True), told))


def which(rng: Random, words: Lexicon) -> Pair:
    """Say "Книга, которую ты мне дал, интересная.", "Я знаю человека, который …"."""
    return (_which_is if rng.random() < 0.5 else _known_who)(rng, words)


def _transitive(rng: Random, words: Lexicon, tense: Tense) -> tuple[LexicalVerb, list[str]]:
    while True:
        verb = drawn_verb(rng, words, tense, people=True)
        kinds = [each for each in verb.objects if each in words.by_kind and each not in _NEVER]
        being = verb.english.base in ("become", "work as")
        if verb.government and kinds and verb.manner != "giving" and not being:
            return verb, kinds


_NEVER = frozenset(("weather", "feeling", "time", "money", "language", "man", "woman", "kin"))


def _which_is(rng: Random, words: Lexicon) -> Pair:
    tense = rng.choice((DID, DID, NOW, HABIT))
    verb, kinds = _transitive(rng, words, tense)
    tense = tense_for(verb, tense)
    noun = common_of(rng, words.by_kind[rng.choice(kinds)])
    who = somebody(rng, words)
    head = described(noun, Modifiers(noun.singular is None, english="the"))
    assert verb.government is not None
    case, preposition = verb.government
    pronoun = determiner_forms("который", head.gender, animate=noun.animate)[case]
    order = (who.forms[0], finite_of(verb, who, tense))
    if not who.pronoun and rng.random() < 0.5:
        order = (order[1], order[0])
    clause_said = spaced(preposition, pronoun, *order)
    inner = Clause(who, Deed(verb.imperfective, verb.perfective, "", verb.english, ""), tense)
    told = spaced(rng.choice(("", "that")), inner.english(contract=rng.random() < 0.5))
    if rng.random() < 0.4:
        return made(
            f"это {head.forms[0]}, {clause_said}",
            f"{'these are' if head.agreement == 'you' else 'this is'} {head.english} {told}",
        )
    adjectives = predicative(words, noun.kind)
    if not adjectives:
        return _which_is(rng, words)
    such = Clause(head, BeingSuch(rng.choice(adjectives)), rng.choice((HABIT, USED_TO_DO)))
    verb_said, rest = such.predicate.russian(head, such.tense, negated=False)
    be, _ = affirmed(such.predicate.verb, head.agreement, such.tense.english)
    russian = f"{head.forms[0]}, {clause_said}, {spaced(verb_said, rest)}"
    return made(russian, spaced(head.english, told, be, such.predicate.rest(head)))


_KNOWING = (
    ("я знаю", "I know", Case.ACCUSATIVE),
    ("я видел", "I saw", Case.ACCUSATIVE),
    ("мы ищем", "we're looking for", Case.ACCUSATIVE),
    ("это", "this is", Case.NOMINATIVE),
    ("она встретила", "she met", Case.ACCUSATIVE),
    ("мне нужен", "I need", Case.NOMINATIVE),
    ("ты знаешь", "do you know", Case.ACCUSATIVE),
)


def _known_who(rng: Random, words: Lexicon) -> Pair:
    nouns = [each for each in words.by_kind[rng.choice(("person", "profession"))] if each.singular]
    noun = rng.choice(nouns)
    said, told, case = rng.choice(_KNOWING)
    article = "the" if told == "this is" else "a"
    one = described(noun, Modifiers(english=article))
    if said == "мне нужен" and one.gender == "f":
        said = "мне нужна"
    inner = replace(clause_of(rng, words, one, (DID, NOW, HABIT, WILL_DO)), how=NOTHING)
    inner = replace(inner, often=NOTHING)
    verb, rest = inner.predicate.russian(one, inner.tense, negated=inner.denied)
    pronoun = determiner_forms("который", one.gender, animate=True)[0]
    clause_said = spaced(pronoun, verb, rest, inner.time.russian)
    person = replace(one, english="who")
    english = replace(inner, subject=person).english(contract=rng.random() < 0.7)
    mark = "?" if told.startswith("do ") else "."
    return made(
        f"{said} {one.forms[case]}, {clause_said}", spaced(told, one.english, english), mark
    )


_PERCEIVING = (
    ("видеть вижу видишь видят видел видела -", "see,saw,seen"),
    ("слышать слышу слышишь слышат слышал слышала -", "hear,heard,heard"),
)


def seen_doing(rng: Random, words: Lexicon) -> Pair:
    """Say or ask "Я видел, как Том открывал дверь.", "I saw Tom opening the door."."""
    who, other = somebody(rng, words), somebody(rng, words)
    while other.own == who.own or other.person % 3 == who.person % 3 < 2:
        other = somebody(rng, words)
    verb, english = _verb(*rng.choice(_PERCEIVING))
    main = Clause(who, Deed(verb, None, "", english, ""), USED_TO_DO, denied=rng.random() < 0.15)
    inner = clause_of(rng, words, other, (WAS_DOING,)).alone()
    while inner.denied or inner.predicate.verb.state or inner.tense != WAS_DOING:
        inner = clause_of(rng, words, other, (WAS_DOING,)).alone()
    doing = spaced(
        other.english_object, gerund(inner.predicate.verb.base), inner.predicate.rest(other)
    )
    russian = f"{main.russian()}, как {inner.russian()}"
    if who.english == "you" and rng.random() < 0.5 and not main.denied:
        return made(russian, spaced(main.question(), doing), "?")
    return made(russian, spaced(main.english(contract=rng.random() < 0.8), doing))


def it_was(rng: Random, words: Lexicon) -> Pair:
    """Say "Это Том купил хлеб.", "It was Tom who bought the bread."."""
    who = somebody(rng, words)
    while who.pronoun:
        who = somebody(rng, words)
    inner = replace(clause_of(rng, words, who, (DID,)).alone(), denied=False)
    told = replace(inner, subject=replace(who, english="who")).english(contract=False)
    if rng.random() < 0.25:
        return made(f"это {inner.russian()}", spaced("was it", who.english, told), "?")
    return made(f"это {inner.russian()}", spaced("it was", who.english, told))
