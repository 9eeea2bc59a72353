"""The output of `tolmach prune`: a table of all points, and which heads and roles each has left."""

from typing import TYPE_CHECKING

from tolmach.analysis.heads.map import named
from tolmach.cli.tables import note, screen, show_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from tolmach.analysis.heads.roles import HeadRole
    from tolmach.evaluation.speed import Spread
    from tolmach.pruning.report import PruningPoint, PruningReport

_COLUMNS = (
    "heads",
    "BLEU",
    "change",
    "p",
    "control",
    "against it",
    "p",
    "parameters",
    "MB",
    "greedy",
    "beam 5",
)


def show_pruning(report: "PruningReport") -> None:
    """Print a row for each model, then the heads that each has left and the roles that are lost."""
    console = screen()
    rows = [_row(point) for point in report.points]
    show_table(console, f"Heads left, on {report.sentences:,} sentence pairs", _COLUMNS, rows)
    _show_legend(console, report)
    for point in report.points[1:]:
        _show_heads(console, point)


def _row(point: "PruningPoint") -> tuple[str, ...]:
    unpruned = point.p is None
    return (
        str(point.heads),
        f"{point.bleu:.1f} ± {point.margin:.1f}",
        "" if unpruned else f"{point.difference:+.2f}",
        "" if unpruned else f"{point.p:.3f}",
        *_control(point),
        f"{point.parameters:,}",
        f"{point.weight_bytes / 1e6:.2f}",
        *(
            f"{speed.median:.1f}" if unpruned else _times(point.times_as_fast[search])
            for search, speed in point.sentences_per_second.items()
        ),
    )


def _control(point: "PruningPoint") -> tuple[str, str, str]:
    found = point.control
    if found is None:
        return "", "", ""
    return f"{found.bleu:.1f}", f"{found.difference:+.2f}", f"{found.p:.3f}"


def _times(ratio: "Spread") -> str:
    return f"× {ratio.shown(2)}"


def _show_legend(console: "Console", report: "PruningReport") -> None:
    threads = f"{report.threads} thread" + ("s" if report.threads > 1 else "")
    for text in (
        f"BLEU and half its 95 % interval: {report.signature}; p: paired bootstrap, two-sided, "
        "against the unpruned model. Control: the unpruned model after as many updates.",
        "MB: of model.safetensors, as saved. Greedy, beam 5: sentences a second of the unpruned "
        f"model, and how many times as fast the others are, median and range of {report.rounds} "
        f"rounds in turns of {report.timed:,} sentences on {threads}.",
        f"Roles: on {report.examined:,} pairs; leanings in brackets; "
        + (
            f"syntactic ones on {report.trees:,} trees."
            if report.trees
            else "none is syntactic without --treebank."
        ),
    ):
        note(console, text, "dim")


def _show_heads(console: "Console", point: "PruningPoint") -> None:
    note(console, "")
    note(console, f"{point.heads} heads, numbered as before pruning", "bold")
    for site, left in point.survivors.items():
        heads = zip(left, point.roles.before[site], point.roles.now[site], strict=True)
        shown = [f"{head} {_roles(before, now)}" for head, before, now in heads]
        note(console, f"{site}: {'; '.join(shown) or 'none'}")
    note(console, f"Roles lost with their heads: {', '.join(point.roles.lost) or 'none'}.")
    note(console, f"Roles that no head has now: {', '.join(point.roles.absent) or 'none'}.")


def _roles(before: "Sequence[HeadRole]", now: "Sequence[HeadRole]") -> str:
    if not (before or now):
        return "without a role"
    was, found = (" ".join(map(named, roles)) or "without a role" for roles in (before, now))
    return f"{was}, now {found}"
