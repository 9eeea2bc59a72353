"""The reference engine: any model of the protocol, on PyTorch.

Shapes: B pairs, T target length with `<s>` or `</s>`, V vocabulary.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import torch
from torch import Tensor

from tolmach.data.batches import padded
from tolmach.errors import TolmachError
from tolmach.inference.engine import Pieces
from tolmach.models.protocol import TranslationModel
from tolmach.search.banked_beam import banked_beam_search
from tolmach.search.beam import beam_search
from tolmach.search.diverse_beam import diverse_beam_search
from tolmach.search.exact import exact_search
from tolmach.search.greedy import greedy_search
from tolmach.search.hypothesis import Hypothesis
from tolmach.search.methods import DiverseBeamSearch, ExactSearch, MinimumRisk, Sampling
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints
from tolmach.search.sampling import sample
from tolmach.search.sources import Sources
from tolmach.text.tokenizer import BOS_ID, EOS_ID

BATCH_TOKENS = 4096

_Answer = TypeVar("_Answer")


class TorchEngine:
    """Translates in batches of similar length.

    A batch holds at most `batch_tokens` source pieces, padding and `</s>` counted, times the
    hypotheses of a sentence. The answers do not depend on the batches. No translation outgrows
    the positions that the model has learnt.
    """

    def __init__(self, model: TranslationModel, *, batch_tokens: int = BATCH_TOKENS) -> None:
        if batch_tokens < 1:
            raise TolmachError(
                f"A batch of {batch_tokens} tokens is empty; allow at least 1, usually thousands."
            )
        self.model = model.eval()
        self.longest = model.longest
        self.batch_tokens = batch_tokens
        parameter = next(model.parameters(), None)
        self.device = torch.device("cpu") if parameter is None else parameter.device

    def translate(
        self,
        sources: Sequence[Pieces],
        options: SearchOptions,
        *,
        prefixes: Sequence[Pieces] | None = None,
        phrase_constraints: Sequence[PhraseConstraints] | None = None,
    ) -> list[list[Hypothesis]]:
        """Return up to `options.n_best` hypotheses for each source, in order, the best first."""
        starts: Sequence[Pieces] = prefixes or [()] * len(sources)
        words = phrase_constraints or [PhraseConstraints()] * len(sources)
        _must_fit(options, words)
        if self.longest is not None:
            options = options.within(self.longest - 1)  # `<s>` takes a place
        lengths = [len(source) + 1 for source in sources]

        def answer(rows: list[int]) -> list[list[Hypothesis]]:
            batch = Sources.of(
                [sources[row] for row in rows],
                [starts[row] for row in rows],
                [words[row] for row in rows],
                device=self.device,
            )
            return self._search(batch, options)

        return answers_by_length(lengths, self.batch_tokens // options.paths, answer)

    def score(self, sources: Sequence[Pieces], targets: Sequence[Pieces]) -> list[list[float]]:
        """Return the log-probability of each target's pieces and of the `</s>` after them."""
        pairs = list(zip(sources, targets, strict=True))

        def answer(rows: list[int]) -> list[list[float]]:
            return self._score(*zip(*(pairs[row] for row in rows), strict=True))

        return answers_by_length(
            [max(map(len, pair)) + 1 for pair in pairs], self.batch_tokens, answer
        )

    def _search(self, sources: Sources, options: SearchOptions) -> list[list[Hypothesis]]:
        match options.method:
            case DiverseBeamSearch() as method:
                return diverse_beam_search(self.model, sources, options, method=method)
            case Sampling() as method:
                return sample(self.model, sources, options, sampling=method)
            case ExactSearch() as method:
                return exact_search(self.model, sources, options, method=method)
        if any(constraint.include for constraint in sources.phrase_constraints):
            return banked_beam_search(self.model, sources, options)
        if options.beam == 1:
            return greedy_search(self.model, sources, options)
        return beam_search(self.model, sources, options)

    def _score(self, sources: Sequence[Pieces], targets: Sequence[Pieces]) -> list[list[float]]:
        batch = Sources.of(sources, device=self.device)
        target_in = padded(targets, first=BOS_ID).to(self.device)  # [B, T]
        target_out = padded(targets, last=EOS_ID).to(self.device)  # [B, T]
        logits = self.model.decode(self.model.encode(batch.ids, batch.keep), target_in)
        scores = _log_probabilities(logits, target_out).tolist()
        return [row[: len(target) + 1] for row, target in zip(scores, targets, strict=True)]


def answers_by_length(
    lengths: Sequence[int], budget: int, answer: Callable[[list[int]], Iterable[_Answer]]
) -> list[_Answer]:
    """Return the answer for each row, asked for in `batches_by_length`, without gradients."""
    answers: dict[int, _Answer] = {}
    with torch.inference_mode():
        for rows in batches_by_length(lengths, budget):
            answers.update(zip(rows, answer(rows), strict=True))
    return [answers[row] for row in range(len(lengths))]


def batches_by_length(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Yield row numbers in batches, the longest rows first, at least one row a batch.

    The longest row of a batch times its number of rows stays within `budget` tokens.
    """
    order = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    first = 0
    while first < len(order):
        count = max(1, budget // max(1, lengths[order[first]]))
        yield order[first : first + count]
        first += count


def _must_fit(options: SearchOptions, phrase_constraints: Sequence[PhraseConstraints]) -> None:
    if isinstance(options.method, MinimumRisk):
        raise TolmachError(
            "Minimum Bayes risk compares texts, and an engine knows only pieces; ask a Translator."
        )
    if any(constraint.include for constraint in phrase_constraints):
        options.check_can_include()


def _log_probabilities(logits: Tensor, pieces: Tensor) -> Tensor:
    """Return the log-probability [B, T] of `pieces` [B, T] under `logits` [B, T, V]."""
    chosen = logits.gather(-1, pieces[:, :, None]).squeeze(-1)  # [B, T]
    return chosen - logits.logsumexp(-1)  # [B, T]
