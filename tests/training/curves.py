"""Synthetic runs whose diagnosis is known."""

import math

from tolmach.training.monitoring.metrics_log import Record, Sample, TrainRecord, ValidationRecord


def train(update: int, loss: float, norm: float = 1.0) -> TrainRecord:
    return {
        "event": "train",
        "update": update,
        "epoch": update / 500,
        "loss": loss,
        "learning_rate": 3e-4,
        "tokens": update * 2048,
        "tokens_per_second": 5300.0,
        "gradient_norm": norm,
        "seconds": update * 0.4,
    }


def validation(
    update: int,
    loss: float,
    bleu: float,
    *,
    hypotheses: tuple[str, ...] = ("a", "b"),
    entropies: tuple[float, ...] = (0.3, 0.7),
) -> ValidationRecord:
    samples: list[Sample] = [
        {"source": f"s{number}", "reference": f"r{number}", "hypothesis": text}
        for number, text in enumerate(hypotheses)
    ]
    return {
        "event": "validation",
        "update": update,
        "epoch": update / 500,
        "loss": loss,
        "perplexity": math.exp(min(loss, 50.0)),
        "bleu": bleu,
        "chrf": 2 * bleu,
        "encoder_entropy": list(entropies),
        "best": False,
        "seconds": update * 0.4,
        "samples": samples,
    }


def healthy(last: int = 20_000) -> list[Record]:
    """Return a run that learns steadily, with a little noise, a validation every 1,000."""
    records: list[Record] = []
    for update in range(100, last + 1, 100):
        decay = math.exp(-update / 4000)
        noise = 0.1 * math.sin(update * 1.7)
        records.append(train(update, 2 + 6 * decay + noise, norm=1 + 2 * decay + noise))
        if update % 1000 == 0:
            records.append(validation(update, 1.8 + 6 * decay, 40 * (1 - decay)))
    return records
