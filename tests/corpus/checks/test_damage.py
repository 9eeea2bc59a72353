import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.corpus.checks.damage import (
    has_control_characters,
    has_entities,
    has_lost_characters,
    repaired,
)


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


def test_entities() -> None:
    assert has_entities("Tom &amp; Mary&#39;s")
    assert repaired("Tom &amp; Mary&#39;s &amp;lt;3") == "Tom & Mary's <3"
    assert not has_entities("Tom & Mary; R&D")


@pytest.mark.parametrize(
    "text",
    [
        "Ein & wird als &amp; geschrieben.",
        'Write &lt; for < and &quot; for ".',
        "Rufe PREFIX . '::datei' auf.",
        'The name is $folder . "/log" and nothing else.',
        "Sums such as $first . $second are joined.",
    ],
)
def test_text_about_signs_and_code_stays(text: str) -> None:
    assert repaired(text) == text
    assert not has_entities(text)


def test_what_was_escaped_any_number_of_times_is_unescaped() -> None:
    assert repaired("&" + "amp;" * 100_000 + "lt;3 &#38;#x26;AMP;") == "<3 &"
    assert repaired("& becomes &amp;lt; or &#38;amp;") == "& becomes &amp;lt; or &#38;amp;"
    assert repaired("< becomes &amp;lt;") == "< becomes &lt;"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Nimm &nbsp; als Leerzeichen.",
            "&nbsp; is a space.",
            "In HTML ist &auml; ein ä.",
        ),
        *(
            "Das Zeichen &reg; ergibt ®.",
            "Type `&lt;` here.",
            'Type "&gt;" here.',
            "&uuml; ist ü",
        ),
        *("Пиши &lt; в HTML.", "Escape it as &quot; there."),
    ],
)
def test_entities_that_a_text_is_about_stay(text: str) -> None:
    assert not has_entities(text)
    assert repaired(text) == text


def test_entities_in_their_place_are_replaced_in_a_text_about_html_too() -> None:
    assert repaired("Die HTML-Datei &quot;a.html&quot;") == 'Die HTML-Datei "a.html"'
    assert repaired("Das kostet 5&nbsp;&euro; oder 6 €") == "Das kostet 5\xa0€ oder 6 €"
    assert repaired("Der Hund &nbsp; ruft.") == "Der Hund \xa0 ruft."
    assert repaired("Nimm &amp;amp; statt &amp;.") == "Nimm &amp; statt &."
    assert repaired("A&amp;amp;B") == "A&B"


@pytest.mark.parametrize("unit", ["&nbsp; ", "&amp;amp; ", "&copy; "])
def test_a_text_of_any_number_of_entities_is_mended(unit: str) -> None:
    assert len(repaired(unit * 60_000)) < len(unit) * 60_000  # minutes if each looks at all


def test_entities_beside_other_bare_signs_are_replaced() -> None:
    assert repaired("It's &quot;fine&quot; &amp; good.") == 'It\'s "fine" & good.'
