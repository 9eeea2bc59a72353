import numpy as np
import pytest
import torch

from tolmach import Translator
from tolmach.analysis.heads.relevance import head_relevance
from tolmach.analysis.relevance.attribution import relevance_of_texts
from tolmach.corpus.parallel import Pair
from tolmach.errors import TolmachError
from tolmach.nn.head_gates import gating

PAIRS = [Pair("Warum lachst du?", "Why are you laughing?"), Pair("Ja.", "Yes.")]
SITE = "decoder.cross.2"


@pytest.fixture(scope="module")
def translator() -> Translator:
    return Translator.load()


def test_it_is_the_mean_of_all_predictions_for_every_head(translator: Translator) -> None:
    found = head_relevance(translator, PAIRS)
    layers = {"encoder.self": 6, "decoder.self": 2, "decoder.cross": 2}
    assert found.keys() == {
        f"{kind}.{number}" for kind, count in layers.items() for number in range(1, count + 1)
    }
    each = relevance_of_texts(
        translator, [pair.source for pair in PAIRS], [pair.target for pair in PAIRS]
    )
    predictions = [row for one in each for row in one.heads[SITE]]
    np.testing.assert_allclose(found[SITE], np.mean(predictions, 0), rtol=1e-5)
    for heads in found.values():
        assert heads.shape == (8,)
        assert np.all((heads > 0) & (heads < 1))


def test_a_head_that_is_cut_off_has_none(translator: Translator) -> None:
    gates = torch.ones(8)
    gates[2] = 0
    with gating({SITE: gates}.get):
        found = head_relevance(translator, PAIRS)
    assert [bool(head) for head in found[SITE]] == gates.bool().tolist()


def test_no_pairs_are_refused(translator: Translator) -> None:
    with pytest.raises(TolmachError, match="no sentence pairs"):
        head_relevance(translator, [])
