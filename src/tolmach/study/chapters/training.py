"""The training of the models: what was tuned, by what procedure, and the curves on dev."""

from collections.abc import Callable, Sequence
from typing import Any

from tolmach.study.chapters.comparison import judge_of, left_out_text
from tolmach.study.chapters.parts import Chapter, Curve, Panel, Picture, Table, draw_curves
from tolmach.study.folder import Settings, StudyFolder, run_results
from tolmach.study.ladder import Rung
from tolmach.study.tuning import FACTOR, LEAD, MOST_DROPOUT, STEP, trials

_NAME = "dev-curves"


def training_chapter(
    folder: StudyFolder, rungs: Sequence[Rung], changes: Sequence[Rung], settings: Settings
) -> Chapter:
    """Say how learning rate, dropout and the end of training were chosen, and show the curves."""
    found = {
        rung.name: [run["dev"] for run in run_results(folder, rung.name, settings.seeds)]
        for rung in (*rungs, *changes)
    }
    every = (*rungs, *changes)
    left_out = left_out_text(settings.seeds, {rung.title: found[rung.name] for rung in every})
    shown = [rung for rung in every if found[rung.name]]
    judge = judge_of(found[shown[0].name][0])
    draw_curves(folder, _NAME, [rung for rung in rungs if rung in shown], _panels(found, judge))
    return Chapter(
        "How the models were trained",
        f"{_tuning_text(settings)} {_end_text(settings, judge)} {_seeds_text(settings)}{left_out}",
        [
            Table(
                "Settings, and the epochs of each run, with the epoch of the best model in "
                "brackets.",
                ("model", "learning rate", "dropout", *_tried_heads(settings, judge), "epochs"),
                [_row(rung, found[rung.name], folder, settings=settings) for rung in shown],
            ),
            Picture(_NAME, "Translations of dev by greedy search, and its loss, as models learn."),
        ],
    )


def _tuning_text(settings: Settings) -> str:
    if not settings.tune:
        return (
            "Nothing was tuned here: each model has the learning rate that its rung of the ladder "
            "has by default, and all have the same dropout, so that part of a difference may be "
            "due to settings that suit one model better than another (--tune chooses them)."
        )
    return (
        "Learning rate and dropout of every model were chosen on dev by one procedure: starting "
        f"at its defaults, its neighbours on a grid (rates {FACTOR:g} times as high and as low, "
        f"dropouts {STEP:g} more and less, up to {MOST_DROPOUT:g}) are tried, and the best one "
        "becomes the centre, until a centre is better than all its neighbours. All trials have one "
        "seed, which none of the runs that are compared has, and are judged by their best BLEU on "
        "dev (chrF where BLEU cannot tell), then by loss; from its middle on a trial is given up "
        f"once it is {LEAD:g} points and in loss behind the best one at the same update. "
        "Everything else is the same for all."
    )


def _end_text(settings: Settings, judge: str) -> str:
    if settings.equal == "time":
        return f"Training ends after about {settings.minutes:g} minutes, the rate at 0."
    if not settings.patience:
        return f"Training ends after {settings.epochs:g} epochs, the rate at 0."
    return (
        "The rate falls as the inverse square root of the update. Training ends where the dev "
        f"curve does: after {settings.patience} epochs that bring neither a new best {judge} nor a "
        f"lower loss on dev, or after {settings.epochs:g} epochs (marked ≥). The model is the best "
        "on dev, or the average of the five best if that is better."
    )


def _seeds_text(settings: Settings) -> str:
    if settings.seeds == 1:
        return "Each model was trained once, so that nothing here says what another seed gives."
    return (
        f"Each model was trained {settings.seeds} times, with other first weights and another "
        "order of batches. Chapters on single sentences, on search and on alignment look at the "
        "first of them, and not at a model of which that diverged."
    )


def _tried_heads(settings: Settings, judge: str) -> tuple[str, ...]:
    return ("settings tried", f"their {judge} on dev") if settings.tune else ()


def _row(
    rung: Rung, runs: Sequence[dict[str, Any]], folder: StudyFolder, *, settings: Settings
) -> list[str]:
    tried = _tried(trials(folder, rung)) if settings.tune else []
    rate, dropout = runs[0]["learning_rate"], runs[0]["dropout"]
    return [rung.title, f"{rate:g}", f"{dropout:g}", *tried, " ".join(map(_epochs, runs))]


def _tried(found: Sequence[dict[str, Any]]) -> list[str]:
    scores = [trial["quality"] for trial in found]
    return [str(len(found)), f"{min(scores):.1f} to {max(scores):.1f}"]


def _epochs(run: dict[str, Any]) -> str:
    reached = "≥ " if run["at_the_end"] else ""
    return f"{reached}{run['epochs']:.0f} ({run['best_epoch']:.0f})"


def _panels(found: dict[str, Any], judge: str) -> list[Panel]:
    return [
        Panel(f"{judge} on dev", "epoch", _by_epoch(found, "quality")),
        Panel("loss on dev, nats a piece", "epoch", _by_epoch(found, "loss"), from_zero=False),
    ]


def _by_epoch(found: dict[str, Any], figure: str) -> Callable[[Rung], Sequence[Curve]]:
    def curves(rung: Rung) -> list[Curve]:
        return [
            (
                [seen["epoch"] for seen in run["validations"]],
                [seen[figure] for seen in run["validations"]],
            )
            for run in found[rung.name]
        ]

    return curves
