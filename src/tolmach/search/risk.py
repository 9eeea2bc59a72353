"""Minimum Bayes risk: of the translations a model might give, the one most like all of them.

argmax over y of sum_y' w(y') u(y, y') (Kumar and Byrne 2004, eq. 3, with utility for negative
loss). Samples weigh the same, so that the sum estimates the expectation under the model (Eikema
and Aziz 2020, eq. 4); hypotheses of a beam weigh as the model thinks them probable.

Shapes: N distinct texts.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from tolmach.metrics.pairwise import Table, pairwise_bleu, pairwise_chrf
from tolmach.search.hypothesis import Hypothesis, ranked
from tolmach.search.methods import BeamSearch, MinimumRisk, Utility
from tolmach.search.options import SearchOptions

_MEASURES: dict[Utility, Callable[[Sequence[str]], Table]] = {
    "chrf": pairwise_chrf,
    "bleu": pairwise_bleu,
}


def evidence_options(options: SearchOptions, risk: MinimumRisk) -> SearchOptions:
    """Return how to search for the candidates among which `options` chooses by risk."""
    beam = max(options.beam, risk.size) if isinstance(risk.evidence, BeamSearch) else options.beam
    return replace(options, beam=beam, n_best=risk.size, method=risk.evidence)


def by_expected_utility(
    found: Sequence[Hypothesis], texts: Sequence[str], *, risk: MinimumRisk
) -> list[Hypothesis]:
    """Return one hypothesis for each distinct text, the highest expected utility first.

    `texts` are what the hypotheses spell. The score of each becomes its expected utility, 0 to
    100; finished ones still come before cut ones.
    """
    if not found:
        return []
    weights: dict[str, float] = defaultdict(float)  # in order of the texts' first appearance
    for text, weight in zip(texts, _weights(found, risk), strict=True):
        weights[text] += weight
    first = dict(reversed(list(zip(texts, found, strict=True))))
    utilities = _MEASURES[risk.utility](list(weights)) @ np.array(list(weights.values()))  # [N]
    scored = [
        replace(first[text], score=float(utility))
        for text, utility in zip(weights, utilities, strict=True)
    ]
    return ranked(scored, len(scored))


def _weights(found: Sequence[Hypothesis], risk: MinimumRisk) -> list[float]:
    if not isinstance(risk.evidence, BeamSearch):
        return [1 / len(found)] * len(found)
    log_probabilities = np.array([one.log_probability for one in found])
    mass = np.exp(log_probabilities - log_probabilities.max())
    return [float(each) for each in mass / mass.sum()]
