"""Tables for people: drawn on a terminal, aligned columns without lines elsewhere."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_WIDE = 10_000  # a pipe has no edge at which to wrap


def standard_output(*, soft_wrap: bool = False) -> "Console":
    """Return standard output: coloured on a terminal, plain elsewhere.

    A pipe whose reader has seen enough raises BrokenPipeError, where Rich itself ends the program.
    """
    from rich.console import Console

    class StandardOutput(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return StandardOutput(highlight=False, emoji=False, soft_wrap=soft_wrap)


def screen() -> "Console":
    """Return standard output for tables: wrapped on a terminal, and nowhere else."""
    console = standard_output()
    if not console.is_terminal:
        console.width = _WIDE
    return console


def show_table(
    console: "Console",
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
) -> None:
    """Print rows under a title; numbers stand right, words left."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    drawn = box.SIMPLE_HEAD if console.is_terminal else None
    table = Table(box=drawn, pad_edge=console.is_terminal, header_style="bold")
    listed = list(rows)
    for number, column in enumerate(columns):
        numeric = all(_begins_with_digit(row[number]) for row in listed)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in listed:
        table.add_row(*(Text(cell) for cell in row))
    console.print(Text(title, "bold"))
    if console.is_terminal:
        console.print(table)
        return
    with console.capture() as lines:
        console.print(table)
    for line in [*lines.get().splitlines(), ""]:
        console.print(Text(line.rstrip()))


def _begins_with_digit(cell: str) -> bool:
    """Say whether a cell holds a number, perhaps with a sign before it, or nothing but signs."""
    return next(filter(str.isalnum, cell), "0").isdigit()


def note(console: "Console", text: str, style: str = "") -> None:
    """Print a sentence as it stands, without markup."""
    from rich.text import Text

    console.print(Text(text, style))


def percent(share: float) -> str:
    """Return a share as a table prints it; a dash where it is no number."""
    return "-" if math.isnan(share) else f"{100 * share:.0f} %"
