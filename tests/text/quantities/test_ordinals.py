import pytest

from tolmach.text.quantities.ordinals import begins_with_ordinal, source_ordinals


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("de", "Im 3. Stock, der 2. Weltkrieg", ["3", "2"]),
        ("de", "die 5. und 6. Klasse", ["5", "6"]),
        ("de", "2. Weltkrieg", ["2"]),
        ("de", "am 3. Oktober, vom 3. bis 5. Mai", []),
        ("de", "Sie ist 30. Er ist 40.", []),
        ("de", "Seite 3. Der Hund", []),
        ("ru", "на 5-м этаже, 2-я мировая, 10-летний", ["5", "2"]),
        ("de", "IM 3. STOCK, AM 4. OKTOBER", ["3"]),
        ("ru", "НА 5-М ЭТАЖЕ, 2-Я", ["5", "2"]),
        ("en", "the 3rd floor", []),
    ],
)
def test_ordinals_of_a_source(language: str, text: str, found: list[str]) -> None:
    ordinals = list(source_ordinals(text, language))
    assert [digits for *_, digits in ordinals] == found
    assert all(text[start:end].startswith(digits) for start, end, digits in ordinals)


@pytest.mark.parametrize("text", ["2. Weltkrieg", "1. Mai 1945", "3. Stock links"])
def test_a_day_or_an_ordinal_is_no_number_of_a_list(text: str) -> None:
    assert begins_with_ordinal(text)
    assert not begins_with_ordinal("1. Der Hund")
