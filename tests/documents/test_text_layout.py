import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.documents.text_layout import TextLayout

CASES = [
    ("Guten Tag", ["Guten Tag"]),
    ("  Guten Tag \r\n\r\n\tEnde\n", ["Guten Tag", "Ende"]),
    (
        "- Äpfel\n  * Birnen\n> Zitat\n## Titel\n- [x] getan",
        "Äpfel Birnen Zitat Titel getan".split(),
    ),
    ("1. Erstens\n2. Zweitens", ["Erstens", "Zweitens"]),
    ("3. Oktober\nNoch etwas", ["3. Oktober", "Noch etwas"]),  # one number alone is no list
    ("a) so\nb) oder so", ["so", "oder so"]),
    ("Name\tAlter\nTom\t12", ["Name", "Alter", "Tom"]),
    ("-----\n12:30\n...", []),
    ("- \n-\nWort-Teil", ["Wort-Teil"]),
    ("Text\n```\nlet a = 1;\n~~~\n```\nmehr", ["Text", "mehr"]),
    ("Text\n~~~\nmehr\n~~~ Ende\n```", ["Text", "mehr", "~~~ Ende"]),  # which nothing closes
    ("Text\n~~~~\nlet a;\n~~~\nlet b;\n  ~~~~~ \nmehr", ["Text", "mehr"]),
    ("``` a ```\nText\n```js\nlet a;\n```\n```\nEnde", ["``` a ```", "Text", "Ende"]),
    ("I) 5", ["I) 5"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "parts"), CASES)
def test_what_is_translated_and_what_is_kept(text: str, parts: list[str]) -> None:
    layout = TextLayout.of(text)
    assert list(layout.translatable) == parts
    assert layout.filled(parts) == text


def test_translations_stand_in_their_places() -> None:
    layout = TextLayout.of("  - eins\n\n\tzwei\r\n")
    assert layout.filled(["one", "two"]) == "  - one\n\n\ttwo\r\n"


def test_fences_that_nothing_closes_are_looked_for_once() -> None:
    text = "```a\n~~~a\n" * 30_000  # which takes minutes where each looks for its end
    assert len(TextLayout.of(text).translatable) == 60_000


@given(st.text(alphabet=st.characters() | st.sampled_from("\n\t -*1.)#>`")))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    layout = TextLayout.of(text)
    assert layout.filled(layout.translatable) == text
    assert all(part.strip() == part != "" for part in layout.translatable)


@given(st.text())
def test_one_line_keeps_only_the_space_around_it(text: str) -> None:
    layout = TextLayout.of_one_line(text)
    assert layout.filled(layout.translatable) == text
    assert len(layout.translatable) == any(map(str.isalpha, text))
