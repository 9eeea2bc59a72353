import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.corpus.checks.damage import has_control_characters, has_lost_characters, repaired


def test_control_characters() -> None:
    assert has_control_characters("a\x02b")
    assert has_control_characters("a\ufffeb")
    assert not has_control_characters("a\tb\r\nc\u200d")


@pytest.mark.parametrize("text", ["Das Caf? f?r G?ste", "(K?se)", "Gr??e an alle", "?? ????? ???."])
def test_question_marks_for_letters_are_lost_characters(text: str) -> None:
    assert has_lost_characters(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Was?Nein!", "Wer? Ich?", "http://a.de/b?c=d", "such?a=b", "Dienst.asmx?wsdl", "?? !!"),
        *("怎么?我不知道", "a?b:c", "Wirklich???", "Что?Нет"),
    ],
)
def test_other_question_marks_are_none(text: str) -> None:
    assert not has_lost_characters(text)


def test_lost_characters_stay_lost() -> None:
    assert has_lost_characters("f\ufffdr")
    assert repaired("f\ufffdr") == "f\ufffdr"


@given(st.text())
def test_mending_ends(text: str) -> None:
    assert isinstance(repaired(text), str)
