import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.strings.accelerators import Accelerator, accelerators, apart_from
from tolmach.text.strings.verbatim import verbatim_strings

WORDS = frozenset("error log errorlog abcdef kopieren Beenden Durchsuchen".split())


def found(text: str) -> list[str]:
    """Return the words with an accelerator in a text, as they are written."""
    return [text[one.first : one.last] for one in accelerators(text, WORDS.__contains__)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("&Datei", ["&Datei"]),
        ("Datei &öffnen\\tStrg+O", ["&öffnen"]),
        ("<b>&Ja</b> (&Nein)", ["&Ja", "&Nein"]),
        ("Ö&ffnen…", ["Ö&ffnen"]),
        ("Neue E-&Mail", ["E-&Mail"]),
        ("Durch&suchen…", ["Durch&suchen"]),
        ("&amp;Datei", ["&amp;Datei"]),
        ("Soll &alles weg?", ["&alles"]),
        ("_Datei", ["_Datei"]),
        ("Be_enden", ["Be_enden"]),
        ("Datei ~kopieren …", ["~kopieren"]),
        ("Suchen && &Ersetzen", ["&Ersetzen"]),
    ],
)
def test_accelerators_are_recognised(text: str, words: list[str]) -> None:
    assert found(text) == words


@pytest.mark.parametrize(
    "text",
    [
        *("Tom & Anna", "AT&T", "R&D", "H&amp;M", "&amp;", "&copy; Anna", "&Ouml;ffnen", "a && b"),
        *("rot&grün", "x?a=1&b=2", "&a=b", "(&P)", "Tom &Anna gehen.", "foo_bar", "user_name"),
        *("Neu als error_log", "nur &copy da", "f(&name())", "&B oder &b", "Die _id des Hundes"),
        *("_so_", "_init", "Das ist _neu.", "x = _Datei", "~/Bilder", "abc_def", "Be&Enden"),
    ],
)
def test_other_signs_are_none(text: str) -> None:
    assert found(text) == []


@given(st.text(alphabet="aBö&;_~ (/-."))
def test_accelerators_are_signs_within_words(text: str) -> None:
    for start, end, first, last in accelerators(text, lambda _: True):
        assert first <= start < end < last
        assert text[start:end] in ("&", "_", "~")
        assert text[end].isalpha()


def test_an_accelerator_is_in_no_address_and_no_name_around_it() -> None:
    text = "Be_enden ~los"
    signs = [Accelerator(2, 3, 0, 8), Accelerator(9, 10, 9, 13)]
    names = list(verbatim_strings(text))
    assert [text[one.start : one.end] for one in names] == ["Be_enden"]
    assert apart_from(names, signs) == ([], signs)
    whole = [names[0]._replace(start=0, end=11)]
    assert apart_from(whole, signs) == (whole, [])
