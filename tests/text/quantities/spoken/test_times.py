import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.quantities.spoken import times
from tolmach.text.quantities.spoken.times import Eras, SpokenTimes
from tolmach.text.sentences import spliced


def in_digits(text: str, source: str, target: str) -> str:
    return spliced(text, SpokenTimes.of(source, target).found_in(text))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Wir essen um halb acht.", "Wir essen um 7:30 Uhr."),
        ("Halb eins ist zu früh.", "12:30 Uhr ist zu früh."),
        ("Komm um halb 10, nicht um Halb Elf!", "Komm um 9:30 Uhr, nicht um 10:30 Uhr!"),
        ("um halb sieben Uhr abends", "um 6:30 Uhr abends"),
        ("fünf vor halb vier, zehn Minuten nach halb vier", "3:25 Uhr, 3:40 Uhr"),
        ("um viertel neun und um dreiviertel neun", "um 8:15 Uhr und um 8:45 Uhr"),
        ("um acht Uhr dreißig und zwanzig Uhr fünfzehn", "um 8:30 Uhr und 20:15 Uhr"),
        ("um 8 Uhr 05", "um 8:05 Uhr"),
        ("um acht Uhr siebenundvierzig", "um 8:47 Uhr"),
        ("um zwanzig Uhr zwölf, um acht Uhr fünf ab", "um 20:12 Uhr, um 8:05 Uhr ab"),
        ("um fünfundzwanzig nach acht", "um 8:25 Uhr"),
        ("kurz vor halb neun, gegen HALB ZEHN", "kurz vor 8:30 Uhr, gegen 9:30 Uhr"),
        ("null Uhr fünfzehn", "0:15 Uhr"),
        ("um 3 Uhr nachmittags, 4:15 Uhr nachmittags", "um 15:00 Uhr, 16:15 Uhr"),
        ("um zwei Uhr nachts, 11.30 Uhr nachts", "um 2:00 Uhr, 23:30 Uhr"),
        ("zwölf Uhr nachts, um 22 Uhr nachts", "0:00 Uhr, um 22:00 Uhr"),
        ("gegen zehn Uhr vormittags, um 8 Uhr früh", "gegen 10:00 Uhr, um 8:00 Uhr"),
    ],
)
def test_german_times_are_read_in_digits(text: str, read: str) -> None:
    assert in_digits(text, "de-AT", "en") == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("в половине восьмого", "в 7:30"),
        ("с половины первого до половины второго", "с 12:30 до 1:30"),
        ("Поезд в полшестого, автобус в пол-одиннадцатого.", "Поезд в 5:30, автобус в 10:30."),
        ("В половине девятого она пришла.", "В 8:30 она пришла."),
        ("в четверть пятого утра", "в 4:15 утра"),
        ("в двадцать пять минут четвёртого", "в 3:25"),
        ("Он ушёл без четверти три.", "Он ушёл в 2:45."),
        ("Сейчас без двадцати пяти минут час.", "Сейчас 12:35."),
        ("Ушли без 10 восемь", "Ушли в 7:50"),
        ("Без десяти двенадцать.", "11:50."),
        ("Без десяти двенадцать мы ушли.", "В 11:50 мы ушли."),
        ("Приходи к без четверти девять.", "Приходи к 8:45."),
        ("без одной минуты семь", "6:59"),
        ("Сейчас без семи восемь.", "Сейчас 7:53."),
        ("в пятнадцать минут второго, в две минуты первого", "в 1:15, в 12:02"),
        ("В половине восьмого пришла мама.", "В 7:30 пришла мама."),
        ("В половине восьмого Анна ушла.", "В 7:30 Анна ушла."),
        ("Ушли в 5 утра, были до 8:15 вечера", "Ушли в 5:00, были до 20:15"),
        ("Уже 2 ночи! Нет, 12 ночи.", "Уже 2:00! Нет, 0:00."),
        ("в 3 часа дня, в час дня, в девять вечера", "в 15:00, в 13:00, в 21:00"),
        ("до 8 часов вечера", "до 20:00"),
    ],
)
def test_russian_times_are_read_in_digits(text: str, read: str) -> None:
    assert in_digits(text, "ru", "en") == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("at half past seven o’clock", "at 7:30"),
        ("Half-past twelve p.m.", "12:30 p.m."),
        ("Meet me at half six.", "Meet me at 6:30."),
        ("a quarter past 8, quarter to one", "8:15, 12:45"),
        ("It's ten minutes to four.", "It's 3:50."),
        ("at twenty-five past two", "at 2:25"),
        (
            "It is twenty-three minutes past one, three minutes to two",
            "It is 1:23, three minutes to two",
        ),
        ("the seven-thirty train", "the 7:30 train"),
        ("It's half seven. It was half eight.", "It's 7:30. It was 8:30."),
        ("at seven forty-five, by eleven oh five", "at 7:45, by 11:05"),
        ("from eight fifteen to nine thirty this morning", "from 8:15 to 9:30 this morning"),
        ("8 am", "8:00"),
        ("At 8.15 P.M. on May 3, 9 a. m.", "At 20:15 on May 3, 9:00."),
        ("11am–1pm, 12 am to 12:30 pm", "11:00–13:00, 0:00 to 12:30"),
        ("Call at 12:05 AM.", "Call at 0:05."),
        ("from 9–11 am", "from 9:00–11:00"),
        ("2-3 pm, 9-5 pm, 12-1 p.m.", "14:00-15:00, 9:00-17:00, 12:00-13:00."),
        ("11-1 am, 11-12 AM", "23:00-1:00, 23:00-0:00"),
        (
            "from 2 to 3 pm, between 2:15 and 2.45 pm",
            "from 14:00 to 15:00, between 14:15 and 14:45",
        ),
        ("at 3 in the afternoon, 1 o'clock in the afternoon", "at 15:00, 13:00"),
    ],
)
def test_english_times_are_read_in_digits(text: str, read: str) -> None:
    assert in_digits(text, "en-GB", "ru") == read


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("um halb acht, um acht Uhr", "de", "nl"),
        ("um drei Uhr nachmittags, um acht Uhr nachts, neun Uhr abends", "de", "en"),
        ("Viertel nach acht, zehn vor neun", "de", "en"),
        ("a quarter past eight, ten to nine", "en", "de"),
        ("from 8 am to 9 p.m.", "en", "zh"),
        ("в половине восьмого", "ru", "de"),
        ("um halb acht", "de", "de"),
        ("at half past seven", "en", "fr"),
        ("в половине восьмого", "bg", "en"),
    ],
)
def test_times_that_both_languages_count_alike_stay(text: str, source: str, target: str) -> None:
    assert in_digits(text, source, target) == text


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("Das Glas ist halb voll, halb 8.5 und ein halb.", "de", "en"),
        ("halb zehn Meter, drei viertel zehn Prozent, halb acht Leute", "de", "en"),
        ("Um acht Uhr zwanzig Kilometer, um 8 Uhr 30 Leute", "de", "en"),
        ("Um acht Uhr ein Bier, um acht Uhr zehn Gäste", "de", "en"),
        ("fünfundzwanzig nach acht Versuchen", "de", "en"),
        ("пол второго этажа, пол второго класса", "ru", "en"),
        ("Ему без пяти минут три года.", "ru", "en"),
        ("без пяти минут доктор", "ru", "en"),
        ("at two twenty-dollar notes, after two twenty minute breaks", "en", "ru"),
        ("about half two-thirds, before half five thousand", "en", "ru"),
        ("It’s half seven hundred.", "en", "ru"),
        ("It is half one thing and half another.", "en", "ru"),
        ("halb achtzig, deshalb acht, 8 Uhr 300", "de", "en"),
        ("Es ist ein Viertel acht Mal so groß.", "de", "en"),
        ("в половине первого тома, половина второго года", "ru", "en"),
        ("без двух слов, пол восьмилетнего", "ru", "en"),
        ("The odds are ten to one, and half one's life.", "en", "ru"),
        ("It is five to ten times larger.", "en", "ru"),
        ("half the ten, half sevens", "en", "ru"),
        ("5 часов утра, за 3 дня и 2 вечера, 15 вечера", "ru", "en"),
        ("I am 10. Amy is 13 pm, 1/10 am, 10 amps", "en", "ru"),
    ],
)
def test_what_is_no_time_stays(text: str, source: str, target: str) -> None:
    assert in_digits(text, source, target) == text


@pytest.mark.parametrize(
    ("text", "language", "there"),
    [
        ("at quarter past seven, at twenty-one places", "en", "at 7:15, at 21 places"),
        ("um fünfundzwanzig nach acht, einundzwanzig", "de", "um 8:25 Uhr, 21"),
        ("в двадцать пять минут восьмого, сорок семь", "ru", "в 7:25, 47"),
    ],
)
def test_times_and_numbers_are_in_digits_for_any_language(
    text: str, language: str, there: str
) -> None:
    assert times.in_digits(text, language) == there


WORDS = (
    "halb viertel dreiviertel vor nach um Uhr acht 8 eins fünf zehn Minuten . , без четверти восемь"
    " половине первого минут пять в half past to quarter a at ten seven it's o'clock 12 0 :"
).split()


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_times_are_within_the_text_one_after_another(text: str) -> None:
    for source, target in product(("de", "en", "ru"), repeat=2):
        place = 0
        for start, end, digits in SpokenTimes.of(source, target).found_in(text):
            assert place <= start < end <= len(text)
            assert re.fullmatch(r"(в )?(1?\d|2[0-4]):[0-5]\d( Uhr)?", digits)
            place = end


def written(text: str, source: str, target: str) -> str:
    return spliced(text, Eras.of(source, target).found_in(text))


@pytest.mark.parametrize(
    ("text", "source", "target", "there"),
    [
        ("Er starb 44 v. Chr. in Rom.", "de", "en", "Er starb 44 BC in Rom."),
        ("Das war 753 v.Chr.", "de-CH", "en", "Das war 753 BC."),
        ("im 3. Jahrhundert nach Christus", "de", "en", "im 3. Jahrhundert AD"),
        ("im 1. Jahrhundert vor unserer Zeitrechnung", "de", "en", "im 1. Jahrhundert BC"),
        ("im 2. Jh. v. u. Z.", "de", "en", "im 2. Jh. BC."),
        ("in 44 B.C. or 480BCE", "en", "de", "in 44 v. Chr. or 480v. Chr."),
        ("In 79 A.D., say", "en", "de", "In 79 n. Chr., say"),
        ("the 3rd century BC", "en", "ru", "the 3rd century до н. э."),
        ("в 44 году до н. э. и в III в. до н.э.", "ru", "en", "в 44 году BC и в III в. BC."),
        ("с 300 года до нашей эры по I век нашей эры", "ru", "en", "с 300 года BC по I век AD"),
    ],
)
def test_eras_are_written_as_in_the_other_language(
    text: str, source: str, target: str, there: str
) -> None:
    assert written(text, source, target) == there


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("Er betet vor Christus.", "de", "en"),
        ("44 v. Chr.", "de", "fr"),
        ("44 BC", "en", "en"),
        ("44 BC", "", ""),
        ("the BC groups, 3 ADs, 5 CELLS", "en", "de"),
        ("герой нашей эры", "ru", "en"),
    ],
)
def test_what_is_no_era_stays(text: str, source: str, target: str) -> None:
    assert written(text, source, target) == text


ERAS = (
    "44 v. Chr. n. v.Chr. Jahrhundert BC B.C.E. AD A. D. . году до н. э. нашей эры в. Р. Х.".split()
)


@given(st.lists(st.sampled_from(ERAS), max_size=10).map(" ".join))
def test_eras_are_within_the_text_one_after_another(text: str) -> None:
    for languages in product(("de", "en", "ru"), repeat=2):
        place = 0
        for start, end, era in Eras.of(*languages).found_in(text):
            assert place <= start < end <= len(text)
            assert era
            place = end
