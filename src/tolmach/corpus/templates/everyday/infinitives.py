"""Wanting, being able, having to, beginning: verbs and words with an infinitive."""

from dataclasses import replace
from random import Random
from typing import NamedTuple

from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.everyday.adverbials import NOTHING, when
from tolmach.corpus.templates.everyday.clauses import Clause, drawn_verb
from tolmach.corpus.templates.everyday.english_inflection import (
    EnglishVerb,
    affirmed,
    asked,
    gerund,
    negated,
    spaced,
    statement,
    tensed,
)
from tolmach.corpus.templates.everyday.inflection import BE, Case, VerbForms
from tolmach.corpus.templates.everyday.lexicon import LexicalVerb, Lexicon
from tolmach.corpus.templates.everyday.noun_phrases import (
    HE,
    I_MALE,
    SHE,
    THOU_FEMALE,
    THOU_MALE,
    WE,
    YOU,
    NounPhrase,
    an_object,
    name,
    somebody,
)
from tolmach.corpus.templates.everyday.predicates import (
    DID,
    HABIT,
    NOW,
    USED_TO_DO,
    WILL_BE_DOING,
    WILL_DO,
    Deed,
    Tense,
    deed,
)
from tolmach.corpus.templates.everyday.questions import made


class _Auxiliary(NamedTuple):
    """A verb with an infinitive: its aspects, what aspects follow it, and its English."""

    imperfective: VerbForms | None
    perfective: VerbForms | None
    followed: str  # "i", "p" or both
    english: EnglishVerb
    form: str  # "to", or "ing", of the English verb that follows
    tenses: tuple[Tense, ...]


def _verb(forms: str) -> VerbForms | None:
    return VerbForms(*forms.split()) if forms else None


def _auxiliary(
    imperfective: str, perfective: str, followed: str, english: str, *tenses: Tense
) -> _Auxiliary:
    """Make one; its English is "like liked liked ing", with "_" for spaces."""
    base, past, participle, form = (each.replace("_", " ") for each in english.split())
    state = base in ("want", "like", "love") or base.startswith("be ")
    verb = EnglishVerb(base, past, participle, state)
    return _Auxiliary(_verb(imperfective), _verb(perfective), followed, verb, form, tenses)


_WANTING = "хотеть хочу хочешь хотят хотел хотела -"
_LOVING = "любить люблю любишь любят любил любила -"
_DECIDED = "решить решу решишь решат решил решила реши"
_BEGUN = "начать начну начнёшь начнут начал начала начни"
_BECOME = "стать стану станешь станут стал стала стань"
_BEGINNING = "начинать начинаю начинаешь начинают начинал начинала начинай"
_STOPPED = "перестать перестану перестанешь перестанут перестал перестала перестань"
_QUIT = "бросить брошу бросишь бросят бросил бросила брось"
_CONTINUING = "продолжать продолжаю продолжаешь продолжают продолжал продолжала продолжай"
_TRYING = "пытаться пытаюсь пытаешься пытаются пытался пыталась пытайся"
_TRIED = "попытаться попытаюсь попытаешься попытаются попытался попыталась попытайся"
_GOING = "собираться собираюсь собираешься собираются собирался собиралась -"
_FORGOT = "забыть забуду забудешь забудут забыл забыла забудь"
_PROMISED = "пообещать пообещаю пообещаешь пообещают пообещал пообещала пообещай"
_FEARING = "бояться боюсь боишься боятся боялся боялась -"
_MANAGED = "успеть успею успеешь успеют успел успела -"
_PLANNING = "планировать планирую планируешь планируют планировал планировала -"
_REFUSED = "отказаться откажусь откажешься откажутся отказался отказалась -"
_FINISHED = "закончить закончу закончишь закончат закончил закончила -"
_AUXILIARIES = (
    *(_auxiliary(_WANTING, "", "ip", "want wanted wanted to", HABIT, HABIT, USED_TO_DO),) * 4,
    _auxiliary(_LOVING, "", "i", "like liked liked to", HABIT),
    _auxiliary(_LOVING, "", "i", "love loved loved ing", HABIT, USED_TO_DO),
    _auxiliary("", _DECIDED, "p", "decide decided decided to", DID),
    _auxiliary("", _BEGUN, "i", "start started started ing", DID, DID, WILL_DO),
    _auxiliary("", _BECOME, "i", "start started started ing", DID, DID, WILL_DO),
    _auxiliary(_BEGINNING, "", "i", "begin began begun to", NOW),
    _auxiliary("", _STOPPED, "i", "stop stopped stopped ing", DID, DID, WILL_DO),
    _auxiliary("", _QUIT, "i", "quit quit quit ing", DID),
    _auxiliary(_CONTINUING, "", "i", "keep kept kept ing", USED_TO_DO, WILL_BE_DOING),
    _auxiliary(_TRYING, _TRIED, "p", "try tried tried to", NOW, DID, USED_TO_DO, WILL_DO),
    _auxiliary(_GOING, "", "ip", "be_going was_going been_going to", HABIT, HABIT, USED_TO_DO),
    _auxiliary("", _FORGOT, "p", "forget forgot forgotten to", DID, DID, WILL_DO),
    _auxiliary("", _PROMISED, "p", "promise promised promised to", DID),
    _auxiliary(_FEARING, "", "i", "be_afraid was_afraid been_afraid to", HABIT, USED_TO_DO),
    _auxiliary("", _MANAGED, "p", "manage managed managed to", DID),
    _auxiliary(_PLANNING, "", "ip", "plan planned planned to", NOW, HABIT),
    _auxiliary("", _REFUSED, "ip", "refuse refused refused to", DID),
    _auxiliary("", _FINISHED, "i", "finish finished finished ing", DID),
)


def _told(what: Deed, form: str, subject: NounPhrase) -> str:
    base = what.verb.base
    verb = gerund(base) if form == "ing" else spaced(form, base)
    return spaced(verb, what.rest(subject))


def _aspect(rng: Random, followed: str) -> bool:
    """Draw whether a perfective follows."""
    return followed == "p" or (followed == "ip" and rng.random() < 0.6)


def drawn_deed(rng: Random, words: Lexicon, who: NounPhrase, *, perfective: bool) -> Deed:
    """Draw a deed of a person in an aspect."""
    verb = drawn_verb(rng, words, DID if perfective else NOW, people=True)
    while verb.english.base.split()[0] in _NOT_WANTED:
        verb = drawn_verb(rng, words, DID if perfective else NOW, people=True)
    return deed(rng, words, verb, who)


_NOT_WANTED = frozenset(("be", "die", "fall", "seem", "cost", "belong", "exist", "know", "hate"))


def with_infinitive(rng: Random, words: Lexicon) -> Pair:
    """Say or ask "Он решил продать машину.", "He decided to sell the car."."""
    who = somebody(rng, words)
    chosen = rng.choice(_AUXILIARIES)
    perfective = _aspect(rng, chosen.followed)
    what = drawn_deed(rng, words, who, perfective=perfective)
    predicate = Deed(
        chosen.imperfective,
        chosen.perfective,
        what.infinitive(who, perfective=perfective),
        chosen.english,
        _told(what, chosen.form, who),
    )
    tense = rng.choice(chosen.tenses)
    denied = rng.random() < 0.2
    time = when(rng, tense.russian) if rng.random() < 0.25 and tense in (DID, WILL_DO) else NOTHING
    made_clause = Clause(who, predicate, tense, denied=denied, time=time)
    if who in (THOU_MALE, THOU_FEMALE, YOU) and rng.random() < 0.6:
        return made(made_clause.russian(), made_clause.question(), "?")
    english = made_clause.english(contract=rng.random() < 0.7)
    return made(made_clause.russian(front=rng.random() < 0.4), english)


_CAN = VerbForms("мочь", "могу", "можешь", "могут", "мог", "могла", "-")
_ABLE = VerbForms("уметь", "умею", "умеешь", "умеют", "умел", "умела", "-")
_SKILLS = frozenset("swim drive play sing dance draw cook read write ride speak ski skate".split())
_MUST = {"m": "должен", "f": "должна", "n": "должно", "p": "должны"}


def can_or_must(rng: Random, words: Lexicon) -> Pair:
    """Say or ask "Ты можешь мне помочь?", "Она должна купить хлеб."."""
    who, past = somebody(rng, words), rng.random() < 0.2
    perfective, denied = rng.random() < 0.75, rng.random() < 0.3
    what = drawn_deed(rng, words, who, perfective=perfective)
    able = what.verb.base.split()[0] in _SKILLS and rng.random() < 0.5
    infinitive = what.infinitive(who, perfective=perfective and not able)
    no = "не" if denied else ""
    if not able and rng.random() < 0.4:
        form = spaced(_MUST[who.gender], BE.past(who.gender) if past else "")
        if past:
            return _had_to(rng, who, what, spaced(no, form, infinitive), denied=denied)
        word = "should" if denied or rng.random() < 0.4 else "must"
    else:
        modal = _ABLE if able else _CAN
        form = modal.past(who.gender) if past else modal.finite(who.person)
        word = "could" if past else "can"
    russian = spaced(who.forms[0], no, form, infinitive)
    told = spaced(what.verb.base, what.rest(who))
    if who in (THOU_MALE, THOU_FEMALE, YOU) and rng.random() < 0.5 and word in ("can", "could"):
        asking = negated(word, contract=True) if denied else word
        return made(russian, spaced(asking, "you", told), "?")
    auxiliary = negated(word, contract=rng.random() < 0.8) if denied else word
    return made(russian, spaced(who.english, auxiliary, told))


def _had_to(rng: Random, who: NounPhrase, what: Deed, said: str, *, denied: bool) -> Pair:
    told = spaced(what.verb.base, what.rest(who))
    russian = spaced(who.forms[0], said)
    be = "were" if who.agreement == "you" else "was"
    if denied:
        return made(russian, spaced(who.english, f"{be}n't supposed to", told))
    return made(russian, spaced(who.english, rng.choice(("had to", f"{be} supposed to")), told))


# dative words: Russian of present, past, future; English verb, what follows it; aspects; tenses
_WANT = EnglishVerb("want", "wanted", "wanted", True)
_NEED = EnglishVerb("need", "needed", "needed", True)
_HAVE = EnglishVerb("have", "had", "had", True)
_BY_DATIVE = (
    (("нужно", "нужно было", "нужно будет"), _NEED, "to", "p"),
    (("надо", "надо было", "надо будет"), _HAVE, "to", "p"),
    (("нужно", "нужно было", "нужно будет"), _HAVE, "to", "p"),
    (("приходится", "пришлось", "придётся"), _HAVE, "to", "ip"),
    (
        ("удаётся", "удалось", "удастся"),
        EnglishVerb("manage", "managed", "managed", True),
        "to",
        "p",
    ),
    (
        ("нравится", "нравилось", "понравится"),
        EnglishVerb("like", "liked", "liked", True),
        "ing",
        "i",
    ),
    (("хочется", "хотелось", "захочется"), _WANT, "to", "ip"),
)


def by_dative(rng: Random, words: Lexicon) -> Pair:
    """Say "Мне нужно купить хлеб.", "Ему пришлось ждать Тома."."""
    who = somebody(rng, words)
    forms, verb, form, aspects = rng.choice(_BY_DATIVE)
    place = rng.choice((0, 0, 0, 1, 1, 2))
    if forms[0] in ("удаётся", "приходится", "хочется") and place == 0:
        place = 1 if forms[0] != "хочется" else 0
    tense = ("present", "past", "future")[place]
    perfective = _aspect(rng, aspects)
    what = drawn_deed(rng, words, who, perfective=perfective)
    denied = rng.random() < 0.2
    said = spaced("не" if denied else "", forms[place])
    russian = spaced(who.forms[Case.DATIVE], said, what.infinitive(who, perfective=perfective))
    told = _told(what, form, who)
    if who in (THOU_MALE, THOU_FEMALE, YOU) and rng.random() < 0.5:
        return made(russian, asked(verb, who.english, who.agreement, tense, told), "?")
    if denied:
        auxiliary, main = tensed(verb, who.agreement, tense)
        word = negated(auxiliary, contract=rng.random() < 0.8)
        return made(russian, spaced(who.english, word, main, told))
    auxiliary, main = affirmed(verb, who.agreement, tense)
    return made(russian, statement(who.english, auxiliary, main, told, contract=rng.random() < 0.6))


# Russian, English before the deed; aspect
_OF_NOBODY = (
    ("мне пора", "it's time for me to", "i"),
    ("нам пора", "it's time for us to", "i"),
    ("пора", "it's time to", "i"),
    ("здесь нельзя", "you can't", "i"),
    ("здесь нельзя", "you're not allowed to", "i"),
    ("нельзя", "you mustn't", "i"),
    ("тебе нельзя", "you mustn't", "i"),
    ("вам нельзя", "you can't", "i"),
    ("здесь можно", "you can", "p"),
    ("лучше", "it's better to", "p"),
    ("легко", "it's easy to", "p"),
    ("трудно", "it's hard to", "p"),
    ("нелегко", "it's not easy to", "p"),
    ("важно", "it's important to", "p"),
    ("опасно", "it's dangerous to", "i"),
    ("интересно", "it's interesting to", "i"),
    ("приятно", "it's nice to", "i"),
    ("невозможно", "it's impossible to", "p"),
    ("мне трудно", "it's hard for me to", "p"),
    ("ему было трудно", "it was hard for him to", "p"),
    ("ей легко", "it's easy for her to", "p"),
    ("нам было интересно", "it was interesting for us to", "i"),
    ("я хотел бы", "I'd like to", "p"),
    ("я бы хотел", "I would like to", "p"),
    ("я хотела бы", "I would like to", "p"),
    ("мы хотели бы", "we'd like to", "p"),
    ("я не знаю, как", "I don't know how to", "p"),
    ("я научу тебя", "I'll teach you to", "i"),
    ("я рад", "I'm glad to", "p"),
    ("я готов", "I'm ready to", "p"),
    ("она готова", "she's ready to", "p"),
    ("мне стыдно", "I'm ashamed to", "i"),
    ("мне лень", "I'm too lazy to", "i"),
    ("не надо", "don't", "i"),
    ("тебе лучше", "you'd better", "p"),
    ("вам следует", "you should", "p"),
    ("тебе следует", "you should", "p"),
    ("вам не следует", "you shouldn't", "i"),
    ("тебе не стоит", "you shouldn't", "i"),
    ("тебе не обязательно", "you don't have to", "i"),
    ("я не собираюсь", "I'm not going to", "i"),
    ("мне не терпится", "I can't wait to", "p"),
    ("не нужно", "there's no need to", "i"),
)
_ASKING = (
    ("можно", "can I", "p"),
    ("почему бы тебе не", "why don't you", "p"),
    ("почему бы нам не", "why don't we", "p"),
    ("когда ты собираешься", "when are you going to", "p"),
    ("сколько времени нужно, чтобы", "how long does it take to", "p"),
    ("можно мне", "may I", "p"),
    ("здесь можно", "can I", "p"),
    ("где можно", "where can I", "p"),
    ("как мне", "how can I", "p"),
    ("хочешь", "do you want to", "p"),
    ("хотите", "would you like to", "p"),
    ("кто хочет", "who wants to", "p"),
    ("кто может", "who can", "p"),
    ("зачем", "why", "i"),
    ("не могли бы вы", "could you", "p"),
    ("вы не могли бы", "could you please", "p"),
    ("ты не мог бы", "could you", "p"),
    ("ты можешь", "can you", "p"),
    ("вы можете", "can you", "p"),
)


def of_nobody(rng: Random, words: Lexicon) -> Pair:
    """Say or ask "Трудно найти работу.", "Можно взять эту книгу?"."""
    question = rng.random() < 0.4
    said, told, aspect = rng.choice(_ASKING if question else _OF_NOBODY)
    who = _meant(told)
    what = drawn_deed(rng, words, who, perfective=aspect == "p")
    russian = spaced(said, what.infinitive(who, perfective=aspect == "p"))
    here = "here" if "здесь" in said else ""
    return made(russian, spaced(told, what.verb.base, what.told, here), "?" if question else ".")


def _meant(told: str) -> NounPhrase:
    """Return the one whose deed a frame speaks of, "you" if nobody's."""
    spoken = {*told.replace("'", " ").split()}
    for one in (YOU, I_MALE, WE, HE, SHE):
        if spoken & {one.english, one.english_object}:
            return one
    return YOU


# verbs of making somebody do something: forms, case of the one, English, its form
_CAUSED = (
    (("попросил", "попросила", "попросили"), Case.ACCUSATIVE, ("asked", "to")),
    (("попросил", "попросила", "попросили"), Case.ACCUSATIVE, ("asked", "to")),
    (("заставил", "заставила", "заставили"), Case.ACCUSATIVE, ("made", "")),
    (("помог", "помогла", "помогли"), Case.DATIVE, ("helped", "")),
    (("научил", "научила", "научили"), Case.ACCUSATIVE, ("taught", "to")),
    (("посоветовал", "посоветовала", "посоветовали"), Case.DATIVE, ("advised", "to")),
    (("разрешил", "разрешила", "разрешили"), Case.DATIVE, ("allowed", "to")),
    (("велел", "велела", "велели"), Case.DATIVE, ("told", "to")),
    (("приказал", "приказала", "приказали"), Case.DATIVE, ("ordered", "to")),
    (("уговорил", "уговорила", "уговорили"), Case.ACCUSATIVE, ("persuaded", "to")),
)


def caused(rng: Random, words: Lexicon) -> Pair:
    """Say "Том попросил меня открыть окно.", "Tom asked me to open the window."."""
    (he, she, they), case, (told, form) = rng.choice(_CAUSED)
    who = somebody(rng, words)
    other = an_object(rng, words, ("who",), who)
    if other.own == who.own:
        other = name(rng, words)
    perfective = told not in ("taught",)
    what = drawn_deed(rng, words, other, perfective=perfective)
    verb = {"m": he, "f": she}.get(who.gender, they)
    infinitive = what.infinitive(other, perfective=perfective)
    russian = spaced(who.forms[0], verb, other.forms[case], infinitive)
    return made(
        russian,
        spaced(who.english, told, other.english_object, form, what.verb.base, what.rest(other)),
    )


_KNOW = VerbForms("знать", "знаю", "знаешь", "знают", "знал", "знала", "-")
_UNKNOWN = (("что", "what"), ("как", "how"), ("куда", "where"), ("кому", "who"))


def what_to_do(rng: Random, words: Lexicon) -> Pair:
    """Say or ask "Том не знает, что купить.", "Ты знаешь, куда пойти?"."""
    who = somebody(rng, words)
    said, told = rng.choice(_UNKNOWN)
    verb = drawn_verb(rng, words, DID, people=True)
    while not _asked_for(verb, said):
        verb = drawn_verb(rng, words, DID, people=True)
    what = deed(rng, words, verb, who)
    if said != "как":
        what = replace(what, said="", told="")
    asks = who.english == "you" and rng.random() < 0.6
    know = Clause(
        who,
        Deed(_KNOW, None, "", EnglishVerb("know", "knew", "known", True), ""),
        HABIT,
        denied=not asks and rng.random() < 0.8,
    )
    english = know.question() if asks else know.english(contract=rng.random() < 0.8)
    infinitive = what.infinitive(who, perfective=True)
    return made(
        f"{know.russian()}, {said} {infinitive}",
        spaced(english, told, "to", what.verb.base, what.told),
        "?" if asks else ".",
    )


def _asked_for(verb: LexicalVerb, word: str) -> bool:
    """Say whether a question word asks for what a verb governs."""
    if word == "куда":
        return verb.manner == "to" and verb.english.base.split()[0] not in ("enter", "come")
    if word == "как":
        return True
    if not verb.government or verb.manner:
        return False
    people = verb.objects == ("who",)
    if word == "кому":
        return verb.government == (Case.DATIVE, "") and people
    return verb.government == (Case.ACCUSATIVE, "") and not people
