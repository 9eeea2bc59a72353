"""Greedy search: the most probable piece at every step."""

from torch import Tensor

from tolmach.models.protocol import TranslationModel
from tolmach.search.constraints import Candidates
from tolmach.search.hypothesis import Hypothesis
from tolmach.search.options import SearchOptions
from tolmach.search.path import follow_paths
from tolmach.search.sources import Sources


def greedy_search(
    model: TranslationModel, sources: Sources, options: SearchOptions
) -> list[list[Hypothesis]]:
    """Return one hypothesis a sentence, in a list of its own as every search does."""
    return follow_paths(model, sources, options, chooser=_MostProbable())


class _MostProbable:
    count = 1

    def choose(self, candidates: Candidates, paths: Tensor, step: int) -> Tensor:  # noqa: ARG002
        return candidates.log_probabilities.argmax(-1)
