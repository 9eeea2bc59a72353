import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.quantities.number_check import check_numbers, lost_units
from tolmach.text.quantities.numbers import NumberFormat
from tolmach.text.quantities.units import has_international_unit

GERMAN, ENGLISH, FRENCH = map(NumberFormat.of, ("de-AT", "en", "fr"))
BOTH = GERMAN, ENGLISH


def written(text: str, form: NumberFormat = GERMAN) -> list[str]:
    return [text[start:end] for start, end, *_ in form.numbers(text)]


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("822,23", "822.23"),
        ("1.250,5", "1,250.5"),
        ("1.250.000", "1,250,000"),
        ("1 250,5", "1,250.5"),
        ("0,5", "0.5"),
        ("1000", "1000"),
        ("14:30", "14:30"),
        ("5.5.1979", "5.5.1979"),
        ("3.11", "3.11"),
        ("0171 9090572", "0171 9090572"),
        ("040 555 123", "040 555 123"),
        ("0.250", "0.250"),
    ],
)
def test_numbers_are_written_as_another_language_does(german: str, english: str) -> None:
    assert written(f"Es sind {german}.") == [german]
    assert GERMAN.rewritten(german, ENGLISH) == english
    assert check_numbers(f"Es sind {german}.", f"It is {english}.", BOTH).passed


def test_all_numbers_of_a_text_are_written_as_another_language_does() -> None:
    text = GERMAN.rewritten_in("1.250,5 km um 14:30, CHF 2,5", ENGLISH)
    assert text == "1,250.5 km um 14:30, CHF 2.5"


@pytest.mark.parametrize(
    ("price", "english"),
    [("20.–", "20.–"), ("15,-", "15,-"), ("1.200,--", "1,200"), ("3.000,–", "3,000")],
)
def test_a_price_without_cents_is_one_number(price: str, english: str) -> None:
    assert [price[slice(*one[:2])] for one in GERMAN.numbers(price)] == [price]
    assert GERMAN.rewritten(price, ENGLISH) == english


@pytest.mark.parametrize("phone", ["8 800 555-35-35", "030 12 34-56", "555 123-45-67"])
def test_a_telephone_number_of_several_signs_is_one(phone: str) -> None:
    assert written(f"Unter {phone} hebt er ab.") == [phone]


def test_groups_that_are_not_of_three_digits_are_of_no_sum() -> None:
    assert written("BLZ 250 500 17 und 12 345 678 Leute") == ["250", "500", "17", "12 345 678"]


def test_years_beside_a_range_are_numbers_of_their_own() -> None:
    assert written("Im Jahr 2020 100-200 und 1 250-300") == ["2020", "100-200", "1 250", "300"]


def test_a_space_in_a_number_may_be_a_narrow_one() -> None:
    assert FRENCH.rewritten("1\u202f250,5", ENGLISH) == "1,250.5"
    assert not lost_units("5\u00a0km", "5 km", BOTH)


def test_a_scale_of_a_map_has_the_thousands_of_its_language() -> None:
    assert GERMAN.rewritten("1:25.000", ENGLISH) == "1:25,000"
    assert check_numbers("Karte 1:25.000", "Map 1:25,000", BOTH).passed
    assert not check_numbers("Karte 1:25.000", "Map 1:25,500", BOTH).passed
    assert GERMAN.rewritten("1:25", ENGLISH) == "1:25"


def test_a_range_is_one_number() -> None:
    assert written("1914–1918, 8:00–17:00 und 5 – 6") == ["1914–1918", "8:00–17:00", "5", "6"]
    assert check_numbers("1914–1918", "1914-1918", BOTH).passed


@pytest.mark.parametrize(
    ("english", "german"),
    [
        *(("3:30 pm", "15:30"), ("3:30 p.m.", "15:30"), ("8 AM", "8:00")),
        *(("12:15 am", "0:15"), ("12 pm", "12:00"), ("7PM", "19:00")),
    ],
)
def test_a_time_of_twelve_hours_is_one_of_24_elsewhere(english: str, german: str) -> None:
    source = f"It is {english} now"
    assert written(source, ENGLISH) == [english]
    assert ENGLISH.rewritten(english, GERMAN) == german
    assert ENGLISH.rewritten(english, ENGLISH) == english
    assert check_numbers(source, f"Es ist {german} Uhr", (ENGLISH, GERMAN)).passed
    assert check_numbers(source, f"Es ist {german.removesuffix(':00')} Uhr", BOTH[::-1]).passed


def test_half_of_the_day_is_part_of_a_time_alone() -> None:
    assert written("Wir sehen uns um 3 am Tor.") == ["3"]
    assert written("At 8 p.m.", ENGLISH) == ["8 p.m"]
    assert written("Of 30 am 15:40 pm", ENGLISH) == ["30", "15:40"]
    assert check_numbers("at 3 pm", "um 3 Uhr", BOTH[::-1]).missing == ("3 pm",)


def test_a_version_is_written_alike_everywhere() -> None:
    text = "It costs 3.11 for Python 3.11"
    assert ENGLISH.rewritten_in(text, GERMAN) == "It costs 3,11 for Python 3.11"
    assert check_numbers(text, "Es kostet 3,11 für Python 3.11", (ENGLISH, GERMAN)).passed


def test_french_sets_thousands_apart_by_spaces() -> None:
    assert ENGLISH.rewritten("1,250.5", FRENCH) == "1 250,5"
    assert FRENCH.rewritten("1 250,5", GERMAN) == "1.250,5"


def test_numbers_that_stand_beside_each_other_are_several() -> None:
    assert written("1 2 3, 4; 50 60") == ["1", "2", "3", "4", "50", "60"]
    assert written("Am 3. und 4. um 5 Uhr.") == ["3", "4", "5"]


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_an_amount_goes_there_and_back(whole: int, cents: int) -> None:
    english = f"{whole:,}.{cents:02}"
    german = ENGLISH.rewritten(english, GERMAN)
    assert GERMAN.value(german) == ENGLISH.value(english)
    assert GERMAN.rewritten(german, ENGLISH) == english


@pytest.mark.parametrize(
    "text", ["30 cm", "1,5 kg", "120 km/h", "20 °C", "20 m²", "5GB", "250 ml", "100 EUR", "CHF 60"]
)
def test_a_unit_goes_with_its_number(text: str) -> None:
    found = list(GERMAN.quantities(f"Es sind {text}, ja."))
    assert [(one.start, one.end) for one in found] == [(8, 8 + len(text))]
    assert not lost_units(f"Es sind {text}.", f"It is {text}.", BOTH)
    assert lost_units(f"Es sind {text}.", "It is 30 cakes.", BOTH) == (text,)


def test_a_unit_is_found_behind_the_number_as_the_other_language_writes_it() -> None:
    assert not lost_units("1,80 m und 3 m", "3 m and 1.80 m", BOTH)
    assert lost_units("3 m und 3 m", "3 m and 3", BOTH) == ("3 m",)


@pytest.mark.parametrize("text", ["5 Hunde", "3 mal", "14 Uhr", "2 los", "5 m/x", "7 Gb", "1 kmx"])
def test_a_word_behind_a_number_is_no_unit(text: str) -> None:
    assert not list(GERMAN.quantities(text))


@pytest.mark.parametrize(
    "passage",
    [
        "Joh 3,16",
        "1 Kor 13,4",
        "2. Mose 20,3",
        "Ps. 23,1",
        "Lukas 2,14",
        "Jn 3,16",
        "Art. 3,1",
        "§ 12,2",
        "Seiten 3,5",
    ],
)
def test_a_reference_to_a_passage_is_no_decimal(passage: str) -> None:
    text = f"Siehe {passage} und {passage}."
    assert GERMAN.rewritten_in(text, ENGLISH) == text
    assert check_numbers(text, text, BOTH).passed
    assert check_numbers("Joh 3,16", "John 3:16", BOTH).passed
    assert not check_numbers(text, text.replace(",", "."), BOTH).passed


def test_further_passages_are_none_either() -> None:
    text = "Mt 5,3; 6,9 und 7,12 lesen"
    assert GERMAN.rewritten_in(text, ENGLISH) == text


@pytest.mark.parametrize(
    ("amount", "english"),
    [
        ("In Kapitel 3,5 Meter", "In Kapitel 3.5 Meter"),
        ("Faktor 2,5 größer", "Faktor 2.5 größer"),
        ("Am 3,5 langen", "Am 3.5 langen"),
        ("Nummer 1.250,5", "Nummer 1,250.5"),
        ("Daniel 3,5 Euro", "Daniel 3.5 Euro"),
        ("ca. 3,5", "ca. 3.5"),
    ],
)
def test_an_amount_is_a_decimal(amount: str, english: str) -> None:
    assert GERMAN.rewritten_in(amount, ENGLISH) == english


def test_a_language_with_a_decimal_point_has_no_such_passages() -> None:
    assert ENGLISH.rewritten_in("Mark 3,16", GERMAN) == "Mark 3,16"
    assert ENGLISH.rewritten_in("Mark 3.16", GERMAN) == "Mark 3,16"


def test_some_units_are_alike_in_all_scripts() -> None:
    assert [has_international_unit(one) for one in ("5 °C", "USD 20", "5 km", "3 GB")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("language", "text", "right"),
    [
        ("de", "Am 3rd. Mai, der 22nd, dem 3rdten", "Am 3. Mai, der 22., dem 3."),
        ("ru", "2nd дом", "2-й дом"),
        ("en", "The 2st, 11st and 3th. 1.5th", "The 2nd, 11th and 3rd. 1.5th"),
        ("fr", "le 2nd", "le 2nd"),
    ],
)
def test_ordinals_end_as_in_their_language(language: str, text: str, right: str) -> None:
    found, place = "", 0
    for start, end, ordinal in NumberFormat.of(language).ordinals(text):
        found, place = found + text[place:start] + ordinal, end
    assert found + text[place:] == right


@pytest.mark.parametrize(
    ("language", "text", "written"),
    [
        ("en", "the 3 floor", "the 3rd floor"),
        ("en", "the 12, floor", "the 12th floor"),
        ("en", "the 3th floor", "the 3rd floor"),
        ("en", "the 3- floor", "the 3rd floor"),
        ("de", "der 3 Stock", "der 3. Stock"),
        ("ru", "3 этаж", "3-й этаж"),
    ],
)
def test_a_number_is_written_as_an_ordinal(language: str, text: str, written: str) -> None:
    form = NumberFormat.of(language)
    start, end, *_ = next(form.numbers(text))
    start, end, ordinal = form.as_ordinal(text, start, end, text[start:end])
    assert text[:start] + ordinal + text[end:] == written


RUSSIAN = NumberFormat.of("ru")


def test_units_of_cyrillic_are_those_of_latin_letters() -> None:
    assert lost_units("5 kg", "5 кг", (ENGLISH, RUSSIAN)) == ()
    assert lost_units("5 kg", "5 кg", (ENGLISH, RUSSIAN)) == ("5 kg",)
    assert RUSSIAN.with_unit(" kg") == " кг"
    assert ENGLISH.with_unit(" kg") == " kg"


def test_versions_in_a_row_are_written_alike() -> None:
    english = NumberFormat.of("en")
    text = "Version 1.9, 1.10 and 1.11 have 2.5 parts; it is 3.5 to 4.5"
    alike = [text[one.start : one.end] for one in english.numbers(text) if one.reference]
    assert alike == ["1.9", "1.10", "1.11"]
