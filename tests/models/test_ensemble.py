from pathlib import Path
from typing import Any

import pytest
import torch

from tests.search.searching import SOURCES, assert_same, search
from tests.toy_folder import LINES, make_toy_folder
from tests.toy_model import ToyModel
from tolmach import Translator
from tolmach.config.model import TransformerSettings
from tolmach.errors import TolmachError
from tolmach.models.build import build_model, load_models
from tolmach.models.ensemble import Ensemble
from tolmach.models.protocol import TranslationModel
from tolmach.search.methods import DiverseBeamSearch, ExactSearch, Sampling
from tolmach.search.options import SearchOptions
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

PIECES = 11
WAYS = [
    SearchOptions(beam=1),
    SearchOptions(beam=4, n_best=2),
    SearchOptions(beam=4, n_best=2, method=DiverseBeamSearch(2)),
    SearchOptions(n_best=2, method=Sampling(seed=1)),
    SearchOptions(beam=2, method=ExactSearch(states=200)),
]


def _mixed() -> Ensemble:
    settings = TransformerSettings(size=14, heads=1, inner=13, encoder_layers=1, decoder_layers=1)
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
        state: Any = ensemble.start(memory)
        for place in range(3):
            logits, state = ensemble.step(target[:, place], state)
            torch.testing.assert_close(logits, whole[:, place], rtol=1e-4, atol=1e-5)


def test_its_output_turns_its_rows_into_logits_as_in_every_model() -> None:
    ensemble = _mixed().eval()
    source, target = torch.tensor([[3, 5, 2], [4, 2, 0]]), torch.tensor([[1, 3, 4], [1, 8, 6]])
    with torch.inference_mode():
        memory = ensemble.encode(source, source != 0)
        rows = ensemble.decode_rows(memory, target)
        assert torch.equal(ensemble.output(rows), ensemble.decode(memory, target))


def test_its_sentence_vectors_are_those_of_its_members_side_by_side() -> None:
    ensemble = _mixed().eval()
    source = torch.tensor([[3, 5, 2], [4, 2, 0]])
    vectors = ensemble.sentence_vectors(ensemble.encode(source, source != 0))
    assert vectors.shape == (2, 14 + 7 + 7)
    toy = ensemble._models()[1]
    own = toy.sentence_vectors(toy.encode(source, source != 0))
    torch.testing.assert_close(vectors[:, 14:21], own)


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


def test_folders_together_are_one_translator(tmp_path: Path) -> None:
    alone = make_toy_folder(tmp_path / "toy")
    together = load_models([alone, alone])
    assert together.description.name == "toy + toy"
    assert isinstance(together.model, Ensemble)
    expected = Translator.load(alone).translate(LINES)
    found = Translator.load([alone, alone]).translate(LINES)
    assert [one.text for one in found] == [one.text for one in expected]
    for one, other in zip(found, expected, strict=True):
        assert one.score == pytest.approx(other.score, abs=1e-4)
    [scored], [plain] = (
        Translator.load(folders).score([LINES[0]], [LINES[1]])
        for folders in ([alone, alone], alone)
    )
    assert scored.log_probability == pytest.approx(plain.log_probability, abs=1e-4)


def test_models_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    one = make_toy_folder(tmp_path / "one")
    lower = make_toy_folder(tmp_path / "lower", lowercase=True)
    other = make_toy_folder(tmp_path / "other")
    tokenizer = Tokenizer.learn([line.swapcase() for line in LINES], 331)
    (other / "tokenizer.json").write_text(TokenizerPair(tokenizer, tokenizer).to_json(), "utf-8")
    with pytest.raises(TolmachError, match="languages or letter cases"):
        Translator.load([one, lower])
    with pytest.raises(TolmachError, match="different pieces"):
        load_models([one, other])
    with pytest.raises(TolmachError, match="No model is named"):
        Translator.load([])
