"""Dispatch: the one place where a search method leads to the code that carries it out."""

from tolmach.errors import RequestError
from tolmach.models.protocol import TranslationModel
from tolmach.search.banked_beam import banked_beam_search
from tolmach.search.beam import beam_search
from tolmach.search.diverse_beam import diverse_beam_search
from tolmach.search.exact import exact_search
from tolmach.search.hypothesis import Hypothesis
from tolmach.search.methods import (
    BeamSearch,
    DiverseBeamSearch,
    ExactSearch,
    MinimumRisk,
    Sampling,
)
from tolmach.search.options import SearchOptions
from tolmach.search.path import greedy_search, sample
from tolmach.search.sources import Sources


def search(
    model: TranslationModel, sources: Sources, options: SearchOptions
) -> list[list[Hypothesis]]:
    """Return up to `options.n_best` hypotheses of each sentence, the best first.

    Raises TolmachError where the method cannot include phrases that the sources ask for, or
    compares texts, which a search over pieces does not know.
    """
    include = any(constraint.include for constraint in sources.phrase_constraints)
    if include:
        options.check_can_include()
    match options.method:
        case BeamSearch() if include:
            return _some_banked(model, sources, options)
        case BeamSearch() if options.beam == 1:
            return greedy_search(model, sources, options)
        case BeamSearch():
            return beam_search(model, sources, options)
        case DiverseBeamSearch() as method:
            return diverse_beam_search(model, sources, options, method=method)
        case Sampling() as method:
            return sample(model, sources, options, sampling=method)
        case ExactSearch() as method:
            return exact_search(model, sources, options, method=method)
        case MinimumRisk():
            raise RequestError(
                "Minimum Bayes risk compares texts, and an engine knows only pieces; ask a "
                "Translator."
            )


def _some_banked(
    model: TranslationModel, sources: Sources, options: SearchOptions
) -> list[list[Hypothesis]]:
    """Search by banks for sentences with phrases to include, and as ever for their neighbours."""
    rows = range(len(sources))
    banked = [row for row in rows if sources.phrase_constraints[row].include]
    others = [row for row in rows if not sources.phrase_constraints[row].include]
    found = dict(
        zip(banked, banked_beam_search(model, sources.select(banked), options), strict=True)
    )
    if others:
        found |= zip(others, search(model, sources.select(others), options), strict=True)
    return [found[row] for row in rows]
