"""Help in plain text, in the sections that commands and options name.

Typer's own help is drawn in boxes, for which it imports nearly as much as the whole command line
does: Rich, Markdown and Pygments, a tenth of a second whenever somebody asks for help.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from typer import Exit
from typer.core import TyperCommand, TyperGroup

_WHOLE = 1000  # characters; what a command does is never cut off


class PlainCommand(TyperCommand):
    """A command whose help shows its options by section, and arguments in capitals."""

    def __init__(self, *words: Any, **settings: Any) -> None:
        super().__init__(*words, **settings)
        for each in self.params:
            if each.param_type_name == "argument" and each.metavar is None:
                each.metavar = str(each.name).upper() + ("..." if each.nargs != 1 else "")

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return options and arguments; Typer sets those that are required in braces."""
        return [
            piece.removeprefix("{").removesuffix("}") for piece in super().collect_usage_pieces(ctx)
        ]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options."""
        _write_parameters(self, ctx, formatter)


class PlainGroup(TyperGroup):
    """A command with commands, which its help shows by section.

    A reader of the output (`head`, say) that has seen enough ends it, without being an error.
    """

    def make_context(self, *words: Any, **settings: Any) -> Any:
        """Read the command line, and print help where it asks for some."""
        with _until_read_enough():
            return super().make_context(*words, **settings)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that is asked for."""
        with _until_read_enough():
            return super().invoke(ctx)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write options and commands."""
        _write_parameters(self, ctx, formatter)
        _write_sections(self.command_rows(ctx), formatter)

    def command_rows(self, ctx: Any) -> list[tuple[str, tuple[str, str]]]:
        """Return section, name and purpose of every command."""
        commands: list[Any] = [self.commands[name] for name in self.list_commands(ctx)]
        return [
            (each.rich_help_panel or "Commands", (each.name, each.get_short_help_str(_WHOLE)))
            for each in commands
        ]


@contextmanager
def _until_read_enough() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # which Typer would take for a failure
        drop_output()
        raise Exit(0) from None


def drop_output() -> None:
    """Send what is still to be printed nowhere, or the interpreter complains of it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_parameters(command: Any, ctx: Any, formatter: Any) -> None:
    default = {"argument": "Arguments", "option": "Options"}
    rows = [
        (each.rich_help_panel or default[each.param_type_name], each.get_help_record(ctx))
        for each in command.get_params(ctx)
    ]
    _write_sections([row for row in rows if row[1] is not None], formatter)


def _write_sections(rows: list[tuple[str, Any]], formatter: Any) -> None:
    for section in dict.fromkeys(name for name, _ in rows):
        with formatter.section(section):
            formatter.write_dl([row for name, row in rows if name == section])
