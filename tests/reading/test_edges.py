import numpy as np
import pytest

from tolmach.reading.edges import with_marks_as_in
from tolmach.reading.marks import Mark
from tolmach.reading.span_attribution import WordAttention
from tolmach.text.words import word_spans


@pytest.mark.parametrize(
    ("source", "target", "wanted"),
    [
        ("„[Komm her]“, sagte er", '"[Come here]," he said', "Come here"),
        ("Er: „[Ich bin müde.]“", 'He: "[I am tired]."', "I am tired."),
        ("[Nein!] Doch", "[No]. Yes", "No."),
        ("[Nein]! Doch", "[No.] Yes", "No"),
        ("Er rief: [„Hilfe!“]", 'He shouted, "[Help!"]', '"Help!"'),
        ("Ja ([er ist zehn]).", "Yes [(he is ten)].", "he is ten"),
        ("[Tee], Milch", "[tea,] milk", "tea"),
        ("Ja[!] Nein", "Yes[!] No", "!"),
    ],
)
def test_marks_are_inside_where_the_source_has_them(source: str, target: str, wanted: str) -> None:
    pair, stretch = inside(source), inside(target)
    source, target = (text.translate({91: None, 93: None}) for text in (source, target))
    words = word_spans(target)
    around = [
        n for n, (start, end) in enumerate(words) if stretch[0] <= start and end <= stretch[1]
    ]
    shares = np.zeros((len(words), len(word_spans(source))))
    known = WordAttention(source, target, tuple(word_spans(source)), tuple(words), shares)
    free = np.ones(len(words), bool)
    first, last = with_marks_as_in(
        Mark("<b>", "</b>", *pair), known, (around[0], around[-1] + 1), free
    )
    assert target[words[first][0] : words[last - 1][1]] == wanted


def test_marks_that_are_taken_stay_where_they_are() -> None:
    words = tuple(word_spans("No!"))
    known = WordAttention("Nein!", "No!", tuple(word_spans("Nein!")), words, np.eye(2))
    pair = Mark("<b>", "</b>", 0, 5)
    assert with_marks_as_in(pair, known, (0, 1), np.array([True, True])) == (0, 2)
    assert with_marks_as_in(pair, known, (0, 1), np.array([True, False])) == (0, 1)


def inside(text: str) -> tuple[int, int]:
    """Return what stands between brackets, as a span of the text without them."""
    return text.index("["), text.index("]") - 1
