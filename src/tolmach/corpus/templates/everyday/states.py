"""States: being somebody or such, having, being somewhere, comparing, feeling, and the weather."""

from dataclasses import replace
from random import Random

from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.everyday.adverbials import (
    NOTHING,
    Adverbial,
    english_number,
    when,
)
from tolmach.corpus.templates.everyday.clauses import Clause
from tolmach.corpus.templates.everyday.english_inflection import (
    EnglishVerb,
    affirmed,
    asked,
    joined,
    negated,
    statement,
    tensed,
    with_article,
)
from tolmach.corpus.templates.everyday.inflection import (
    Case,
    VerbForms,
    adjective_forms,
    counted,
    determiner_forms,
    numeral,
)
from tolmach.corpus.templates.everyday.lexicon import Adjective, Lexicon, Noun, common_of
from tolmach.corpus.templates.everyday.noun_phrases import (
    THINGS,
    Description,
    Phrase,
    common,
    described,
    owned,
    quantity,
    somebody,
    subject,
)
from tolmach.corpus.templates.everyday.places import beside, noun_place, place, spot
from tolmach.corpus.templates.everyday.predicates import (
    HABIT,
    USED_TO_DO,
    WILL_BE_DOING,
    BeingSo,
    BeingSomebody,
    BeingSuch,
    Deed,
    Predicate,
    short_forms,
    unchanged,
)
from tolmach.corpus.templates.everyday.questions import made

_BEING = (HABIT, HABIT, HABIT, HABIT, USED_TO_DO, USED_TO_DO, WILL_BE_DOING)
_DESCRIBED = (
    *("person", "kin", "profession", "man", "woman", "animal", "food", "drink", "clothing"),
    *("furniture", "room", "building", "vehicle", "thing", "tool", "container", "text", "picture"),
    *("event", "plant", "abstract", "weather"),
)
_DEGREES = (
    *(("", ""),) * 5,
    *(("очень", "very"), ("очень", "very"), ("такой", "so"), ("слишком", "too")),
    *(("довольно", "quite"), ("не очень", "not very"), ("действительно", "really")),
)
_SHORT = (
    BeingSo(short_forms("готов", "готов"), "ready"),
    BeingSo(short_forms("занят", "занят"), "busy", "занятый"),
    BeingSo(short_forms("рад", "рад"), "glad"),
    BeingSo(short_forms("прав", "прав"), "right"),
    BeingSo(short_forms("неправ", "неправ"), "wrong"),
    BeingSo(short_forms("болен", "больн"), "sick"),
    BeingSo(short_forms("голоден", "голодн"), "hungry"),
    BeingSo(short_forms("согласен", "согласн"), "in agreement"),
    BeingSo(short_forms("уверен", "уверен"), "sure", "уверенный"),
    BeingSo(short_forms("счастлив", "счастлив"), "happy", "счастливый"),
    BeingSo(short_forms("свободен", "свободн"), "free", "свободный"),
    BeingSo(short_forms("виноват", "виноват"), "to blame"),
    BeingSo(short_forms("женат", "женат"), "married"),
    BeingSo(short_forms("жив", "жив"), "alive"),
    BeingSo(short_forms("удивлён", "удивлен"), "surprised"),
    BeingSo(short_forms("здоров", "здоров"), "healthy"),
    BeingSo(short_forms("пьян", "пьян"), "drunk"),
    BeingSo(short_forms("знаком со всеми", "знаком"), "acquainted with everyone"),
    BeingSo(unchanged("дома"), "at home"),
    BeingSo(unchanged("здесь"), "here"),
    BeingSo(unchanged("там"), "there"),
    BeingSo(unchanged("на работе"), "at work"),
    BeingSo(unchanged("в порядке"), "all right"),
    BeingSo(unchanged("в опасности"), "in danger"),
    BeingSo(unchanged("на улице"), "outside"),
    BeingSo(unchanged("за рулём"), "at the wheel"),
    BeingSo({"m": "один", "f": "одна", "n": "одно", "p": "одни"}, "alone"),
    BeingSo(
        {"m": "сам не свой", "f": "сама не своя", "n": "", "p": "сами не свои"}, "not {own}self"
    ),
)[:-1]
_LEFT_OUT = frozenset(("женат", "знаком со всеми", "согласен"))
_SHORT_FITTING = tuple(each for each in _SHORT if each.short["m"] not in _LEFT_OUT)


def _told(rng: Random, made_clause: Clause) -> Pair:
    """Say it, or ask it of the one addressed."""
    if made_clause.subject.english == "you" and rng.random() < 0.5 and not made_clause.denied:
        return made(made_clause.russian(), made_clause.question(), "?")
    front = rng.random() < 0.3
    contract = rng.random() < 0.7
    return made(
        made_clause.russian(front=front),
        made_clause.english(contract=contract, front=front and rng.random() < 0.3),
    )


def _in_time(rng: Random, who: Phrase, predicate: Predicate) -> Clause:
    tense = rng.choice(_BEING)
    time = NOTHING
    if tense != HABIT and rng.random() < 0.35:
        time = when(rng, tense.russian)
    return Clause(who, predicate, tense, denied=rng.random() < 0.18, time=time)


def being_somebody(rng: Random, words: Lexicon) -> Pair:
    """Say "Мой брат — врач.", "Она была хорошей учительницей."."""
    who = somebody(rng, words)
    kind = rng.choice(("profession", "profession", "person"))
    nouns = [
        each for each in words.by_kind[kind] if _fits(each, who) and each.english not in _ROYAL
    ]
    noun = rng.choice(nouns or words.by_kind["profession"])
    adjectives = words.fitting[kind]
    adjective = rng.choice(adjectives) if rng.random() < 0.3 else None
    return _told(rng, _in_time(rng, who, BeingSomebody(noun, adjective)))


_ROYAL = frozenset("person guest stranger man woman owner witness passenger child boy girl".split())


def _fits(noun: Noun, who: Phrase) -> bool:
    if noun.singular is None or noun.plural is None or not noun.english_plural:
        return False
    return noun.gender == "m" if who.gender != "f" else True


def being_such(rng: Random, words: Lexicon) -> Pair:
    """Say "Эта книга интересная.", "Вода была холодной."."""
    kind = rng.choice(_DESCRIBED)
    adjectives = [each for each in words.fitting[kind] if each.russian not in _NOT_SAID_OF]
    adjective = rng.choice(adjectives)
    who = subject(rng, words, ("person",)) if rng.random() < 0.3 else None
    if who:
        adjective = rng.choice(words.fitting["person"])
    who = who or _plain(rng, words, common_of(rng, words.by_kind[kind]))
    degree, english = rng.choice(_DEGREES)
    if degree == "такой":
        degree = adjective_forms("такой", who.gender, animate=False)[0]
    made_clause = _in_time(rng, who, BeingSuch(adjective, degree, english))
    if (degree and made_clause.denied) or degree.startswith("не"):
        made_clause = Clause(who, BeingSuch(adjective), made_clause.tense, time=made_clause.time)
    if made_clause.tense == WILL_BE_DOING and degree == who.gender:
        return being_such(rng, words)
    return _told(rng, made_clause)


_NOT_SAID_OF = frozenset("русский английский настоящий главный последний первый".split())


def _plain(rng: Random, words: Lexicon, noun: Noun) -> Phrase:
    """Put a noun with a determiner, without an adjective."""
    drawn = common(rng, words, noun)
    return drawn if not drawn.heavy else described(noun, Description(english="the"))


def being_so(rng: Random, words: Lexicon) -> Pair:
    """Say "Я готов.", "Она была дома."."""
    return _told(rng, _in_time(rng, somebody(rng, words), rng.choice(_SHORT_FITTING)))


def being_somewhere(rng: Random, words: Lexicon) -> Pair:
    """Say "Книга на столе.", "Том был в школе.", "На столе лежит книга."."""
    draw = rng.random()
    if draw < 0.45:
        who = somebody(rng, words)
        where = place(rng, words)
        return _told(rng, _in_time(rng, who, BeingSo(unchanged(where.at), where.english_at)))
    if draw < 0.6:
        noun = common_of(rng, words.by_kind["building"])
        thing, (said, told) = _plain(rng, words, noun), beside(rng, words)
        return _told(rng, _in_time(rng, thing, BeingSo(unchanged(said), told)))
    noun = common_of(rng, words.by_kind[rng.choice((*THINGS[:5], "animal"))])
    said, told = spot(rng, words)
    if rng.random() < 0.5:
        thing = common(rng, words, noun)
        return _told(rng, _in_time(rng, thing, BeingSo(unchanged(said), told)))
    return _there_is(rng, words, noun, (said, told))


def _there_is(rng: Random, words: Lexicon, noun: Noun, where: tuple[str, str]) -> Pair:
    """Say "На столе лежит книга.", "В комнате нет стола."."""
    said, told = where
    plural = noun.plural is not None and rng.random() < 0.3
    adjectives = words.fitting[noun.kind]
    adjective = rng.choice(adjectives) if rng.random() < 0.25 else None
    thing = described(noun, Description(plural, "", "a", adjective))
    many = thing.agreement == "you"
    past = rng.random() < 0.3
    be = ("were" if many else "was") if past else ("are" if many else "is")
    if rng.random() < 0.25:
        word = {True: "не было", False: "нет"}[past]
        bare = described(noun, Description(plural, "", "", adjective))
        return made(
            joined(said, word, thing.forms[Case.GENITIVE]),
            joined("there", be, "no", bare.english, told),
        )
    verb = _lying(rng, thing, past=past)
    some = "some" if many or not noun.english_plural else ""
    return made(joined(said, verb, thing.forms[0]), joined("there", be, some, thing.english, told))


def _lying(rng: Random, thing: Phrase, *, past: bool) -> str:
    plural = thing.gender == "p"
    if past:
        return {"m": "был", "f": "была", "n": "было", "p": "были"}[thing.gender]
    if thing.kind == "animal":
        return "сидят" if plural else "сидит"
    upright = thing.kind in ("furniture", "container", "vehicle")
    stands = ("стоит", "стоят") if upright else ("лежит", "лежат")
    return stands[plural] if rng.random() < 0.7 else "есть"


_OWNED = (*THINGS, "animal", "kin", "abstract", "abstract")
_ABSTRACT = frozenset("idea problem question plan dream chance choice secret answer reason".split())
_HAVE = EnglishVerb("have", "had", "had", True)


def having(rng: Random, words: Lexicon) -> Pair:
    """Say or ask "У меня есть собака.", "У Тома нет машины."."""
    who = somebody(rng, words)
    noun = common_of(rng, words.by_kind[rng.choice(_OWNED)])
    while noun.english in _NOT_OWNED or (noun.kind == "abstract" and noun.english not in _ABSTRACT):
        noun = common_of(rng, words.by_kind[rng.choice(_OWNED)])
    owner = who.after("у", Case.GENITIVE)
    if rng.random() < 0.25 and noun.plural and noun.english_plural and noun.singular:
        return _having_many(rng, words, who, noun)
    plural = noun.plural is not None and rng.random() < 0.15
    adjectives = words.fitting[noun.kind]
    adjective = rng.choice(adjectives) if rng.random() < 0.25 else None
    thing = described(noun, Description(plural, "", "a", adjective))
    tense = rng.choice(("present",) * 4 + ("past", "future"))
    gender = thing.gender
    if rng.random() < 0.28:
        word = {"present": "нет", "past": "не было", "future": "не будет"}[tense]
        russian = joined(owner, word, thing.forms[Case.GENITIVE])
        auxiliary, main = tensed(_HAVE, who.agreement, tense)
        word = negated(auxiliary, contract=rng.random() < 0.85)
        if rng.random() < 0.25:
            bare = described(noun, Description(plural, "", "", adjective)).english
            affirmative = affirmed(_HAVE, who.agreement, tense)
            return made(russian, joined(who.english, *affirmative, "no", bare))
        any_thing = thing.english if thing.agreement == "he" else f"any {thing.english}"
        return made(russian, joined(who.english, word, main, any_thing))
    there = {"present": "есть", "past": _WAS[gender], "future": _WILL_BE[gender]}[tense]
    question = rng.random() < (0.6 if who.english == "you" else 0.15)
    if question and tense == "present":
        form = rng.choice((f"{owner} есть {thing.forms[0]}", f"есть ли {owner} {thing.forms[0]}"))
        return made(form, asked(_HAVE, who.english, who.agreement, tense, thing.english), "?")
    russian = joined(owner, there, thing.forms[0])
    return made(russian, joined(who.english, *affirmed(_HAVE, who.agreement, tense), thing.english))


_WAS = {"m": "был", "f": "была", "n": "было", "p": "были"}
_WILL_BE = {"m": "будет", "f": "будет", "n": "будет", "p": "будут"}
_NOT_OWNED = frozenset("mother father mom dad people world country wall parent".split())


def _having_many(rng: Random, words: Lexicon, who: Phrase, noun: Noun) -> Pair:  # noqa: ARG001
    said, told = quantity(rng, noun)
    there = "есть " if rng.random() < 0.2 and not said.startswith("м") else ""
    russian = f"{who.after('у', Case.GENITIVE)} {there}{said}"
    return made(russian, joined(who.english, *affirmed(_HAVE, who.agreement, "present"), told))


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


def liking(rng: Random, words: Lexicon) -> Pair:
    """Say or ask "Мне нравится эта песня.", "Тебе понравился фильм?"."""
    who = somebody(rng, words)
    kinds = ("food", "drink", "clothing", "text", "picture", "game", "place", "animal", "building")
    noun = common_of(rng, words.by_kind[rng.choice(kinds)])
    thing = common(rng, words, noun)
    if not thing.heavy and thing.english.startswith("the ") and rng.random() < 0.7:
        thing = described(noun, Description(thing.gender == "p", "этот", "this"))
    past = rng.random() < 0.3
    if past:
        verb = {"m": "понравился", "f": "понравилась", "n": "понравилось", "p": "понравились"}
        form = verb[thing.gender]
    else:
        form = "нравятся" if thing.gender == "p" else "нравится"
    denied = rng.random() < 0.25
    said = joined(who.forms[Case.DATIVE], "не" if denied else "", form, thing.forms[0])
    like, tense = EnglishVerb("like", "liked", "liked", True), "past" if past else "present"
    if who.english == "you" and rng.random() < 0.6 and not denied:
        return made(said, asked(like, "you", "you", tense, thing.english), "?")
    if denied:
        auxiliary, main = tensed(like, who.agreement, tense)
        word = negated(auxiliary, contract=rng.random() < 0.85)
        return made(said, joined(who.english, word, main, thing.english))
    return made(said, joined(who.english, *affirmed(like, who.agreement, tense), thing.english))


def comparison(rng: Random, words: Lexicon) -> Pair:
    """Say "Том выше брата.", "Эта книга интереснее, чем та."."""
    if rng.random() < 0.5:
        who, other = somebody(rng, words), somebody(rng, words)
        adjectives = words.fitting["person"]
    else:
        kind = rng.choice(("building", "vehicle", "clothing", "text", "picture", "animal", "food"))
        who, other = (_plain(rng, words, common_of(rng, words.by_kind[kind])) for _ in range(2))
        adjectives = words.fitting[kind]
    comparable = [
        each for each in adjectives if each.comparative and each.russian not in _NOT_SAID_OF
    ]
    if not comparable or other.english == who.english or (other.own == who.own and other.pronoun):
        return comparison(rng, words)
    adjective = rng.choice(comparable)
    much = rng.random() < 0.2
    be = affirmed(_BE, who.agreement, "present")[0]
    told = joined(who.english, be, "much" if much else "", adjective.english_comparative, "than")
    told = joined(told, other.english_object)
    compared = joined("гораздо" if much else "", adjective.comparative)
    if rng.random() < 0.5 and other.forms[1] not in ("его", "её", "их"):
        return made(f"{who.forms[0]} {compared} {other.forms[Case.GENITIVE]}", told)
    return made(f"{who.forms[0]} {compared}, чем {other.forms[0]}", told)


_BE = EnglishVerb("be", "was", "been", True)


def superlative_of(adjective: Adjective) -> str:
    """Return "tallest", "most beautiful"."""
    more = adjective.english_comparative
    irregular = {"better": "best", "worse": "worst", "less": "least"}
    if more in irregular:
        return irregular[more]
    return more.replace("more ", "most ") if more.startswith("more ") else more[:-2] + "est"


def superlative(rng: Random, words: Lexicon) -> Pair:
    """Say "Это самый высокий дом в городе."."""
    kind = rng.choice(("person", "profession", "building", "place", "text", "picture", "animal"))
    noun = rng.choice([each for each in words.by_kind[kind] if each.singular])
    adjectives = [each for each in words.fitting[kind] if each.comparative]
    adjective = rng.choice(adjectives)
    forms = adjective_forms(adjective.russian, noun.gender, animate=noun.animate)
    most = adjective_forms("самый", noun.gender, animate=noun.animate)
    said = f"{most[0]} {forms[0]} {noun.cases(plural=False)[0]}"
    told = f"the {superlative_of(adjective)} {noun.english}"
    where, english = rng.choice(_WORLDWIDE)
    return made(f"это {said} {where}".strip(), joined("this is", told, english))


_WORLDWIDE = (
    ("в мире", "in the world"),
    ("в городе", "in the city"),
    ("в нашей стране", "in our country"),
    ("в моей жизни", "in my life"),
    ("", ""),
    ("в России", "in Russia"),
    ("здесь", "here"),
)
# word, English of the adjective after be or feel
_FEELINGS = (
    *(("холодно", "be cold"), ("жарко", "be hot"), ("скучно", "be bored")),
    *(("грустно", "be sad"), ("страшно", "be scared"), ("стыдно", "be ashamed")),
    *(("плохо", "feel bad"), ("хорошо", "feel good"), ("лучше", "feel better")),
    *(("одиноко", "be lonely"), ("весело", "be having fun"), ("тепло", "be warm")),
    *(("интересно", "be interested"), ("всё равно", "not care"), ("больно", "be in pain")),
    *(("неловко", "feel awkward"), ("приятно", "be pleased"), ("хуже", "feel worse")),
)


def feeling(rng: Random, words: Lexicon) -> Pair:
    """Say or ask "Мне холодно.", "Тебе было скучно?"."""
    who = somebody(rng, words)
    word, told = rng.choice([each for each in _FEELINGS if not each[1].startswith("not")])
    tense = rng.choice(("present", "present", "past", "future"))
    verb = EnglishVerb("feel", "felt", "felt", True) if told.startswith("feel") else _BE
    rest = told.split(" ", 1)[1]
    be = {"present": "", "past": "было", "future": "будет"}[tense]
    russian = joined(who.forms[Case.DATIVE], be, word)
    draw = rng.random()
    if draw < (0.5 if who.english == "you" else 0.1):
        return made(russian, asked(verb, who.english, who.agreement, tense, rest), "?")
    if draw > 0.85:
        auxiliary, main = tensed(verb, who.agreement, tense)
        no = joined(who.forms[Case.DATIVE], "не", be, word)
        word = negated(auxiliary, contract=auxiliary != "am")
        return made(no, joined(who.english, word, main, rest))
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
    speak = Deed(VerbForms(*forms.split()), None, language, verb, joined(english, well))
    spoken = Clause(who, speak, rng.choice((HABIT, HABIT, USED_TO_DO)), often=Adverbial(how, ""))
    if rng.random() < 0.2:
        spoken = replace(spoken, denied=True, often=NOTHING, predicate=replace(speak, told=english))
    return _told(rng, spoken)


def working(rng: Random, words: Lexicon) -> Pair:
    """Say or ask "Моя сестра работает врачом."."""
    who = somebody(rng, words)
    nouns = [each for each in words.by_kind["profession"] if _fits(each, who)]
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
    return _told(rng, Clause(who, work, rng.choice((HABIT, HABIT, USED_TO_DO, WILL_BE_DOING))))


def age(rng: Random, words: Lexicon) -> Pair:
    """Say "Моему брату двадцать лет.", with digits."""
    who = somebody(rng, words)
    number = rng.choice((rng.randint(5, 12), rng.randint(13, 99)))
    years = counted(number, "год", "года", "лет")
    said = f"{who.forms[Case.DATIVE]} {numeral(number, 'm')} {years}"
    be = affirmed(_BE, who.agreement, "present")[0]
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
        one = described(noun, Description(english=who.whose))
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
            joined(time.russian, where.at, said), joined(told, where.english_at, time.english)
        )
    if draw < 0.5:
        return made(joined(time.russian, "на улице", said), joined(told, "outside", time.english))
    return made(joined(time.russian, said), joined(told, time.english))


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
        thing = described(noun, Description(plural, said, told, adjective))
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


def _owner(rng: Random, words: Lexicon) -> Phrase:
    while True:
        owner = somebody(rng, words)
        if not owner.pronoun:
            return owner


def mine(rng: Random, words: Lexicon) -> Pair:
    """Say "Эта сумка моя.", "This bag is mine."."""
    noun = common_of(rng, words.by_kind[rng.choice(THINGS)])
    plural = noun.singular is None or (noun.plural is not None and rng.random() < 0.2)
    thing = described(noun, Description(plural, "этот", "this"))
    said, told = rng.choice(
        (("мой", "mine"), ("твой", "yours"), ("наш", "ours"), ("его", "his"), ("её", "hers"))
    )
    form = determiner_forms(said, thing.gender, animate=False)[0]
    be = affirmed(_BE, thing.agreement, "present")[0]
    if rng.random() < 0.2:
        return made(f"{thing.forms[0]} {form}", f"{be} {thing.english} {told}", "?")
    if rng.random() < 0.25:
        return made(f"{thing.forms[0]} не {form}", f"{thing.english} {be}n't {told}")
    return made(f"{thing.forms[0]} {form}", f"{thing.english} {be} {told}")
