import pytest

from tolmach.text.quantities.units import (
    currency_before,
    has_international_unit,
    in_cyrillic,
    in_latin,
    unit_behind,
)


@pytest.mark.parametrize(
    ("text", "written", "name"),
    [
        ("5 kg da", " kg", "kg"),
        ("5\xa0кг.", "\xa0кг", "kg"),
        ("5км/ч", "км/ч", "km/h"),
        ("5 м²", " м²", "m²"),
        ("5 €", " €", "EUR"),
        ("5\u2009€", "\u2009€", "EUR"),
        ("5 USD", " USD", "USD"),
        ("5$", "$", "USD"),
        ("5 kWh/100 km", " kWh/100 km", "kWh/100 km"),
        ("5 l/km", " l/km", "l/km"),
        ("5 mph", " mph", "mph"),
        ("5 ft.", " ft", "ft"),
    ],
)
def test_a_unit_behind_a_number_has_one_name(text: str, written: str, name: str) -> None:
    found = unit_behind(text, 1)
    assert found is not None
    assert (text[found.start : found.end], found.name) == (written, name)


@pytest.mark.parametrize("text", ["5 Kilo", "5 месяцев", "5 km/s", "5 $x", "5"])
def test_a_word_behind_a_number_is_none(text: str) -> None:
    assert unit_behind(text, 1) is None


@pytest.mark.parametrize(
    ("text", "name"), [("$", "USD"), ("EUR ", "EUR"), ("das sind £", "GBP"), ("₽", "RUB")]
)
def test_a_currency_may_stand_before(text: str, name: str) -> None:
    found = currency_before(f"{text}5", len(text))
    assert found is not None
    assert found.name == name
    assert currency_before("XEUR 5", 5) is None


def test_symbols_have_their_letters() -> None:
    assert in_cyrillic(" km/h") == " км/ч"
    assert in_latin("\xa0кВт") == "\xa0kW"
    assert in_cyrillic(" px") == " px"
    assert in_cyrillic(" ") == " "
    assert has_international_unit("5 EUR")
    assert not has_international_unit("5 kg")
