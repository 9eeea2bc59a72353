import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.reading.marks import Part
from tolmach.reading.quotations import are_paired, has_quotation, quotation_marks, set_apart


def apart(text: str, marks: str = "") -> list[tuple[str, str]]:
    return [(part.kind, part.written) for part in set_apart([Part("text", text)], marks)]


@pytest.mark.parametrize(
    ("source", "target", "paired"),
    [
        ("„Ja“, sagt er.", '"Yes", he says.', True),
        ("„Ja“, sagt er.", '"Yes, he says.', False),
        ("„Ja“, sagt er.", "Yes, he says.", True),
        ("„Ja, sagt er.", '"Yes, he says.', True),
        ("Er mag „Ja“.", "He likes 'yes.", False),
        ("Das ist gut.", "It's good, isn't it?", True),
    ],
)
def test_a_quotation_that_the_source_closes_is_closed(
    source: str, target: str, paired: bool
) -> None:
    assert are_paired(source, target) is paired


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("„Ja“, sagt er.", [("open", "„"), ("text", "Ja"), ("close", "“"), ("text", ", sagt er.")]),
        ("Er »da«", [("text", "Er "), ("open", "»"), ("text", "da"), ("close", "«")]),
        ('5" und 6" breit', [("text", '5" und 6" breit')]),
        ("„Ja, sagt er.", [("text", "„Ja, sagt er.")]),
    ],
)
def test_quotation_marks_are_marks_in_pairs(text: str, parts: list[tuple[str, str]]) -> None:
    assert apart(text) == parts
    assert has_quotation(text) is (len(parts) > 1)


def test_a_quotation_has_the_marks_of_the_language() -> None:
    assert quotation_marks("de-AT") == "„“"
    assert quotation_marks("xx") == ""
    assert apart('"Yes"', quotation_marks("de")) == [
        *(("open", "„"), ("text", "Yes"), ("close", "“"))
    ]


def test_parts_that_are_no_text_stay() -> None:
    parts = (Part("text", "a"), Part("fixed", '"b"'), Part("text", "c"))
    assert set_apart(parts, "„“") == parts


@given(st.text("ab „“”»«\"'"))
def test_nothing_but_marks_is_lost(text: str) -> None:
    assert "".join(written for _, written in apart(text)) == text
