import pytest
import torch

from tests.search.searching import SOURCES, assert_same, search
from tests.toy_model import ToyModel
from tolmach.config import Transformer
from tolmach.models.build import build_model
from tolmach.models.ensemble import Ensemble
from tolmach.models.protocol import TranslationModel
from tolmach.search.methods import DiverseBeamSearch, ExactSearch, Sampling
from tolmach.search.options import SearchOptions

PIECES = 11
WAYS = [
    SearchOptions(beam=1),
    SearchOptions(beam=4, n_best=2),
    SearchOptions(beam=4, n_best=2, method=DiverseBeamSearch(2)),
    SearchOptions(n_best=2, method=Sampling(seed=1)),
    SearchOptions(beam=2, method=ExactSearch(states=200)),
]


def _mixed() -> Ensemble:
    settings = Transformer(size=14, heads=1, inner=13, encoder_layers=1, decoder_layers=1)
    with torch.random.fork_rng():
        torch.manual_seed(3)
        transformer = build_model(settings, PIECES, PIECES)
    return Ensemble([transformer, ToyModel(PIECES, seed=1), ToyModel(PIECES, seed=2)])


def _log_probabilities(model: TranslationModel) -> torch.Tensor:
    memory = model.encode(
        torch.tensor([[3, 5, 2], [4, 2, 0]]), torch.tensor([[1, 1, 1], [1, 1, 0]]) > 0
    )
    return model.decode(memory, torch.tensor([[1, 3, 4, 7, 5], [1, 8, 6, 3, 3]])).log_softmax(-1)


def test_its_probabilities_are_the_mean_of_its_members_probabilities() -> None:
    ensemble = _mixed().eval()
    with torch.inference_mode():
        members = [_log_probabilities(each).exp() for each in ensemble._models()]
        torch.testing.assert_close(
            _log_probabilities(ensemble).exp(), sum(members) / torch.tensor(3.0)
        )


def test_step_by_step_equals_all_at_once() -> None:
    ensemble = _mixed().eval()
    source, target = torch.tensor([[3, 5, 2], [4, 2, 0]]), torch.tensor([[1, 3, 4], [1, 8, 6]])
    with torch.inference_mode():
        memory = ensemble.encode(source, source != 0)
        whole = ensemble.decode(memory, target)
        state = ensemble.start(memory)
        for place in range(3):
            logits, state = ensemble.step(target[:, place], state)
            torch.testing.assert_close(logits, whole[:, place], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("options", WAYS, ids=str)
def test_a_model_with_itself_is_that_model_in_every_search(options: SearchOptions) -> None:
    model = ToyModel(PIECES, seed=1)
    twice = search(Ensemble([model, model]), SOURCES, options)
    for found, expected in zip(twice, search(model, SOURCES, options), strict=True):
        assert_same(found, expected)


@pytest.mark.parametrize("options", WAYS, ids=str)
def test_models_of_different_kinds_search_together(options: SearchOptions) -> None:
    ensemble = _mixed()
    together = search(ensemble, SOURCES, options)
    for source, found in zip(SOURCES, together, strict=True):
        assert_same(found, search(ensemble, [source], options)[0])
