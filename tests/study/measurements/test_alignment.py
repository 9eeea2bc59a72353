import numpy as np
import pytest
import torch

from tests.analysis.alignment.scripted_attention import ScriptedModel, translator
from tests.study.study_settings import settings
from tolmach.corpus.parallel import Pair
from tolmach.study.division import part_path, write_pairs
from tolmach.study.folder import StudyFolder
from tolmach.study.ladder import LADDER, TRANSFORMER
from tolmach.study.measurements.alignment import alignment_of, attentive, measure
from tolmach.translation.translator import Translator

PAIRS = [Pair("Der Hund schläft", "Der Hund schläft"), Pair("Guten Morgen", "Guten Morgen")]
LINKS = [frozenset((n, n) for n in range(3)), frozenset((n, n) for n in range(2))]


@pytest.mark.parametrize("sharp", [1, 2])
def test_the_layer_that_aligns_is_shown(sharp: int) -> None:
    torch.manual_seed(3)
    found = alignment_of(translator(ScriptedModel(0, sharp)), PAIRS, LINKS, PAIRS[:1])
    assert (found["layer"], found["layers"]) == (sharp, 2)
    there = {
        (origin["layer"], origin["moment"]): origin["agreement"] for origin in found["agreement"]
    }
    assert len(there) == 4
    assert there[sharp, "said"] == 1
    (matrix,) = found["matrices"]
    assert matrix["source_words"] == ["Der", "Hund", "schläft", "</s>"]
    assert matrix["site"] == f"decoder.cross.{sharp}"
    assert np.array(matrix["weights"]).argmax(1).tolist() == [0, 1, 2, 3]


def test_where_no_layer_aligns_it_is_the_last() -> None:
    torch.manual_seed(3)
    nothing: list[frozenset[tuple[int, int]]] = [frozenset(), frozenset()]
    assert alignment_of(translator(ScriptedModel(0, 1)), PAIRS, nothing, PAIRS)["layer"] == 2


def test_agreement_is_judged_on_the_dev_set_alone(
    study_folder: StudyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Translator, "load", lambda _: translator(ScriptedModel(0, 1)))
    for name, pairs in (("dev", PAIRS), ("train", [Pair("Der Hund", "Der Hund")] * 3)):
        write_pairs(pairs, part_path(study_folder, name))
    found = measure(study_folder, settings(), [TRANSFORMER])
    assert (found["judged"], found["learnt"]) == (2, 5)


def test_models_with_one_vector_have_no_attention_to_show() -> None:
    names = {rung.name for rung in LADDER} - {rung.name for rung in attentive(LADDER)}
    assert names == {"recurrent-start", "recurrent-every-step", "convolutional-vector"}
