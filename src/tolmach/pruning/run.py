"""A whole pruning: prune to every point in a folder, compare all models, write the report."""

import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tolmach.analysis.heads.treebank import Forest
from tolmach.config.corpora import CorpusFiles
from tolmach.config.recipe import Recipe
from tolmach.corpus.parallel import Pair
from tolmach.errors import RunError
from tolmach.files import write_json
from tolmach.metrics.measure import fitting_measure
from tolmach.pruning.figure import write_pruning_figure
from tolmach.pruning.folder import PruningFolder, clear_making
from tolmach.pruning.gated_learner import Goal, HeadCount, Penalty
from tolmach.pruning.pruner import HeadPruner, PruningPlan, Report, prunable_heads
from tolmach.pruning.report import PrunedModel, PruningReport, pruning_report
from tolmach.training.monitoring.display import training_display
from tolmach.training.pairs import recipe_pairs
from tolmach.training.preparation import PreparedData, prepare
from tolmach.training.run_folder import RunFolder


@dataclass(frozen=True)
class PruningRequest:
    """The points to prune to, by numbers of heads or by penalties, and how to judge the models.

    `test` is a corpus to report on, None the recipe's dev set. With `control`, the unpruned model
    learns on for as many updates as each point took. With `keep`, files that served the making
    alone are kept. The report names the `command` that made it.
    """

    recipe: Recipe
    plan: PruningPlan
    heads: Sequence[int] = ()
    penalties: Sequence[float] = ()
    test: Sequence[Path] | None = None
    forest: Forest | None = None
    control: bool = True
    keep: bool = False
    command: str = ""

    @property
    def settings(self) -> dict[str, Any]:
        """The settings that a pruning goes on with."""
        points = {"heads": sorted(set(self.heads)), "penalty": sorted(set(self.penalties))}
        return {**asdict(self.plan), **points, "control": self.control}

    def goals(self) -> list[Goal]:
        """Return the goals in the order of pruning, each of which goes beyond the one before.

        Raises TolmachError where there is none, or one of as many heads as the model has.
        """
        if bool(self.heads) == bool(self.penalties):
            raise RunError("Say how far to prune, by --heads or by --penalty.")
        whole = sum(map(len, prunable_heads(self.recipe, self.plan.sites).values()))
        if any(count >= whole for count in self.heads):
            raise RunError(f"The model has {whole} such heads; leave fewer by --heads.")
        points = sorted(set(self.heads), reverse=True)
        begins = [whole, *points]
        counts = [HeadCount(end, begin=begin) for end, begin in zip(points, begins, strict=False)]
        return [*counts, *map(Penalty, sorted(set(self.penalties)))]

    def test_pairs(self) -> list[Pair]:
        """Return the pairs to report on. Raises TolmachError where there are none."""
        data = self.recipe.data
        corpora = [CorpusFiles(files=list(self.test))] if self.test else data.dev
        pairs = [pair for pair in recipe_pairs(data, corpora) if all(pair)]
        if not pairs:
            raise RunError("There is no pair of sentences to report on; name others by --test.")
        return pairs


def prune(
    request: PruningRequest, folder: PruningFolder, *, quiet: bool, report: Report
) -> PruningReport | None:
    """Prune to every point, or go on with it, and write the report; None where interrupted.

    `report` gets a sentence about each point as it is reached.
    """
    goals, pairs = request.goals(), request.test_pairs()
    with folder.alone():
        folder.begin(request.recipe, request.settings)
        prepared = _prepared(request.recipe, folder, quiet=quiet)
        pruner = HeadPruner(request.recipe, prepared, request.plan)
        unpruned = HeadPruner(request.recipe, prepared, request.plan)
        models = [PrunedModel(pruner.folder, pruner.survivors)]
        for number, goal in enumerate(goals, start=1):
            name = str(number) if goal.count is None else f"{goal.count}-heads"
            steps: list[tuple[HeadPruner, Goal | None, RunFolder]]
            steps = [(pruner, goal, folder.point(name))]
            if request.control:
                steps.append((unpruned, None, folder.point(f"{name}.control")))
            for each, aim, run in steps:
                if _is_interrupted(each, aim, run, quiet=quiet):
                    return None
                if not request.keep:
                    clear_making(run)
            report(pruner.description)
            control = unpruned.folder if request.control else None
            models.append(PrunedModel(pruner.folder, pruner.survivors, control))
        return _written_report(request, folder, models, pairs)


def _prepared(recipe: Recipe, folder: PruningFolder, *, quiet: bool) -> PreparedData:
    with training_display(quiet=quiet) as display:
        return prepare(recipe, folder.data, display.preparing)


def _is_interrupted(pruner: HeadPruner, goal: Goal | None, run: RunFolder, *, quiet: bool) -> bool:
    try:
        with training_display(quiet=quiet) as display:
            return pruner.prune(goal, run, display)
    except KeyboardInterrupt:  # while gates close, where there is nothing to be saved
        return True


def _written_report(
    request: PruningRequest,
    folder: PruningFolder,
    models: Sequence[PrunedModel],
    pairs: Sequence[Pair],
) -> PruningReport:
    data, references = request.recipe.data, [pair.target for pair in pairs]
    measure = fitting_measure(references, data.target_language, lowercase=data.lowercase)
    report = pruning_report(models, pairs, measure.scoring, request.forest)
    write_json(folder.report, {"command": request.command, **asdict(report)})
    write_pruning_figure(report, folder.figure)
    if not request.keep:
        shutil.rmtree(folder.data)
    return report
