"""Evidence against what the model's own scores and recorded attention say."""

from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.confidence.test_signals import made
from tests.toy_folder import LINES, make_toy_folder
from tolmach.analysis.attention.matrix import attention_matrix
from tolmach.analysis.confidence.evidence import evidence, evidence_of_translations
from tolmach.corpus.parallel import Pair
from tolmach.translation.translator import Translator

PAIRS = [Pair(LINES[0], LINES[1]), Pair(LINES[2], LINES[3])]


@pytest.fixture(scope="module")
def translator(tmp_path_factory: pytest.TempPathFactory) -> Translator:
    return Translator.load(make_toy_folder(tmp_path_factory.mktemp("models") / "toy"))


def test_words_have_the_log_probability_of_their_pieces(translator: Translator) -> None:
    for found, pair in zip(evidence(translator, PAIRS), PAIRS, strict=True):
        (scored,) = translator.score([pair.source], [pair.target])
        (alone,) = translator.score([""], [pair.target])
        assert found.mean == pytest.approx(scored.log_probability / len(scored.tokens), abs=1e-4)
        assert found.ends == pytest.approx([scored.tokens[-1].log_probability], abs=1e-4)
        told = scored.log_probability - alone.log_probability
        told -= scored.tokens[-1].log_probability - alone.tokens[-1].log_probability
        assert found.contributions.sum() == pytest.approx(told, abs=1e-4)
        assert [pair.source[start:end] for start, end in found.source_words][-1] == pair.source[-1]


def test_attention_is_the_mean_of_all_layers_without_the_end(translator: Translator) -> None:
    (found,) = evidence(translator, PAIRS[:1])
    matrix = attention_matrix(translator, *PAIRS[0])  # this model has one layer
    assert found.words == list(matrix.target_words[:-1])
    assert found.attention == pytest.approx(matrix.weights[:-1, :-1], abs=1e-5)
    assert found.coverage == pytest.approx(matrix.weights[:-1, :-1].sum(0), abs=1e-5)


def test_sentences_of_a_line_are_put_together(translator: Translator) -> None:
    line = f"{LINES[0]} {LINES[2]}"
    whole, empty = translator.translate([line, ""])
    parts = whole.segments
    assert len(parts) > 1
    found, nothing = evidence_of_translations(translator, [whole, empty])
    alone = evidence(
        translator,
        [
            Pair(whole.source[slice(*p.source_span)], whole.text[slice(*p.target_span)])
            for p in parts
        ],
    )
    assert (found.source, found.target) == (whole.source, whole.text)
    assert found.words == [word for each in alone for word in each.words]
    assert found.log_probabilities == pytest.approx(
        np.concatenate([each.log_probabilities for each in alone])
    )
    assert found.pieces == sum(each.pieces for each in alone)
    assert len(found.ends) == len(parts)
    assert found.coverage == pytest.approx(np.concatenate([each.coverage for each in alone]))
    assert nothing.words == []
    assert nothing.mean == 0


def test_no_source_and_no_target(translator: Translator) -> None:
    first, second = evidence(translator, [Pair("", "x y"), Pair("x y", "")])
    assert first.contributions == pytest.approx([0, 0], abs=1e-5)
    assert first.coverage.shape == (0,)
    assert second.coverage.tolist() == [0, 0]


def test_what_is_granted_is_sure_and_said() -> None:
    given = {
        "log_probabilities": np.array([-0.1, -9.0, -8.0, -0.2]),
        "contributions": np.array([1.0, -3.0, 9.0, 3.0]),
    }
    found = made("der Hund schläft", "the blue hound sleeps", [0, 2, 2, 2], **given)
    granted = found.granting([((4, 8), (4, 14))])  # Hund, blue hound
    assert granted.log_probabilities.tolist() == [-0.1, 0.0, 0.0, -0.2]
    assert granted.contributions.tolist() == [1.0, 2.0, 9.0, 3.0]
    assert granted.coverage.tolist() == [1, 2, 1]
    assert found.granting([]) == found
    whole = found.granting([((0, 16), (0, 21))])
    assert whole.contributions.min() > 5
    alone = replace(found, attention=None).granting([((4, 8), (4, 14))])
    assert alone.attention is None
