"""Quality of each model on unseen text, in all and by length, significance, and speed."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from itertools import combinations
from typing import Any

from tolmach.corpus.parallel import Pair
from tolmach.evaluation.report import Bucket, report, resamples
from tolmach.files import read_json, read_lines, write_lines
from tolmach.metrics.measure import Measure, fitting_measure
from tolmach.metrics.paired_tests import holm
from tolmach.metrics.repeated_training import difference, trained_systems
from tolmach.study.division import part
from tolmach.study.folder import Settings, StudyFolder, seeded_runs
from tolmach.study.ladder import count_parameters
from tolmach.study.tuning import dev_figures
from tolmach.training.monitoring.metrics_log import MetricsLog, ValidationRecord
from tolmach.training.monitoring.metrics_log import quality as dev_quality
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
    return {
        "judge": measure.name,
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


def compare(folder: StudyFolder, settings: Settings, models: Sequence[str]) -> dict[str, Any]:
    """Return the score of every run, by what judges here, and test every two models.

    They are tested over seeds and sentences. `p` is two-sided, `corrected` the same after Holm for
    as many differences as there are.
    """
    references = [pair.target for pair in part(folder, "test")]
    outputs = [
        [list(read_lines(folder.translations(run))) for run in seeded_runs(model, settings.seeds)]
        for model in models
    ]
    samples = resamples(len(references))
    measure = study_measure(settings, references)
    systems = trained_systems(measure.metric, outputs, [references], samples)
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


def curves(folder: StudyFolder, settings: Settings, models: Sequence[str]) -> dict[str, Any]:
    """Return for every run of every model what each validation on dev found, and its end."""
    return {
        model: [_curve(folder, run) for run in seeded_runs(model, settings.seeds)]
        for model in models
    }


def _curve(folder: StudyFolder, run: str) -> dict[str, Any]:
    place = RunFolder(folder.run(run))
    records = MetricsLog(place.metrics).read()
    settings = read_json(place.recipe)
    last = [record for record in records if record["event"] == "train"][-1]
    qualities = [dev_quality(record) for record in records if record["event"] == "validation"]
    return {
        "judge": next((each.name for each in qualities if each), "BLEU"),
        "learning_rate": settings["training"]["learning_rate"],
        "dropout": settings["model"]["dropout"],
        "at_the_end": last["update"] >= settings["training"]["updates"],
        **dev_figures(records),
        "validations": [
            {
                "epoch": record["epoch"],
                "loss": record["loss"],
                "quality": _value(record),
            }
            for record in records
            if record["event"] == "validation"
        ],
    }


def _value(record: ValidationRecord) -> float | None:
    found = dev_quality(record)
    return found.value if found else None


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
