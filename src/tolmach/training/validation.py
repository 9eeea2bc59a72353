"""Validation of a model in training: loss and real search output on the dev set."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch

from tolmach.chunks import spread
from tolmach.corpus.parallel import Pair
from tolmach.data.batches import padded_batch
from tolmach.errors import DivergenceError
from tolmach.inference.batching import batches_by_length
from tolmach.inference.torch_engine import TorchEngine
from tolmach.metrics.corpus_scores import bleu_metric, chrf_metric, corpus_score
from tolmach.metrics.measure import fitting_measure
from tolmach.models.protocol import TrainableModel
from tolmach.search.options import SearchOptions
from tolmach.text.tokenizer_pair import TokenizerPair
from tolmach.training.learner import batch_loss
from tolmach.training.monitoring.attention_entropy import encoder_entropies
from tolmach.training.monitoring.metrics_log import Sample

Judge = Literal["bleu", "chrf", "loss"]

_BATCH_TOKENS = 4096
_SHOWN = 3  # sample translations at every validation
_WATCHED = 40  # sentences whose attention is looked at: 40 tell layers to two digits


@dataclass(frozen=True)
class Validation:
    """Scores on the dev set: loss in nats a target piece, BLEU and chrF from 0 to 100.

    `signatures` are sacreBLEU's, of both scores.
    """

    loss: float
    bleu: float
    chrf: float
    hypotheses: list[str]
    signatures: tuple[str, ...] = ()

    @property
    def perplexity(self) -> float:
        """e to the loss, per target piece."""
        return math.exp(min(self.loss, 100.0))

    def score(self, judge: Judge) -> float:
        """Return the figure by which models are compared; higher is better."""
        return {"bleu": self.bleu, "chrf": self.chrf, "loss": -self.loss}[judge]


class Validator:
    """Scores a model on a fixed dev set, by what fits its target side in `language`."""

    def __init__(
        self, dev: Sequence[Pair], tokenizers: TokenizerPair, beam: int, language: str | None = None
    ) -> None:
        self.dev = dev
        self.references = [pair.target for pair in dev]
        self.measure = fitting_measure(self.references, language)
        self.tokenizers = tokenizers
        self.options = SearchOptions(beam=beam)
        self._sources = tokenizers.source.encode_batch([pair.source for pair in dev])
        self._targets = tokenizers.target.encode_batch([pair.target for pair in dev])

    def validate(self, model: TrainableModel) -> Validation:
        """Translate and score the dev set. Raises TolmachError where its loss is no number."""
        model.eval()
        loss = self.loss(model)
        if not math.isfinite(loss):
            raise DivergenceError(
                "The loss on the dev set is no longer a number: training has diverged. Start "
                "again with half the learning rate, a longer warm-up or stronger clipping."
            )
        hypotheses = self.translate(model, self._sources)
        scoring = self.measure.scoring
        bleu, chrf = (
            corpus_score(metric, hypotheses, [self.references])
            for metric in (bleu_metric(scoring), chrf_metric(scoring))
        )
        signatures = tuple(f"{score.name}|{score.signature}" for score in (bleu, chrf))
        return Validation(loss, bleu.value, chrf.value, hypotheses, signatures)

    def translate(
        self,
        model: TrainableModel,
        sources: Sequence[Sequence[int]],
        options: SearchOptions | None = None,
    ) -> list[str]:
        """Return the best translation of each source, by default found as in validation."""
        engine = TorchEngine(model, batch_tokens=_BATCH_TOKENS)
        found = engine.translate(sources, options or self.options)
        return self.tokenizers.target.decode_batch([best[0].ids for best in found])

    def encoder_entropies(self, model: TrainableModel) -> list[float]:
        """Return how widely each encoder layer attends in some sentences of the dev set, 0 to 1."""
        model.eval()
        return encoder_entropies(model, spread(self._sources, _WATCHED))

    @torch.inference_mode()
    def loss(self, model: TrainableModel) -> float:
        """Return the negative log-likelihood in nats a target piece, `</s>` included."""
        device = next(model.parameters()).device
        pairs = zip(self._sources, self._targets, strict=True)
        lengths = [max(map(len, pair)) + 1 for pair in pairs]
        nll, tokens = 0.0, 0
        for rows in batches_by_length(lengths, _BATCH_TOKENS):
            batch = padded_batch(
                [self._sources[row] for row in rows], [self._targets[row] for row in rows]
            )
            nll += float(batch_loss(model, batch.to(device), 0.0).nll)
            tokens += batch.target_tokens
        return nll / tokens


def samples(dev: Sequence[Pair], found: Validation) -> list[Sample]:
    """Return a few pairs from all over the dev set, each with its translation."""
    return [
        {
            "source": dev[row].source,
            "reference": dev[row].target,
            "hypothesis": found.hypotheses[row],
        }
        for row in spread(range(len(dev)), _SHOWN)
    ]
