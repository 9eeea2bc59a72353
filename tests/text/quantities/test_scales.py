import pytest

from tolmach.text.quantities.scales import exchanged_scales, lost_scales, scaled_numbers
from tolmach.text.sentences import spliced


def mended(source: str, text: str, source_language: str, target_language: str) -> str:
    return spliced(text, exchanged_scales(source, text, (source_language, target_language)))


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("de", "1 Million, 2,5 Mrd. und 7 Billionen", [("1", 6), ("2.5", 9), ("7", 12)]),
        ("en", "$3bn, 40 MILLION, 2 millionaires", [("3", 9), ("40", 6)]),
        ("ru", "6 миллиардов, 1 трлн", [("6", 9), ("1", 12)]),
        ("en", "100m, 1.80 m, $5m, 6m euros, 7M", [("5", 6), ("6", 6), ("7", 6)]),
        ("fr", "3 millions", []),
        ("de", "Eine Million", []),
    ],
)
def test_numbers_with_a_scale_are_found(
    language: str, text: str, found: list[tuple[str, int]]
) -> None:
    assert [(one.value, one.power) for one in scaled_numbers(text, language)] == found


@pytest.mark.parametrize(
    ("languages", "source", "text", "right"),
    [
        (("de", "en"), "7 Billionen Mücken", "7 Billion mosquitoes", "7 trillion mosquitoes"),
        (("de", "en"), "7 BILLIONEN", "7 BILLIONS", "7 TRILLIONS"),
        (("en", "de"), "6 trillion", "6 Trillion", "6 Billionen"),
        (("en", "de"), "1 billion flies", "1 Billion Fliegen", "1 Milliarde Fliegen"),
        (("en", "ru"), "8.2 billion", "8,2 миллиона", "8,2 миллиарда"),
        (("en", "de"), "4 million", "4 Millionen", "4 Millionen"),
        (("en", "de"), "4 million, 4 billion", "4 Millionen, 4 Trillionen", None),
        (("en", "fr"), "4 million", "4 milliards", None),
        (("de", "en"), "4 Mio. und 5", "4 million and 5 billion", None),
    ],
)
def test_an_exchanged_scale_is_put_right(
    languages: tuple[str, str], source: str, text: str, right: str | None
) -> None:
    assert mended(source, text, *languages) == (text if right is None else right)


def test_a_scale_that_is_nowhere_is_lost() -> None:
    assert lost_scales("It costs 5M dollars", "Es kostet 5M Dollar", ("en", "de")) == ()
    assert lost_scales("Es sind 3,5 Mrd. Mücken", "It is 3.5 mosquitoes", ("de", "en")) == (
        "3,5 Mrd",
    )
    assert lost_scales("Es sind 3,5 Mrd. Mücken", "It is 3.5 bn", ("de", "en")) == ()
    assert lost_scales("Es sind 2 Mio. und 2", "It is 2,000,000 and 2", ("de", "en")) == ()
    assert lost_scales("Es sind 3 Mio.", "C'est 3", ("de", "fr")) == ()
