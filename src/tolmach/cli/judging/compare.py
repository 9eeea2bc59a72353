"""`tolmach compare`: is one system better than another, and on which sentences?"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tolmach.cli.judging.evaluate import Tokenize
from tolmach.cli.output import print_json
from tolmach.wording import counted, excerpt

if TYPE_CHECKING:
    from rich.console import Console

    from tolmach.evaluation.changes import Change, Changes
    from tolmach.evaluation.significance import Comparison
    from tolmach.metrics.measure import Measure

_SHOWN = 500  # characters of a sentence
_VERDICTS = {
    "A": "A is better",
    "B": "B is better",
    "unsure": "the tests disagree",
    "chance": "may be chance",
    "same": "the same",
}


def compare(
    a: Annotated[Path, typer.Argument(help="Translations of system A, one a line.")],
    b: Annotated[Path, typer.Argument(help="Translations of system B.")],
    reference: Annotated[
        list[Path],
        typer.Option(help="The reference translations; may be repeated where there are several."),
    ],
    source: Annotated[Path | None, typer.Option(help="The source, to be shown.")] = None,
    most: Annotated[int, typer.Option("--show", min=0, help="Sentences to show each way.")] = 5,
    lowercase: Annotated[bool, typer.Option(help="Ignore case in BLEU and chrF.")] = False,
    tokenize: Tokenize = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare two systems: significance, and the sentences that got better and worse.

    A system counts as better where paired bootstrap resampling and approximate randomisation
    both give p < 0.05. Both p-values are two-sided.

    Example: `tolmach compare english.txt greedy.txt --reference reference.txt`
    """
    from tolmach.cli.tables import screen
    from tolmach.corpus.parallel import read_sides
    from tolmach.evaluation.changes import changes
    from tolmach.evaluation.significance import compare as significance
    from tolmach.file_checks import check_files
    from tolmach.metrics.corpus_scores import check_tokenizer
    from tolmach.metrics.measure import fitting_measure

    check_tokenizer(tokenize)
    check_files([a, b, *reference, source])
    system_a, system_b, *references = read_sides([a, b, *reference, source])
    sources = references.pop() if source else None
    measure = fitting_measure(references[0], lowercase=lowercase, tokenize=tokenize)
    systems = (system_a, system_b)
    changed = changes(systems, references, sources, most=most, scoring=measure.scoring)
    compared = significance(system_a, system_b, references, measure)
    if as_json:
        print_json(_record(compared, changed, measure))
        return
    console = screen()
    show_significance(
        console, compared, f"A: {a}   B: {b}   ({counted(len(system_a), 'sentence')})"
    )
    show_judge(console, measure)
    show_changes(console, changed)


def show_significance(console: "Console", compared: "list[Comparison]", title: str) -> None:
    """Print scores, p-values and what they mean."""
    from tolmach.cli.tables import note, show_table

    rows = [
        (
            c.name,
            f"{c.a:.1f} ± {c.a_margin:.1f}",
            f"{c.b:.1f} ± {c.b_margin:.1f}",
            f"{c.difference:+.1f}",
            _p(c.bootstrap_p),
            _p(c.randomisation_p),
            _VERDICTS[c.verdict],
        )
        for c in compared
    ]
    columns = ["metric", "A", "B", "B − A", "p bootstrap", "p random.", "verdict"]
    show_table(console, title, columns, rows)
    note(
        console,
        "p-values are two-sided. ± is the 95% bootstrap interval. Lower TER is better.",
        "dim",
    )
    for c in compared:
        note(console, f"{c.name}|{c.signature}", "dim")


def show_judge(console: "Console", measure: "Measure") -> None:
    """Say so where BLEU cannot tell the systems apart."""
    from tolmach.cli.tables import note

    if measure.judge != "bleu":
        note(console, "Judge by chrF: most references are too short for BLEU.")


def show_changes(console: "Console", changed: "Changes") -> None:
    """Print how many sentences changed, and those that changed most."""
    from tolmach.cli.tables import note

    note(
        console,
        f"\nBy sentence chrF, B is better on {counted(changed.gained, 'sentence')}, worse on "
        f"{changed.lost:,}, equal on {changed.equal:,}.",
    )
    for title, listed in (("Better in B", changed.better), ("Worse in B", changed.worse)):
        if listed:
            note(console, f"\n{title}", "bold")
        for change in listed:
            _show_change(console, change)


def _show_change(console: "Console", change: "Change") -> None:
    from tolmach.cli.tables import note

    scores = f"chrF {change.a_chrf:.0f} → {change.b_chrf:.0f}"
    note(console, f"line {change.line:,}  {scores}", "cyan")
    texts = {
        "source": change.source,
        "reference": change.reference,
        "A": change.a,
        "B": change.b,
    }
    for called, text in texts.items():
        if text is not None:
            note(console, f"  {called:9}  {excerpt(text, _SHOWN)}")


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _record(compared: "list[Comparison]", changed: "Changes", measure: "Measure") -> dict[str, Any]:
    tests = [asdict(c) | {"difference": c.difference, "verdict": c.verdict} for c in compared]
    return {
        "p_values": "two-sided",
        "judge": measure.judge,
        "tests": tests,
        "changes": asdict(changed),
    }
