"""Sampling: every piece is drawn from the model's distribution, tempered and cut at the tail.

Each path draws from a stream of random numbers of its own, seeded with the source's pieces, so
that a text's samples depend neither on its neighbours in the batch nor on its place in the file.

Shapes: R paths under way, C candidates.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from tolmach.models.protocol import TranslationModel
from tolmach.search.constraints import Candidates
from tolmach.search.hypothesis import Hypothesis, ranked
from tolmach.search.methods import Sampling
from tolmach.search.options import SearchOptions
from tolmach.search.path import follow_paths
from tolmach.search.sources import Sources


def sample(
    model: TranslationModel, sources: Sources, options: SearchOptions, *, sampling: Sampling
) -> list[list[Hypothesis]]:
    """Draw `options.n_best` translations of each sentence; the best score comes first."""
    longest = int(sources.limits(options.effective_guard).max()) + 1
    noise = _noise(sources.pieces, options.n_best, longest, sampling.seed).to(sources.ids.device)
    found = follow_paths(model, sources, options, chooser=_Draw(sampling, noise))
    return [ranked(hypotheses, options.n_best) for hypotheses in found]


class _Draw:
    def __init__(self, sampling: Sampling, noise: Tensor) -> None:
        self.sampling = sampling
        self.noise = noise  # [B * n, longest], uniform on [0, 1)
        self.count = sampling.top_k or _ALL

    def choose(self, candidates: Candidates, paths: Tensor, step: int) -> Tensor:
        """Draw by inverting the cumulative distribution, the most probable pieces first."""
        scores, order = candidates.log_probabilities.sort(descending=True, stable=True)  # [R, C]
        if self.sampling.top_k:
            scores = scores[:, : self.sampling.top_k]  # [R, k]
        mass = (scores / self.sampling.temperature).softmax(-1)  # [R, C]
        before = mass.cumsum(-1) - mass  # [R, C], the probability of all better pieces
        mass = mass.masked_fill(before >= self.sampling.top_p, 0.0)
        cumulative = mass.cumsum(-1)  # [R, C]
        drawn = self.noise[paths, step] * cumulative[:, -1]  # [R]
        last = (mass > 0).sum(-1, keepdim=True) - 1  # [R, 1]; rounding must not draw beyond it
        ranks = torch.searchsorted(cumulative, drawn[:, None], right=True).minimum(last)  # [R, 1]
        return order.gather(-1, ranks).squeeze(-1)  # [R]


_ALL = 1 << 30


def _noise(sources: Sequence[Sequence[int]], samples: int, length: int, seed: int | None) -> Tensor:
    """Return uniform numbers [B * samples, length]; those of a row are the same at any length."""
    keys = [None if seed is None else [seed, n, *row] for row in sources for n in range(samples)]
    rows = [np.random.default_rng(key).random(length, dtype=np.float32) for key in keys]
    return torch.from_numpy(np.stack(rows))
