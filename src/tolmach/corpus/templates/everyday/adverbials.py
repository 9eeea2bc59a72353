"""When, how often and how: adverbials in both languages."""

from random import Random
from typing import NamedTuple

from tolmach.corpus.templates.everyday.english_inflection import NUMBERS
from tolmach.corpus.templates.everyday.inflection import counted, numeral


class Adverbial(NamedTuple):
    """An adverbial, Russian and English."""

    russian: str
    english: str


NOTHING = Adverbial("", "")
# before the verb, of what is done often, or always
FREQUENCY = (
    *(Adverbial("часто", "often"), Adverbial("обычно", "usually"), Adverbial("всегда", "always")),
    *(Adverbial("иногда", "sometimes"), Adverbial("редко", "rarely")),
    *(Adverbial("никогда не", "never"), Adverbial("почти никогда не", "almost never")),
)
_NOW = (
    *(Adverbial("сейчас", "now"), Adverbial("сейчас", "right now"), Adverbial("теперь", "now")),
    *(Adverbial("сегодня", "today"), Adverbial("в данный момент", "at the moment")),
)
_OFTEN = (
    *(Adverbial("каждый день", "every day"), Adverbial("каждое утро", "every morning")),
    *(Adverbial("каждый вечер", "every evening"), Adverbial("каждую неделю", "every week")),
    *(Adverbial("каждый год", "every year"), Adverbial("каждое лето", "every summer")),
    *(Adverbial("раз в неделю", "once a week"), Adverbial("два раза в день", "twice a day")),
    *(Adverbial("по вечерам", "in the evenings"), Adverbial("по утрам", "in the mornings")),
    *(Adverbial("по выходным", "on weekends"), Adverbial("летом", "in the summer")),
    *(Adverbial("зимой", "in the winter"), Adverbial("утром", "in the morning")),
    *(Adverbial("вечером", "in the evening"), Adverbial("ночью", "at night")),
    *(Adverbial("после школы", "after school"), Adverbial("перед сном", "before bed")),
    *(Adverbial("весной", "in the spring"), Adverbial("осенью", "in the fall")),
)
_PAST = (
    *(Adverbial("вчера", "yesterday"), Adverbial("вчера", "yesterday")),
    *(Adverbial("вчера вечером", "last night"), Adverbial("вчера утром", "yesterday morning")),
    *(Adverbial("позавчера", "the day before yesterday"), Adverbial("недавно", "recently")),
    *(Adverbial("на прошлой неделе", "last week"), Adverbial("в прошлом году", "last year")),
    *(Adverbial("в прошлом месяце", "last month"), Adverbial("давно", "a long time ago")),
    *(Adverbial("сегодня утром", "this morning"), Adverbial("сегодня", "today")),
    *(Adverbial("прошлым летом", "last summer"), Adverbial("прошлой зимой", "last winter")),
    *(Adverbial("прошлой ночью", "last night"), Adverbial("однажды", "once")),
    *(Adverbial("тогда", "then"), Adverbial("вчера днём", "yesterday afternoon")),
    *(Adverbial("той ночью", "that night"), Adverbial("в тот день", "that day")),
    *(Adverbial("после обеда", "after lunch"), Adverbial("в детстве", "as a child")),
)
_FUTURE = (
    *(Adverbial("завтра", "tomorrow"), Adverbial("завтра", "tomorrow")),
    *(Adverbial("завтра утром", "tomorrow morning"), Adverbial("скоро", "soon")),
    *(Adverbial("завтра вечером", "tomorrow evening"), Adverbial("потом", "later")),
    *(Adverbial("послезавтра", "the day after tomorrow"), Adverbial("сегодня", "today")),
    *(Adverbial("на следующей неделе", "next week"), Adverbial("в следующем году", "next year")),
    *(Adverbial("в следующем месяце", "next month"), Adverbial("позже", "later")),
    *(Adverbial("сегодня вечером", "tonight"), Adverbial("сегодня вечером", "this evening")),
    *(Adverbial("этим летом", "this summer"), Adverbial("на этой неделе", "this week")),
    *(Adverbial("в эти выходные", "this weekend"), Adverbial("после работы", "after work")),
    *(Adverbial("когда-нибудь", "someday"), Adverbial("следующей зимой", "next winter")),
)
_WEEKDAYS = (
    *(("в понедельник", "Monday"), ("во вторник", "Tuesday"), ("в среду", "Wednesday")),
    *(("в четверг", "Thursday"), ("в пятницу", "Friday"), ("в субботу", "Saturday")),
    ("в воскресенье", "Sunday"),
)
_ON_WEEKDAYS = (
    *(("понедельникам", "Mondays"), ("вторникам", "Tuesdays"), ("средам", "Wednesdays")),
    *(("четвергам", "Thursdays"), ("пятницам", "Fridays"), ("субботам", "Saturdays")),
    ("воскресеньям", "Sundays"),
)
_IN_MONTHS = (
    *(("январе", "January"), ("феврале", "February"), ("марте", "March"), ("апреле", "April")),
    *(("мае", "May"), ("июне", "June"), ("июле", "July"), ("августе", "August")),
    *(("сентябре", "September"), ("октябре", "October"), ("ноябре", "November")),
    ("декабре", "December"),
)
_UNITS = (
    (("день", "дня", "дней"), "m", ("day", "days")),
    (("неделю", "недели", "недель"), "f", ("week", "weeks")),
    (("месяц", "месяца", "месяцев"), "m", ("month", "months")),
    (("год", "года", "лет"), "m", ("year", "years")),
    (("час", "часа", "часов"), "m", ("hour", "hours")),
    (("минуту", "минуты", "минут"), "f", ("minute", "minutes")),
)


def english_number(number: int) -> str:
    """Return a number up to twelve in words, greater ones in digits."""
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def duration(rng: Random) -> Adverbial:
    """Draw a length of time: "три часа", "three hours"."""
    (one, few, many), gender, (unit, units) = rng.choice(_UNITS)
    number = rng.choice((1, 2, 2, 3, 3, 4, 5, 6, 10, 15, 20))
    if number == 1:
        return Adverbial(one, f"{'an' if unit == 'hour' else 'a'} {unit}")
    said = f"{numeral(number, gender)} {counted(number, one, few, many)}"
    return Adverbial(said, f"{english_number(number)} {units}")


def hour(rng: Random) -> Adverbial:
    """Draw an hour at which something happens."""
    number = rng.randint(1, 12)
    if number == 1:
        return Adverbial("в час", "at one o'clock")
    said = f"в {numeral(number, 'm')} {counted(number, 'час', 'часа', 'часов')}"
    return Adverbial(said, f"at {english_number(number)} o'clock")


def weekday(rng: Random) -> Adverbial:
    """Draw "on Monday"."""
    said, told = rng.choice(_WEEKDAYS)
    return Adverbial(said, f"on {told}")


def month(rng: Random) -> Adverbial:
    """Draw "in May"."""
    said, told = rng.choice(_IN_MONTHS)
    return Adverbial(f"в {said}", f"in {told}")


def when(rng: Random, tense: str) -> Adverbial:
    """Draw a time for a Russian tense; "habit" is the present of what is done again and again."""
    draw = rng.random()
    match tense:
        case "past" if draw < 0.15:
            length = duration(rng)
            return Adverbial(f"{length.russian} назад", f"{length.english} ago")
        case "past":
            return _day(rng, draw) or rng.choice(_PAST)
        case "future" if draw < 0.15:
            length = duration(rng)
            return Adverbial(f"через {length.russian}", f"in {length.english}")
        case "future":
            return _day(rng, draw) or rng.choice(_FUTURE)
        case "habit" if draw < 0.15:
            said, told = rng.choice(_ON_WEEKDAYS)
            return Adverbial(f"по {said}", f"on {told}")
        case "habit":
            return rng.choice(_OFTEN)
        case _:
            return rng.choice(_NOW)


def _day(rng: Random, draw: float) -> Adverbial | None:
    if draw < 0.22:
        return weekday(rng)
    if draw < 0.27:
        return month(rng)
    return hour(rng) if draw < 0.32 else None


# before a whole sentence
OPENINGS = (
    *(Adverbial("к сожалению,", "unfortunately,"), Adverbial("конечно,", "of course,")),
    *(Adverbial("может быть,", "maybe"), Adverbial("возможно,", "perhaps")),
    *(Adverbial("я думаю,", "I think"), Adverbial("я думаю, что", "I think that")),
    *(Adverbial("кажется,", "it seems that"), Adverbial("говорят, что", "they say that")),
    *(Adverbial("по-моему,", "in my opinion,"), Adverbial("я знаю, что", "I know that")),
    *(Adverbial("да,", "yes,"), Adverbial("нет,", "no,"), Adverbial("но", "but")),
    *(Adverbial("я уверен, что", "I'm sure that"), Adverbial("жаль, что", "it's a pity that")),
    *(Adverbial("очевидно,", "obviously,"), Adverbial("на самом деле", "actually,")),
    *(Adverbial("я надеюсь, что", "I hope that"), Adverbial("наконец", "finally")),
    *(Adverbial("все знают, что", "everyone knows that"), Adverbial("наверное,", "probably")),
    *(Adverbial("оказывается,", "it turns out that"), Adverbial("правда, что", "it's true that")),
    *(Adverbial("хорошо, что", "it's good that"), Adverbial("а", "and")),
    *(Adverbial("я слышал, что", "I heard that"), Adverbial("мне кажется, что", "I think that")),
)
