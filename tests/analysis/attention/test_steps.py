import numpy as np
import pytest

from tests.models.variants import VARIANTS
from tests.toy_translator import TOKENIZER, toy_translator
from tolmach.analysis.attention.recorder import record_texts
from tolmach.analysis.attention.steps import attention_steps
from tolmach.config.model import RecurrentSettings
from tolmach.errors import TolmachError

SOURCE, TARGET = "Der Hund schläft.", "The dog."
ATTENTIVE = [name for name in VARIANTS if "vector" not in name]


@pytest.mark.parametrize("variant", ATTENTIVE)
def test_weights_are_the_softmax_of_scores_and_what_the_recorder_hears(variant: str) -> None:
    translator = toy_translator(VARIANTS[variant])
    (recording,) = record_texts(translator, [SOURCE], [TARGET])
    for site, weights in recording.weights.items():
        for head in range(1, 1 + len(weights)):
            steps = attention_steps(translator, SOURCE, TARGET, site, head)
            raised = np.exp(steps.scores - steps.scores.max(1, keepdims=True))
            softmax = raised / raised.sum(1, keepdims=True)
            np.testing.assert_allclose(steps.weights, softmax, atol=1e-5)
            np.testing.assert_allclose(steps.weights, weights[head - 1], atol=1e-5)
            assert steps.weights.shape == (len(steps.query_pieces), len(steps.key_pieces))
            assert steps.contexts.shape == (len(steps.query_pieces), steps.values.shape[1])


@pytest.mark.parametrize("score", ["dot", "bilinear"])
def test_scores_are_products_of_queries_and_keys(score: str) -> None:
    settings = RecurrentSettings(embedding=6, size=10, link="attention_after", score=score)
    steps = attention_steps(toy_translator(settings), SOURCE, TARGET)
    assert steps.score == score
    np.testing.assert_allclose(steps.scores, steps.queries @ steps.keys.T, atol=1e-5)


def test_a_transformer_s_scores_are_scaled() -> None:
    steps = attention_steps(
        toy_translator(VARIANTS["transformer, pre-norm"]), SOURCE, TARGET, head=2
    )
    size = steps.queries.shape[1]
    np.testing.assert_allclose(steps.scores, steps.queries @ steps.keys.T / size**0.5, atol=1e-5)
    assert steps.as_json()["formula"] == "q·k / √E"
    assert steps.key_pieces == tuple(TOKENIZER.pieces([*TOKENIZER.encode(SOURCE), 2]))


def test_a_hidden_score_is_null_in_json() -> None:
    translator = toy_translator(VARIANTS["transformer, pre-norm"])
    numbers = attention_steps(translator, SOURCE, TARGET, "decoder.self.1").as_json()
    assert numbers["scores"][0][0] is not None
    assert numbers["scores"][0][1] is None
    assert numbers["weights"][0][:2] == [1, 0]
    assert numbers["query_pieces"] == numbers["key_pieces"]


def test_what_is_not_there_is_named_with_what_is() -> None:
    translator = toy_translator(VARIANTS["transformer, pre-norm"])
    with pytest.raises(
        TolmachError, match=r"no attention called decoder\.x; choose encoder\.self\.1"
    ):
        attention_steps(translator, SOURCE, TARGET, "decoder.x")
    with pytest.raises(TolmachError, match=r"There is no head 99 in decoder\.cross"):
        attention_steps(translator, SOURCE, TARGET, head=99)
    vector = toy_translator(VARIANTS["recurrent, vector at the start"])
    with pytest.raises(TolmachError, match="toy has no attention: its decoder knows the source"):
        attention_steps(vector, SOURCE, TARGET)
