import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.quantities.spoken.numerals import Numeral, Numerals
from tolmach.text.sentences import spliced


def in_digits(text: str, language: str) -> str:
    found = Numerals.of(language).found_in(text)
    return spliced(text, ((start, end, digits + "º" * nth) for start, end, digits, nth in found))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Sie ist siebenundvierzig Jahre alt.", "Sie ist 47 Jahre alt."),
        ("Dreihundertfünfundsechzig Tage", "365 Tage"),
        ("im Jahr neunzehnhundertneunundachtzig", "im Jahr 1989"),
        ("zweitausendfünfhundert und hunderttausend", "2500 und 100.000"),
        ("hundertundeins, einunddreissig", "101, 31"),
        ("zwölftausenddreihundertfünf", "12.305"),
        ("anderthalb Stunden, zweieinhalb Zimmer", "1,5 Stunden, 2,5 Zimmer"),
        ("der vierundzwanzigste Versuch", "der 24º Versuch"),
        ("am einundzwanzigsten Oktober", "am 21. Oktober"),
        ("ein siebenundvierzigjähriger Mann", "ein 47-jähriger Mann"),
        ("ein Siebenundvierzigjähriger", "ein 47-Jähriger"),
        ("zwei Millionen dreihunderttausend", "2.300.000"),
        ("eine Million zweihunderttausend", "1.200.000"),
        ("fünfundzwanzig Millionen", "25 Millionen"),
        ("siebenunddreißig Komma fünf, drei Komma null fünf", "37,5, 3,05"),
        ("zwölfeinhalb Prozent, zweieinhalbtausend Euro", "12,5 Prozent, 2500 Euro"),
        ("zweiundzwanzigmal, zweieinhalbjährig", "22-mal, 2,5-jährig"),
    ],
)
def test_german_compounds_are_read_in_digits(text: str, read: str) -> None:
    assert in_digits(text, "de-AT") == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("three hundred and sixty-five days", "365 days"),
        ("Twenty-one, forty seven", "21, 47"),
        ("two thousand five hundred people", "2500 people"),
        ("ninety-nine thousand, nine hundred and ninety-nine", "99,999"),
        ("in nineteen eighty-nine, by twenty twelve", "in 1989, by 2012"),
        ("the twenty-first and the thirty-second day", "the 21st and the 32nd day"),
        ("a forty-seven-year-old", "a 47-year-old"),
        ("two and a half hours, three and a half thousand", "2.5 hours, 3500"),
        ("An hour and a half later", "1.5 hours later"),
        ("a hundred and twenty, a thousand five hundred", "120, 1500"),
        ("a thousand and one nights, a hundred thousand", "1001 nights, 100,000"),
        ("twelve hundred, twenty-two hundred", "1200, 2200"),
        ("two million three hundred thousand", "2,300,000"),
        ("five hundred million, a million and a half", "500 million, 1.5 million"),
        ("two-and-a-half hours", "2.5 hours"),
        ("three point five, twenty-three point oh five", "3.5, 23.05"),
        ("“Nineteen Eighty-Four”, nineteen oh five", "“1984”, 1905"),
        ("in nineteen hundred, in ten sixty-six", "in 1900, in 1066"),
        ("Nineteen eighty-four students", "1984 students"),
        ("from nineteen ninety, the year twenty twenty", "from 1990, the year 2020"),
        ("the hundred days, one hundred and first", "the hundred days, 101st"),
        ("one hundred and twenty-first, one hundred and twelfth", "121st, 112th"),
        ("the twenty first century", "the 21st century"),
    ],
)
def test_english_compounds_are_read_in_digits(text: str, read: str) -> None:
    assert in_digits(text, "en") == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("триста шестьдесят пять дней", "365 дней"),
        ("Ей сорок семь лет, двадцать одна книга", "Ей 47 лет, 21 книга"),
        ("около двухсот тридцати трёх человек", "около 233 человек"),
        ("две тысячи, сто тысяч", "2000, 100 000"),
        ("в тысяча девятьсот восемьдесят девятом году", "в 1989 году"),
        ("двадцать четвёртого октября, двадцать первый век", "24 октября, 21º век"),
        ("через полтора часа, две с половиной тысячи", "через 1,5 часа, 2500"),
        ("три с половиной года", "3,5 года"),
        ("час с половиной, миллион с половиной", "1,5 часа, 1,5 миллиона"),
        ("два миллиона триста тысяч", "2 300 000"),
        ("миллион двести тысяч сорок пять", "1 200 045"),
        ("миллион одна причина", "1 000 001 причина"),
        ("с двадцатью пятью рублями", "с 25 рублями"),
        ("в двухстах двадцати метрах", "в 220 метрах"),
        ("двадцатипятилетний, сорокаоднолетняя", "25-летний, 41-летняя"),
        ("тысяча девятисотый год, в двухтысячном", "1900 год, в 2000º"),
        ("сто двадцать третью", "123º"),
        ("тысяча двести, около тысячи двухсот", "1200, около 1200"),
        ("тысяча вторая, двадцать пять с половиной", "1002º, 25,5"),
        ("20 тысяч человек, 3 тысячи рублей", "20 000 человек, 3000 рублей"),
        ("2,5 тыс. рублей и 7 тысячами дел", "2500 рублей и 7000 дел"),
        ("Их было 12 тыс.", "Их было 12 000."),
    ],
)
def test_russian_compounds_are_read_in_digits(text: str, read: str) -> None:
    assert in_digits(text, "ru") == read


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ein Hund, zwei, zwölf, zwanzig, hundert und tausend", "de"),
        ("Jahrhundert, verwundert, Tausende, tausendundeine, der dritte", "de"),
        ("one dog, twelve, twenty, a hundred, the first, one-two", "en"),
        ("one two three, five million, twenty to thirty", "en"),
        ("половина, двадцать, сто, тысяча, тысячи людей", "ru"),
        ("три первых дня, сто первых гостей, пять шесть раз", "ru"),
        ("zwei-, dreihundert, vier- bis fünfundzwanzig, mehrere hunderttausend", "de"),
        ("nine forty-five, call nine one one, one twenty-fifth", "en"),
        ("two hundred-dollar notes, at one point two", "en"),
        ("of twenty fifty-dollar notes, of fifteen twenty-somethings", "en"),
        ("in ten twenty minute lessons, in fifteen sixty second bursts", "en"),
        ("восемь сорок пять, двадцать двадцать пять", "ru"),
        ("восемь девятьсот двадцать пять сто двадцать три сорок пять", "ru"),
        ("пять десять с половиной", "ru"),
        ("от 10 до 15 тысяч, 10–15 тыс. рублей, 5 тыс. 300 рублей, 7 тысячелетий", "ru"),
        ("тысячи две, тысяч двадцать, минут двадцать десятого", "ru"),
        ("a hundred first-class seats, three-second films", "en"),
        ("twenty five-year-olds, forty one-bedroom flats", "en"),
        ("fifteen twenty-four hour shifts", "en"),
        ("vingt et un", "fr"),
        ("siebenundvierzig", ""),
    ],
)
def test_simple_words_and_what_is_no_number_stay(text: str, language: str) -> None:
    assert in_digits(text, language) == text


UNITS, TENS = (
    "ein zwei drei vier fünf sechs sieben acht neun".split(),
    ("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig").split(),
)


def test_every_german_compound_below_a_hundred_is_known() -> None:
    for ten, word in enumerate(TENS, start=2):
        for unit, before in enumerate(UNITS, start=1):
            assert in_digits(f"{before}und{word}", "de") == str(10 * ten + unit)


WORDS = {
    "de": (
        "ein zwei und zwanzig siebzig hundert tausend einhalb anderthalb ste jährige elf Komma null"
        " Million Millionen mal"
    ).split(),
    "en": (
        "one two twenty seventy - hundred thousand and a half first in nineteen million point oh"
        " eleven"
    ).split(),
    "ru": (
        "один два двадцать сорок сто двести тысяч тысячи с половиной перв ого полтора тысяча"
        " миллион час сорокапяти летний"
    ).split(),
}


def found(words: list[str], between: str, language: str) -> Iterator[tuple[str, Numeral]]:
    text = between.join(words)
    yield from ((text, each) for each in Numerals.of(language).found_in(text))


@given(st.data(), st.sampled_from(sorted(WORDS)), st.sampled_from(["", " "]))
def test_numbers_are_within_the_text_one_after_another(
    data: st.DataObject, language: str, between: str
) -> None:
    words = data.draw(st.lists(st.sampled_from(WORDS[language]), max_size=10))
    place = 0
    for text, (start, end, digits, _) in found(words, between, language):
        assert place <= start < end <= len(text)
        assert re.match(r"\d", digits)
        place = end
