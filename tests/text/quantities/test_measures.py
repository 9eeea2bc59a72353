import pytest

from tolmach.text.quantities.measures import counted_measure, exchanged_measures


@pytest.mark.parametrize(
    ("source", "text", "exchanged"),
    [
        ("The lake is 9 miles long.", "Der See ist 9 Kilometer lang.", ("miles",)),
        ("Er wog 80 Kilo.", "He weighed 80 pounds.", ("Kilo",)),
        ("7 литров и 3 мили", "7 gallons and 3 miles", ("литров",)),
        ("9 pounds of tea", "neun Kilogramm Tee", ("pounds",)),
        ("It costs 9 pounds.", "Es kostet neun Euro.", ("pounds",)),
        ("90° Fahrenheit", "90 Grad Celsius", ("Fahrenheit",)),
        ("5 US-Dollar", "5 yen", ("US-Dollar",)),
    ],
)
def test_a_measure_said_for_another_of_its_kind_is_told(
    source: str, text: str, exchanged: tuple[str, ...]
) -> None:
    assert exchanged_measures(source, text) == exchanged


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("9 miles", "9 Meilen"),
        ("2 kilos", "2 Kilogramm"),
        ("Convert 5 miles to kilometers.", "Rechnen Sie 5 Meilen in Kilometer um."),
        ("We 2 went on foot.", "Wir 2 gingen zu Fuß."),
        ("My 2 feet hurt.", "Mir tun die Beine weh."),
        ("Der Zoll kostet 5 Euro.", "Customs costs 5 euros."),
        ("Miles away", "Kilometer entfernt"),
        ("10 bucks", "10 Dollar"),
        ("3 милиция и милый метрополитен", "two pounds of police, 5 km"),
    ],
)
def test_other_words_are_no_measures_exchanged(source: str, text: str) -> None:
    assert exchanged_measures(source, text) == ()


def test_each_language_counts_measures_in_its_own_words() -> None:
    assert counted_measure("mile", "de") == "Meilen"
    assert counted_measure("Meile", "ru-RU") == "миль"
    assert counted_measure("доллара", "en") == "dollars"
    assert counted_measure("mile", "fr") is None
    assert counted_measure("5", "de") is None
