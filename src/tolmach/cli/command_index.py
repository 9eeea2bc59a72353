"""An index of commands: help lists them all, and only the one that is asked for is imported."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, ClassVar, NamedTuple

import typer
from typer.main import get_command

from tolmach.cli.plain_help import PlainCommand, PlainGroup


class CommandEntry(NamedTuple):
    """A command: its module, what it does, and its name where that is not the module's.

    What it does is the first sentence of its own help.
    """

    module: str
    about: str
    other_name: str = ""

    @property
    def name(self) -> str:
        """The name by which it is called, and by which its module holds it."""
        return self.other_name or self.module.rpartition(".")[2]

    @property
    def package(self) -> str:
        """The name of the package that the module is in."""
        return self.module.split(".")[-2]


class LazyCommands(Mapping[str, Any]):
    """Commands by name, imported when one is looked up."""

    def __init__(self, entries: tuple[CommandEntry, ...]) -> None:
        self._entries = {entry.name: entry for entry in entries}

    def __getitem__(self, name: str) -> Any:
        entry = self._entries[name]
        found = getattr(import_module(entry.module), name)
        if not isinstance(found, typer.Typer):
            command, found = found, typer.Typer(add_completion=False, rich_markup_mode=None)
            found.command(name, cls=PlainCommand)(command)
        loaded = get_command(found)
        loaded.name = name
        return loaded

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


class CommandIndex(PlainGroup):
    """A group of the commands that its `entries` name; `sections` of help are their packages."""

    sections: ClassVar[Mapping[str, str]]
    entries: ClassVar[tuple[CommandEntry, ...]]

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = LazyCommands(self.entries)  # type: ignore[assignment]

    def command_rows(self, _: Any) -> list[tuple[str, tuple[str, str]]]:
        """Return section, name and purpose of every command, without importing one."""
        return [(self.sections[each.package], (each.name, each.about)) for each in self.entries]
