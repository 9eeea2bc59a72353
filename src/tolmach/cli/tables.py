"""Tables for people: drawn on a terminal, aligned columns without lines elsewhere."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

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
    """Print rows under a title; numbers stand right, words left.

    Columns for which a terminal is too narrow stand in further tables, each of which begins with
    the first column.
    """
    from rich.text import Text

    console.print(Text(title, "bold"))
    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    first, *others = map(_Column, columns, cells)
    table = [first]
    for column in others:
        if len(table) > 1 and not _fits([*table, column], console):
            _print_table(console, table)
            table = [first]
        table.append(column)
    _print_table(console, table)


class _Column(NamedTuple):
    head: str
    cells: Sequence[str]

    @property
    def narrowest(self) -> int:
        """Characters that it takes where its head is broken between words, and no cell is."""
        from rich.cells import cell_len

        return max(map(cell_len, [*self.head.split(), *self.cells]))


def _fits(columns: Sequence[_Column], console: "Console") -> bool:
    """Say whether there is room for columns, each with two spaces to part it from the next."""
    return sum(2 + column.narrowest for column in columns) <= console.width


def _print_table(console: "Console", columns: Sequence[_Column]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=box.SIMPLE_HEAD if console.is_terminal else None,
        pad_edge=False,
        collapse_padding=console.is_terminal,
        header_style="bold",
    )
    fits = _fits(columns, console)
    for column in columns:
        table.add_column(
            column.head,
            justify="right" if all(map(_begins_with_digit, column.cells)) else "left",
            overflow="fold",
            no_wrap=fits and len(column.head) <= column.narrowest,
        )
    for row in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*map(Text, row))
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
    """Print a sentence without markup; a signature, which is to be copied, stays in one line."""
    from rich.text import Text

    console.print(Text(text, style), soft_wrap=" " not in text)


def percent(share: float) -> str:
    """Return a share as a table prints it; a dash where it is no number."""
    return "-" if math.isnan(share) else f"{100 * share:.0f} %"
