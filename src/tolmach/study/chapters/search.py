"""Search: what wider beams and exact search find, and whether it is better."""

from collections.abc import Callable, Sequence
from typing import Any

from tolmach.files import read_json
from tolmach.study.chapters.comparison import judge_of
from tolmach.study.chapters.parts import Chapter, Curve, Panel, Picture, Table, draw_curves, percent
from tolmach.study.folder import StudyFolder
from tolmach.study.ladder import Rung
from tolmach.study.measurements.searches import BEAMS, EXACT, beam_name

_COLUMNS = (
    *("model", "argmax proven", "greedy misses it", "beam 5 misses it", "beam 100 misses it"),
    *("argmax is empty", "{judge}, beam 5", "{judge}, exact", "length, beam 5", "length, exact"),
)


def search_chapter(folder: StudyFolder, rungs: Sequence[Rung]) -> Chapter:
    """Compare greedy, beams up to 100 and exact search by score, quality, length and errors."""
    results = {rung.name: read_json(folder.result(f"searches/{rung.name}")) for rung in rungs}
    draw_curves(folder, "searches", rungs, _panels(results))
    some = results[rungs[0].name]
    columns = [column.format(judge=judge_of(some)) for column in _COLUMNS]
    return Chapter(
        "Search",
        f"{some['sentences']} sentences of the test set, spread evenly over it, are searched for "
        "the most probable translation: no length penalty, and none is too short. The models read "
        "them as they are, with their numbers and quotation marks. Exact search (Stahlberg and "
        "Byrne 2019) either proves that it found the argmax, or gives a sentence up after "
        f"{some['states']:,} steps of the model. A search error is a translation less probable "
        "than the proven argmax; errors and empty argmaxes are shares of the sentences with a "
        "proof. Length is that of the output in words, or in characters where none are set apart, "
        "as a share of the reference's; the figures of exact search count what it had where it "
        "gave up.",
        [
            Table("", columns, [_row(rung, results[rung.name]) for rung in rungs]),
            Picture("searches", "What grows with the width of the beam; 1 is greedy search."),
        ],
    )


def _row(rung: Rung, found: dict[str, Any]) -> list[str]:
    searches = found["searches"]
    five, exact = searches[beam_name(5)], searches[EXACT]
    errors = [percent(searches[beam_name(beam)]["search_errors"]) for beam in (1, 5, 100)]
    return [
        rung.title,
        percent(found["proven"]),
        *errors,
        percent(found["empty_argmax"]),
        *(f"{search[judge_of(found)]:.1f}" for search in (five, exact)),
        *(f"{search['length_ratio']:.2f}" for search in (five, exact)),
    ]


def _panels(results: dict[str, Any]) -> list[Panel]:
    def panel(title: str, figure: str, *, share: bool = False) -> Panel:
        curves = _by_beam(results, figure)
        return Panel(title, "beam", curves, share=share, from_zero=False, logarithmic=True)

    judge = judge_of(next(iter(results.values())))
    return [
        panel("log p(y | x), mean", "log_probability"),
        panel("search errors", "search_errors", share=True),
        panel(judge, judge),
        panel("length, share of the reference's", "length_ratio"),
    ]


def _by_beam(results: dict[str, Any], figure: str) -> Callable[[Rung], Sequence[Curve]]:
    def curves(rung: Rung) -> list[Curve]:
        searches = results[rung.name]["searches"]
        points = [(beam, searches[beam_name(beam)][figure]) for beam in BEAMS]
        known = [(float(beam), value) for beam, value in points if value is not None]
        return [([beam for beam, _ in known], [value for _, value in known])]

    return curves
