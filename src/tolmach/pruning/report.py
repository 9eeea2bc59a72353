"""The cost and gain of pruning heads: quality, roles, size and speed by heads left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import torch

from tolmach.analysis.heads.examined_text import readable_trees
from tolmach.analysis.heads.roles import THRESHOLDS, HeadRole, Role
from tolmach.analysis.heads.survey import site_findings
from tolmach.analysis.heads.treebank import Forest
from tolmach.corpus.parallel import Pair
from tolmach.evaluation.report import resamples
from tolmach.evaluation.speed import SEARCHES, Spread, round_ratios, speed_rounds
from tolmach.metrics.corpus_scores import Score, Scoring, bleu_metric
from tolmach.metrics.paired_tests import PairedBootstrap
from tolmach.model_folder import ModelFolder
from tolmach.model_paths import WEIGHTS, located_model
from tolmach.pruning.folder import Survivors
from tolmach.translation.translator import Translator

SiteRoles = Mapping[str, Sequence[Sequence[HeadRole]]]  # by site: the roles of each head
_TIMED, _ROUNDS = 200, 5  # sentences, and how often they are translated
_EXAMINED = 1_000  # pairs on which roles are assigned


@dataclass(frozen=True)
class SurvivingRoles:
    """Roles of the heads that are left, by site in the order of their numbers.

    `before` has them as they were in the unpruned model, `now` as they are in this one. `lost` are
    roles that some head had and none of those left had; `absent`, those that none has now.
    """

    before: SiteRoles
    now: SiteRoles
    lost: Sequence[Role]
    absent: Sequence[Role]

    @classmethod
    def of(cls, survivors: Survivors, unpruned: SiteRoles, pruned: SiteRoles) -> Self:
        """Compare the roles in the unpruned model and those in the pruned one, of all its heads."""
        before = {
            site: [unpruned[site][number - 1] for number in left]
            for site, left in survivors.items()
        }
        now = {site: pruned.get(site, []) for site in survivors}
        had = _named({site: unpruned[site] for site in survivors})
        return cls(before, now, _missing(had, _named(before)), _missing(had, _named(now)))


def _named(sites: SiteRoles) -> set[Role]:
    return {each.role for heads in sites.values() for roles in heads for each in roles}


def _missing(had: set[Role], left: set[Role]) -> list[Role]:
    return [role for role in THRESHOLDS if role in had - left]


@dataclass(frozen=True)
class PrunedModel:
    """A model folder, and the numbers of the heads left there by site, counted before pruning.

    `control` is the unpruned model after as many updates, where one was trained.
    """

    folder: Path
    survivors: Survivors
    control: Path | None = None

    @property
    def heads(self) -> int:
        """The number of heads left at the pruned sites."""
        return sum(map(len, self.survivors.values()))


@dataclass(frozen=True)
class ControlComparison:
    """BLEU of the unpruned model after as many updates, and how far a pruned one differs from it.

    `p` is two-sided, of paired bootstrap resampling.
    """

    bleu: float
    difference: float
    p: float


@dataclass(frozen=True)
class PruningPoint:
    """One model: BLEU with half its 95% interval, roles of its heads, its size and its speed.

    `control` compares it with the unpruned model after as many updates. `p` is two-sided, of paired
    bootstrap resampling against the unpruned model, None for that model itself. `weight_bytes` are
    of its file of weights. `times_as_fast` is against the unpruned model in the same round.
    """

    heads: int
    survivors: Survivors
    bleu: float
    margin: float
    difference: float
    p: float | None
    control: ControlComparison | None
    roles: SurvivingRoles
    parameters: int
    weight_bytes: int
    sentences_per_second: Mapping[str, Spread]
    times_as_fast: Mapping[str, Spread]


@dataclass(frozen=True)
class PruningReport:
    """All models measured on one test set, the unpruned one first.

    Roles were assigned on `examined` of its pairs, syntactic ones on so many `trees`; so many
    sentences were `timed`, in so many `rounds` on so many `threads`.
    """

    sentences: int
    examined: int
    trees: int
    timed: int
    rounds: int
    threads: int
    signature: str
    points: Sequence[PruningPoint]


def pruning_report(
    models: Sequence[PrunedModel],
    pairs: Sequence[Pair],
    scoring: Scoring,
    forest: Forest | None = None,
) -> PruningReport:
    """Translate the test pairs with each model and compare all with the first, the unpruned one."""
    threads = torch.get_num_threads()
    sources, references = [pair.source for pair in pairs], [pair.target for pair in pairs]
    translators = [Translator.load(model.folder) for model in models]
    forest = forest and readable_trees(translators[0], forest)
    controls = [Translator.load(model.control) for model in models if model.control]
    outputs = [
        [found.text for found in each.translate(sources)] for each in (*translators, *controls)
    ]
    metric = bleu_metric(scoring)
    test = PairedBootstrap.of(metric, outputs, [references], resamples(len(references)))
    scores = [test.score(number) for number in range(len(models))]
    roles = [_roles(each, pairs[:_EXAMINED], forest) for each in translators]
    numbered = {str(number): each for number, each in enumerate(translators)}
    speeds = list(speed_rounds(numbered, sources[:_TIMED], rounds=_ROUNDS).values())
    return PruningReport(
        sentences=len(pairs),
        examined=min(len(pairs), _EXAMINED),
        trees=0 if forest is None else len(forest.source),
        timed=min(len(pairs), _TIMED),
        rounds=_ROUNDS,
        threads=threads,
        signature=scores[0].signature,
        points=_points(models, scores, test, roles, speeds),
    )


def _points(
    models: Sequence[PrunedModel],
    scores: Sequence[Score],
    test: PairedBootstrap,
    roles: Sequence[SiteRoles],
    speeds: Sequence[Mapping[str, list[float]]],
) -> list[PruningPoint]:
    """Return what was measured of each model, all compared with the first."""
    compared = _control_comparisons(models, test)
    return [
        PruningPoint(
            heads=model.heads,
            survivors=model.survivors,
            bleu=score.value,
            margin=score.margin,
            difference=score.value - scores[0].value,
            p=test.p(0, number) if number else None,
            control=compared[number],
            roles=SurvivingRoles.of(model.survivors, roles[0], own),
            parameters=_parameters(model.folder),
            weight_bytes=(located_model(model.folder) / WEIGHTS).stat().st_size,
            sentences_per_second={search: Spread.of(speed[search]) for search in SEARCHES},
            times_as_fast={
                search: round_ratios(speed[search], speeds[0][search]) for search in SEARCHES
            },
        )
        for number, (model, score, own, speed) in enumerate(
            zip(models, scores, roles, speeds, strict=True)
        )
    ]


def _control_comparisons(
    models: Sequence[PrunedModel], test: PairedBootstrap
) -> list[ControlComparison | None]:
    """Compare each model that has a control with it: controls stand behind all models, in order."""
    found: list[ControlComparison | None] = []
    places = iter(range(len(models), len(test.systems)))
    for number, model in enumerate(models):
        if model.control is None:
            found.append(None)
            continue
        place = next(places)
        bleu = test.systems[place].score
        difference = test.systems[number].score - bleu
        found.append(ControlComparison(bleu, difference, test.p(number, place)))
    return found


def _roles(translator: Translator, pairs: Sequence[Pair], forest: Forest | None) -> SiteRoles:
    found = site_findings(translator, pairs, forest)
    return {site: each.roles for site, each in found.items()}


def _parameters(folder: Path) -> int:
    return sum(weight.numel() for weight in ModelFolder.load(folder).weights.values())
