"""Quality of each model on unseen text, in all and by length, significance, and speed."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from itertools import combinations
from typing import Any

import numpy as np

from tolmach.corpus.parallel import Pair
from tolmach.evaluation.report import Bucket, report, resamples
from tolmach.files import write_lines
from tolmach.metrics.corpus_scores import sentence_statistics
from tolmach.metrics.measure import Measure, fitting_measure
from tolmach.metrics.paired_tests import holm
from tolmach.metrics.repeated_training import difference, trained_systems
from tolmach.metrics.resampling import SentenceStatistics
from tolmach.study.division import part
from tolmach.study.folder import Settings, StudyFolder, run_results
from tolmach.study.ladder import count_parameters
from tolmach.study.tuning import dev_course
from tolmach.training.monitoring.metrics_log import MetricsLog
from tolmach.training.run_folder import RunFolder

_TIMED = 200  # sentences
_FEWEST_IN_BUCKET = 20  # sentences; a score of fewer says nothing


def measure(folder: StudyFolder, settings: Settings, rung: str) -> dict[str, Any]:
    """Translate the test set with beam 5 and score it; perplexity is that of a piece."""
    from tolmach.translation.translator import Translator

    translator = Translator.load(folder.run(rung))
    pairs = part(folder, "test")
    sources, references = [pair.source for pair in pairs], [pair.target for pair in pairs]
    hypotheses = [found.text for found in translator.translate(sources)]
    write_lines(folder.translations(rung), hypotheses)
    measure = study_measure(settings, references)
    found = report(hypotheses, [references], sources, measure)
    counted = sentence_statistics(measure.metric, hypotheses, [references])
    return {
        "judge": measure.name,
        "scores": {score.name: vars(score) for score in found.scores},
        "perplexity": _perplexity(translator, pairs),
        "length_ratio": found.length_ratio,
        "bucket_unit": found.bucket_unit,
        "by_source_words": [
            _bucket(bucket) for bucket in found.buckets if bucket.sentences >= _FEWEST_IN_BUCKET
        ],
        "parameters": count_parameters(
            translator.description.model, len(translator.tokenizers.source)
        ),
        **_training(folder, rung),
        "dev": dev_course(folder, rung),
        "statistics": [" ".join(f"{value:g}" for value in row) for row in counted.values],
    }


def compare(folder: StudyFolder, settings: Settings, models: Sequence[str]) -> dict[str, Any]:
    """Return the score of every run, by what judges here, and test every two models.

    They are tested over seeds and sentences, from what was counted in each sentence. `p` is
    two-sided, `corrected` the same after Holm for as many differences as there are. Runs that
    diverged are left out, and models of which no run is left.
    """
    references = [pair.target for pair in part(folder, "test")]
    measure = study_measure(settings, references)
    runs = {model: run_results(folder, model, settings.seeds) for model in models}
    models = [model for model in models if runs[model]]
    counted = [[_counted(measure, result) for result in runs[model]] for model in models]
    samples = resamples(len(references))
    systems = trained_systems(counted, samples)
    pairs = list(combinations(range(len(models)), 2))
    found = [difference(systems[one], systems[other]) for one, other in pairs]
    corrected = holm([each.p for each in found])
    return {
        "resamples": samples,
        "judge": measure.name,
        "models": {
            model: {measure.name: system.scores.tolist(), "deviation": system.deviation}
            for model, system in zip(models, systems, strict=True)
        },
        "differences": [
            {"one": models[one], "other": models[other], **asdict(each), "corrected": after}
            for (one, other), each, after in zip(pairs, found, corrected, strict=True)
        ],
    }


def _counted(measure: Measure, result: dict[str, Any]) -> SentenceStatistics:
    rows = [[float(value) for value in row.split()] for row in result["statistics"]]
    return SentenceStatistics(measure.metric, np.array(rows))


def study_measure(settings: Settings, references: Sequence[str]) -> Measure:
    """Return how translations of the study's test set are scored."""
    return fitting_measure(references, settings.languages[1], lowercase=settings.lowercase)


def speed(folder: StudyFolder, rungs: Sequence[str]) -> dict[str, Any]:
    """Translate the same sentences with each model in turn, round after round; take medians."""
    from tolmach.evaluation.speed import ROUNDS, translation_speed
    from tolmach.translation.translator import Translator

    sources = [pair.source for pair in part(folder, "test")][:_TIMED]
    translators = {rung: Translator.load(folder.run(rung)) for rung in rungs}
    return {
        "sentences": len(sources),
        "rounds": ROUNDS,
        "sentences_per_second": translation_speed(translators, sources),
    }


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
