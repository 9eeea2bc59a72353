"""`report.html`: one page that holds everything, to be read in a browser or printed."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tolmach.files import read_json, whole_text
from tolmach.plurals import counted
from tolmach.render.html import rendered
from tolmach.study.chapters.ablations import ablations_chapter
from tolmach.study.chapters.architectures import ladder_chapter
from tolmach.study.chapters.bottleneck import bottleneck_chapter
from tolmach.study.chapters.parts import Chapter, Picture, Table
from tolmach.study.chapters.representation import representation_chapter
from tolmach.study.chapters.search import search_chapter
from tolmach.study.chapters.segmentation import pieces_chapter
from tolmach.study.chapters.teacher_forcing import teaching_chapter
from tolmach.study.chapters.training import training_chapter
from tolmach.study.chapters.word_alignment import alignment_chapter
from tolmach.study.folder import StudyFolder, run_results
from tolmach.study.plan import Plan

_TEMPLATE = Path(__file__).with_name("report.html")
_PROLOGUE = re.compile(r"^.*?(?=<svg)", re.DOTALL)  # XML declaration and document type


def write_report(plan: Plan) -> None:
    """Draw the figures anew from the results and write the page around them."""
    folder, rungs, settings = plan.folder, plan.rungs, plan.settings
    looked_into = [rung for rung in rungs if run_results(folder, rung.name, 1)]
    chapters = [
        ladder_chapter(folder, rungs, settings.seeds),
        training_chapter(folder, rungs, plan.ablations, settings),
        bottleneck_chapter(folder, rungs, settings),
        representation_chapter(folder, looked_into),
        teaching_chapter(folder, looked_into, settings),
        search_chapter(folder, looked_into),
        alignment_chapter(folder, looked_into, settings),
    ]
    if plan.ablations:
        chapters.insert(2, ablations_chapter(folder, plan.ablations, settings.seeds))
    if plan.sizes:
        chapters.append(pieces_chapter(folder, plan.sizes, settings))
    with whole_text(folder.report) as page:
        page.write(_page(plan, [chapter for chapter in chapters if chapter]))


def _page(plan: Plan, chapters: Sequence[Chapter]) -> str:
    division = read_json(plan.folder.result("division"))
    values = {
        "settings": plan.settings,
        "division": division,
        "too_long": counted(division["too_long"], "pair"),
        "rungs": plan.rungs,
        "budget": plan.budget,
        "chapters": [(chapter, _parts(chapter, plan.folder)) for chapter in chapters],
        "hours": sum(_seconds(plan.folder)) / 3600,
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
