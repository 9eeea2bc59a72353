"""Validation: loss and translations beside those of each sentence alone, and signed scores.

Scores are of the measure that fits the dev set.
"""

import math
from collections.abc import Sequence
from typing import Any

import pytest
import torch
import torch.nn.functional as F

from tests.models.variants import TRANSFORMER, changed
from tests.toy_folder import LINES
from tolmach.config.model import TransformerSettings
from tolmach.corpus.parallel import Pair
from tolmach.errors import TolmachError
from tolmach.inference.torch_engine import TorchEngine
from tolmach.metrics.corpus_scores import bleu, chrf
from tolmach.models.build import build_model
from tolmach.models.protocol import TrainableModel, TranslationModel
from tolmach.search.options import SearchOptions
from tolmach.text.tokenizer import BOS_ID, EOS_ID, Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair
from tolmach.training import validation
from tolmach.training.validation import Validation, Validator

CHINESE = [
    Pair("the red cat sleeps", "红色的猫在睡觉。"),
    Pair("the small dog eats", "小狗在吃东西。"),
    Pair("he goes to school", "他去学校。"),
]
Trainable = TrainableModel[Any, Any]
WORDS = [Pair("cat", "Katze"), Pair("dog", "Hund"), Pair("bird", "Vogel")]


class Perfect(Validator):
    """Translates all as the references have it."""

    def translate(
        self,
        model: TranslationModel[Any, Any],  # noqa: ARG002
        sources: Sequence[Sequence[int]],  # noqa: ARG002
        options: SearchOptions | None = None,  # noqa: ARG002
    ) -> list[str]:
        return list(self.references)


def _model_and_validator(dev: list[Pair], language: str) -> tuple[Trainable, Validator]:
    joint = Tokenizer.learn((side for pair in dev for side in pair), 300)
    shape = TransformerSettings(size=8, heads=2, inner=12, encoder_layers=1, decoder_layers=1)
    torch.manual_seed(3)
    model = build_model(shape, len(joint), len(joint))
    return model, Perfect(dev, TokenizerPair(joint, joint), 1, language)


@pytest.mark.parametrize("language", ["zh", "xx"])
def test_chinese_gets_a_bleu_that_sees_it(language: str) -> None:
    model, validator = _model_and_validator(CHINESE, language)
    found = validator.validate(model)
    assert [found.bleu, found.chrf] == pytest.approx([100, 100])
    assert "tok:zh" in found.signatures[0]
    assert found.signatures[1].startswith("chrF2|nrefs:1|")
    assert validator.measure.judge == "bleu"


def test_words_are_judged_by_chrf() -> None:
    model, validator = _model_and_validator(WORDS, "de")
    found = validator.validate(model)
    assert [found.bleu, found.chrf] == pytest.approx([0, 100])
    assert found.score(validator.measure.judge) == found.chrf


def test_a_lower_loss_is_a_higher_score() -> None:
    assert Validation(2.0, 30.0, 50.0, []).score("loss") == -2.0


def test_a_loss_that_is_no_number_is_refused() -> None:
    model, validator = _model_and_validator(WORDS, "de")
    with torch.no_grad():
        next(model.parameters()).fill_(torch.nan)
    with pytest.raises(TolmachError, match="no longer a number"):
        validator.validate(model)


TOKENIZER = Tokenizer.learn(LINES, 331)
TOKENIZERS = TokenizerPair(TOKENIZER, TOKENIZER)
DEV = [Pair(*LINES[:2]), Pair(*LINES[2:]), Pair("Hund", "dog"), Pair("Wie geht es?", "How is it?")]


@pytest.fixture
def model() -> TrainableModel:
    torch.manual_seed(1)
    small = changed(TRANSFORMER, encoder_layers=1, decoder_layers=1, dropout=0.3)
    return build_model(small, len(TOKENIZER), len(TOKENIZER))


def loss_by_hand(model: Any) -> float:
    nll, tokens = 0.0, 0
    for pair in DEV:
        source = torch.tensor([[*TOKENIZER.encode(pair.source), EOS_ID]])
        target = torch.tensor([[BOS_ID, *TOKENIZER.encode(pair.target), EOS_ID]])
        logits = model.decode(model.encode(source, source > -1), target[:, :-1])
        nll += float(F.cross_entropy(logits[0], target[0, 1:], reduction="sum"))
        tokens += target.shape[1] - 1
    return nll / tokens


@pytest.mark.parametrize("batch_tokens", [4096, 31])
def test_loss_is_nats_a_target_piece_however_it_is_batched(
    batch_tokens: int, model: TrainableModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validation, "_BATCH_TOKENS", batch_tokens)
    with torch.inference_mode():
        expected = loss_by_hand(model.eval())
    found = Validator(DEV, TOKENIZERS, 1).loss(model)
    assert found == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("beam", [1, 3])
def test_the_dev_set_is_translated_by_the_beam_asked_for_and_scored(
    beam: int, model: TrainableModel
) -> None:
    validator = Validator(DEV, TOKENIZERS, beam)
    found = validator.validate(model.train())
    sources = TOKENIZER.encode_batch([pair.source for pair in DEV])
    best = TorchEngine(model).translate(sources, SearchOptions(beam=beam))
    expected = TOKENIZER.decode_batch([one[0].ids for one in best])
    references = [pair.target for pair in DEV]
    assert found.hypotheses == expected
    assert (found.bleu, found.chrf) == (bleu(expected, references), chrf(expected, references))
    assert found.loss == pytest.approx(validator.loss(model))
    assert not model.training


def test_one_weight_that_is_no_number_is_refused(model: TrainableModel) -> None:
    next(model.parameters()).data.fill_(math.nan)
    with pytest.raises(TolmachError, match="loss on the dev set is no longer a number"):
        Validator(DEV, TOKENIZERS, 1).validate(model)


def test_higher_is_better_by_whatever_runs_are_compared() -> None:
    found = Validation(loss=2.0, bleu=30.0, chrf=50.0, hypotheses=[])
    assert [found.score(by) for by in ("bleu", "chrf", "loss")] == [30.0, 50.0, -2.0]
    assert found.perplexity == pytest.approx(math.exp(2.0))
    assert Validation(1e9, 0.0, 0.0, []).perplexity == pytest.approx(math.exp(100.0))


def test_the_attention_of_forty_sentences_all_over_the_dev_set_is_looked_at(
    model: TrainableModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Sequence[Sequence[int]]] = []
    monkeypatch.setattr(validation, "encoder_entropies", lambda _, found: seen.append(found))
    Validator(DEV * 20, TOKENIZERS, 1).encoder_entropies(model.train())
    [sources] = seen
    assert len(sources) == 40
    assert len({tuple(source) for source in sources}) > 1
    assert not model.training
