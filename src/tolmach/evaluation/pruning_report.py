"""What pruning heads costs and what it brings: quality, size and speed against heads left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tolmach.evaluation.report import resamples
from tolmach.evaluation.speed import translation_speed
from tolmach.model_files import WEIGHTS, located_model
from tolmach.model_folder import ModelFolder
from tolmach.text.metrics import Scoring, bleu_metric, paired_test
from tolmach.text.parallel import Pair
from tolmach.translator import Translator

_TIMED = 200  # sentences


@dataclass(frozen=True)
class PrunedModel:
    """A model folder, and the numbers of the heads left there by site, counted before pruning."""

    folder: Path
    survivors: Mapping[str, Sequence[int]]

    @property
    def heads(self) -> int:
        """How many heads are left at the sites that were pruned."""
        return sum(map(len, self.survivors.values()))


@dataclass(frozen=True)
class PruningPoint:
    """One model: BLEU with half its 95% interval, bytes of its weights, sentences a second.

    `p` is of paired bootstrap resampling against the unpruned model, None for that model itself.
    """

    heads: int
    survivors: Mapping[str, Sequence[int]]
    bleu: float
    margin: float
    difference: float
    p: float | None
    parameters: int
    weight_bytes: int
    sentences_per_second: Mapping[str, float]


@dataclass(frozen=True)
class PruningReport:
    """All models measured on one test set, the unpruned one first."""

    sentences: int
    timed: int
    signature: str
    points: Sequence[PruningPoint]


def pruning_report(
    models: Sequence[PrunedModel], pairs: Sequence[Pair], scoring: Scoring
) -> PruningReport:
    """Translate the test pairs with each model and compare all with the first, the unpruned one."""
    sources, references = [pair.source for pair in pairs], [pair.target for pair in pairs]
    translators = [Translator.load(model.folder) for model in models]
    outputs = [[found.text for found in each.translate(sources)] for each in translators]
    metrics = {"BLEU": bleu_metric(scoring)}
    samples = resamples(len(references))
    signatures, results = paired_test(outputs, references, metrics, "bs", samples)
    scores = results["BLEU"]
    numbered = {str(number): each for number, each in enumerate(translators)}
    speeds = translation_speed(numbered, sources[:_TIMED])
    points = [
        PruningPoint(
            heads=model.heads,
            survivors=model.survivors,
            bleu=float(score.score),
            margin=float(score.ci),
            difference=float(score.score - scores[0].score),
            p=None if score.p_value is None else float(score.p_value),
            parameters=_parameters(model.folder),
            weight_bytes=(located_model(model.folder) / WEIGHTS).stat().st_size,
            sentences_per_second=speed,
        )
        for model, score, speed in zip(models, scores, speeds.values(), strict=True)
    ]
    return PruningReport(len(pairs), min(len(pairs), _TIMED), str(signatures["BLEU"]), points)


def _parameters(folder: Path) -> int:
    return sum(weight.numel() for weight in ModelFolder.load(folder).weights.values())
