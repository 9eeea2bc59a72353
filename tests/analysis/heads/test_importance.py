import numpy as np
import pytest
import torch

from tests.models.variants import VARIANTS
from tolmach import Translator
from tolmach.analysis.heads.importance import (
    gradient_importance,
    head_relevance,
    pair_losses,
    rank_agreement,
)
from tolmach.analysis.relevance.attribution import relevance_of_texts
from tolmach.corpus.parallel import Pair
from tolmach.data.batches import padded_batch
from tolmach.errors import TolmachError
from tolmach.models.build import build_model
from tolmach.models.protocol import TranslationModel
from tolmach.nn.hooks import gating

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
    of_source = np.concatenate([one.source.sum(1) for one in each])  # [predictions]
    through = sum(found[f"decoder.cross.{layer}"].sum() for layer in (1, 2))
    np.testing.assert_allclose(through, of_source.mean(), rtol=1e-4)
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


V, H = 23, 2
SOURCES, TARGETS = [[5, 7, 11], [4], [9, 3]], [[3], [9, 8, 7, 6], [13, 5]]
SITES = {
    **{f"encoder.self.{n}": H for n in (1, 2)},
    **{f"decoder.{kind}.{n}": H for n in (1, 2, 3) for kind in ("self", "cross")},
}


def built(name: str) -> TranslationModel:
    torch.manual_seed(1)
    model = build_model(VARIANTS[name], V, V).eval().double()
    for parameter in model.parameters():
        parameter.data += 0.3 * torch.randn_like(parameter)
    return model


def losses(model: TranslationModel, site: str, gates: list[float]) -> np.ndarray:
    """Return the loss of every pair, alone, with gates on one site."""
    opened = {site: torch.tensor(gates, dtype=torch.float64)}
    with torch.no_grad(), gating(opened.get):
        pairs = zip(SOURCES, TARGETS, strict=True)
        return np.array([pair_losses(model, padded_batch([s], [t])).item() for s, t in pairs])


@pytest.mark.parametrize("tokens", [1, 1000])
def test_the_gradient_is_the_finite_difference_of_every_pair(tokens: int) -> None:
    model, step = built("transformer, pre-norm"), 1e-5
    found = gradient_importance(model, SOURCES, TARGETS, SITES, tokens)
    assert found.keys() == SITES.keys()
    for site in ("encoder.self.1", "decoder.self.2", "decoder.cross.3"):
        for head in range(H):
            up, down = ([1.0, 1.0] for _ in range(2))
            up[head] += step
            down[head] -= step
            slopes = (losses(model, site, up) - losses(model, site, down)) / (2 * step)
            assert found[site][head] == pytest.approx(np.abs(slopes).mean(), rel=1e-4)


def test_signs_do_not_cancel_between_pairs() -> None:
    model = built("transformer, pre-norm")
    found = gradient_importance(model, SOURCES, TARGETS, SITES, 1000)
    alone = [
        gradient_importance(model, [source], [target], SITES, 1000)
        for source, target in zip(SOURCES, TARGETS, strict=True)
    ]
    for site in SITES:
        np.testing.assert_allclose(found[site], np.mean([each[site] for each in alone], 0))


def test_the_loss_is_the_mean_of_what_the_pieces_cost() -> None:
    model, batch = built("transformer, pre-norm"), padded_batch(SOURCES, TARGETS)
    with torch.no_grad():
        logits = model.decode(model.encode(batch.source, batch.source_keep), batch.target_in)
        found = pair_losses(model, batch)
    for row, target in enumerate(TARGETS):
        costs = [
            -logits[row, place].log_softmax(-1)[piece].item()
            for place, piece in enumerate([*target, 2])
        ]
        assert found[row].item() == pytest.approx(np.mean(costs))


def test_attention_without_gates_is_left_out_and_nothing_stays_behind() -> None:
    model = built("hybrid")
    sites = {"encoder.self.1": H, "encoder.self.2": H, "decoder.cross.1": 1}
    found = gradient_importance(model, SOURCES, TARGETS, sites, 1000)
    assert {"encoder.self.1", "encoder.self.2"} <= found.keys()
    assert all(parameter.grad is None for parameter in model.parameters())
    assert gradient_importance(built("recurrent, vector at the start"), [[3]], [[4]], {}, 9) == {}


def test_ranks_agree_as_worked_by_hand() -> None:
    one = {"a": np.array([0.1, 0.4]), "b": np.array([0.2, 0.9, 0.3])}
    squares = {site: values**2 for site, values in one.items()}
    opposite = {site: -values for site, values in one.items()}
    found = rank_agreement({"one": one, "squares": squares, "opposite": opposite})
    assert found == {
        ("one", "squares"): pytest.approx(1),
        ("one", "opposite"): pytest.approx(-1),
        ("squares", "opposite"): pytest.approx(-1),
    }
    # ranks 1 2 3 4 5 and 2 1 4 3 5: 1 - 6 * 4 / (5 * 24)
    other = {"a": np.array([7.0, 6.0]), "b": np.array([9.0, 8.0, 11.0])}
    swapped = {"a": np.array([1.0, 2.0]), "b": np.array([3.0, 4.0, 5.0])}
    assert rank_agreement({"x": other, "y": swapped})["x", "y"] == pytest.approx(0.8)


def test_ties_share_a_rank_and_only_common_sites_count() -> None:
    one = {"a": np.array([1.0, 1.0, 2.0]), "only here": np.array([9.0])}
    other = {"a": np.array([5.0, 6.0, 7.0])}  # ranks 1.5 1.5 3 and 1 2 3
    assert rank_agreement({"x": one, "y": other})["x", "y"] == pytest.approx(1.5 / 3**0.5)
    for flat in ({"a": np.array([3.0, 3.0, 3.0])}, {"b": np.array([1.0])}):
        assert np.isnan(rank_agreement({"x": one, "y": flat})["x", "y"])
