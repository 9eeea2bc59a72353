"""`report.html`: one page that holds everything, to be read in a browser or printed."""

import re
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import Any

from tolmach.files import read_json, whole_text
from tolmach.render.html import rendered
from tolmach.study.chapters.ablations import ablations_chapter
from tolmach.study.chapters.architectures import ladder_chapter
from tolmach.study.chapters.bottleneck import bottleneck_chapter
from tolmach.study.chapters.capacity import capacity_chapter
from tolmach.study.chapters.parts import Chapter, Picture, Table
from tolmach.study.chapters.representation import representation_chapter
from tolmach.study.chapters.search import search_chapter
from tolmach.study.chapters.segmentation import pieces_chapter
from tolmach.study.chapters.teacher_forcing import teaching_chapter
from tolmach.study.chapters.training import training_chapter
from tolmach.study.chapters.word_alignment import alignment_chapter
from tolmach.study.folder import StudyFolder, run_results
from tolmach.study.plan import Plan
from tolmach.wording import counted

_TEMPLATE = Path(__file__).with_name("report.html")
_PROLOGUE = re.compile(r"^.*?(?=<svg)", re.DOTALL)  # XML declaration and document type


def write_report(plan: Plan, measured: Set[str], *, is_whole: bool) -> bool:
    """Draw the figures anew and write the page around them; False where it has no chapter yet.

    `measured` are the kinds of measurements of which all are done. Before the study `is_whole`,
    chapters that need others are left out.
    """
    chapters = [chapter for chapter in _chapters(plan, measured) if chapter]
    if chapters:
        with whole_text(plan.folder.report) as page:
            page.write(_page(plan, chapters, is_whole=is_whole))
    return bool(chapters)


def _chapters(plan: Plan, measured: Set[str]) -> Iterator[Chapter | None]:
    """Yield the chapters, from how good all models are to what single ones do."""
    folder, rungs, settings = plan.folder, plan.rungs, plan.settings
    judged = "differences" in measured  # which are those of all runs
    if judged and "speed" in measured:
        yield ladder_chapter(folder, rungs, settings.seeds)
    if judged:
        yield training_chapter(folder, rungs, plan.ablations, settings)
        if plan.ablations:
            yield ablations_chapter(folder, plan.ablations, settings.seeds)
        yield bottleneck_chapter(folder, rungs, settings)
    if "toy" in measured:
        yield capacity_chapter(folder, rungs, settings)
    if judged:
        yield from _chapters_of_models(plan, measured)


def _chapters_of_models(plan: Plan, measured: Set[str]) -> Iterator[Chapter | None]:
    """Yield the chapters that look into the first run of each model that did not diverge."""
    folder, settings = plan.folder, plan.settings
    rungs = [rung for rung in plan.rungs if run_results(folder, rung.name, 1)]
    if "representation" in measured:
        yield representation_chapter(folder, rungs)
    if "teaching" in measured:
        yield teaching_chapter(folder, rungs, settings)
    if "searches" in measured:
        yield search_chapter(folder, rungs)
    if "alignment" in measured:
        yield alignment_chapter(folder, rungs, settings)
    if {"steps", "pieces"} <= measured:
        yield pieces_chapter(folder, plan.sizes, settings)


def _page(plan: Plan, chapters: Sequence[Chapter], *, is_whole: bool) -> str:
    division = read_json(plan.folder.result("division"))
    values = {
        "settings": plan.settings,
        "division": division,
        "too_long": counted(division["too_long"], "pair"),
        "rungs": plan.rungs,
        "budget": plan.budget,
        "chapters": [(chapter, _parts(chapter, plan.folder)) for chapter in chapters],
        "hours": sum(_seconds(plan.folder)) / 3600,
        "is_whole": is_whole,
    }
    return rendered(_TEMPLATE, values)


def _parts(chapter: Chapter, folder: StudyFolder) -> list[tuple[str, Any]]:
    return [
        ("table", part) if isinstance(part, Table) else ("picture", _drawn(part, folder))
        for part in chapter.parts
    ]


def _drawn(picture: Picture, folder: StudyFolder) -> dict[str, str]:
    written = folder.figure(picture.name).read_text("utf-8")
    # The same id may stand in several pictures, and the page has them all.
    own = re.sub(r'(id="|xlink:href="#|url\(#)', rf"\g<1>{picture.name}-", written)
    return {"caption": picture.caption, "svg": _PROLOGUE.sub("", own)}


def _seconds(folder: StudyFolder) -> list[float]:
    return [float(read_json(path)["seconds"]) for path in folder.jobs.rglob("*.json")]
