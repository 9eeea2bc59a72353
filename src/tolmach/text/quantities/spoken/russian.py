"""Numbers and times in words of Russian.

Words come in several cases, with "е" for "ё"; `russian_value` says whether they are one number.
Only the last word of an ordinal is one.
"""

from tolmach.text.quantities.spoken.grammar import (
    HALF_DAY,
    NO_MORE,
    Clock,
    Grammar,
    TimePhrase,
    any_of,
    hours_among,
    numbered,
)
from tolmach.text.quantities.units import compiled

_GENITIVES = "двух трех четырех пяти шести семи восьми девяти"
_DATIVES = "двум трем четырем пяти шести семи восьми девяти"
_INSTRUMENTALS = "двумя тремя четырьмя пятью шестью семью восемью девятью"
_UNITS = (
    numbered("один два три четыре пять шесть семь восемь девять")
    | numbered("одна две")
    | numbered(_GENITIVES, 2)
    | numbered(_DATIVES, 2)
    | numbered(_INSTRUMENTALS, 2)
    | dict.fromkeys("одно одну одного одной одному одним".split(), 1)
)
_TEENS = (
    "десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат шестнадцат семнадцат восемнадцат"
    " девятнадцат"
)
_BELOW_20 = _UNITS | {
    f"{stem}{ending}": value
    for stem, value in numbered(_TEENS, 10).items()
    for ending in ("ь", "и", "ью")
}
_GENITIVE_TENS = "двадцати тридцати сорока пятидесяти шестидесяти семидесяти восьмидесяти девяноста"
_TENS = (
    numbered("двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто", 20, 10)
    | numbered(_GENITIVE_TENS, 20, 10)
    | numbered("двадцатью тридцатью", 20, 10)
    | numbered("пятьюдесятью шестьюдесятью семьюдесятью восемьюдесятью", 50, 10)
)
_HUNDREDS = (
    numbered("сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот", 100, 100)
    | numbered(_GENITIVES.replace(" ", "сот ") + "сот", 200, 100)
    | numbered(_GENITIVES.replace(" ", "стах ") + "стах", 200, 100)
    | numbered(_DATIVES.replace(" ", "стам ") + "стам", 200, 100)
    | numbered(_INSTRUMENTALS.replace(" ", "стами ") + "стами", 200, 100)
    | {"ста": 100}
)
_WORDS = _BELOW_20 | _TENS | _HUNDREDS
_STEMS = numbered(f"перв втор трет четверт пят шест седьм восьм девят {_TEENS}") | numbered(
    "двадцат тридцат сороков пятидесят шестидесят семидесят восьмидесят девяност", 20, 10
)
_LATE_STEMS = numbered(_GENITIVES.replace(" ", "сот ") + "сот", 200, 100) | {"двухтысячн": 2000}
_VALUES = _STEMS | _LATE_STEMS | _WORDS
_SCALES = {"тысяч": 1000, "миллион": 1_000_000}
_PART = any_of(_VALUES, _SCALES)
_ENDING = r"(?:[ыио]й|ь?его|ого|ому|ь?ему|ь?ем|[иы]м|ом|ая|ья|ое|ье|ую|(?<=трет)ью)"  # of one
_EARLY_TENS = [ten for ten, value in _TENS.items() if value < 60]
_BELOW_60 = rf"(?:{any_of(_EARLY_TENS)}\s{any_of(_UNITS)}|{any_of(_BELOW_20, _EARLY_TENS)})"
_SIMPLE = rf"(?:{any_of(_WORDS)}|тысяч(?:ами|ам|ах|ью|ей|[аиуе])?)"
_WORD = rf"(?:{_SIMPLE}|миллион(?:а|ов)?(?=\s{_SIMPLE}\b))"
# "Тысячи две" and "тысяч двадцать" are about so many.
_ABOUT = r"тысяч(?:\b|(?:и|ами|ам|ах)\s(?:две|двух|двум|двумя|три|трех|трем|тремя|четыре)\b)"
# Digits and the word, of which a model makes "20 There are thousand".
_THOUSANDS = (
    r"(?<![\w.,:/–—-])(?P<thousands>\d{1,3}(?:,\d{1,2})?)[ \u00a0]"
    r"тыс(?:яч(?:ами|ам|ах|[аиу])?(?!\w)|\.(?=\s)|(?=\.\Z))(?!\s\d|\sмилли)"
)
_OLD = rf"{any_of(_GENITIVE_TENS.split())}{any_of(_GENITIVES.split(), ['одно'])}"
_PATTERN = (
    rf"{_THOUSANDS}|(?P<number>(?:{_WORD}\s)+{any_of(_STEMS)}"
    rf"|(?:{_WORD}\s)*{any_of(_LATE_STEMS)}){_ENDING}\b(?P<ordinal>)"
    rf"|(?P<aged>{_OLD})(?P<tail>(?:(?:лет|этаж|минут|процент|днев)н|метров)"
    r"(?:[ыи][йемх]|[ое]го|[ое]му|[ыи]ми|[ая]я|[ое]й|[ую]ю|[ое]е|[ое]м))"
    rf"|(?P<whole>{_SIMPLE}(?:\s{_SIMPLE})?)\sс\sполовиной(?P<thousand>\sтысяч[аи]?)?"
    r"|(?P<noun>час|год|месяц|километр|метр|килограмм|литр|миллион)\sс\sполовиной"
    r"|(?P<one_half>полтор[аы]|полутора)"
    rf"|(?P<cardinal>{_WORD}(?:\s{_WORD})*)"
)


def russian_value(text: str) -> int:
    """Return the value of words in small letters, with "е" for "ё"; 0 where they are no number.

    Parts become smaller, as in "сто двадцать пять"; other words are numbers in a row.
    """
    if compiled(_ABOUT).match(text):
        return 0
    total = current = 0
    room, scale = 10_000, 10**9  # what a next part and a next scale must be smaller than
    for word in compiled(_PART).findall(text):
        value = _SCALES.get(word) or _VALUES[word]
        if value >= (scale if word in _SCALES else room):
            return 0
        if word in _SCALES:
            total, current, room, scale = total + value * (current or 1), 0, 1000, value
        else:
            current += value
            room = 100 if value >= 100 else 10 if value >= 20 else 1
    return total + current


NUMBERS = Grammar(
    r"(?i)дцат|десят|сорок|девяност|\bст[оа]\b|ст[аи]\b|сот|ста[мх]|\bтыс|миллион|полов|полтор|полут",
    _PATTERN,
    russian_value,
    frozenset(_WORDS)
    | {f"тысяч{ending}" for ending in ("", "а", "и", "у", "е", "ам", "ами", "ах", "ью", "ей")},
    ",",
    " ",
    "а",
    r"\d\s?(?:до|или|и|[,–—-])\s?\Z",
)

_HOURS = numbered("час два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать")
_NEXT_HOURS = numbered(
    "первого второго третьего четвертого пятого шестого седьмого восьмого девятого десятого"
    " одиннадцатого двенадцатого"
)
# "В половине первого тома" is no time: a noun that is counted so ends in these letters, as do names
# and verbs in the past that may stand behind a time.
_COUNTED_NOUN = (
    r"(?!\s(?!(?:утра|вечера|дня|она|когда|мама|жена|сестра|бабушка|тетя|\w+лась)\b"
    r"|(?!раздела|отдела|предела|стола|зала|цикла|квартала|капитала)\w+ла\b|(?-i:[А-ЯЁ]))"
    r"[а-яё]{2,}[ая]\b)"
)
_NO_AGE = (
    r"(?!\s(?:года?|лет|месяц\w*|недел\w+|дн\w+|раза?|рубл\w+|человек\w*|километр\w*|процент\w*)\b)"
)
_HOUR = rf"(?P<hour>{any_of(_HOURS)}){NO_MORE}(?:\sчас(?:а|ов)\b)?{_NO_AGE}"
_NEXT = rf"(?P<hour>{any_of(_NEXT_HOURS)})\b"
_MINUTES = rf"(?P<minutes>{_BELOW_60}|[1-5]?\d)"
_TO_QUARTER = rf"без\sчетверти\s{_HOUR}"
_TO_HOUR = (
    rf"без\s(?:(?P<minutes>(?:двадцати\s)?пяти|десяти|двадцати|шести|семи|восьми|девяти|5|10|20|25)"
    rf"|{_MINUTES.replace('minutes', 'some')}\sминут[ыу]?)(?:\sминут)?\s{_HOUR}"
)
_NOW = (  # with these no "в" stands before a time, which is in digits
    r"(?<!\w)(?:сейчас|уже|было|был|почти|ровно|часах|около|до|время|в|к|от|с|на|после|по|между)\s"
)
_ALONE = r"(?=\W*\Z)"


def _hour_or_number(words: str) -> int:
    """Return the value of an hour, which "час" is, too, or of another number."""
    hours = _HOURS | _NEXT_HOURS
    return hours[words] if words in hours else russian_value(words)


# The parts of a day and their hours, and how many minutes it is after these.
_PARTS_OF_DAY = (
    (range(3, 12), r"\sутра", 0),
    (range(1, 6), r"\sчас(?:а|ов)\sдня", HALF_DAY),
    (range(4, 12), r"(?:\sчас(?:а|ов))?\sвечера", HALF_DAY),
    (range(1, 5), r"\sночи", 0),
    (range(12, 13), r"\sночи", -HALF_DAY),
)
CLOCK = Clock(
    r"(?i)\bпол|\bчетверт|\bминут|\bбез\s|\s(?:утра|вечера|ночи|дня)\b",
    _hour_or_number,
    (
        *(
            TimePhrase(
                rf"(?<![\w.,:/–-])(?P<said>(?P<hour>{hours_among(_HOURS, hours)})"
                rf"(?:[:.](?P<minutes>[0-5]\d))?{part})\b",
                offset,
                counted="hour",
            )
            for hours, part, offset in _PARTS_OF_DAY
        ),
        TimePhrase(r"\b(?P<said>(?P<hour>час)\sдня)\b", HALF_DAY, counted="hour"),
        TimePhrase(rf"\b(?P<said>половин[аеуы]\s{_NEXT}){_COUNTED_NOUN}", -30, 1, "half"),
        TimePhrase(rf"\b(?P<said>пол[\s-]?{_NEXT}){_COUNTED_NOUN}", -30, 1, "half"),
        TimePhrase(rf"\b(?P<said>четверт[ьи]\s{_NEXT}){_COUNTED_NOUN}", -45),
        TimePhrase(rf"\b(?P<said>{_MINUTES}\sминут[аы]?\s{_NEXT}){_COUNTED_NOUN}", -60),
        TimePhrase(rf"{_NOW}(?P<said>{_TO_QUARTER})", -15),
        TimePhrase(rf"{_NOW}(?P<said>{_TO_HOUR})", sign=-1),
        TimePhrase(rf"\A\W*(?P<said>{_TO_QUARTER}){_ALONE}", -15),
        TimePhrase(rf"\A\W*(?P<said>{_TO_HOUR}){_ALONE}", sign=-1),
        TimePhrase(rf"\b(?P<said>{_TO_QUARTER})", -15, lead="в "),
        TimePhrase(rf"\b(?P<said>{_TO_HOUR})", sign=-1, lead="в "),
    ),
)
