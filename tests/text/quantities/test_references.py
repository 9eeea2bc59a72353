import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.quantities.references import is_passage, is_section


def refers(text: str, number: str) -> bool:
    start = text.index(number)
    return is_passage(text, start, start + len(number))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Lies Röm 8,28!", "8,28"),
        ("(vgl. 1Sam 3,4)", "3,4"),
        ("siehe Abb. 2,3", "2,3"),
        ("Les versets 3,16 et suivants", "3,16"),
        ("Mateo 5,3", "5,3"),
        ("wie in [1,2] gezeigt", "1,2"),
        ("Hebr 11,1 macht Mut", "11,1"),
    ],
)
def test_a_passage_is_known_by_the_word_before(text: str, number: str) -> None:
    assert refers(text, number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Es sind 3,5", "3,5"),
        ("Seite 3,5 cm breit", "3,5"),
        ("Ps 3,5 %", "3,5"),
        ("Jos 3.16", "3.16"),
        ("Kapitel 3,1415", "3,1415"),
        ("Kursk 3,5", "3,5"),
        ("[ca. 1,2]", "1,2"),
        ("Sie misst 1,5", "1,5"),
    ],
)
def test_anything_else_is_an_amount(text: str, number: str) -> None:
    assert not refers(text, number)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        *(("See Chapter 3.2", True), ("see fig. 3.2", True), ("Version 3.2", True)),
        *(
            ("Room 3.2 is big", True),
            ("We use Python 3.2", True),
            ("iOS 3.2 is new", True),
            ("It has USB 3.2", True),
            ("We need Python >= 3.2", True),
            ("We need PHP <3.2", True),
            ("It is > 3.2", False),
        ),
        *(("It is 3.2", False), ("About 3.2 people", False), ("She gave Tom 3.2 euros", False)),
        *(("It is so. About 3.2", False), ("Table 3.2 percent", False)),
    ],
)
def test_a_section_or_a_version_is_no_decimal(text: str, is_one: bool) -> None:
    start = text.index("3.2")
    assert is_section(text, start, start + 3) is is_one


@given(st.text(), st.integers(0, 9), st.integers(0, 9))
def test_any_text_may_stand_around(text: str, start: int, end: int) -> None:
    assert not is_passage(text + " x", start, end) or "," in text[start:end]
