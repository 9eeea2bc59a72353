"""Loss and translations of the dev set beside those of each sentence alone."""

import math
from typing import Any

import pytest
import torch
import torch.nn.functional as F

from tests.models.variants import TRANSFORMER, changed
from tests.toy_folder import LINES
from tolmach.corpus.parallel import Pair
from tolmach.errors import TolmachError
from tolmach.inference.torch_engine import TorchEngine
from tolmach.metrics.corpus_scores import bleu, chrf
from tolmach.models.build import build_model
from tolmach.models.protocol import TranslationModel
from tolmach.search.options import SearchOptions
from tolmach.text.tokenizer import BOS_ID, EOS_ID, Tokenizer, TokenizerPair
from tolmach.training import validation
from tolmach.training.validation import Validation, Validator

TOKENIZER = Tokenizer.learn(LINES, 331)
TOKENIZERS = TokenizerPair(TOKENIZER, TOKENIZER)
DEV = [Pair(*LINES[:2]), Pair(*LINES[2:]), Pair("Hund", "dog"), Pair("Wie geht es?", "How is it?")]


@pytest.fixture
def model() -> TranslationModel:
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
    batch_tokens: int, model: TranslationModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validation, "_BATCH_TOKENS", batch_tokens)
    with torch.inference_mode():
        expected = loss_by_hand(model.eval())
    found = Validator(DEV, TOKENIZERS, 1).loss(model)
    assert found == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("beam", [1, 3])
def test_the_dev_set_is_translated_by_the_beam_asked_for_and_scored(
    beam: int, model: TranslationModel
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


def test_a_loss_that_is_no_number_is_refused(model: TranslationModel) -> None:
    next(model.parameters()).data.fill_(math.nan)
    with pytest.raises(TolmachError, match="loss on the dev set is no longer a number"):
        Validator(DEV, TOKENIZERS, 1).validate(model)


def test_higher_is_better_by_whatever_runs_are_compared() -> None:
    found = Validation(loss=2.0, bleu=30.0, chrf=50.0, hypotheses=[])
    assert [found.score(by) for by in ("bleu", "chrf", "loss")] == [30.0, 50.0, -2.0]
    assert found.perplexity == pytest.approx(math.exp(2.0))
    assert Validation(1e9, 0.0, 0.0, []).perplexity == pytest.approx(math.exp(100.0))
