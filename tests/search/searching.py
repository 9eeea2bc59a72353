"""What the tests of search share: sources in, hypotheses out, and the brute-force answer."""

from collections.abc import Sequence
from itertools import product

import torch

from tolmach.inference.torch_engine import TorchEngine
from tolmach.models.protocol import TranslationModel
from tolmach.search.hypothesis import Hypothesis, ranked
from tolmach.search.length import LengthPenalty
from tolmach.search.options import SearchOptions

SOURCES = [[3, 4, 5], [6], [4, 4, 3, 5, 6], [5, 3], [], [6, 6, 6, 6]]


def search(
    model: TranslationModel,
    sources: Sequence[Sequence[int]],
    options: SearchOptions,
    prefixes: Sequence[Sequence[int]] | None = None,
) -> list[list[Hypothesis]]:
    return TorchEngine(model).translate(sources, options, prefixes=prefixes)


def brute_force(
    model: TranslationModel,
    source: Sequence[int],
    *,
    pieces: int,
    limit: int,
    penalty: LengthPenalty,
) -> list[Hypothesis]:
    """Every finished translation of at most `limit` pieces, the best first, by `decode` alone."""
    targets = [
        target for length in range(limit + 1) for target in product(range(3, pieces), repeat=length)
    ]
    scores = TorchEngine(model).score([source] * len(targets), targets)
    found = [
        Hypothesis.scored(target, row, finished=True, penalty=penalty)
        for target, row in zip(targets, scores, strict=True)
    ]
    return ranked(found, len(found))


def assert_same(left: Sequence[Hypothesis], right: Sequence[Hypothesis]) -> None:
    assert [found.ids for found in left] == [found.ids for found in right]
    for one, other in zip(left, right, strict=True):
        assert one.finished == other.finished
        torch.testing.assert_close(
            torch.tensor([one.score, *one.log_probabilities]),
            torch.tensor([other.score, *other.log_probabilities]),
            rtol=1e-4,
            atol=1e-5,
        )
