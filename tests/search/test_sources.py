import pytest
import torch

from tests.search.searching import constraint
from tolmach.errors import TolmachError
from tolmach.search.guard import Guard
from tolmach.search.phrase_constraints import PhraseConstraints, check_wide_enough
from tolmach.search.sources import Sources
from tolmach.text.tokenizer import EOS_ID, PAD_ID


def test_sentences_are_padded_as_in_training() -> None:
    sources = Sources.of([[3, 4, 5], [], [6]])
    assert sources.ids.tolist() == [
        [3, 4, 5, EOS_ID],
        [EOS_ID, PAD_ID, PAD_ID, PAD_ID],
        [6, EOS_ID, PAD_ID, PAD_ID],
    ]
    assert torch.equal(sources.keep, sources.ids != PAD_ID)
    assert len(sources) == 3
    assert [list(prefix) for prefix in sources.prefixes] == [[], [], []]
    assert [words.pieces for words in sources.phrase_constraints] == [0, 0, 0]


def test_alone_a_sentence_keeps_what_is_asked_of_it() -> None:
    words = [constraint(7, include=["ab"]), PhraseConstraints()]
    sources = Sources.of([[3, 4, 5], [6]], [[5], []], words)
    first, second = sources.alone()
    assert (first.ids.tolist(), second.ids.tolist()) == ([[3, 4, 5, EOS_ID]], [[6, EOS_ID]])
    assert (first.prefixes, second.prefixes) == ([[5]], [[]])
    assert (first.phrase_constraints, second.phrase_constraints) == (words[:1], words[1:])
    assert first.keep.all()


def test_what_is_asked_for_fits_into_the_limit() -> None:
    guard = Guard(ratio=1.0, extra=1)
    words = [
        constraint(7, include=["ab", "dcd"]),
        PhraseConstraints(),
        constraint(7, include=["abcdabcd"]),
    ]
    assert [each.pieces for each in words] == [5, 0, 8]
    sources = Sources.of([[3] * 9, [3, 4], [3]], [[4], [5] * 4, [6, 6]], words)
    assert sources.limits(guard).tolist() == [10, 4, 10]


def test_a_beam_without_phrases_may_be_as_narrow_as_can_be() -> None:
    check_wide_enough([], 1)
    check_wide_enough([PhraseConstraints()], 1)
    must = constraint(7, include=["ab"])
    check_wide_enough([must], 3)
    with pytest.raises(TolmachError, match="phrases of 2 pieces; widen it to at least 3"):
        check_wide_enough([PhraseConstraints(), must], 2)
