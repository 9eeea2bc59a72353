"""Aligners whose answer is known: models that attend as they are told."""

from functools import partial
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.models.variants import TRANSFORMER
from tests.toy_folder import LINES
from tolmach.analysis.aligner import Aligner
from tolmach.analysis.alignment import Look
from tolmach.errors import TolmachError
from tolmach.inference.torch_engine import TorchEngine
from tolmach.model_folder import Description
from tolmach.models.protocol import State, StepOutput, TranslationModel
from tolmach.nn.attention_site import tell
from tolmach.text.parallel import Pair
from tolmach.text.symmetrisation import intersection
from tolmach.text.tokenizer import Tokenizer, TokenizerPair
from tolmach.translator import Translator

TOKENIZER = Tokenizer.learn(LINES, 331)
SAID, READ = Look(1, "said"), Look(1, "read")


class Told(TranslationModel):
    """Two layers: one says piece t with its eye on source piece t + `ahead`, one looks anywhere."""

    def __init__(self, ahead: int, sharp: int) -> None:
        super().__init__()
        self.ahead, self.sharp = ahead, sharp
        self.output = nn.Linear(1, len(TOKENIZER))

    def encode(self, source: Tensor, source_keep: Tensor) -> Tensor:  # noqa: ARG002
        return source_keep

    def sentence_vectors(self, memory: Any) -> Tensor:
        raise NotImplementedError

    def decode_rows(self, memory: Any, target_in: Tensor) -> Tensor:
        (count, length), width = target_in.shape, memory.shape[1]
        place = (torch.arange(length) + self.ahead).clamp(0, width - 1)
        eye = 0.8 * nn.functional.one_hot(place, width) + 0.2 / width  # [T, S]
        everywhere = torch.rand(length, width).softmax(1)
        for layer in (1, 2):
            weights = eye if layer == self.sharp else everywhere
            told = weights.expand(count, 2, -1, -1)
            tell(f"decoder.cross.{layer}", partial(torch.clone, told))
        return torch.zeros(count, length, 1)

    def start(self, memory: Any) -> State:
        raise NotImplementedError

    def step(self, previous: Tensor, state: Any) -> StepOutput:
        raise NotImplementedError


def translator(model: TranslationModel, languages: str = "de en") -> Translator:
    source, target = languages.split()
    description = Description(
        name="told", source_language=source, target_language=target, model=TRANSFORMER
    )
    return Translator(TorchEngine(model), TokenizerPair(TOKENIZER, TOKENIZER), description)


def pairs() -> list[Pair]:
    lines = ["Der Hund schläft", "Guten Morgen", "Wie geht es dir ?"]
    return [Pair(line, line) for line in lines] * 2


@pytest.mark.parametrize(("ahead", "moment"), [(0, "said"), (-1, "read")])
@pytest.mark.parametrize("sharp", [1, 2])
def test_one_model_is_read_where_it_links_as_statistics_do(
    ahead: int, moment: Any, sharp: int
) -> None:
    torch.manual_seed(3)
    aligner = Aligner(translator(Told(ahead, sharp)))
    looks = aligner.choose(pairs(), lambda look: look.layer != sharp or look.moment == moment)
    assert looks == [(Look(sharp, moment),)]
    found = aligner.align(pairs(), looks, intersection)
    for pair, alignment in zip(pairs(), found, strict=True):
        assert alignment == {(n, n) for n in range(len(pair.source.split()))}


def test_two_models_are_read_where_they_agree() -> None:
    torch.manual_seed(3)
    there, back = translator(Told(0, 2)), translator(Told(-1, 1), "en de")
    aligner = Aligner(there, back)
    looks = aligner.choose(pairs())
    assert looks == [(Look(2, "said"),), (Look(1, "read"),)]
    for pair, alignment in zip(pairs(), aligner.align(pairs(), looks, intersection), strict=True):
        assert alignment == {(n, n) for n in range(len(pair.source.split()))}


def test_links_of_the_other_direction_are_turned_round() -> None:
    there, back = translator(Told(0, 1)), translator(Told(1, 1), "en de")
    (found,) = Aligner(there, back).align(
        [Pair("a b", "a b c")], [[SAID], [SAID]], lambda _, back: back
    )
    (alone,) = Aligner(back).align([Pair("a b c", "a b")], [[SAID]], intersection)
    assert found == {(source, target) for target, source in alone}
    assert any(target > source for source, target in found)


def test_a_layer_that_is_not_there_is_refused() -> None:
    with pytest.raises(TolmachError, match="no such decoder layer: give one from 1 to 2"):
        Aligner(translator(Told(0, 1))).choose(pairs(), lambda look: look.layer == 3)


def test_a_model_of_the_same_direction_is_no_reverse() -> None:
    with pytest.raises(TolmachError, match="told translates de to en; the other direction"):
        Aligner(translator(Told(0, 1)), translator(Told(0, 1)))
