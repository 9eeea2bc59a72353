import numpy as np
import pytest

from tests.analysis.alignment.scripted_attention import ScriptedModel, translator
from tolmach.analysis.alignment.links import AttentionSource
from tolmach.analysis.alignment.word_attention import word_attention, word_shares
from tolmach.reading.marks.erasure import attributions
from tolmach.reading.marks.span_attribution import balanced
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair
from tolmach.translation.result import Segment, Translation
from tolmach.translation.translator import Translator

SAID = [AttentionSource(1, "said")]


def made(source: str, target: str, *segments: tuple[int, int, int, int]) -> Translation:
    """Return a translation whose sentences stand at these places of source and target."""
    parts = [Segment((a, b), (c, d), (), (), 0.0, True) for a, b, c, d in segments]
    return Translation(source, target, 0.0, tuple(parts))


def test_a_row_attributes_a_word_to_the_words_of_the_source() -> None:
    text = "Der Hund schläft"
    (found,) = word_attention(
        translator(ScriptedModel(0, 1)), [made(text, text, (0, 16, 0, 16))], SAID
    )
    assert [text[start:end] for start, end in found.target_words] == text.split()
    assert found.shares.sum(1) == pytest.approx([1, 1, 1])
    assert found.shares.argmax(1).tolist() == [0, 1, 2]


def test_sentences_owe_each_other_nothing() -> None:
    text = "Guten Morgen! Wie geht es dir?"
    whole = made(text, text, (0, 13, 0, 13), (14, 30, 14, 30))
    (found,) = word_attention(translator(ScriptedModel(0, 1)), [whole], SAID)
    assert found.source_words == found.target_words
    first = sum(end <= 13 for _, end in found.source_words)
    assert 0 < first < len(found.source_words)
    assert not found.shares[:first, first:].any()
    assert not found.shares[first:, :first].any()


def test_erasure_counts_half_where_it_is_asked_for() -> None:
    text, other = "Der Hund schläft", "Guten Morgen"
    model = translator(ScriptedModel(0, 1))
    both = [made(one, one, (0, len(one), 0, len(one))) for one in (text, other)]
    first, second = word_shares(model, both, SAID, [True, False])
    attended, same = word_attention(model, both, SAID)
    target = model.tokenizers.target
    (erased,) = attributions([(text, text)], model.log_probabilities, target)
    assert not np.allclose(attended.shares, erased.shares)
    assert first.shares == pytest.approx((attended.shares + erased.shares) / 2)
    assert second.shares == pytest.approx(same.shares)


def test_an_empty_translation_has_no_attribution() -> None:
    silent, empty = made("Hund", "", (0, 4, 0, 0)), made("", "")
    found = word_attention(translator(ScriptedModel(0, 1)), [silent, empty], SAID)
    assert [each.shares.shape for each in found] == [(0, 1), (0, 0)]


def test_marks_that_one_piece_spells_are_two_words() -> None:
    tokenizer = Tokenizer.learn(['"Hund"? "Hund"?'] * 9, 300)
    assert '"?' in tokenizer.pieces(tokenizer.encode('"Hund"?'))
    told = translator(ScriptedModel(0, 1))
    model = Translator(told.engine, TokenizerPair(tokenizer, tokenizer), told.description)
    (found,) = word_attention(model, [made('"Hund"?', '"Hund"?', (0, 7, 0, 7))], SAID)
    assert [found.target[slice(*span)] for span in found.target_words] == ['"', "Hund", '"', "?"]
    assert found.shares.shape == (4, 4)
    assert found.shares.sum(1) == pytest.approx([1] * 4)


def test_what_all_attend_to_tells_little_when_balanced() -> None:
    weights = np.array([[0.6, 0.3, 0.1], [0.6, 0.1, 0.3]])
    assert weights.argmax(1).tolist() == [0, 0]
    assert balanced(weights).argmax(1).tolist() == [1, 2]
    assert balanced(weights).sum(1) == pytest.approx([1, 1])
    assert np.isfinite(balanced(np.zeros((2, 3)))).all()


def test_words_are_found_where_they_stand() -> None:
    (found,) = word_attention(
        translator(ScriptedModel(0, 1)), [made("Der Hund", "The dog", (0, 8, 0, 7))], SAID
    )
    assert [found.enclosed(*span) for span in [(0, 3), (4, 8), (2, 5), (3, 4), (0, 0)]] == [
        *((0, 1), (1, 2), (0, 2), (1, 1), (0, 0))
    ]
