import pytest
import torch

from tests.search.searching import SOURCES, constraint
from tests.toy_model import ToyModel
from tolmach.errors import TolmachError
from tolmach.search.banked_beam import banked_beam_search
from tolmach.search.beam import beam_search
from tolmach.search.dispatch import search
from tolmach.search.diverse_beam import diverse_beam_search
from tolmach.search.exact import exact_search
from tolmach.search.hypothesis import Hypothesis
from tolmach.search.methods import DiverseBeamSearch, ExactSearch, Method, MinimumRisk, Sampling
from tolmach.search.options import SearchOptions
from tolmach.search.path import greedy_search, sample
from tolmach.search.sources import Sources

MODEL = ToyModel(11, seed=1, sharpness=0.7).eval()
DIVERSE, SAMPLING, EXACT = DiverseBeamSearch(2), Sampling(seed=1), ExactSearch(states=100)


def by_hand(sources: Sources, options: SearchOptions) -> list[list[Hypothesis]]:
    match options.method:
        case DiverseBeamSearch():
            return diverse_beam_search(MODEL, sources, options, method=DIVERSE)
        case Sampling():
            return sample(MODEL, sources, options, sampling=SAMPLING)
        case ExactSearch():
            return exact_search(MODEL, sources, options, method=EXACT)
    return (greedy_search if options.beam == 1 else beam_search)(MODEL, sources, options)


@pytest.mark.parametrize(
    "options",
    [
        SearchOptions(beam=1),
        SearchOptions(beam=4),
        SearchOptions(beam=4, method=DIVERSE),
        SearchOptions(n_best=3, method=SAMPLING),
        SearchOptions(beam=2, method=EXACT),
    ],
    ids=str,
)
def test_every_method_is_carried_out_by_its_own_code(options: SearchOptions) -> None:
    sources = Sources.of(SOURCES)
    with torch.inference_mode():
        assert search(MODEL, sources, options) == by_hand(sources, options)


def test_phrases_to_include_are_searched_for_with_banks() -> None:
    options, asked = SearchOptions(beam=4), [constraint(11, include=["be"])] * len(SOURCES)
    sources = Sources.of(SOURCES, phrase_constraints=asked)
    with torch.inference_mode():
        found = search(MODEL, sources, options)
        assert found == banked_beam_search(MODEL, sources, options)


@pytest.mark.parametrize("method", [DIVERSE, SAMPLING, EXACT], ids=str)
def test_other_methods_refuse_phrases_to_include(method: Method) -> None:
    sources = Sources.of([[3]], phrase_constraints=[constraint(11, include=["be"])])
    with pytest.raises(TolmachError, match="Only beam search"):
        search(MODEL, sources, SearchOptions(beam=4, method=method))


def test_minimum_risk_over_pieces_is_refused() -> None:
    with pytest.raises(TolmachError, match="ask a Translator"):
        search(MODEL, Sources.of([[3]]), SearchOptions(method=MinimumRisk()))


def test_sentences_with_phrases_and_without_keep_their_places() -> None:
    must = constraint(11, include=["be"])
    asked = [must if row % 2 else constraint(11) for row in range(len(SOURCES))]
    options = SearchOptions(beam=4)
    with torch.inference_mode():
        found = search(MODEL, Sources.of(SOURCES, phrase_constraints=asked), options)
        plain = search(MODEL, Sources.of(SOURCES), options)
    assert [[best.ids for best in each] for each in found[::2]] == [
        [best.ids for best in each] for each in plain[::2]
    ]
    assert all(bytes(found[row][0].ids).count(bytes([4, 7])) for row in range(1, len(SOURCES), 2))
