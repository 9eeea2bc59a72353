"""Diagnoses of a training from its curves, in plain words and with advice.

Every check is a pure function of the records so far. Losses are in nats a target token.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Literal

from tolmach.training.monitoring.metrics_log import (
    Record,
    TrainRecord,
    ValidationRecord,
    WarningRecord,
)

Kind = Literal[
    "diverging", "exploding", "collapsed", "stuck", "same output", "overfitting", "plateau"
]

WINDOW = 5  # train records to average over: single ones are noisy
RISE_WHEN_DIVERGING = 1.0  # nats above the best; noise moves the average by a tenth of that
GROWTH_WHEN_EXPLODING = 20.0
SETTLED = 20  # train records before a gradient norm counts as usual
# Of an even spread: sound encoders have 0.48 to 0.76 on average over layers, collapsed ones 0.1 to
# 0.2 (docs/decisions.md); single layers of sound ones have as little as 0.3.
LEAST_ENTROPY = 0.33
GAIN_OVER_UNIGRAMS = 0.3  # nats
PATIENCE_WHEN_STUCK = 1000  # updates after the warm-up
WORSE_VALIDATIONS = 3
RISE_WHEN_OVERFITTING = 0.01  # of the best loss
FLAT_VALIDATIONS = 8
BLEU_GAIN = 0.3


@dataclass(frozen=True)
class Setup:
    """What a run is measured against: updates of warm-up, and the loss of an empty-headed model.

    That model knows how often each target piece occurs and nothing else (see `unigram_loss`).
    """

    warmup: int
    unigram_loss: float


@dataclass(frozen=True)
class Diagnosis:
    """One kind of trouble, the update at which it showed, and what to tell the user."""

    kind: Kind
    update: int
    message: str

    def record(self) -> WarningRecord:
        """Return the line for the metrics log, which keeps this from being told twice."""
        return {
            "event": "warning",
            "update": self.update,
            "kind": self.kind,
            "message": self.message,
        }


def unigram_loss(counts: Iterable[int]) -> float:
    """Return the entropy, in nats a token, of pieces that occur `counts` times."""
    occurring = [count for count in counts if count > 0]
    total = sum(occurring)
    return -sum(count / total * math.log(count / total) for count in occurring)


def diagnose(records: Sequence[Record], setup: Setup) -> list[Diagnosis]:
    """Return what there is to say now and has not been said (by a warning among `records`)."""
    train = [record for record in records if record["event"] == "train"]
    validations = [record for record in records if record["event"] == "validation"]
    told = {record.get("kind") for record in records if record["event"] == "warning"}
    found = (
        _diverging(train, validations),
        _exploding(train),
        _collapsed(validations),
        _stuck(train, validations, setup),
        _same_output(validations, setup),
        _overfitting(train, validations),
        _plateau(validations),
    )
    return [finding for finding in found if finding and finding.kind not in told]


def _diverging(
    train: Sequence[TrainRecord], validations: Sequence[ValidationRecord]
) -> Diagnosis | None:
    advice = (
        "Go back to the best model, and train on with half the learning rate, a longer warm-up "
        "or stronger gradient clipping."
    )
    for record in (*train[-1:], *validations[-1:]):
        if not math.isfinite(record["loss"]):
            at = record["update"]
            told = f"The loss is no longer a number at update {at:,}: training has diverged."
            return Diagnosis("diverging", at, f"{told} {advice}")
    means = _means([record["loss"] for record in train])
    if not means or means[-1] < min(means) + RISE_WHEN_DIVERGING:
        return None
    at = train[-1]["update"]
    risen = f"The training loss has risen from {min(means):.2f} to {means[-1]:.2f}"
    return Diagnosis("diverging", at, f"{risen} by update {at:,}: training diverges. {advice}")


def _exploding(train: Sequence[TrainRecord]) -> Diagnosis | None:
    norms = [record["gradient_norm"] for record in train]
    if len(norms) < SETTLED + WINDOW or not all(map(math.isfinite, norms[:-WINDOW])):
        return None
    usual, now = median(norms[:-WINDOW]), median(norms[-WINDOW:])
    if now < GROWTH_WHEN_EXPLODING * max(usual, 1e-6):
        return None
    at = train[-1]["update"]
    return Diagnosis(
        "exploding",
        at,
        f"The gradients have grown from about {usual:.2g} to {now:.2g} by update {at:,}, and the "
        "loss will follow. Lower the learning rate, or clip the gradient norm (at 1.0, say).",
    )


def _collapsed(validations: Sequence[ValidationRecord]) -> Diagnosis | None:
    entropies = validations[-1].get("encoder_entropy") if validations else None
    if not entropies or fmean(entropies) >= LEAST_ENTROPY:
        return None
    at = validations[-1]["update"]
    return Diagnosis(
        "collapsed",
        at,
        f"The encoder's self-attention has collapsed by update {at:,}: nearly every piece looks at "
        f"one other only (entropy {fmean(entropies):.2f} of an even spread's; 0.5 or more is "
        "usual). What it never compares it cannot learn. Start again with half the learning rate, "
        "a longer warm-up, or fewer and wider encoder layers.",
    )


def _stuck(
    train: Sequence[TrainRecord], validations: Sequence[ValidationRecord], setup: Setup
) -> Diagnosis | None:
    # The lower of both: a validation may be long past, and label smoothing raises training loss.
    means = _means([record["loss"] for record in train])
    recent = means[-1:] + [record["loss"] for record in validations[-1:]]
    loss = min(filter(math.isfinite, recent), default=math.nan)
    at = max((record["update"] for record in (*train[-1:], *validations[-1:])), default=0)
    late = at >= setup.warmup + PATIENCE_WHEN_STUCK
    if not late or not loss > setup.unigram_loss - GAIN_OVER_UNIGRAMS:
        return None
    return Diagnosis(
        "stuck",
        at,
        f"At update {at:,} the loss is {loss:.2f}, hardly better than the "
        f"{setup.unigram_loss:.2f} of guessing by word frequency: the model is stuck. Check that "
        "source and target lines belong together; then change the learning rate (mostly: lower "
        "it) or lengthen the warm-up.",
    )


def _same_output(validations: Sequence[ValidationRecord], setup: Setup) -> Diagnosis | None:
    last = [record for record in validations[-2:] if record["update"] >= setup.warmup]
    if len(last) < 2 or not all(_says_one_thing(record) for record in last):
        return None
    at, output = last[-1]["update"], last[-1]["samples"][0]["hypothesis"]
    what = f'the same output, "{output}"' if output.strip() else "an empty output"
    return Diagnosis(
        "same output",
        at,
        f"For two validations, up to update {at:,}, every sample has had {what}: the decoder "
        "does not listen to the source. Check that source and target lines belong together; if "
        "they do, lower the learning rate or train longer.",
    )


def _says_one_thing(record: ValidationRecord) -> bool:
    samples = record["samples"]
    hypotheses = {sample["hypothesis"].strip() for sample in samples}
    references = {sample["reference"].strip() for sample in samples}
    return len(references) > 1 and len(hypotheses) == 1


def _overfitting(
    train: Sequence[TrainRecord], validations: Sequence[ValidationRecord]
) -> Diagnosis | None:
    if len(validations) <= WORSE_VALIDATIONS:
        return None
    best = min(validations, key=lambda record: record["loss"])
    since = [record for record in validations if record["update"] > best["update"]]
    before = [record for record in validations if record["update"] <= best["update"]]
    falls = _fall_since(train, best["update"])
    if not falls or not _keeps_rising(since, best["loss"]) or _gains_bleu(before, since):
        return None
    at = since[-1]["update"]
    return Diagnosis(
        "overfitting",
        at,
        f"Validation loss has risen from {best['loss']:.2f} at update {best['update']:,} to "
        f"{since[-1]['loss']:.2f} at update {at:,}, while training loss fell from {falls[0]:.2f} "
        f"to {falls[1]:.2f}: the model now learns the training set by heart. Stop here and use "
        "the best model; next time more dropout, a smaller model or more data.",
    )


def _keeps_rising(since: Sequence[ValidationRecord], best: float) -> bool:
    losses = [record["loss"] for record in since[-WORSE_VALIDATIONS:]]
    higher = all(loss > best * (1 + RISE_WHEN_OVERFITTING) for loss in losses)
    return len(losses) == WORSE_VALIDATIONS and higher and losses[-1] > losses[0]


def _gains_bleu(before: Sequence[ValidationRecord], since: Sequence[ValidationRecord]) -> bool:
    """Whether BLEU still climbs; with label smoothing it may, long after the loss has turned."""
    recent = [record["bleu"] for record in since[-WORSE_VALIDATIONS:] if "bleu" in record]
    earlier = [
        record["bleu"] for record in (*before, *since[:-WORSE_VALIDATIONS]) if "bleu" in record
    ]
    return bool(recent and earlier) and max(recent) > max(earlier) + BLEU_GAIN


def _fall_since(train: Sequence[TrainRecord], update: int) -> tuple[float, float] | None:
    """Return the training loss around `update` and now, where it has fallen between."""
    earlier = [record["loss"] for record in train if record["update"] <= update][-WINDOW:]
    later = [record["loss"] for record in train if record["update"] > update][-WINDOW:]
    if not earlier or not later or not fmean(later) < fmean(earlier):
        return None
    return fmean(earlier), fmean(later)


def _plateau(validations: Sequence[ValidationRecord]) -> Diagnosis | None:
    scores = [record["bleu"] for record in validations if "bleu" in record]
    earlier, recent = scores[:-FLAT_VALIDATIONS], scores[-FLAT_VALIDATIONS:]
    if not earlier or max(scores) < 1 or max(recent) > max(earlier) + BLEU_GAIN:
        return None
    losses = [record["loss"] for record in validations]
    if min(losses[-FLAT_VALIDATIONS:]) < min(losses[:-FLAT_VALIDATIONS]) * 0.99:
        return None
    at = validations[-1]["update"]
    return Diagnosis(
        "plateau",
        at,
        f"BLEU on the validation set has not risen above {max(scores):.1f} for "
        f"{FLAT_VALIDATIONS} validations, up to update {at:,}: there is little more to learn "
        "this way. Stop here, or average the last checkpoints; more data or a larger model "
        "would go further.",
    )


def _means(losses: Sequence[float]) -> list[float]:
    """Return the mean of every window of losses, without those that are no numbers."""
    numbers = [loss for loss in losses if math.isfinite(loss)]
    return [fmean(numbers[end - WINDOW : end]) for end in range(WINDOW, len(numbers) + 1)]
