"""A whole study: divide the text, train the ladder, measure, write the report."""

import os
from dataclasses import dataclass
from pathlib import Path

from tolmach.corpus.languages import Languages
from tolmach.corpus.overview import Corpus
from tolmach.errors import RunError
from tolmach.study.budget import Budget
from tolmach.study.division import divide
from tolmach.study.examples import check_example
from tolmach.study.folder import Settings, StudyFolder
from tolmach.study.job import JobDisplay, JobRunner
from tolmach.study.ladder import chosen_rungs
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
    search_sentences: int
    vocabularies: bool
    families: Path | None
    example: tuple[str, str] | None
    cores: int | None


def study(request: StudyRequest, path: Path, display: JobDisplay) -> StudyFolder:
    """Run the study in `path`, or go on with it, and write its report anew."""
    rungs = [rung.name for rung in chosen_rungs(request.rungs)]
    if len(rungs) < 2:
        raise RunError("One architecture has nothing to be compared with; name another one.")
    corpus = Corpus.of(request.corpus, request.languages)
    settings = Settings(
        corpus=request.corpus,
        dev=request.dev,
        test=request.test,
        languages=corpus.languages,
        lowercase=request.lowercase,
        rungs=rungs,
        equal=request.equal,
        epochs=request.epochs,
        minutes=request.minutes,
        toy_updates=request.toy_updates,
        search_sentences=request.search_sentences,
        vocabularies=request.vocabularies,
        families=request.families,
        example=request.example,
    )
    check_example(request.example)
    if not families(settings.languages[0], settings.families):
        display.say(
            f"There are no families of sentences in {settings.languages[0]}, so the report will "
            "not show what the encoder's state represents; give some with --families."
        )
    folder = StudyFolder(path)
    folder.begin(settings)
    division = divide(corpus, request.dev, request.test, folder)
    budget = Budget.of(corpus, division.train, folder, lowercase=request.lowercase)
    display.say(
        f"{division.train:,} pairs to learn from, {division.dev:,} to choose by and "
        f"{division.test:,} to judge by; {division.lost:,} left out because they share a sentence "
        "with these."
    )
    display.say(f"{len(rungs)} models of {budget.parameters:,} parameters, within a tenth.")
    plan = Plan(folder, settings, budget)
    runner = JobRunner(folder, request.cores or _cores(), display)
    runner.run(plan.pilots())
    runner.run(plan.jobs())
    write_report(plan)
    return folder


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
