"""What the tests of search share: sources in, hypotheses out, and the brute-force answer."""

from collections.abc import Sequence
from itertools import product

import torch

from tolmach.inference.torch_engine import TorchEngine
from tolmach.models.protocol import TranslationModel
from tolmach.search.hypothesis import Hypothesis, ranked
from tolmach.search.length import LengthPenalty
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints
from tolmach.text.phrase_automaton import avoiding, containing

SOURCES = [[3, 4, 5], [6], [4, 4, 3, 5, 6], [5, 3], [], [6, 6, 6, 6]]


def search(
    model: TranslationModel,
    sources: Sequence[Sequence[int]],
    options: SearchOptions,
    prefixes: Sequence[Sequence[int]] | None = None,
    phrase_constraints: Sequence[PhraseConstraints] | None = None,
) -> list[list[Hypothesis]]:
    engine = TorchEngine(model)
    return engine.translate(
        sources, options, prefixes=prefixes, phrase_constraints=phrase_constraints
    )


def constraint(
    pieces: int, *, include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> PhraseConstraints:
    """What a toy of so many pieces must and must not say; piece 3 is spelled a, 4 b, 5 c, ..."""
    spelling = [b"", b"", b"", *(bytes([ord("a") + place]) for place in range(pieces - 3))]
    return PhraseConstraints(
        tuple(containing(phrase, spelling, whole_words=False) for phrase in include),
        avoiding(exclude, spelling, whole_words=False) if exclude else None,
    )


def spelled(ids: Sequence[int]) -> str:
    return "".join(chr(ord("a") + piece - 3) for piece in ids)


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
