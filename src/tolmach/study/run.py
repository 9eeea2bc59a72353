"""A whole study: divide the text, train the ladder, measure, write the report."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tolmach.corpus.languages import Languages
from tolmach.corpus.overview import Corpus
from tolmach.errors import RequestError, RunError
from tolmach.inference.threads import processor_threads
from tolmach.study.budget import Budget
from tolmach.study.division import divide
from tolmach.study.examples import check_example
from tolmach.study.folder import Settings, StudyFolder
from tolmach.study.job import Job, JobDisplay, JobRunner
from tolmach.study.ladder import chosen_rungs
from tolmach.study.long_pairs import leave_out_long_pairs
from tolmach.study.measurements.families import families
from tolmach.study.plan import Plan
from tolmach.study.report import write_report


@dataclass(frozen=True)
class StudyRequest:
    """The user's request; languages that are None are detected."""

    corpus: list[Path]
    dev: list[Path]
    test: list[Path]
    languages: Languages
    lowercase: bool
    rungs: list[str] | None
    equal: str
    epochs: float
    minutes: float
    toy_updates: int
    toy_sequences: int
    toy_widths: list[int]
    seeds: int
    tune: bool
    patience: int
    ablations: bool
    search_sentences: int
    vocabularies: bool
    families: Path | None
    example: tuple[str, str] | None
    cores: int | None
    only: list[str]


class StudyOutcome(NamedTuple):
    """The outcome of running jobs of a study: whether all are done, and the report so far.

    There is no report before the first of its chapters is complete.
    """

    is_whole: bool
    report: Path | None


def study(request: StudyRequest, path: Path, display: JobDisplay) -> StudyOutcome:
    """Run the study in `path`, or go on with it, and write its report anew.

    With `only`, run the jobs of those names alone.
    """
    corpus = Corpus.of(request.corpus, request.languages)
    settings = _settings(request, corpus.languages)
    check_example(request.example)
    if not families(settings.languages[0], settings.families):
        display.say(
            f"There are no families of sentences in {settings.languages[0]}, so the report will "
            "not show what the encoder's state represents; give some with --families."
        )
    folder = StudyFolder(path)
    folder.begin(settings)
    with folder.alone():
        return _outcome(request, corpus, settings, folder, display)


def _outcome(
    request: StudyRequest,
    corpus: Corpus,
    settings: Settings,
    folder: StudyFolder,
    display: JobDisplay,
) -> StudyOutcome:
    """Run the jobs that are asked for, and write the chapters of the report that are complete."""
    division = divide(corpus, request.dev, request.test, folder)
    budget = Budget.of(corpus, division.train, folder, lowercase=request.lowercase)
    plan = Plan(folder, settings, budget)
    models = (*plan.rungs, *plan.ablations)
    division = leave_out_long_pairs(division, folder, budget, models)
    display.say(
        f"{division.train:,} pairs to learn from, {division.dev:,} to choose by and "
        f"{division.test:,} to judge by; {division.lost:,} left out because they share a sentence "
        f"with these, and {division.too_long:,} because some model cannot read so many pieces."
    )
    display.say(f"{len(plan.rungs)} models of {budget.parameters:,} parameters, within a tenth.")
    runner = JobRunner(folder, request.cores or processor_threads(), display)
    jobs, left = _run_all(plan, runner, request.only)
    measured = {job.kind for job in jobs} - {job.kind for job in left}
    written = write_report(plan, measured, is_whole=not left)
    return StudyOutcome(not left, folder.report if written else None)


def _settings(request: StudyRequest, languages: tuple[str, str]) -> Settings:
    rungs = [rung.name for rung in chosen_rungs(request.rungs)]
    if len(rungs) < 2:
        raise RunError("One architecture has nothing to be compared with; name another one.")
    if request.equal == "time" and (request.tune or request.patience):
        raise RequestError(
            "--equal time ends every training after so many minutes, --tune and --patience where "
            "its dev curve ends; leave out the one or the other."
        )
    asked: dict[str, Any] = {name: getattr(request, name) for name in Settings.model_fields}
    return Settings(**asked | {"languages": languages, "rungs": rungs})


def _run_all(plan: Plan, runner: JobRunner, only: Sequence[str]) -> tuple[list[Job], list[Job]]:
    """Run the jobs that are asked for; return those of chosen settings, and all that are left.

    Trials follow from the results of trials, so they are planned again and again.
    """
    runner.run(plan.pilots())
    while trials := runner.ready(plan.trials(), only):
        runner.run(trials)
    jobs = plan.jobs()
    runner.run(runner.ready(jobs, only))
    return jobs, [job for job in (*plan.trials(), *jobs) if not runner.is_done(job)]
