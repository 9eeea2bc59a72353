import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.strings.quotations import (
    are_paired,
    has_marks_around_all,
    has_quotation,
    inner_quotation_marks,
    quotation_marks,
    quotations,
    with_commas_outside,
    with_inner_marks,
    with_marks_around,
    with_uniform_marks,
    without_odd_quotes,
)


@pytest.mark.parametrize(
    ("source", "target", "paired"),
    [
        ("„Ja“, sagt er.", '"Yes", he says.', True),
        ("„Ja“, sagt er.", '"Yes, he says.', False),
        ("„Ja“, sagt er.", "Yes, he says.", False),
        ("„Ja“, sagt er.", "'Yes', he says.", True),
        ("„Ja“, sagt er.", '"" Yes, he says.', False),
        ("„Ja, sagt er.", '"Yes, he says.', True),
        ("Er mag „Ja“.", "He likes 'yes.", False),
        ("Er mag „Ja“.", "He likes yes.", True),
        ("Er mag „Ja“ und „Nein“.", 'He likes "yes" and no.', False),
        ("Er sagt: „Ja.“", "He says yes.", False),
        ("Das ist gut.", "It's good, isn't it?", True),
        ("Haus » Garten » Hund", "House » garden » dog", True),
        ("Er (Tom) geht.", "He (Tom goes.", False),
        ("Er [Tom] geht.", "He Tom] goes.", False),
        ("Punkt a) ist da.", "Point a) is there.", True),
    ],
)
def test_a_quotation_that_the_source_closes_is_closed(
    source: str, target: str, paired: bool
) -> None:
    assert are_paired(source, target) is paired


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("„Ja“, sagt er.", ["„Ja“"]),
        ("Er »da« und «dort»", ["»da«", "«dort»"]),
        ('Sie "sagt" “Yes”', ['"sagt"', "“Yes”"]),
        ('„Ja", sagt „er“ und „sie"', ['„Ja"', "„er“", '„sie"']),
        ('5" und 6" breit', []),
        ("„Ja, sagt er.", []),
        ('" ist "', []),
        ("Er (da) in [5, 6] b) f(x)", ["(da)", "[5, 6]"]),
    ],
)
def test_quotations_are_found_by_their_marks(text: str, found: list[str]) -> None:
    assert [text[slice(*span)] for span in quotations(text)] == found
    assert has_quotation(text) is bool(found)


def test_languages_have_their_own_marks() -> None:
    assert quotation_marks("de-AT") == "„“"
    assert quotation_marks("xx") == ""
    assert inner_quotation_marks("ru-RU") == "„“"
    assert inner_quotation_marks("xx") == ""


@pytest.mark.parametrize(
    ("before", "after", "there"),
    [
        ("„", "“", ("«", "»")),
        ("– »", "« 😀", ("– «", "» 😀")),
        ("„", "", ("«", "")),
        ("", "”", ("", "»")),
        ("» ", "", ("» ", "")),
        ("« ", " »", ("« ", " »")),
        ("‘", "’", ("«", "»")),
        ("“‘", "’”", ("«„", "“»")),
        ("", "’", ("", "’")),
        ('"', '"', ('"', '"')),
    ],
)
def test_marks_around_a_sentence_are_those_of_a_language(
    before: str, after: str, there: tuple[str, str]
) -> None:
    assert with_marks_around(before, after, "«»", "„“") == there
    assert with_marks_around(before, after, "", "„“") == (before, after)


@pytest.mark.parametrize(
    ("text", "uniform"),
    [
        ('„Ja“, sagt er. "Nein."', "„Ja“, sagt er. „Nein.“"),
        ('Er: „Ja. So. Nun."', "Er: „Ja. So. Nun.“"),
        ('("Ja") – „so“', "(„Ja“) – „so“"),
        ("„Ja“, 6'2\" groß", "„Ja“, 6'2\" groß"),
        ('„Ja“ "', '„Ja“ "'),
        ('„Ja" "so“', "„Ja“ „so“"),
        ('„Ja" so“', '„Ja" so“'),
        ('"Ja"', '"Ja"'),
    ],
)
def test_straight_marks_are_written_as_the_others_of_a_text(text: str, uniform: str) -> None:
    assert with_uniform_marks('"Yes"', text, "„“") == uniform
    assert with_uniform_marks('“Yes” "so"', text, "„“") == text
    assert with_uniform_marks('<a b="c">', text, "„“") == text
    assert with_uniform_marks('"Yes"', text, '""') == text


def test_a_comma_stands_behind_closing_marks_but_in_english() -> None:
    assert with_commas_outside("„Ja,“ sagt er", "„“") == "„Ja“, sagt er"
    assert with_commas_outside('"Ja," sagt er', '""') == '"Ja," sagt er'
    assert with_commas_outside("„Ja,“ sagt er", "") == "„Ja,“ sagt er"


@given(st.text("ab „“”»«\"'()[]"))
def test_quotations_are_apart_or_nested_and_have_something_inside(text: str) -> None:
    spans = sorted(quotations(text))
    assert all(start < end - 2 for start, end in spans)
    assert not any(a < c < b < d for a, b in spans for c, d in spans)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Er: „Ja, „so“ ist es“, oder", ["„Ja, „so“ ist es“", "„so“"]),
        ('He said ("I like "that" one")', ['"I like "that" one"', '"that"']),
        ("«Да», а «нет»", ["«Да»", "«нет»"]),
    ],
)
def test_quotations_within_others_are_found(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in sorted(quotations(text))] == found


@pytest.mark.parametrize(
    ("source", "text", "inner", "written"),
    [
        ("„Ja, ‚so‘“, sagt er.", '"Yes, "so"," he says.', "‘’", '"Yes, ‘so’," he says.'),
        ("“Is ‘that’ it?”", "„Ist „das“ es?“", "‚‘", "„Ist ‚das‘ es?“"),
        ("“‘That’ one”", "««Тот» вот»", "„“", "«„Тот“ вот»"),
        ("Er ist „so“ und ‚so‘", 'He is "so" and "so"', "‘’", 'He is "so" and "so"'),
        ("„Ja, ‚so‘“, sagt er.", '"Yes, "so, he says.', "‘’", '"Yes, "so, he says.'),
        ('""Ja" so"', '""Yes" so"', "‘’", '""Yes" so"'),
        ("„Ja, ‚so‘“", '"Yes, "so""', "", '"Yes, "so""'),
    ],
)
def test_a_quotation_within_another_has_the_inner_marks(
    source: str, text: str, inner: str, written: str
) -> None:
    assert with_inner_marks(source, text, inner) == written


def test_brackets_and_speech_before_a_comma_are_not_left_out() -> None:
    assert not are_paired("Tom (er) kommt", "Tom is coming")
    assert are_paired("Tom (er) kommt", "Tom (he) is coming")
    assert not are_paired("Die „{name}“ da", "The {name} there")
    assert are_paired("Die „{name}“ da", 'The "{name}" there')
    assert are_paired("Die „Titanic“ da", "The Titanic there")
    assert not are_paired('"No," he said.', "Nein, sagte er.")


@pytest.mark.parametrize(
    ("source", "said", "sound"),
    [
        ("Как дела? — спросил он.", 'How are you? " he asked.', "How are you? he asked."),
        ("Нет, — сказал он, — я.", 'No, " he said, me."', "No, he said, me."),
        ("Нет, — сказал он.", '"No," he said.', '"No," he said.'),
        ("Нет, «да».", 'No, "yes.', 'No, "yes.'),
        ("5″ breit", '5" wide', '5" wide'),
        ("Es heißt so.", "It is so.", "It is so."),
    ],
)
def test_odd_quotation_marks_that_no_source_has_are_dropped(
    source: str, said: str, sound: str
) -> None:
    assert without_odd_quotes(source, said) == sound


@pytest.mark.parametrize(
    ("text", "are_around_all"),
    [
        ("– „Der Hund’s ja.“ 😀", True),
        ("‘He’s here.’", True),
        ("»a", False),
        ("„Wohin?“ – „Nach Hause.“", False),
        ("„Der Hund“ schläft.", False),
        ('"Der Hund."', False),  # straight ones stay anyway
    ],
)
def test_marks_around_all_of_a_text_have_no_others_between_them(
    text: str, are_around_all: bool
) -> None:
    assert has_marks_around_all(text) == are_around_all
