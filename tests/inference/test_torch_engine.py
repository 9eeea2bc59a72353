import pytest
import torch
from torch import Tensor

from tests.models.variants import convolutional_sizes
from tests.toy_model import ToyMemory, ToyModel
from tolmach.errors import TolmachError
from tolmach.inference.torch_engine import TorchEngine
from tolmach.models.convolutional import Convolutional
from tolmach.search.guard import Guard
from tolmach.search.methods import DiverseBeamSearch, ExactSearch, Sampling
from tolmach.search.options import SearchOptions

SOURCES = [[3, 4, 5], [6], [4, 4, 3, 5, 6], [5, 3], [], [6, 6, 6, 6]]


def test_answers_come_in_the_order_of_the_sources_whatever_the_batch_size() -> None:
    model = ToyModel(11, seed=1)
    whole = TorchEngine(model).translate(SOURCES, SearchOptions())
    single = TorchEngine(model, batch_tokens=1).translate(SOURCES, SearchOptions())
    assert [found[0].ids for found in whole] == [found[0].ids for found in single]
    assert len({found[0].ids for found in whole}) > 2


def test_nothing_in_nothing_out() -> None:
    engine = TorchEngine(ToyModel(11))
    assert engine.translate([], SearchOptions()) == []
    assert engine.score([], []) == []


def test_the_score_of_a_translation_is_what_search_said() -> None:
    engine = TorchEngine(ToyModel(11, seed=1))
    found = [best for [best] in engine.translate(SOURCES, SearchOptions())]
    scores = engine.score(SOURCES, [best.ids for best in found])
    for best, row in zip(found, scores, strict=True):
        assert len(row) == len(best.ids) + 1
        shared = len(best.log_probabilities)
        assert row[:shared] == pytest.approx(list(best.log_probabilities), abs=1e-4)


def test_scores_are_logarithms_of_probabilities_that_sum_to_one() -> None:
    engine = TorchEngine(ToyModel(11, seed=1))
    first = [row[0] for row in engine.score([[3, 4]] * 11, [[piece] for piece in range(11)])]
    assert torch.tensor(first).exp().sum().item() == pytest.approx(1.0, abs=1e-5)


def test_an_empty_batch_is_refused() -> None:
    with pytest.raises(TolmachError, match="batch of 0 tokens"):
        TorchEngine(ToyModel(11), batch_tokens=0)


@pytest.mark.parametrize(
    "options",
    [
        SearchOptions(beam=1),
        SearchOptions(beam=3, guard=Guard(min_length=50)),
        SearchOptions(method=Sampling(), n_best=4),
        SearchOptions(beam=4, method=DiverseBeamSearch()),
        SearchOptions(method=ExactSearch(), guard=Guard(min_length=5, max_copies=None)),
    ],
)
def test_no_translation_outgrows_the_positions_that_were_learnt(options: SearchOptions) -> None:
    torch.manual_seed(1)
    sizes = convolutional_sizes(7, size=16, encoder_layers=1, decoder_layers=1, longest=6)
    found = TorchEngine(Convolutional(sizes)).translate(SOURCES, options)
    lengths = [len(each.ids) for several in found for each in several]
    assert max(lengths) == 5  # and `<s>` at the first place


def test_the_callers_model_stays_in_its_mode_and_dropout_is_off_meanwhile() -> None:
    torch.manual_seed(5)
    model = Convolutional(convolutional_sizes(11, size=16, dropout=0.5))
    model.encoder.eval()
    before = {name: part.training for name, part in model.named_modules()}
    assert set(before.values()) == {True, False}
    engine = TorchEngine(model)
    first = engine.translate(SOURCES, SearchOptions(beam=2))
    assert first == engine.translate(SOURCES, SearchOptions(beam=2))
    assert engine.score(SOURCES, SOURCES) == engine.score(SOURCES, SOURCES)
    assert {name: part.training for name, part in model.named_modules()} == before


def test_a_call_computes_on_the_engines_own_threads() -> None:
    counts = []

    class Counting(ToyModel):
        def encode(self, source: Tensor, source_keep: Tensor) -> ToyMemory:
            counts.append(torch.get_num_threads())
            return super().encode(source, source_keep)

    ambient = torch.get_num_threads()
    engine = TorchEngine(Counting(11), threads=ambient + 1)
    engine.translate([[3]], SearchOptions(beam=1))
    engine.score([[3]], [[4]])
    assert counts == [ambient + 1] * 2
    assert torch.get_num_threads() == ambient
