"""Russian sentences with their English, out of templates.

In Russian, endings say who does what to whom, and any order of words will do. Relative clauses,
aspect, times of day, sums, dates and titles are as rare in most corpora.
"""

from random import Random
from typing import NamedTuple

from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.english import (
    DATIVE,
    HOURS,
    Date,
    Determiner,
    Event,
    Template,
    filled,
    grouped,
    half_past,
    hour_before,
    quarter,
)
from tolmach.corpus.templates.everyday.english_inflection import sentence, spaced


class _RussianNoun(NamedTuple):
    """A person or an animal: nominative, accusative, dative, gender, English."""

    nominative: str
    accusative: str
    dative: str
    gender: str
    english: str


class _RussianVerb(NamedTuple):
    """A verb: past of a male and of a female subject, and the base form of its English."""

    he_did: str
    she_did: str
    english: str

    def by(self, subject: "_RussianPhrase") -> str:
        return self.he_did if subject.noun.gender == "m" else self.she_did


_BARE = Determiner({"m": ("", "", ""), "f": ("", "", "")}, "the")
_DETERMINERS = (
    *(_BARE,) * 6,
    Determiner({"m": ("мой", "моего", "моему"), "f": ("моя", "мою", "моей")}, "my"),
    Determiner({"m": ("наш", "нашего", "нашему"), "f": ("наша", "нашу", "нашей")}, "our"),
    Determiner({"m": ("этот", "этого", "этому"), "f": ("эта", "эту", "этой")}, "this"),
)
_WHICH = {
    "m": ("который", "которого", "которому"),
    "f": ("которая", "которую", "которой"),
}
_NOUNS = tuple(
    _RussianNoun(*each)
    for each in (
        ("дядя", "дядю", "дяде", "m", "uncle"),
        ("брат", "брата", "брату", "m", "brother"),
        ("отец", "отца", "отцу", "m", "father"),
        ("сын", "сына", "сыну", "m", "son"),
        ("ученик", "ученика", "ученику", "m", "pupil"),
        ("сосед", "соседа", "соседу", "m", "neighbour"),
        ("друг", "друга", "другу", "m", "friend"),
        ("студент", "студента", "студенту", "m", "student"),
        ("водитель", "водителя", "водителю", "m", "driver"),
        ("художник", "художника", "художнику", "m", "painter"),
        ("судья", "судью", "судье", "m", "judge"),
        ("гость", "гостя", "гостю", "m", "guest"),
        ("вор", "вора", "вору", "m", "thief"),
        ("волк", "волка", "волку", "m", "wolf"),
        ("медведь", "медведя", "медведю", "m", "bear"),
        ("тётя", "тётю", "тёте", "f", "aunt"),
        ("дочь", "дочь", "дочери", "f", "daughter"),
        ("бабушка", "бабушку", "бабушке", "f", "grandmother"),
        ("соседка", "соседку", "соседке", "f", "neighbour"),
        ("подруга", "подругу", "подруге", "f", "friend"),
        ("студентка", "студентку", "студентке", "f", "student"),
        ("ученица", "ученицу", "ученице", "f", "pupil"),
        ("королева", "королеву", "королеве", "f", "queen"),
        ("корова", "корову", "корове", "f", "cow"),
        ("лиса", "лису", "лисе", "f", "fox"),
        ("коза", "козу", "козе", "f", "goat"),
        ("ворона", "ворону", "вороне", "f", "crow"),
        ("обезьяна", "обезьяну", "обезьяне", "f", "monkey"),
    )
)
_VERBS = tuple(
    _RussianVerb(*each)
    for each in (
        ("встретил", "встретила", "meet"),
        ("знал", "знала", "know"),
        ("помнил", "помнила", "remember"),
        ("поцеловал", "поцеловала", "kiss"),
        ("укусил", "укусила", "bite"),
        ("поймал", "поймала", "catch"),
        ("разбудил", "разбудила", "wake"),
        ("спас", "спасла", "save"),
        ("забыл", "забыла", "forget"),
        ("узнал", "узнала", "recognize"),
        ("предупредил", "предупредила", "warn"),
        ("удивил", "удивила", "surprise"),
        ("понял", "поняла", "understand"),
        ("заметил", "заметила", "notice"),
        ("обидел", "обидела", "offend"),
        ("пригласил", "пригласила", "invite"),
        ("наказал", "наказала", "punish"),
        ("ненавидел", "ненавидела", "hate"),
        ("простил", "простила", "forgive"),
    )
)
_DATIVE_VERBS = (
    _RussianVerb("помог", "помогла", "help"),
    _RussianVerb("ответил", "ответила", "answer"),
    _RussianVerb("поверил", "поверила", "believe"),
)
_WHEN = (("", ""),) * 5 + (
    ("вчера", "yesterday"),
    ("сегодня", "today"),
    ("вчера вечером", "last night"),
    ("утром", "in the morning"),
    ("в саду", "in the garden"),
    ("на улице", "in the street"),
)


class _RussianPhrase(NamedTuple):
    """A noun with its determiner, in Russian by case, and in English."""

    noun: _RussianNoun
    determiner: Determiner

    def of(self, case: int) -> str:
        return spaced(self.determiner.forms[self.noun.gender][case], self.noun[case])

    @property
    def english(self) -> str:
        return f"{self.determiner.english} {self.noun.english}"


def _event(rng: Random) -> Event[_RussianPhrase, _RussianVerb]:
    one, other = (_RussianPhrase(noun, rng.choice(_DETERMINERS)) for noun in rng.sample(_NOUNS, 2))
    verbs, case = (_DATIVE_VERBS, DATIVE) if rng.random() < 0.2 else (_VERBS, 1)
    return Event(one, rng.choice(verbs), other, case)


def _object_first(rng: Random) -> Pair:
    event, (when, then) = _event(rng), rng.choice(_WHEN)
    subject, verb = event.subject.of(0), event.verb.by(event.subject)
    order = (verb, subject) if rng.random() < 0.7 else (subject, verb)
    russian = spaced(event.object.of(event.case), *order, when)
    return Pair(sentence(russian), event.told.statement(then))


def _subject_first(rng: Random) -> Pair:
    event, (when, then) = _event(rng), rng.choice(_WHEN)
    russian = (event.subject.of(0), event.verb.by(event.subject), event.object.of(event.case))
    order = (when, *russian) if rng.random() < 0.5 else (*russian, when)
    return Pair(sentence(spaced(*order)), event.told.statement(then))


def _negated(rng: Random) -> Pair:
    event = _event(rng)
    verb = event.verb.by(event.subject)
    russian = spaced(event.subject.of(0), "не", verb, event.object.of(event.case))
    return Pair(sentence(russian), event.told.negated())


def _who_or_whom(rng: Random) -> Pair:
    event = _event(rng)
    if rng.random() < 0.5:
        russian = spaced("кто", event.verb.he_did, event.object.of(event.case))
        return Pair(sentence(russian, "?"), event.told.who())
    whom = "кому" if event.case == DATIVE else "кого"
    russian = spaced(whom, event.verb.by(event.subject), event.subject.of(0))
    return Pair(sentence(russian, "?"), event.told.whom())


# of a male and of a female subject
_ENDS = (
    ("уснул", "уснула", "fell asleep"),
    ("плакал", "плакала", "cried"),
    ("заболел", "заболела", "fell ill"),
    ("вернулся", "вернулась", "came back"),
    ("живёт здесь", "живёт здесь", "lives here"),
    ("молчит", "молчит", "is silent"),
)


def _relative_clause(rng: Random) -> Pair:
    event, (he, she, ended) = _event(rng), rng.choice(_ENDS)
    phrase, case, other, english = event.described(ended, rng)
    gender = phrase.noun.gender
    clause = spaced(_WHICH[gender][case], event.verb.by(event.subject), other)
    russian = f"{phrase.of(0)}, {clause}, {he if gender == 'm' else she}"
    return Pair(sentence(russian), english)


# object; now, then and before by a male and by a female; English of the three
_TENSES = (
    ("картину", "рисует", "нарисует", "нарисовал", "painting", "paint", "painted", "a picture"),
    ("ужин", "готовит", "приготовит", "приготовил", "cooking", "cook", "cooked", "dinner"),
    ("машину", "чинит", "починит", "починил", "repairing", "repair", "repaired", "the car"),
    ("посуду", "моет", "помоет", "помыл", "washing", "wash", "washed", "the dishes"),
    ("яблоко", "ест", "съест", "съел", "eating", "eat", "ate", "an apple"),
    ("молоко", "пьёт", "выпьет", "выпил", "drinking", "drink", "drank", "milk"),
    ("ворота", "закрывает", "закроет", "закрыл", "closing", "close", "closed", "the gate"),
    ("старый стол", "продаёт", "продаст", "продал", "selling", "sell", "sold", "the old table"),
    ("комнату", "убирает", "уберёт", "убрал", "cleaning", "clean", "cleaned", "the room"),
    ("песню", "поёт", "споёт", "спел", "singing", "sing", "sang", "a song"),
    ("подарок", "выбирает", "выберет", "выбрал", "choosing", "choose", "chose", "a present"),
    ("план", "меняет", "изменит", "изменил", "changing", "change", "changed", "the plan"),
)


def _tense(rng: Random) -> Pair:
    thing, now, then, before, doing, do, did, english = rng.choice(_TENSES)
    who = _RussianPhrase(rng.choice(_NOUNS), rng.choice(_DETERMINERS))
    person, called, female = who.of(0), who.english, who.noun.gender == "f"
    if rng.random() < 0.4:
        person, called, female = rng.choice((("он", "he", False), ("она", "she", True)))
    verb, told = rng.choice(
        ((now, f"is {doing}"), (then, f"will {do}"), (before + "а" * female, did))
    )
    return Pair(sentence(f"{person} {verb} {thing}"), sentence(f"{called} {told} {english}"))


_OWNERS = (
    ("у него", "he has"),
    ("у неё", "she has"),
    ("у них", "they have"),
    ("у тебя", "you have"),
    ("у меня", "I have"),
    ("у моего брата", "my brother has"),
)
_OWNED = (
    ("вопрос", "вопроса", "a question", "question"),
    ("машина", "машины", "a car", "car"),
    ("дом", "дома", "a house", "house"),
    ("билет", "билета", "a ticket", "ticket"),
    ("работа", "работы", "a job", "job"),
    ("семья", "семьи", "a family", "family"),
    ("ключ", "ключа", "a key", "key"),
)


def _having(rng: Random) -> Pair:
    (owner, has), (thing, genitive, some, none) = rng.choice(_OWNERS), rng.choice(_OWNED)
    if rng.random() < 0.5:
        return Pair(sentence(f"{owner} есть {thing}"), sentence(f"{has} {some}"))
    return Pair(sentence(f"{owner} нет {genitive}"), sentence(f"{has} no {none}"))


# "of the first hour" …: what half an hour of it has passed
_OF_HOUR = (
    *("первого", "второго", "третьего", "четвёртого", "пятого", "шестого", "седьмого", "восьмого"),
    *("девятого", "десятого", "одиннадцатого", "двенадцатого"),
)
_RUSSIAN_HOURS = (
    *("час", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять"),
    *("одиннадцать", "двенадцать"),
)
_AT = (
    ("поезд отправляется в {}", "the train leaves at {}"),
    ("я встаю в {}", "I get up at {}"),
    ("мы встречаемся в {}", "we meet at {}"),
    ("магазин открывается в {}", "the shop opens at {}"),
    ("он пришёл домой в {}", "he came home at {}"),
    ("урок заканчивается в {}", "the lesson ends at {}"),
    ("самолёт прилетает в {}", "the plane arrives at {}"),
    ("позвоните мне в {}", "call me at {}"),
)


def _time(rng: Random) -> Pair:
    (russian, english), hour = rng.choice(_AT), rng.randrange(len(HOURS))
    said, told = rng.choice((_half, _quarter_past, _quarter_to, _full_hour, _digits))(hour, rng)
    if said.startswith("без"):
        russian = russian.replace("в {}", "{}")
    return filled((russian, english), said, told)


def _half(hour: int, rng: Random) -> tuple[str, str]:
    return f"половине {_OF_HOUR[hour]}", half_past(hour_before(hour), rng)


def _quarter_past(hour: int, rng: Random) -> tuple[str, str]:
    return f"четверть {_OF_HOUR[hour]}", quarter(hour_before(hour), rng, past=True)


def _quarter_to(hour: int, rng: Random) -> tuple[str, str]:
    return f"без четверти {_RUSSIAN_HOURS[hour]}", quarter(hour, rng, past=False)


def _full_hour(hour: int, _: Random) -> tuple[str, str]:
    return f"{_RUSSIAN_HOURS[hour]}{_counted_hours(hour)}", f"{HOURS[hour]} o'clock"


def _digits(_: int, rng: Random) -> tuple[str, str]:
    time = f"{rng.randrange(24):02}:{rng.randrange(60):02}"
    return time, time


def _counted_hours(hour: int) -> str:
    if hour == 0:
        return ""
    return " часа" if hour < 4 else " часов"


_PRICES = (
    ("дом стоит {}", "the house costs {}"),
    ("она зарабатывает {} в год", "she earns {} a year"),
    ("мы потратили {}", "we spent {}"),
    ("ремонт обошёлся в {}", "the repair cost {}"),
    ("цена выросла до {}", "the price rose to {}"),
    ("за это он получил {}", "he got {} for it"),
)
_CURRENCIES = (("евро", ("euros", "€")), ("долларов", ("dollars", "$")), ("рублей", ("rubles", "")))
_AMOUNTS = (
    ("в городе {} жителей", "the city has {} inhabitants"),
    ("в файле {} строк", "the file has {} lines"),
    ("на стадионе было {} зрителей", "there were {} spectators in the stadium"),
)


def _sum(rng: Random) -> Pair:
    whole = rng.randrange(1000, 10 ** rng.randint(4, 7)) // 10 * 10
    cents = rng.choice(("", f"{rng.randrange(100):02}", f"{rng.randrange(100):02}"))
    currency, names = rng.choice(_CURRENCIES)
    said = _russian_number(whole, rng) + (f",{cents}" if cents else "")
    return filled(rng.choice(_PRICES), f"{said} {currency}", grouped(whole, cents, rng, names))


def _amount(rng: Random) -> Pair:
    whole = rng.randrange(1000, 10 ** rng.randint(4, 8)) // 10 * 10
    return filled(rng.choice(_AMOUNTS), _russian_number(whole, rng), f"{whole:,}")


def _russian_number(whole: int, rng: Random) -> str:
    return f"{whole:,}".replace(",", rng.choice((" ", "\N{NO-BREAK SPACE}")))


_RUSSIAN_MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября"),
    *("октября", "ноября", "декабря"),
)
_ON = (
    ("он родился {}", "he was born on {}"),
    ("встреча состоится {}", "the meeting takes place on {}"),
    ("срок истекает {}", "the deadline ends on {}"),
    ("мы поженились {}", "we got married on {}"),
)


def _date(rng: Random) -> Pair:
    date = Date.drawn(rng)
    said = f"{date.day} {_RUSSIAN_MONTHS[date.month]}" + (f" {date.year} года" if date.year else "")
    return filled(rng.choice(_ON), said, date.told(rng))


_SURNAMES = (
    *(("Смирнов", "Smirnov"), ("Кузнецов", "Kuznetsov"), ("Попов", "Popov")),
    *(("Соколов", "Sokolov"), ("Лебедев", "Lebedev"), ("Козлов", "Kozlov")),
    *(("Новиков", "Novikov"), ("Морозов", "Morozov"), ("Волков", "Volkov")),
    *(("Павлов", "Pavlov"), ("Орлов", "Orlov"), ("Беляев", "Belyaev")),
)
_TITLED = (
    ("{} живёт здесь", "{} lives here"),
    ("{} слушает радио", "{} is listening to the radio"),
    ("{} говорит по-английски", "{} speaks English"),
    ("{} спит", "{} is sleeping"),
    ("{} дома", "{} is at home"),
    ("сегодня придёт {}", "{} is coming today"),
    ("спасибо, {}", "thank you, {}"),
    ("доброе утро, {}", "good morning, {}"),
)


def _title(rng: Random) -> Pair:
    frame, (name, latin) = rng.choice(_TITLED), rng.choice(_SURNAMES)
    if rng.random() < 0.5:
        return filled(frame, f"господин {name}", f"Mr. {latin}")
    title = rng.choice(("Mrs.", "Mrs.", "Ms."))
    return filled(frame, f"госпожа {name}а", f"{title} {latin}a")


RUSSIAN: tuple[Template, ...] = (
    *(_subject_first, _object_first, _negated, _who_or_whom, _relative_clause, _relative_clause),
    *(_tense, _having, _time, _time, _sum, _amount, _date, _title),
)
# for translation into Russian, whose order is free: the usual ones
INTO_RUSSIAN: tuple[Template, ...] = tuple(each for each in RUSSIAN if each is not _object_first)
