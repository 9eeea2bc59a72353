import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.quantities.currencies import (
    currency_named,
    exchanged_currency,
    lost_currencies,
)
from tolmach.text.sentences import spliced


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("5 dollars", "USD"),
        ("5 Millionen Dollar", "USD"),
        ("5 миллионов долларов США", "USD"),
        ("5 Euro", "EUR"),
        ("5 Mio. €", "EUR"),
        ("5 тыс. рублей", "RUB"),
        ("5 pounds", "GBP"),
    ],
)
def test_words_name_currencies(text: str, name: str) -> None:
    found = currency_named(text, 1)
    assert found is not None
    assert found.name == name
    assert currency_named("5 Hunde", 1) is None


@pytest.mark.parametrize(
    ("source", "text", "mended"),
    [
        ("Es sind 2,5 Mrd. EUR.", "It is 2.5 billion USD.", "It is 2.5 billion EUR."),
        ("Revenue of GBP 4m", "Erlös von EUR 4m", "Erlös von GBP 4m"),
        ("£4m", "€4 Mio.", "£4 Mio."),
        ("$4m", "EUR 4 Mio.", "USD 4 Mio."),
        ("USD 5m", "5 Millionen Dollar", "5 Millionen Dollar"),
        ("from USD to GBP", "von GBP zu USD", "von GBP zu USD"),
        ("USD and GBP", "CHF und SEK", "CHF und SEK"),  # which is which?
        ("CHF 5m", "€5 Mio.", "€5 Mio."),  # has no sign
        ("5 dollars, EUR 6", "USD 5, CHF 6", "USD 5, EUR 6"),
        ("der EUROPA-Plan", "the USD plan", "the USD plan"),
    ],
)
def test_a_currency_said_for_another_is_put_right(source: str, text: str, mended: str) -> None:
    assert spliced(text, exchanged_currency(source, text)) == mended


@pytest.mark.parametrize(
    ("source", "text", "lost"),
    [
        ("CHF 5m", "5 Millionen Euro", ("CHF",)),
        ("$5m", "5 миллионов евро", ("$",)),
        ("CHF 5m", "5 Millionen Franken", ()),  # whose names are not known
        ("5 EUR", "five euros", ()),
        ("5 Hunde", "5 dollars", ()),
    ],
)
def test_a_currency_is_lost_where_another_is_said(
    source: str, text: str, lost: tuple[str, ...]
) -> None:
    assert lost_currencies(source, text) == lost


@given(*[st.text(st.sampled_from("USDEUR$€ 5CHF")) | st.text()] * 2)
def test_what_is_mended_stays_as_it_is(source: str, text: str) -> None:
    mended = spliced(text, exchanged_currency(source, text))
    assert list(exchanged_currency(source, mended)) == []
    assert list(exchanged_currency(source, source)) == []
