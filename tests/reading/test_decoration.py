import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.reading.decoration import (
    edges,
    faces,
    inner_spaces,
    is_sign,
    leading,
    outer_space,
    sets_apart,
)
from tolmach.text.normalize import normalize


def core(text: str) -> str:
    return text[slice(*edges(text, [False] * len(text)))]


@pytest.mark.parametrize(
    "line",
    [
        "```python",
        "~~~ c++",
        "````",
        ".. code-block:: python",
        ".. _der-hund:",
        ".. _Hund: https://a.de",
        "!!! note",
        "::: tip",
    ],
)
def test_a_line_of_code_beside_text_is_set_aside(line: str) -> None:
    assert core(line) == ""


def test_a_german_quotation_may_end_with_a_straight_mark() -> None:
    assert core('„Der Hund"') == "Der Hund"
    assert core('„Der Hund" schläft.') == '„Der Hund" schläft.'
    assert core('Er ruft: „Der Hund"') == 'Er ruft: „Der Hund"'


@pytest.mark.parametrize("text", [":) Hund", ";-) Hund", ":D Hund", ":-/ Hund!"])
def test_an_emoticon_leads_a_line(text: str) -> None:
    assert core(text).startswith("Hund")


@pytest.mark.parametrize("text", ["XD-Karten sind da", "DP Hund", ":Dann"])
def test_letters_lead_as_an_emoticon_with_its_eyes_alone(text: str) -> None:
    assert core(text) == text.removeprefix(":")


def test_emoticons_stand_between_words() -> None:
    text = "Danke :-) bis bald :D und :/ dann <3 euch"
    assert [text[slice(*one)] for one in faces(text)] == [":-)", ":D", ":/", "<3"]
    assert not list(faces("Es ist 5 :3 oder a:D b, Punkt 8) ist x :) 3"))


@pytest.mark.parametrize(
    "before",
    [
        *("😀 ", "❤️ ", "1️⃣ ", "⚠️ 1. ", "✓ ", "→ ", "• ", "– ", "… ", "“"),
        *(
            "- ",
            "* ",
            "1. ",
            "12) ",
            "(a) ",
            "a) ",
            "б) ",
            "IV. ",
            "I. ",
            "² ",
            "## ",
            "> ",
            "| ",
            "[ ] ",
            "[x] ",
            ";",
            ",",
            "!!! ",
            "**",
            "~~",
            "???+ ",
            "...",
            "…",
            "% ",
            "'",
            "::",
            ":",
            "1.) ",
            ".. note:: ",
            ".. versionadded:: ",
            ":::tip ",
            '!!! note "',
        ),
    ],
)
def test_what_stands_before_is_set_aside(before: str) -> None:
    assert core(before + "Der Hund.") == "Der Hund."


@pytest.mark.parametrize(
    "after",
    [
        " 😀",
        "😀",
        " ##",
        " |",
        " →",
        " -",
        "”",
        " 👍🏽",
        " ❤️❤️",
        " :-)",
        " <3",
        "<3",
        ";",
        "\\",
        " ____",
        " ......",
        "**",
        "'",
        "''",
        "[1][2]",
    ],
)
def test_what_stands_behind_is_set_aside(after: str) -> None:
    assert core("Der Hund." + after) == "Der Hund."


@pytest.mark.parametrize(
    "pair",
    ["„“", "»«", "«»", '""', "‚‘", "“”", "''", "()", "[]", "{}", ("**", "**"), ("_", "_"), "「」"],
)
def test_a_pair_around_the_whole_is_set_aside(pair: tuple[str, str] | str) -> None:
    assert core(f"{pair[0]}Der Hund.{pair[1]}") == "Der Hund."


@pytest.mark.parametrize(
    "text",
    [
        *("„Ja“, sagte er.", '"Ja", sagte er, "nein"', "(Ja) oder (nein)", "**Ja**, er"),
        *("-5 Grad", "Das kostet 5 €", "+49 30", "50 %", "C++", "Klaus'", "'s ist kalt"),
        *("Wirklich?!", "Nein.", "Lieber Hund,", "犬。", "犬｡", "Er zahlt 20,-"),
    ],
)
def test_what_belongs_to_the_words_stays(text: str) -> None:
    assert core(text) == text


@pytest.mark.parametrize("text", ['"Der Hund.",', "'Der Hund.',", "(Der Hund.),", '"Der Hund.";'])
def test_a_comma_behind_a_closing_sign_is_set_aside(text: str) -> None:
    assert core(text) == "Der Hund."


def test_what_is_held_stays() -> None:
    assert edges("#a b#", [True, False, False, False, True]) == (0, 5)


def test_nothing_may_be_left() -> None:
    assert core("-----") == ""
    assert core("") == ""


@given(st.text(max_size=30))
def test_edges_are_spans_and_what_is_held_is_inside(text: str) -> None:
    start, end = edges(text, [False] * len(text))
    assert 0 <= start <= end <= len(text)
    assert edges(text, [True] * len(text)) == (0, len(text))
    assert edges(f"- {text}", [True] * (len(text) + 2)) == (0, len(text) + 2)


@pytest.mark.parametrize(
    ("text", "spaces"),
    [
        ("Der Hund schläft", {}),
        ("  Der  Hund\u00a0schläft ", {3: "  ", 8: "\u00a0"}),
        ("\u200b Der \u200b  Hund", {3: "   "}),
        ("Der\nHund \n schläft\tgut", {16: "\t"}),
        ("Der \u0301 \t Hund", {5: " \t "}),
    ],
)
def test_inner_spaces_are_told_by_their_places(text: str, spaces: dict[int, str]) -> None:
    assert inner_spaces(text, normalize(text)) == spaces


@given(st.text(alphabet="ab\u0301\u200b \t\n\u00a0", max_size=20))
def test_inner_spaces_are_where_single_ones_stand(text: str) -> None:
    normal = normalize(text)
    found = inner_spaces(text, normal)
    assert all(normal[place] == " " and space.isspace() for place, space in found.items())


def test_only_wide_spaces_set_columns_apart() -> None:
    assert [sets_apart(space) for space in ("  ", "   ", "    ", "\t", "\u00a0")] == [
        False,
        False,
        True,
        True,
        False,
    ]


def test_outer_space_is_seen_or_not_and_no_line_end() -> None:
    assert outer_space("  Hund \t") == ("  ", " \t")
    assert outer_space("\u200b\ufeffHund\u2060") == ("\u200b\ufeff", "\u2060")
    assert outer_space("\nHund\r\n") == ("", "")
    assert outer_space(" \t ") == outer_space("\u200b") == outer_space("") == ("", "")


@pytest.mark.parametrize(
    ("opens", "closes"), [("\u2066", "\u2069"), ("\u2067", "\u2069"), ("\u202b", "\u202c")]
)
def test_what_opens_a_direction_of_writing_stays_with_what_closes_it(
    opens: str, closes: str
) -> None:
    assert outer_space(f"{opens}Hund{closes} ") == (opens, f"{closes} ")
    assert outer_space(f"{opens}\u200eHund{closes} da") == ("\u200e", "")
    assert outer_space(f"der {opens}Hund{closes}") == ("", "")


def test_a_sign_is_no_letter_digit_or_space() -> None:
    assert is_sign("&")
    assert is_sign("😀")
    assert not any(map(is_sign, "aé5 \u0301"))


@pytest.mark.parametrize(
    ("text", "begins"), [("- The do", 2), ('"The do', 1), ('"A" do', 0), ("The -", 0), ("1. ", 0)]
)
def test_what_leads_a_text_without_end_is_told(text: str, begins: int) -> None:
    assert leading(text) == begins


@pytest.mark.parametrize(
    "text",
    [
        *(".NET ist neu.", "50 %", "the dogs'", "Er sagt: 'Der Hund.'", "5'11''", "Der ''Hund''"),
        *(
            "'Tis a dog.",
            "'s ist gut",
            "'Der' Hund",
            "**Der** Hund ist **da.**",
            "C++::x",
            "Siehe [1]",
        ),
    ],
)
def test_what_belongs_to_a_word_is_not_set_aside(text: str) -> None:
    assert core(text) == text


@pytest.mark.parametrize("sign", "\u200b \u2060 \ufeff \xad \u061c \u200e".split(" "))
def test_unseen_characters_stay_at_both_ends(sign: str) -> None:
    assert outer_space(f"{sign}Der - Hund-{sign} {sign}") == (sign, f"{sign} {sign}")


@pytest.mark.parametrize("text", ["2. Weltkrieg", "1. Mai 1945", "3. Stock links"])
def test_an_ordinal_at_the_start_is_no_number_of_a_list(text: str) -> None:
    assert core(text) == text
    assert core(f"- {text}") == text
