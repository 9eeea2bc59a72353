"""Minimum Bayes risk: of the translations a model might give, the one most similar to all.

argmax over y of sum_y' w(y') u(y, y') (Kumar and Byrne 2004, eq. 3, with utility for negative
loss). Samples have equal weight, so that the sum estimates the expectation under the model (Eikema
and Aziz 2020, eq. 4); hypotheses of a beam are weighted by their probability.

Shapes: N distinct texts.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tolmach.search.hypothesis import Hypothesis, ranked
from tolmach.search.methods import BeamSearch, MinimumRisk, Utility
from tolmach.search.options import SearchOptions

if TYPE_CHECKING:
    from tolmach.metrics.pairwise import Table


def engine_options(options: SearchOptions) -> SearchOptions:
    """Return the options of the search that an engine does, which knows pieces and no texts.

    Under minimum Bayes risk it finds the evidence; every other method is the engine's own.
    """
    risk = options.method
    if not isinstance(risk, MinimumRisk):
        return options
    beam = max(options.beam, risk.size) if isinstance(risk.evidence, BeamSearch) else options.beam
    return replace(options, beam=beam, n_best=risk.size, method=risk.evidence)


def chosen(
    found: Sequence[Hypothesis], options: SearchOptions, spelled: Callable[[Hypothesis], str]
) -> list[Hypothesis]:
    """Return the hypotheses that `options` ask for, given those that an engine found."""
    if not isinstance(options.method, MinimumRisk):
        return list(found)
    texts = [spelled(one) for one in found]
    return by_expected_utility(found, texts, risk=options.method)[: options.n_best]


def by_expected_utility(
    found: Sequence[Hypothesis], texts: Sequence[str], *, risk: MinimumRisk
) -> list[Hypothesis]:
    """Return one hypothesis for each distinct text, the highest expected utility first.

    `texts` are the hypotheses in text. The score of each becomes its expected utility, 0 to
    100; finished ones still come before cut ones.
    """
    if not found:
        return []
    import numpy as np  # only here: no other search needs it

    weights: dict[str, float] = defaultdict(float)  # in order of the texts' first appearance
    for text, weight in zip(texts, _weights(found, risk), strict=True):
        weights[text] += weight
    first = dict(reversed(list(zip(texts, found, strict=True))))
    utilities = _pairwise(risk.utility, list(weights)) @ np.array(list(weights.values()))  # [N]
    scored = [
        replace(first[text], score=float(utility))
        for text, utility in zip(weights, utilities, strict=True)
    ]
    return ranked(scored, len(scored))


def _pairwise(utility: Utility, texts: Sequence[str]) -> "Table":
    """Return the utility of each text beside each other one, [N, N]."""
    from tolmach.metrics.pairwise import pairwise_bleu, pairwise_chrf  # no other search needs them

    return pairwise_bleu(texts) if utility == "bleu" else pairwise_chrf(texts)


def _weights(found: Sequence[Hypothesis], risk: MinimumRisk) -> list[float]:
    if not isinstance(risk.evidence, BeamSearch):
        return [1 / len(found)] * len(found)
    highest = max(one.log_probability for one in found)
    mass = [math.exp(one.log_probability - highest) for one in found]
    return [each / sum(mass) for each in mass]
