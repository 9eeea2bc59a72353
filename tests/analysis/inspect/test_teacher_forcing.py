import math

import pytest
import torch

from tests.models.variants import VARIANTS
from tests.toy_folder import LINES
from tolmach.analysis.inspect.teacher_forcing import taught_steps
from tolmach.inference.torch_engine import TorchEngine
from tolmach.model_folder import Description
from tolmach.models.build import build_model
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair
from tolmach.translation.translator import Translator

TOKENIZER = Tokenizer.learn(LINES, 331)
SOURCE, TARGET = "Der Hund schläft.", "The dog sleeps."


@pytest.fixture(params=["hybrid", "convolutional, vector at every step"])
def translator(request: pytest.FixtureRequest) -> Translator:
    torch.manual_seed(5)
    settings = VARIANTS[request.param]
    description = Description(
        name="toy", source_language="de", target_language="en", model=settings
    )
    engine = TorchEngine(build_model(settings, len(TOKENIZER), len(TOKENIZER)))
    return Translator(engine, TokenizerPair(TOKENIZER, TOKENIZER), description)


def test_true_pieces_have_the_probabilities_of_their_score(translator: Translator) -> None:
    steps = taught_steps(translator, SOURCE, TARGET)
    (scored,) = translator.score([SOURCE], [TARGET])
    assert [step.true.piece for step in steps] == [token.text for token in scored.tokens]
    for step, token in zip(steps, scored.tokens, strict=True):
        assert math.log(step.true.probability) == pytest.approx(token.log_probability, abs=1e-4)


def test_beginnings_grow_to_the_whole_and_the_likeliest_come_first(translator: Translator) -> None:
    steps = taught_steps(translator, SOURCE, TARGET, likeliest=3)
    assert steps[0].beginning == ""
    assert steps[-1].beginning == TARGET
    assert steps[-1].true.piece == "</s>"
    for step in steps:
        found = [guess.probability for guess in step.likeliest]
        assert len(found) == 3
        assert found == sorted(found, reverse=True)
        assert step.true.probability <= found[0]
    every = taught_steps(translator, SOURCE, TARGET, likeliest=1000)[0]
    assert sum(guess.probability for guess in every.likeliest) == pytest.approx(1, abs=1e-4)
