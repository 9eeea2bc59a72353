"""Aligners of models with prescribed attention, whose links are known."""

from typing import Any

import pytest
import torch

from tests.analysis.alignment.scripted_attention import ScriptedModel, translator
from tolmach.analysis.alignment.aligner import Aligner, self_test_sources
from tolmach.analysis.alignment.links import AttentionSource, Restriction
from tolmach.corpus.parallel import Pair
from tolmach.corpus.symmetrisation import intersection
from tolmach.errors import TolmachError
from tolmach.model_folder import SelfTest

SAID, READ = AttentionSource(1, "said"), AttentionSource(1, "read")


def pairs() -> list[Pair]:
    lines = ["Der Hund schläft", "Guten Morgen", "Wie geht es dir ?"]
    return [Pair(line, line) for line in lines] * 2


@pytest.mark.parametrize(("ahead", "moment"), [(0, "said"), (-1, "read")])
@pytest.mark.parametrize("sharp", [1, 2])
def test_one_model_is_read_where_it_links_as_statistics_do(
    ahead: int, moment: Any, sharp: int
) -> None:
    torch.manual_seed(3)
    aligner = Aligner(translator(ScriptedModel(ahead, sharp)))
    origins = aligner.choose(pairs(), Restriction(moment=moment))
    assert origins == [(AttentionSource(sharp, moment),)]
    found = aligner.align(pairs(), origins, intersection)
    for pair, alignment in zip(pairs(), found, strict=True):
        assert alignment == {(n, n) for n in range(len(pair.source.split()))}


def test_two_models_are_read_where_they_agree() -> None:
    torch.manual_seed(3)
    there, back = translator(ScriptedModel(0, 2)), translator(ScriptedModel(-1, 1), "en de")
    aligner = Aligner(there, back)
    short = [Pair("H G s d", "H G s d"), Pair("s d H", "s d H")]  # of one piece each
    origins = aligner.choose(short)
    assert origins == [(AttentionSource(2, "said"),), (AttentionSource(1, "read"),)]
    for pair, alignment in zip(short, aligner.align(short, origins, intersection), strict=True):
        assert alignment == {(n, n) for n in range(len(pair.source.split()))}


def test_links_of_the_other_direction_are_turned_round() -> None:
    there, back = translator(ScriptedModel(0, 1)), translator(ScriptedModel(1, 1), "en de")
    (found,) = Aligner(there, back).align(
        [Pair("a b", "a b c")], [[SAID], [SAID]], lambda _, back: back
    )
    (alone,) = Aligner(back).align([Pair("a b c", "a b")], [[SAID]], intersection)
    assert found == {(source, target) for target, source in alone}
    assert any(target > source for source, target in found)


def test_a_layer_that_is_not_there_is_refused() -> None:
    with pytest.raises(
        TolmachError, match="No decoder layer 3 attends to the source: choose 1 or 2"
    ):
        Aligner(translator(ScriptedModel(0, 1))).choose(pairs(), Restriction(layer=3))


def test_a_model_of_the_same_direction_is_no_reverse() -> None:
    with pytest.raises(
        TolmachError,
        match="scripted translates de to en, so the model of the other direction has to",
    ):
        Aligner(translator(ScriptedModel(0, 1)), translator(ScriptedModel(0, 1)))


@pytest.mark.parametrize("selftest", [SelfTest([], []), SelfTest(["Hund", ""], ["", "dog"])])
def test_a_self_test_without_translations_chooses_no_attention(selftest: SelfTest) -> None:
    model = translator(ScriptedModel(0, 1))
    model.selftest = selftest
    with pytest.raises(TolmachError, match="translations of a self-test, and it has none"):
        self_test_sources(model)
