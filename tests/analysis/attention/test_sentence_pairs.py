from dataclasses import replace

import numpy as np
import pytest

from tests.models.variants import TRANSFORMER, changed
from tests.toy_translator import toy_translator
from tolmach.analysis.attention.sentence_pairs import (
    readable_pairs,
    sentence_pairs,
    side_by_side,
    words_of_whole,
)
from tolmach.corpus.parallel import Pair
from tolmach.errors import DataError
from tolmach.reading.kept import Treatment
from tolmach.text.sentences import Span
from tolmach.translation.result import Segment, Translation


def segment(source: Span, target: Span) -> Segment:
    return Segment(source, target, (), (), 0.0, finished=True)


WHOLE = Translation(
    "Ja. Nein.", "Yes. Oh no.", 0.0, (segment((0, 3), (0, 4)), segment((4, 9), (5, 11)))
)


def test_a_translation_is_taken_apart_and_its_words_are_found_in_the_whole() -> None:
    assert sentence_pairs([WHOLE]) == [Pair("Ja.", "Yes."), Pair("Nein.", "Oh no.")]
    parts = [([(0, 2)], [(0, 3)]), ([(0, 4)], [(0, 2), (3, 5)])]
    source, target = words_of_whole(WHOLE, parts)
    assert [WHOLE.source[slice(*span)] for span in source] == ["Ja", "Nein"]
    assert [WHOLE.text[slice(*span)] for span in target] == ["Yes", "Oh", "no"]


def test_pairs_are_what_the_model_saw_and_words_are_where_the_user_sees_them() -> None:
    seen = replace(segment((0, 7), (0, 8)), read="ja so", wrote="yes so")
    copied = replace(segment((8, 11), (9, 12)), changes=(Treatment("copied", "***"),))
    whole = Translation("- JA SO ***", "- YES SO ***", 0.0, (seen, copied))
    assert sentence_pairs([whole]) == [Pair("ja so", "yes so"), Pair("", "")]
    source, target = words_of_whole(whole, [([(0, 2), (3, 5)], [(0, 3), (4, 6)]), ([], [])])
    assert [whole.source[slice(*span)] for span in source] == ["JA", "SO"]
    assert [whole.text[slice(*span)] for span in target] == ["YES", "SO"]


def test_one_sentence_gives_nothing_to_another() -> None:
    whole = side_by_side([np.full((1, 2), 0.5), np.ones((2, 1))])
    assert whole.tolist() == [[0.5, 0.5, 0], [0, 0, 1], [0, 0, 1]]


def test_pairs_too_long_for_the_positions_of_a_model_are_left_out() -> None:
    pairs = [Pair("Hund " * count, "dog") for count in (3, 90, 4)]
    few = toy_translator(changed(TRANSFORMER, positions="learned", longest=32))
    assert readable_pairs(few, pairs) == [pairs[0], pairs[2]]
    with pytest.raises(DataError, match="reads no more than 32 pieces"):
        readable_pairs(few, pairs[1:2])
    assert readable_pairs(toy_translator(TRANSFORMER), pairs) == pairs
