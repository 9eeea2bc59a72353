import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.variants import VARIANTS
from tests.toy_translator import TOKENIZER, toy_translator
from tolmach.analysis.attention.matrix import Head, attention_matrix, piece_matrix
from tolmach.analysis.attention.recorder import record_texts
from tolmach.config.model import Model
from tolmach.errors import TolmachError

SOURCE, TARGET = "Der Hund schläft!! 20 $", "The dog's asleep."
ATTENTIVE = {name: s for name, s in VARIANTS.items() if "vector" not in name}


TRANSFORMER = toy_translator(VARIANTS["transformer, pre-norm"])


@pytest.mark.parametrize("settings", list(ATTENTIVE.values()), ids=list(ATTENTIVE))
def test_every_attentive_model_gives_words_with_weights_that_sum_to_one(settings: Model) -> None:
    found = attention_matrix(toy_translator(settings), SOURCE, TARGET)
    assert found.source_words == ("Der", "Hund", "schläft", "!", "!", "20", "$", "</s>")
    assert found.target_words == ("The", "dog's", "asleep", ".", "</s>")
    assert found.weights.shape == (5, 8)
    np.testing.assert_allclose(found.weights.sum(1), 1, atol=1e-5)
    assert found.weights.min() > 0


def test_words_are_pieces_put_together() -> None:
    words, pieces = (f(TRANSFORMER, SOURCE, TARGET) for f in (attention_matrix, piece_matrix))
    assert len(pieces.source_words) == 1 + len(TOKENIZER.encode(SOURCE))
    assert pieces.target_words[-1] == "</s>"
    starts = [n for n, piece in enumerate(pieces.source_words) if piece.startswith("▁")]
    for place in (0, 1):  # of the source: "Der", "Hund"
        summed = pieces.weights[-1, starts[place] : starts[place + 1]].sum()
        np.testing.assert_allclose(words.weights[-1, place], summed, atol=1e-6)


def test_a_layer_and_a_head_are_what_was_recorded_there() -> None:
    (recorded,) = record_texts(TRANSFORMER, [SOURCE], [TARGET])
    one = piece_matrix(TRANSFORMER, SOURCE, TARGET, Head(layer=1, head=2))
    np.testing.assert_array_equal(one.weights, recorded.weights["decoder.cross.1"][1])
    assert one.site == "decoder.cross.1, head 2"
    mean = piece_matrix(TRANSFORMER, SOURCE, TARGET)
    np.testing.assert_array_equal(mean.weights, recorded.weights["decoder.cross.3"].mean(0))
    assert mean.site == "decoder.cross.3"


def test_without_a_target_its_own_translation_is_taught() -> None:
    own = TRANSFORMER.translate(SOURCE).text
    found, given_it = (
        attention_matrix(TRANSFORMER, SOURCE),
        attention_matrix(TRANSFORMER, SOURCE, own),
    )
    assert found.target_words == given_it.target_words
    np.testing.assert_array_equal(found.weights, given_it.weights)


def test_text_is_read_as_the_model_reads_it() -> None:
    low = toy_translator(VARIANTS["transformer, pre-norm"], lowercase=True)
    found = attention_matrix(low, " Der\u200b  HUND ", TARGET)
    assert found.source_words == ("der", "hund", "</s>")


@settings(deadline=None)
@given(st.text(), st.text())
def test_any_text_has_a_word_for_every_column(source: str, target: str) -> None:
    found = attention_matrix(TRANSFORMER, source, target)
    assert found.weights.shape == (len(found.target_words), len(found.source_words))
    np.testing.assert_allclose(found.weights.sum(1), 1, atol=1e-5)
    joined = "".join(found.source_words[:-1])
    assert joined == "".join(TRANSFORMER.cleaned([source])[0].split())


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (Head(layer=4), "No decoder layer 4 attends to the source: choose 1, 2 or 3."),
        (Head(layer=0), "No decoder layer 0 attends to the source: choose 1, 2 or 3."),
        (Head(layer=2, head=3), "There is no head 3 in decoder.cross.2: choose 1 or 2."),
    ],
)
def test_a_layer_or_head_that_is_not_there_is_refused(where: Head, message: str) -> None:
    with pytest.raises(TolmachError) as raised:
        attention_matrix(TRANSFORMER, SOURCE, TARGET, where)
    assert str(raised.value) == message


def test_a_model_without_attention_says_so() -> None:
    with pytest.raises(
        TolmachError, match="toy has none: its decoder knows the source by one vector"
    ):
        attention_matrix(toy_translator(VARIANTS["recurrent, vector at the start"]), SOURCE, TARGET)
