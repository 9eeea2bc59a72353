"""The reference engine: any model of the protocol, on PyTorch.

Shapes: B pairs, T target length with `<s>` or `</s>`, V vocabulary.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from tolmach.data.batches import padded
from tolmach.errors import RequestError
from tolmach.inference.batching import answers_by_length
from tolmach.inference.engine import Pieces
from tolmach.inference.threads import on_threads
from tolmach.models.protocol import TranslationModel
from tolmach.search.dispatch import search
from tolmach.search.hypothesis import Hypothesis
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints
from tolmach.search.sources import Sources
from tolmach.text.tokenizer import BOS_ID, EOS_ID

BATCH_TOKENS = 4096


class TorchEngine:
    """An engine that translates in batches of similar length.

    A batch holds at most `batch_tokens` source pieces, padding and `</s>` counted, times the
    hypotheses of a sentence. The answers do not depend on the batches, except where two
    translations are equally probable to some millionths and rounding decides. No translation
    exceeds the positions that the model has learnt. Each call computes on `threads` CPU threads,
    by default on as many as the caller does, with the model in evaluation mode; both are as before
    afterwards.
    """

    name = "torch"

    def __init__(
        self,
        model: TranslationModel,
        *,
        batch_tokens: int = BATCH_TOKENS,
        threads: int | None = None,
    ) -> None:
        if batch_tokens < 1:
            raise RequestError(
                f"A batch of {batch_tokens} tokens is empty; allow at least 1, usually thousands."
            )
        self.model = model
        self.threads = threads
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
            return search(self.model, batch, options)

        with evaluating(self.model), on_threads(self.threads):
            return answers_by_length(lengths, self.batch_tokens // options.paths, answer)

    def score(self, sources: Sequence[Pieces], targets: Sequence[Pieces]) -> list[list[float]]:
        """Return the log-probability of each target's pieces and of the `</s>` after them."""
        pairs = list(zip(sources, targets, strict=True))

        def answer(rows: list[int]) -> list[list[float]]:
            return self._score(*zip(*(pairs[row] for row in rows), strict=True))

        lengths = [max(map(len, pair)) + 1 for pair in pairs]
        with evaluating(self.model), on_threads(self.threads):
            return answers_by_length(lengths, self.batch_tokens, answer)

    def _score(self, sources: Sequence[Pieces], targets: Sequence[Pieces]) -> list[list[float]]:
        batch = Sources.of(sources, device=self.device)
        target_in = padded(targets, first=BOS_ID).to(self.device)  # [B, T]
        target_out = padded(targets, last=EOS_ID).to(self.device)  # [B, T]
        logits = self.model.decode(self.model.encode(batch.ids, batch.keep), target_in)
        scores = _log_probabilities(logits, target_out).tolist()
        return [row[: len(target) + 1] for row, target in zip(scores, targets, strict=True)]


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Hold a model in evaluation mode; afterwards each of its parts is in the mode it was in."""
    training = [part for part in model.modules() if part.training]
    for part in training:
        part.training = False
    try:
        yield
    finally:
        for part in training:
            part.training = True


def _log_probabilities(logits: Tensor, pieces: Tensor) -> Tensor:
    """Return the log-probability [B, T] of `pieces` [B, T] under `logits` [B, T, V]."""
    chosen = logits.gather(-1, pieces[:, :, None]).squeeze(-1)  # [B, T]
    return chosen - logits.logsumexp(-1)  # [B, T]
