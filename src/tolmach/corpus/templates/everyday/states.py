"""States: being somebody or such, being somewhere, liking, and comparing."""

from random import Random

from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.everyday.adverbials import (
    NOTHING,
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
)
from tolmach.corpus.templates.everyday.inflection import (
    BE,
    Case,
    VerbForms,
    adjective_forms,
    counted,
    numeral,
)
from tolmach.corpus.templates.everyday.lexicon import Adjective, Lexicon, Noun, common_of
from tolmach.corpus.templates.everyday.noun_phrases import (
    THINGS,
    Modifiers,
    NounPhrase,
    common,
    described,
    somebody,
    subject,
)
from tolmach.corpus.templates.everyday.places import beside, noun_place, place, spot
from tolmach.corpus.templates.everyday.predicates import (
    DID,
    HABIT,
    USED_TO_DO,
    WILL_BE_DOING,
    WILL_DO,
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
    BeingSo(short_forms("уверен", "уверен"), "sure", "уверенный"),
    BeingSo(short_forms("счастлив", "счастлив"), "happy", "счастливый"),
    BeingSo(short_forms("свободен", "свободн"), "free", "свободный"),
    BeingSo(short_forms("виноват", "виноват"), "to blame"),
    BeingSo(short_forms("жив", "жив"), "alive"),
    BeingSo(short_forms("удивлён", "удивлен"), "surprised"),
    BeingSo(short_forms("здоров", "здоров"), "healthy"),
    BeingSo(short_forms("пьян", "пьян"), "drunk"),
    BeingSo(unchanged("дома"), "at home"),
    BeingSo(unchanged("здесь"), "here"),
    BeingSo(unchanged("там"), "there"),
    BeingSo(unchanged("на работе"), "at work"),
    BeingSo(unchanged("в порядке"), "all right"),
    BeingSo(unchanged("в опасности"), "in danger"),
    BeingSo(unchanged("на улице"), "outside"),
    BeingSo(unchanged("за рулём"), "at the wheel"),
    BeingSo({"m": "один", "f": "одна", "n": "одно", "p": "одни"}, "alone"),
)


def told_or_asked(rng: Random, made_clause: Clause) -> Pair:
    """Say it, or ask it of the one addressed."""
    if made_clause.subject.english == "you" and rng.random() < 0.5 and not made_clause.denied:
        return made(made_clause.russian(), made_clause.question(), "?")
    front = rng.random() < 0.3
    contract = rng.random() < 0.7
    return made(
        made_clause.russian(front=front),
        made_clause.english(contract=contract, front=front and rng.random() < 0.3),
    )


def _in_time(rng: Random, who: NounPhrase, predicate: Predicate) -> Clause:
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
        each
        for each in words.by_kind[kind]
        if is_trade_of(each, who) and each.english not in _ROYAL
    ]
    noun = rng.choice(nouns or words.by_kind["profession"])
    adjectives = words.fitting[kind]
    adjective = rng.choice(adjectives) if rng.random() < 0.3 else None
    return told_or_asked(rng, _in_time(rng, who, BeingSomebody(noun, adjective)))


_ROYAL = frozenset("person guest stranger man woman owner witness passenger child boy girl".split())


def is_trade_of(noun: Noun, who: NounPhrase) -> bool:
    """Say whether somebody can be called by this noun: a woman alone by a feminine one."""
    if noun.singular is None or noun.plural is None or not noun.english_plural:
        return False
    return noun.gender == "m" if who.gender != "f" else True


def being_such(rng: Random, words: Lexicon) -> Pair:
    """Say "Эта книга интересная.", "Вода была холодной."."""
    kind = rng.choice(_DESCRIBED)
    adjective = rng.choice(predicative(words, kind))
    who = subject(rng, words, ("person",)) if rng.random() < 0.3 else None
    if who:
        adjective = rng.choice(predicative(words, "person"))
    who = who or _plain(rng, words, common_of(rng, words.by_kind[kind]))
    degree, english = rng.choice(_DEGREES)
    if degree == "такой":
        degree = adjective_forms("такой", who.gender, animate=False)[0]
    made_clause = _in_time(rng, who, BeingSuch(adjective, degree, english))
    if (degree and made_clause.denied) or degree.startswith("не"):
        made_clause = Clause(who, BeingSuch(adjective), made_clause.tense, time=made_clause.time)
    return told_or_asked(rng, made_clause)


_NOT_SAID_OF = frozenset(
    "русский английский настоящий главный последний первый любимый целый следующий прошлый".split()
)


def predicative(words: Lexicon, kind: str) -> list[Adjective]:
    """Return the adjectives that say of a kind of noun what it is like."""
    return [each for each in words.fitting[kind] if each.russian not in _NOT_SAID_OF]


def _plain(rng: Random, words: Lexicon, noun: Noun) -> NounPhrase:
    """Put a noun with a determiner, without an adjective."""
    drawn = common(rng, words, noun)
    return drawn if not drawn.heavy else described(noun, Modifiers(english="the"))


def being_so(rng: Random, words: Lexicon) -> Pair:
    """Say "Я готов.", "Она была дома."."""
    return told_or_asked(rng, _in_time(rng, somebody(rng, words), rng.choice(_SHORT)))


def being_somewhere(rng: Random, words: Lexicon) -> Pair:
    """Say "Книга на столе.", "Том был в школе.", "На столе лежит книга."."""
    draw = rng.random()
    if draw < 0.45:
        who = somebody(rng, words)
        where = place(rng, words)
        return told_or_asked(
            rng, _in_time(rng, who, BeingSo(unchanged(where.at), where.english_at))
        )
    if draw < 0.6:
        noun = common_of(rng, words.by_kind["building"])
        thing, (said, told) = _plain(rng, words, noun), beside(rng, words)
        return told_or_asked(rng, _in_time(rng, thing, BeingSo(unchanged(said), told)))
    noun = common_of(rng, words.by_kind[rng.choice((*THINGS[:5], "animal"))])
    said, told = spot(rng, words)
    if rng.random() < 0.5:
        thing = common(rng, words, noun)
        return told_or_asked(rng, _in_time(rng, thing, BeingSo(unchanged(said), told)))
    return _there_is(rng, words, noun, (said, told))


def _there_is(rng: Random, words: Lexicon, noun: Noun, where: tuple[str, str]) -> Pair:
    """Say "На столе лежит книга.", "В комнате нет стола."."""
    said, told = where
    plural = noun.plural is not None and rng.random() < 0.3
    adjectives = words.fitting[noun.kind]
    adjective = rng.choice(adjectives) if rng.random() < 0.25 else None
    thing = described(noun, Modifiers(plural, "", "a", adjective))
    many = thing.agreement == "you"
    past = rng.random() < 0.3
    be = ("were" if many else "was") if past else ("are" if many else "is")
    if rng.random() < 0.25:
        word = {True: "не было", False: "нет"}[past]
        bare = described(noun, Modifiers(plural, "", "", adjective))
        return made(
            spaced(said, word, thing.forms[Case.GENITIVE]),
            spaced("there", be, "no", bare.english, told),
        )
    verb = _lying(rng, thing, past=past)
    some = "some" if many or not noun.english_plural else ""
    return made(spaced(said, verb, thing.forms[0]), spaced("there", be, some, thing.english, told))


def _lying(rng: Random, thing: NounPhrase, *, past: bool) -> str:
    plural = thing.gender == "p"
    if past:
        return {"m": "был", "f": "была", "n": "было", "p": "были"}[thing.gender]
    if thing.kind == "animal":
        return "сидят" if plural else "сидит"
    upright = thing.kind in ("furniture", "container", "vehicle")
    stands = ("стоит", "стоят") if upright else ("лежит", "лежат")
    return stands[plural] if rng.random() < 0.7 else "есть"


def liking(rng: Random, words: Lexicon) -> Pair:
    """Say or ask "Мне нравится эта песня.", "Тебе понравился фильм?"."""
    who = somebody(rng, words)
    kinds = ("food", "drink", "clothing", "text", "picture", "game", "place", "animal", "building")
    noun = common_of(rng, words.by_kind[rng.choice(kinds)])
    thing = common(rng, words, noun)
    if not thing.heavy and thing.english.startswith("the ") and rng.random() < 0.7:
        thing = described(noun, Modifiers(thing.gender == "p", "этот", "this"))
    past = rng.random() < 0.3
    if past:
        verb = {"m": "понравился", "f": "понравилась", "n": "понравилось", "p": "понравились"}
        form = verb[thing.gender]
    else:
        form = "нравятся" if thing.gender == "p" else "нравится"
    denied = rng.random() < 0.25
    said = spaced(who.forms[Case.DATIVE], "не" if denied else "", form, thing.forms[0])
    like, tense = EnglishVerb("like", "liked", "liked", True), "past" if past else "present"
    if who.english == "you" and rng.random() < 0.6 and not denied:
        return made(said, asked(like, "you", "you", tense, thing.english), "?")
    if denied:
        auxiliary, main = tensed(like, who.agreement, tense)
        word = negated(auxiliary, contract=rng.random() < 0.85)
        return made(said, spaced(who.english, word, main, thing.english))
    return made(said, spaced(who.english, *affirmed(like, who.agreement, tense), thing.english))


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
    be = affirmed(TO_BE, who.agreement, "present")[0]
    told = spaced(who.english, be, "much" if much else "", adjective.english_comparative, "than")
    told = spaced(told, other.english_object)
    compared = spaced("гораздо" if much else "", adjective.comparative)
    if rng.random() < 0.5 and other.forms[1] not in ("его", "её", "их"):
        return made(f"{who.forms[0]} {compared} {other.forms[Case.GENITIVE]}", told)
    return made(f"{who.forms[0]} {compared}, чем {other.forms[0]}", told)


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
    return made(f"это {said} {where}".strip(), spaced("this is", told, english))


_WORLDWIDE = (
    ("в мире", "in the world"),
    ("в городе", "in the city"),
    ("в нашей стране", "in our country"),
    ("в моей жизни", "in my life"),
    ("", ""),
    ("в России", "in Russia"),
    ("здесь", "here"),
)


# forms and English of what is followed by an adjective in the instrumental, and its tenses
_SEEMING = (
    (
        ("выглядеть выгляжу выглядишь выглядят выглядел выглядела -", ""),
        ("look", "looked", "looked"),
        (HABIT, HABIT, USED_TO_DO),
    ),
    (
        ("казаться кажусь кажешься кажутся казался казалась -", ""),
        ("seem", "seemed", "seemed"),
        (HABIT, USED_TO_DO),
    ),
    (
        ("", "стать стану станешь станут стал стала стань"),
        ("become", "became", "become"),
        (DID, DID, WILL_DO),
    ),
)


def seeming(rng: Random, words: Lexicon) -> Pair:
    """Say or ask "Ты выглядишь усталым.", "Она стала богатой."."""
    who = somebody(rng, words)
    (now, then), english, tenses = rng.choice(_SEEMING)
    adjective = rng.choice(predicative(words, "person"))
    form = adjective_forms(adjective.russian, who.gender, animate=True)[Case.INSTRUMENTAL]
    base, past, participle = english
    what = Deed(
        VerbForms(*now.split()) if now else None,
        VerbForms(*then.split()) if then else None,
        form,
        EnglishVerb(base, past, participle, True),
        adjective.english,
    )
    return told_or_asked(rng, Clause(who, what, rng.choice(tenses), denied=rng.random() < 0.12))


def been_somewhere(rng: Random, words: Lexicon) -> Pair:
    """Say or ask "Я никогда не был в Риме.", "Ты когда-нибудь был в Лондоне?"."""
    who = somebody(rng, words)
    where = noun_place(rng, words, common_of(rng, words.by_kind[rng.choice(("city", "country"))]))
    has = "has" if who.agreement == "he" else "have"
    was = BE.past(who.gender)
    if who.english == "you" and rng.random() < 0.7:
        russian = spaced(who.forms[0], "когда-нибудь", was, where.at)
        return made(russian, spaced("have you ever been", where.english_to), "?")
    often = rng.choice((("никогда не", "never"), ("уже", "already"), ("ещё не", "not")))
    russian = spaced(who.forms[0], often[0], was, where.at)
    if often[1] == "not":
        return made(russian, spaced(who.english, f"{has}n't been", where.english_to, "yet"))
    said = statement(
        who.english, has, often[1], "been", where.english_to, contract=rng.random() < 0.5
    )
    return made(russian, said)


def older_by(rng: Random, words: Lexicon) -> Pair:
    """Say "Том на три года старше меня.", "Tom is three years older than me."."""
    who, other = somebody(rng, words), somebody(rng, words)
    while other.own == who.own or other.agreement == "I":
        other = somebody(rng, words)
    number = rng.randint(2, 12)
    years = f"{numeral(number, 'm')} {counted(number, 'год', 'года', 'лет')}"
    word, english = rng.choice((("старше", "older"), ("младше", "younger")))
    be = affirmed(TO_BE, who.agreement, "present")[0]
    told = spaced(f"{english_number(number)} years {english} than", other.english_object)
    return made(
        f"{who.forms[0]} на {years} {word}, чем {other.forms[0]}",
        statement(who.english, be, told, contract=rng.random() < 0.6),
    )
