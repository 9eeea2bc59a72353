"""Marks carried along alignments made by hand."""

from collections.abc import Iterable
from itertools import repeat
from sys import setprofile

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.markup.marked_lines import BALANCED, STREWN, nesting, tags, without_tags
from tolmach.markup.parts import parts_of
from tolmach.reading.marks.mark import Mark
from tolmach.reading.marks.plain_text import PlainText
from tolmach.reading.marks.span_attribution import WordAttention
from tolmach.reading.marks.transfer import transferred, with_marks_as_in
from tolmach.reading.marks.writing import written
from tolmach.text.words import word_spans


def carried(line: str, target: str, links: str) -> str:
    """Carry the tags of a line along links such as `0-0 1-2`, source first."""
    plain = PlainText.of(parts_of(line), repeat(None))
    sides = tuple(word_spans(plain.text)), tuple(word_spans(target))
    shares = np.full((len(sides[1]), len(sides[0])), 0.01)
    for link in links.split():
        first, second = map(int, link.split("-"))
        shares[second, first] = 1.0
    shares /= shares.sum(1, keepdims=True)
    marks = transferred(plain.marks, WordAttention(plain.text, target, *sides, shares))
    return written(target, marks)


def test_a_pair_goes_where_its_words_went() -> None:
    assert carried("Gestern <b>schlief</b> er", "Yesterday he slept", "0-0 1-2 2-1") == (
        "Yesterday he <b>slept</b>"
    )


def test_a_pair_is_not_torn_and_takes_the_word_between() -> None:
    assert carried("<b>rote Katze</b> da", "there cat very red", "0-3 1-1 2-0") == (
        "there <b>cat very red</b>"
    )


def test_neighbours_change_places_and_stay_apart() -> None:
    line = "<i>heute</i> <b>komme ich</b>."
    assert carried(line, "I come today.", "0-2 1-1 2-0 3-3") == "<b>I come</b> <i>today</i>."


def test_what_is_inside_stays_inside() -> None:
    line = "<a><b>alte</b> Katze</a> schläft"
    assert carried(line, "sleeps cat old", "0-2 1-1 2-0") == "sleeps <a>cat <b>old</b></a>"
    far = "<a>Katze <b>alte</b></a> schläft"
    assert carried(far, "old sleeps now and then cat", "0-5 1-0 2-1 2-2 2-3 2-4") == (
        "<a><b>old</b></a> sleeps now and then cat"
    )


def test_an_accelerator_goes_to_the_word_that_translates_its_own() -> None:
    assert carried("&Datei öffnen", "Open file", "0-1 1-0") == "Open &file"
    assert carried("Datei ö&ffnen", "Open file", "0-1 1-0") == "&Open file"
    assert carried("Datei öf&fnen", "file off", "0-0 1-1") == "file o&ff"
    assert carried("<b>&Datei</b> öffnen", "Open file", "0-1 1-0") == "Open <b>&file</b>"
    assert carried("&Datei <b>öffnen</b>", "Open", "0-0 1-0") == "&<b>Open</b>"


def test_a_sign_that_ends_the_source_ends_the_translation() -> None:
    words = WordAttention("a b!", "y x.", ((0, 1), (2, 3)), ((0, 1), (2, 3), (3, 4)), np.eye(3, 2))
    [mark] = transferred([Mark("!", "", 3, 3, glued=(True, False), fixed=True)], words)
    assert written("y x.", [mark]) == "y x.!"


def test_pairs_within_a_word_share_its_words_or_the_letters_of_one() -> None:
    line = "ein <b>Haus</b><i>tür</i> da"
    assert carried(line, "there front door", "0-0 1-1 1-2") == "there <b>front</b> <i>door</i>"
    assert carried(line, "a portal", "0-0 1-1") == "a <b>por</b><i>tal</i>"
    part = "<a>die <b>Tor</b><i><u>wand</u></i>ecke</a>"
    assert carried(part, "the corner", "0-0 1-1") == "<a>the <b>cor</b><i><u>ner</u></i></a>"
    assert carried("<b>d</b><i>i</i><u>ck</u>", "very big fat", "0-0 0-1 0-2") == (
        "<b>very</b> <i>big</i> <u>fat</u>"
    )
    assert carried("<b>d</b><i>i</i><u>ck</u>", "so fat", "0-0 0-1") == (
        "<b>s</b><i>o</i> <u>fat</u>"
    )
    assert carried("<b>Ei</b><i>er</i> da", "I do", "0-0 1-1") == "<b></b><i>I</i> do"


def test_a_word_with_a_pair_for_each_letter_stays_one() -> None:
    line = "<b>x</b>" * 2_000
    assert carried(line, "y", "0-0").count("</b>") == 2_000


def test_what_is_not_translated_encloses_nothing() -> None:
    assert carried("Komm <b>doch</b> her", "Come here", "0-0 2-1") == "Come <b></b> here"


def test_a_mark_alone_stays_with_the_word_it_touches() -> None:
    assert carried("Haus<y/> alt", "old house", "0-1 1-0") == "old house<y/>"
    assert carried("ein <y/>Haus", "house one", "0-1 1-0") == "<y/>house one"


def test_a_mark_between_words_divides_what_comes_before_from_what_comes_after() -> None:
    assert carried("a b <y/> c d", "b a d c", "0-1 1-0 2-3 3-2") == "b a <y/> d c"
    assert carried("<y/>a b", "a b", "0-0 1-1") == "<y/>a b"
    assert carried("a b.<y/>", "a b.", "0-0 1-1 2-2") == "a b.<y/>"


def test_space_stands_where_there_is_space() -> None:
    assert carried("a  b. c", "b a. c", "0-1 1-0 2-2 3-3") == "b  a. c"
    assert carried("a b.  c", "b a. c", "0-1 1-0 2-2 3-3") == "b a.  c"
    assert carried("a\u00a0b", "b a", "0-1 1-0") == "b\u00a0a"
    assert carried("a  b", "ab", "0-0 1-0") in ("  ab", "ab  ")


def test_a_sign_stays_with_its_number_and_a_mark_with_the_same_word() -> None:
    assert carried("da &copy; 2020 Tom", "Tom 2020 there", "") == "Tom &copy; 2020 there"
    assert carried("5&nbsp;Euro da", "there 5 euros", "") == "there 5&nbsp;euros"
    assert carried("Tom<y/> da", "there Tom", "0-0") == "there Tom<y/>"


def test_two_spaces_of_words_that_change_places_are_not_put_together() -> None:
    line = "Er hat{' '}<b>zwei Bälle</b>{' '}geworfen."
    assert carried(line, "He threw two balls.", "0-0 1-1 2-2 3-3 4-1 5-4") == (
        "He{' '}threw{' '}<b>two balls</b>."
    )
    assert carried("a&nbsp;b{' '}c", "z y", "0-0 1-1 2-1") == "z&nbsp;{' '}y"


def test_a_space_between_a_number_and_its_sign_stays_there() -> None:
    assert carried("da 50&nbsp;% so", "so there 50%", "0-1 1-2 2-3 3-0") == "so there 50&nbsp;%"
    assert carried("da 5&nbsp;%, 6&nbsp;%", "there 5%, 6%", "") == "there 5&nbsp;%, 6&nbsp;%"
    assert carried("da 50&nbsp;. so", "there 50. so", "0-0 1-1") == "there&nbsp;50. so"


def test_nothing_translates_nothing() -> None:
    assert carried("<b>a</b><br/>", "", "") == "<b></b><br/>"
    assert carried("<b></b>", "a", "") == "<b></b>a"


def signs(marks: Iterable[Mark]) -> str:
    """Return what is written for marks and for those inside of them."""
    return "".join(mark.opening + signs(mark.inside) + mark.closing for mark in marks)


@given(BALANCED | STREWN, st.data())
def test_under_any_attribution_marks_come_once_and_nested(line: str, data: st.DataObject) -> None:
    target = "".join(data.draw(st.lists(st.sampled_from(["x", " y", ".", ' "', "yz "])))).strip()
    line = f"x {line}"  # so that it begins with no mark of a list
    plain = PlainText.of(parts_of(line), repeat(None))
    # words without a space may be a name in code
    assume(not without_tags(signs(plain.marks)).replace("&", ""))
    sides = tuple(word_spans(plain.text)), tuple(word_spans(target))
    sizes = len(sides[1]), len(sides[0])
    shares = data.draw(arrays(float, sizes, elements=st.floats(0, 1)))
    marks = transferred(plain.marks, WordAttention(plain.text, target, *sides, shares))
    result = written(target, marks)
    assert tags(result) == tags(line)
    assert without_tags(result.replace("&", "")) == without_tags(target)
    if "t0" in line:
        assert nesting(result) == nesting(line)


def calls_for(marks: int) -> int:
    """Count the calls in which so many spaces in code find their places."""
    line = "ja&nbsp;" * marks + "ja"
    plain = PlainText.of(parts_of(line), repeat(None))
    sides = tuple(word_spans(plain.text))
    words = WordAttention(plain.text, plain.text, sides, sides, np.eye(len(sides)))
    counted: list[None] = []
    setprofile(lambda *event: counted.append(None) if event[1] == "call" else None)
    try:
        placed = transferred(plain.marks, words)
    finally:
        setprofile(None)
    assert written(plain.text, placed) == line
    return len(counted)


def test_work_for_marks_does_not_grow_with_the_cube_of_their_number() -> None:
    assert calls_for(80) < 5 * calls_for(40)


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
