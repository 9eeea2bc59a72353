import math

import pytest
import torch

from tests.models.variants import VARIANTS
from tests.toy_translator import TOKENIZER, toy_translator
from tolmach.analysis.inspect.loss_steps import example_loss
from tolmach.data.batches import padded_batch
from tolmach.errors import TolmachError
from tolmach.inference.torch_engine import TorchEngine
from tolmach.models.protocol import TrainableModel
from tolmach.training.learner import batch_loss

SOURCE, TARGET = "Der Hund schläft.", "The dog sleeps."


@pytest.mark.parametrize("variant", ["transformer, pre-norm", "recurrent, vector at the start"])
@pytest.mark.parametrize("smoothing", [0.0, 0.3])
def test_the_losses_add_up_to_that_of_training(variant: str, smoothing: float) -> None:
    translator = toy_translator(VARIANTS[variant])
    found = example_loss(translator, SOURCE, TARGET, smoothing=smoothing)
    assert isinstance(translator.engine, TorchEngine)
    assert isinstance(translator.engine.model, TrainableModel)
    batch = padded_batch([TOKENIZER.encode(SOURCE)], [TOKENIZER.encode(TARGET)])
    with torch.inference_mode():
        loss = batch_loss(translator.engine.model, batch, smoothing)
    assert sum(step.loss for step in found.steps) == pytest.approx(float(loss.nll), rel=1e-4)
    smoothed = sum(step.smoothed_loss for step in found.steps)
    assert smoothed == pytest.approx(float(loss.smoothed), rel=1e-4)


def test_every_step_has_three_distributions() -> None:
    translator = toy_translator(VARIANTS["transformer, pre-norm"])
    found = example_loss(translator, SOURCE, TARGET, smoothing=0.2, shown=3)
    assert [step.true for step in found.steps] == TOKENIZER.pieces([*TOKENIZER.encode(TARGET), 2])
    for step in found.steps:
        true, *others = step.shares
        assert (true.piece, true.one_hot, len(others)) == (step.true, 1.0, 3)
        assert true.smoothed == pytest.approx(0.8 + 0.2 / len(TOKENIZER))
        assert step.loss == pytest.approx(-math.log(true.predicted), rel=1e-4)
        assert [o.predicted for o in others] == sorted((o.predicted for o in others), reverse=True)
        for name in ("one_hot", "smoothed", "predicted"):
            shares = [getattr(share, name) for share in (*step.shares, step.elsewhere)]
            assert sum(shares) == pytest.approx(1, abs=1e-5)
    numbers = found.as_json()
    assert numbers["sum"] == pytest.approx(found.mean * len(found.steps))
    assert numbers["perplexity"] == pytest.approx(math.exp(found.mean))


def test_an_impossible_smoothing_is_refused() -> None:
    translator = toy_translator(VARIANTS["transformer, pre-norm"])
    with pytest.raises(TolmachError, match="label smoothing of 1 is not from 0 up to 1"):
        example_loss(translator, SOURCE, TARGET, smoothing=1.0)
