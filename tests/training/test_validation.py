"""What a validation measures: by the dev set's own measure, and signed."""

from collections.abc import Sequence
from typing import Any

import pytest
import torch

from tolmach.config.recipe import TransformerSettings
from tolmach.corpus.parallel import Pair
from tolmach.errors import TolmachError
from tolmach.models.build import build_model
from tolmach.models.protocol import TrainableModel, TranslationModel
from tolmach.search.options import SearchOptions
from tolmach.text.tokenizer import Tokenizer, TokenizerPair
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
