"""Frames with gaps: feelings, weather, ages, trades, languages, and nouns after prepositions."""

from dataclasses import replace
from random import Random
from typing import NamedTuple

from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.everyday.adverbials import (
    NOTHING,
    Adverbial,
    english_number,
    when,
)
from tolmach.corpus.templates.everyday.clauses import Clause
from tolmach.corpus.templates.everyday.english_inflection import (
    TO_BE,
    EnglishVerb,
    affirmed,
    asked,
    negated,
    spaced,
    statement,
    tensed,
    with_article,
)
from tolmach.corpus.templates.everyday.inflection import (
    Case,
    VerbForms,
    counted,
    numeral,
)
from tolmach.corpus.templates.everyday.lexicon import Lexicon, common_of
from tolmach.corpus.templates.everyday.noun_phrases import (
    THINGS,
    Modifiers,
    common,
    described,
    somebody,
)
from tolmach.corpus.templates.everyday.places import noun_place
from tolmach.corpus.templates.everyday.predicates import (
    HABIT,
    USED_TO_DO,
    WILL_BE_DOING,
    Deed,
)
from tolmach.corpus.templates.everyday.questions import made
from tolmach.corpus.templates.everyday.states import is_trade_of, told_or_asked

# word, English of the adjective after be or feel
_FEELINGS = (
    *(("холодно", "be cold"), ("жарко", "be hot"), ("скучно", "be bored")),
    *(("грустно", "be sad"), ("страшно", "be scared"), ("стыдно", "be ashamed")),
    *(("плохо", "feel bad"), ("хорошо", "feel good"), ("лучше", "feel better")),
    *(("одиноко", "be lonely"), ("весело", "be having fun"), ("тепло", "be warm")),
    *(("интересно", "be interested"), ("больно", "be in pain")),
    *(("неловко", "feel awkward"), ("приятно", "be pleased"), ("хуже", "feel worse")),
)


def feeling(rng: Random, words: Lexicon) -> Pair:
    """Say or ask "Мне холодно.", "Тебе было скучно?"."""
    who = somebody(rng, words)
    word, told = rng.choice(_FEELINGS)
    tense = rng.choice(("present", "present", "past", "future"))
    verb = EnglishVerb("feel", "felt", "felt", True) if told.startswith("feel") else TO_BE
    rest = told.split(" ", 1)[1]
    be = {"present": "", "past": "было", "future": "будет"}[tense]
    russian = spaced(who.forms[Case.DATIVE], be, word)
    draw = rng.random()
    if draw < (0.5 if who.english == "you" else 0.1):
        return made(russian, asked(verb, who.english, who.agreement, tense, rest), "?")
    if draw > 0.85:
        auxiliary, main = tensed(verb, who.agreement, tense)
        no = spaced(who.forms[Case.DATIVE], "не", be, word)
        word = negated(auxiliary, contract=auxiliary != "am")
        return made(no, spaced(who.english, word, main, rest))
    auxiliary, main = affirmed(verb, who.agreement, tense)
    return made(russian, statement(who.english, auxiliary, main, rest, contract=rng.random() < 0.7))


_SPEAKING = (
    *(("по-английски", "English"), ("по-французски", "French"), ("по-французски", "French")),
    *(("по-русски", "Russian"), ("по-немецки", "German"), ("по-японски", "Japanese")),
    *(("по-китайски", "Chinese"), ("по-испански", "Spanish"), ("по-итальянски", "Italian")),
)


_HOW_WELL = (
    *(("", ""), ("", ""), ("хорошо", "well"), ("плохо", "badly"), ("свободно", "fluently")),
    *(("немного", "a little"), ("очень хорошо", "very well"), ("бегло", "fluently")),
)


_SPEAKING_OF = (
    ("говорить говорю говоришь говорят говорил говорила говори", "speak spoke spoken"),
    ("говорить говорю говоришь говорят говорил говорила говори", "speak spoke spoken"),
    ("понимать понимаю понимаешь понимают понимал понимала -", "understand understood understood"),
    ("читать читаю читаешь читают читал читала читай", "read read read"),
)


def speaking(rng: Random, words: Lexicon) -> Pair:
    """Say or ask "Том хорошо говорит по-французски."."""
    who, (language, english) = somebody(rng, words), rng.choice(_SPEAKING)
    forms, told = rng.choice(_SPEAKING_OF)
    how, well = rng.choice(_HOW_WELL)
    base, past, participle = told.split()
    verb = EnglishVerb(base, past, participle, True)
    speak = Deed(VerbForms(*forms.split()), None, language, verb, spaced(english, well))
    spoken = Clause(who, speak, rng.choice((HABIT, HABIT, USED_TO_DO)), how=Adverbial(how, ""))
    if rng.random() < 0.2:
        spoken = replace(spoken, denied=True, how=NOTHING, predicate=replace(speak, told=english))
    return told_or_asked(rng, spoken)


def working(rng: Random, words: Lexicon) -> Pair:
    """Say or ask "Моя сестра работает врачом."."""
    who = somebody(rng, words)
    nouns = [each for each in words.by_kind["profession"] if is_trade_of(each, who)]
    noun = common_of(rng, nouns)
    many = who.gender == "p" and who.english != "you"
    said = noun.cases(plural=many)[Case.INSTRUMENTAL]
    told = noun.english_plural if many else with_article(noun.english)
    forms = "работать работаю работаешь работают работал работала работай"
    work = Deed(
        VerbForms(*forms.split()),
        None,
        said,
        EnglishVerb("work", "worked", "worked"),
        f"as {told}",
    )
    return told_or_asked(
        rng, Clause(who, work, rng.choice((HABIT, HABIT, USED_TO_DO, WILL_BE_DOING)))
    )


def age(rng: Random, words: Lexicon) -> Pair:
    """Say "Моему брату двадцать лет.", with digits."""
    who = somebody(rng, words)
    number = rng.choice((rng.randint(5, 12), rng.randint(13, 99)))
    years = counted(number, "год", "года", "лет")
    said = f"{who.forms[Case.DATIVE]} {numeral(number, 'm')} {years}"
    be = affirmed(TO_BE, who.agreement, "present")[0]
    unit = "year" if number == 1 else "years"
    told = f"{english_number(number)} {unit} old"
    return made(said, statement(who.english, be, told, contract=rng.random() < 0.6))


_HURTING = (
    ("болит голова", "has a headache", "have a headache"),
    ("болит живот", "has a stomachache", "have a stomachache"),
    ("болит зуб", "has a toothache", "have a toothache"),
    ("болит горло", "has a sore throat", "have a sore throat"),
    ("высокая температура", "has a high fever", "have a high fever"),
    ("температура", "has a fever", "have a fever"),
    ("голубые глаза", "has blue eyes", "have blue eyes"),
    ("карие глаза", "has brown eyes", "have brown eyes"),
    ("длинные волосы", "has long hair", "have long hair"),
    ("короткие волосы", "has short hair", "have short hair"),
    ("много друзей", "has many friends", "have many friends"),
    ("много работы", "has a lot of work", "have a lot of work"),
    ("мало времени", "has little time", "have little time"),
    ("нет времени на это", "has no time for this", "have no time for this"),
    ("всё хорошо", "is doing well", "are doing well"),
    ("сегодня день рождения", "has a birthday today", "have a birthday today"),
    ("хорошая память", "has a good memory", "have a good memory"),
    ("плохое настроение", "is in a bad mood", "are in a bad mood"),
    ("хорошее настроение", "is in a good mood", "are in a good mood"),
    ("хватает денег", "has enough money", "have enough money"),
    ("не хватает времени", "doesn't have enough time", "don't have enough time"),
    ("насморк", "has a runny nose", "have a runny nose"),
    ("красивый голос", "has a beautiful voice", "have a beautiful voice"),
    ("большая семья", "has a big family", "have a big family"),
)


def body(rng: Random, words: Lexicon) -> Pair:
    """Say "У меня болит голова.", "У неё голубые глаза."."""
    who = somebody(rng, words)
    said, he, they = rng.choice(_HURTING)
    told = he if who.agreement == "he" else they
    if who.agreement == "I":
        told = told.replace("are ", "am ", 1) if told.startswith("are ") else told
    if rng.random() < 0.3:
        noun = rng.choice([each for each in words.by_kind["body"] if each.singular])
        one = described(noun, Modifiers(english=who.whose))
        verb = "hurts"
        return made(
            f"{who.after('у', Case.GENITIVE)} болит {one.forms[0]}", f"{one.english} {verb}"
        )
    return made(f"{who.after('у', Case.GENITIVE)} {said}", f"{who.english} {told}")


_WEATHER = (
    ("идёт дождь", "it's raining"),
    ("идёт снег", "it's snowing"),
    ("шёл дождь", "it was raining"),
    ("шёл снег", "it was snowing"),
    ("пойдёт дождь", "it will rain"),
    ("будет дождь", "it will rain"),
    ("будет снег", "it will snow"),
    ("холодно", "it's cold"),
    ("жарко", "it's hot"),
    ("тепло", "it's warm"),
    ("темно", "it's dark"),
    ("было холодно", "it was cold"),
    ("было жарко", "it was hot"),
    ("было темно", "it was dark"),
    ("будет холодно", "it will be cold"),
    ("будет жарко", "it will be hot"),
    ("хорошая погода", "the weather is nice"),
    ("плохая погода", "the weather is bad"),
    ("была плохая погода", "the weather was bad"),
    ("дует сильный ветер", "a strong wind is blowing"),
    ("светит солнце", "the sun is shining"),
    ("светило солнце", "the sun was shining"),
    ("было тихо", "it was quiet"),
    ("скользко", "it's slippery"),
    ("туман", "it's foggy"),
    ("солнечно", "it's sunny"),
    ("будет солнечно", "it will be sunny"),
    ("ветрено", "it's windy"),
)


def weather(rng: Random, words: Lexicon) -> Pair:
    """Say "Вчера шёл дождь.", "В Москве холодно."."""
    said, told = rng.choice(_WEATHER)
    verb = said.split()[0]
    past = verb in ("шёл", "было", "была", "светило")
    future = verb in ("пойдёт", "будет")
    time = when(rng, "past" if past else "future" if future else "now")
    if time.russian in ("однажды", "в детстве", "когда-нибудь", "давно", "после обеда"):
        time = Adverbial("сегодня", "today")
    if not past and not future:
        time = rng.choice((Adverbial("сегодня", "today"), Adverbial("сейчас", "now"), NOTHING))
    draw = rng.random()
    if draw < 0.35:
        country = common_of(rng, words.by_kind[rng.choice(("city", "city", "country"))])
        where = noun_place(rng, words, country)
        return made(
            spaced(time.russian, where.at, said), spaced(told, where.english_at, time.english)
        )
    if draw < 0.5:
        return made(spaced(time.russian, "на улице", said), spaced(told, "outside", time.english))
    return made(spaced(time.russian, said), spaced(told, time.english))


class _Frame(NamedTuple):
    """A sentence with a noun in a case after a preposition, in both languages."""

    russian: str
    english: str
    preposition: str
    case: Case
    kinds: tuple[str, ...]


_PEOPLE = ("kin", "kin", "person", "profession", "man", "woman")
_IDEAS = ("abstract", "abstract", "abstract", "event", "person", "kin", "animal", "weather", "time")
_USEFUL = (*THINGS, "food", "drink", "money", "abstract", "material", "instrument")
_OBSTACLES = ("weather", "event", "kin", "abstract", "vehicle", "feeling")
_ABOUT = (
    _Frame("мы говорили {}", "we talked about {}", "о", Case.PREPOSITIONAL, _IDEAS),
    _Frame("расскажи мне {}", "tell me about {}", "о", Case.PREPOSITIONAL, _IDEAS),
    _Frame("я ничего не знаю {}", "I know nothing about {}", "о", Case.PREPOSITIONAL, _IDEAS),
    _Frame("это книга {}", "this is a book about {}", "о", Case.PREPOSITIONAL, _IDEAS),
    _Frame("что ты думаешь {}", "what do you think about {}", "о", Case.PREPOSITIONAL, _IDEAS),
    _Frame("всё зависит {}", "everything depends on {}", "от", Case.GENITIVE, _IDEAS),
    _Frame("я не могу жить {}", "I can't live without {}", "без", Case.GENITIVE, _USEFUL),
    _Frame("он пришёл {}", "he came without {}", "без", Case.GENITIVE, THINGS),
    _Frame("{} ничего не получится", "nothing will work without {}", "без", Case.GENITIVE, _USEFUL),
    _Frame("он опоздал {}", "he was late because of {}", "из-за", Case.GENITIVE, _OBSTACLES),
    _Frame(
        "мы остались дома {}",
        "we stayed at home because of {}",
        "из-за",
        Case.GENITIVE,
        _OBSTACLES,
    ),
    _Frame("она волнуется {}", "she is worried because of {}", "из-за", Case.GENITIVE, _OBSTACLES),
    _Frame("он уснул {}", "he fell asleep during {}", "во время", Case.GENITIVE, ("event",)),
    _Frame("мы встретились {}", "we met after {}", "после", Case.GENITIVE, ("event",)),
    _Frame("что вы делали {}", "what did you do after {}", "после", Case.GENITIVE, ("event",)),
    _Frame(
        "я всегда волнуюсь {}",
        "I always get nervous before {}",
        "перед",
        Case.INSTRUMENTAL,
        ("event",),
    ),
    _Frame(
        "{} всё было иначе", "before {} everything was different", "до", Case.GENITIVE, ("event",)
    ),
    _Frame("у меня есть подарок {}", "I have a gift for {}", "для", Case.GENITIVE, _PEOPLE),
    _Frame("я сделал это {}", "I did this for {}", "для", Case.GENITIVE, _PEOPLE),
    _Frame("это письмо {}", "this letter is from {}", "от", Case.GENITIVE, _PEOPLE),
    _Frame("все пришли, {}", "everyone came except {}", "кроме", Case.GENITIVE, _PEOPLE),
    _Frame("он сел {}", "he sat down next to {}", "рядом с", Case.INSTRUMENTAL, _PEOPLE),
    _Frame("я против {}", "I'm against {}", "", Case.GENITIVE, ("abstract", "event")),
    _Frame(
        "она купила хлеб {}",
        "she bought bread instead of {}",
        "вместо",
        Case.GENITIVE,
        ("food", "drink"),
    ),
    _Frame("это сделано {}", "this is made of {}", "из", Case.GENITIVE, ("material",)),
    _Frame("мне не хватает {}", "I don't have enough {}", "", Case.GENITIVE, ("money", "material")),
    _Frame("я боюсь {}", "I'm afraid of {}", "", Case.GENITIVE, ("animal", "weather", "event")),
    _Frame(
        "она мечтает {}",
        "she dreams about {}",
        "о",
        Case.PREPOSITIONAL,
        ("clothing", "vehicle", "place", "animal"),
    ),
    _Frame("спасибо {}", "thank you for {}", "за", Case.ACCUSATIVE, ("thing", "food", "text")),
    _Frame("осторожно, там {}", "be careful, there's {} there", "", Case.NOMINATIVE, ("animal",)),
    _Frame("что такое {}", "what is {}", "", Case.NOMINATIVE, ("feeling", "abstract")),
    _Frame("{} — это важно", "{} is important", "", Case.NOMINATIVE, ("feeling", "abstract")),
    _Frame("я верю {}", "I believe in {}", "в", Case.ACCUSATIVE, ("feeling", "abstract")),
    _Frame("мы заплатили {}", "we paid for {}", "за", Case.ACCUSATIVE, ("food", "clothing")),
    _Frame("где здесь {}", "where is {} here", "", Case.NOMINATIVE, ("building", "room")),
    _Frame("как дойти {}", "how do I get to {}", "до", Case.GENITIVE, ("building", "ground")),
    _Frame("далеко ли {}", "is it far to {}", "до", Case.GENITIVE, ("building", "ground")),
    _Frame("он вышел {}", "he went out of {}", "из", Case.GENITIVE, ("building", "room")),
    _Frame("автобус едет {}", "the bus is going past {}", "мимо", Case.GENITIVE, ("building",)),
    _Frame("мы идём {}", "we're walking through {}", "через", Case.ACCUSATIVE, ("place", "ground")),
    _Frame("он режет хлеб {}", "he is cutting bread with {}", "", Case.INSTRUMENTAL, ("tool",)),
    _Frame("она пользуется {}", "she uses {}", "", Case.INSTRUMENTAL, ("tool", "thing")),
    _Frame("чай {}", "tea with {}", "с", Case.INSTRUMENTAL, ("food",)),
    _Frame("хлеб {}", "bread with {}", "с", Case.INSTRUMENTAL, ("food",)),
    _Frame("прошёл {}", "{} has passed", "", Case.NOMINATIVE, ()),
)[:-1]
_INDEFINITE = (
    "a gift",
    "made of",
    "enough",
    "there's",
    "tea with",
    "bread with",
    "what is",
    "dreams",
    "believe",
    "is important",
    "afraid",
    "with {}",
)


def around(rng: Random, words: Lexicon) -> Pair:
    """Say "Мы говорили о погоде.", "Я не могу жить без музыки."."""
    frame = rng.choice(_ABOUT)
    noun = common_of(rng, words.by_kind[rng.choice(frame.kinds)])
    bare = any(each in frame.english for each in _INDEFINITE)
    thing = common(rng, words, noun, article="a" if bare else "the")
    if bare and noun.kind in ("feeling", "abstract", "material", "money"):
        thing = described(noun, Modifiers(english="a"))
    if frame.case is Case.NOMINATIVE and thing.gender == "p" and "{} is" in frame.english:
        return around(rng, words)
    said = frame.russian.format(thing.after(frame.preposition, frame.case))
    told = frame.english.format(thing.english)
    asks = frame.english.startswith(("what ", "where ", "how ", "is it"))
    return made(said, told, "?" if asks else ".")


_NEEDED = {"m": "нужен", "f": "нужна", "n": "нужно", "p": "нужны"}


def needing(rng: Random, words: Lexicon) -> Pair:
    """Say or ask "Мне нужна новая машина."."""
    who = somebody(rng, words)
    noun = common_of(rng, words.by_kind[rng.choice(_USEFUL)])
    adjective = rng.choice(words.fitting[noun.kind]) if rng.random() < 0.3 else None
    plural = noun.plural is not None and rng.random() < 0.15
    thing = described(noun, Modifiers(plural, "", "a", adjective))
    need = EnglishVerb("need", "needed", "needed", True)
    denied = rng.random() < 0.2
    russian = spaced(
        who.forms[Case.DATIVE], "не" if denied else "", _NEEDED[thing.gender], thing.forms[0]
    )
    if who.english == "you" and not denied and rng.random() < 0.6:
        return made(russian, asked(need, "you", "you", "present", thing.english), "?")
    if denied:
        auxiliary, main = tensed(need, who.agreement, "present")
        word = negated(auxiliary, contract=rng.random() < 0.85)
        return made(russian, spaced(who.english, word, main, thing.english))
    return made(
        russian, spaced(who.english, *affirmed(need, who.agreement, "present"), thing.english)
    )


def exclaimed(rng: Random, words: Lexicon) -> Pair:
    """Say "Какая красивая собака!", "What a beautiful dog!"."""
    kind = rng.choice(
        (*THINGS, "animal", "person", "building", "place", "food", "picture", "plant")
    )
    noun = common_of(rng, words.by_kind[kind])
    plural = noun.plural is not None and rng.random() < 0.15
    adjective = rng.choice(words.fitting[kind])
    thing = described(noun, Modifiers(plural, "какой", "a", adjective))
    return made(thing.forms[0], f"what {thing.english}", "!")


def who_is(rng: Random, words: Lexicon) -> Pair:
    """Ask "Кто эта женщина?", "Что это за книга?"."""
    if rng.random() < 0.5:
        noun = common_of(rng, words.by_kind[rng.choice(("person", "profession"))])
        said, told = rng.choice((("этот", "this"), ("тот", "that")))
        thing = described(noun, Modifiers(determiner=said, english=told))
        return made(f"кто {thing.forms[0]}", f"who is {thing.english}", "?")
    noun = common_of(rng, words.by_kind[rng.choice((*THINGS, "building", "animal", "plant"))])
    thing = described(noun, Modifiers(noun.singular is None))
    be = "are these" if thing.agreement == "you" else "is this"
    return made(f"что это за {thing.forms[0]}", f"what kind of {thing.english} {be}", "?")


def fragment(rng: Random, words: Lexicon) -> Pair:
    """Say a noun, alone or described, or a verb, as in a dictionary or on a label."""
    if rng.random() < 0.2:
        verb = common_of(rng, words.verbs)
        form = rng.choice([each for each in (verb.imperfective, verb.perfective) if each])
        if verb.government is None or not verb.government.preposition:
            return Pair(form.infinitive, spaced("to", verb.english.base))
    noun = common_of(rng, words.nouns)
    adjectives = words.fitting.get(noun.kind, ())
    plural = noun.plural is not None and rng.random() < 0.15
    if noun.kind in ("man", "woman", "city", "country") or not adjectives or rng.random() < 0.6:
        one = described(noun, Modifiers(plural))
        return Pair(one.forms[0], one.english)
    one = described(noun, Modifiers(plural, adjective=rng.choice(adjectives)))
    return Pair(one.forms[0], one.english)
