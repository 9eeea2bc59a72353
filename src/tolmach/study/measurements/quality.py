"""How well each model translates what it has not seen: the table, and quality by length."""

import math
from collections.abc import Sequence
from typing import Any

from tolmach.corpus.parallel import Pair
from tolmach.evaluation.report import Bucket, report, resamples
from tolmach.files import read_lines, write_lines
from tolmach.metrics.corpus_scores import Scoring, bleu_metric, paired_test
from tolmach.study.division import part
from tolmach.study.ladder import count_parameters
from tolmach.study.study_folder import Settings, StudyFolder
from tolmach.training.monitoring.metrics_log import MetricsLog
from tolmach.training.run_folder import RunFolder

_FEWEST_IN_BUCKET = 20  # sentences; a score of fewer says nothing


def measure(folder: StudyFolder, settings: Settings, rung: str) -> dict[str, Any]:
    """Translate the test set with beam 5 and score it; perplexity is that of a piece."""
    from tolmach.translation.translator import Translator

    translator = Translator.load(folder.run(rung))
    pairs = part(folder, "test")
    sources, references = [pair.source for pair in pairs], [pair.target for pair in pairs]
    hypotheses = [found.text for found in translator.translate(sources)]
    write_lines(folder.translations(rung), hypotheses)
    found = report(hypotheses, references, sources, Scoring(lowercase=settings.lowercase))
    return {
        "scores": {score.name: vars(score) for score in found.scores},
        "perplexity": _perplexity(translator, pairs),
        "length_ratio": found.length_ratio,
        "by_source_words": [
            _bucket(bucket) for bucket in found.buckets if bucket.sentences >= _FEWEST_IN_BUCKET
        ],
        "parameters": count_parameters(
            translator.description.model, len(translator.tokenizers.source)
        ),
        **_training(folder, rung),
    }


def compare(folder: StudyFolder, settings: Settings, rungs: Sequence[str]) -> dict[str, Any]:
    """Return for every two models the p-value of their difference in BLEU, by paired bootstrap."""
    references = [pair.target for pair in part(folder, "test")]
    outputs = {rung: list(read_lines(folder.translations(rung))) for rung in rungs}
    samples = resamples(len(references))
    metrics = {"BLEU": bleu_metric(Scoring(lowercase=settings.lowercase))}
    p: dict[str, dict[str, float]] = {}
    for rung in rungs:
        others = [other for other in rungs if other != rung]
        systems = [outputs[rung], *(outputs[other] for other in others)]
        _, results = paired_test(systems, references, metrics, "bs", samples)
        found = next(iter(results.values()))[1:]
        p[rung] = {
            other: float(result.p_value) for other, result in zip(others, found, strict=True)
        }
    return {"resamples": samples, "p": p}


def _perplexity(translator: Any, pairs: Sequence[Pair]) -> float:
    scored = translator.score([p.source for p in pairs], [p.target for p in pairs])
    pieces = sum(len(pair.tokens) for pair in scored)
    return math.exp(-sum(pair.log_probability for pair in scored) / pieces)


def _bucket(bucket: Bucket) -> dict[str, Any]:
    return {
        "words": bucket.label,
        "sentences": bucket.sentences,
        **{score.name: score.value for score in bucket.scores},
    }


def _training(folder: StudyFolder, rung: str) -> dict[str, Any]:
    records = MetricsLog(RunFolder(folder.run(rung)).metrics).read()
    last = [record for record in records if record["event"] == "train"][-1]
    speeds = sorted(r["tokens_per_second"] for r in records if r["event"] == "train")
    return {
        "updates": last["update"],
        "epochs": last["epoch"],
        "training_tokens_per_second": speeds[len(speeds) // 2],
        "training_seconds": last["seconds"],
    }
