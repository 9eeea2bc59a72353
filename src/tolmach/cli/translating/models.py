"""`tolmach models`: the models that come along, or those in folders."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from tolmach.cli.output import print_json
from tolmach.cli.tables import screen, show_table

_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class _Row:
    """A model as the table shows it."""

    name: str
    source_language: str
    target_language: str
    architecture: str
    megabytes: float
    folder: str
    default: bool
    translates: bool  # or is it only there to be looked into?


def models(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(help="Model folders. [default: the models that come with Tolmach]"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the models that come with Tolmach, or describe those in FOLDERS.

    Every `--model` takes a name of this list. What a model is good and bad at, and whose text it
    learnt from, is told by `card.md` in its folder. Small models of three
    architectures, to be looked into and compared, are listed apart; no choice by languages falls on
    them.

    Example: `tolmach models`
    """
    rows = [_row(folder) for folder in folders or _shipped_folders()]
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    columns = ["model", "from", "to", "architecture", "MB", "folder"]
    for title, translates in (("Models", True), ("Small models to look into", False)):
        listed = [_cells(row) for row in rows if row.translates == translates]
        if listed:
            show_table(screen(), title, columns, listed)


def _shipped_folders() -> list[Path]:
    from tolmach.translation.shipped import lecture_models, shipped_models

    return [*(each.folder for each in shipped_models()), *lecture_models()]


def _row(folder: Path) -> _Row:
    from tolmach.model_folder import read_description
    from tolmach.model_paths import DEFAULT_MODEL, LECTURE, SHIPPED, located_model

    found = located_model(folder)
    settings = read_description(found)
    return _Row(
        found.name if found.parent in (SHIPPED, LECTURE) else settings.name,
        *settings.languages,
        settings.model.architecture,
        round(sum(each.stat().st_size for each in found.iterdir()) / _MEGABYTE, 1),
        str(found),
        found == DEFAULT_MODEL,
        found.parent != LECTURE,
    )


def _cells(row: _Row) -> list[str]:
    name = f"{row.name} (default)" if row.default else row.name
    return [
        name,
        row.source_language,
        row.target_language,
        row.architecture,
        f"{row.megabytes:.1f}",
        row.folder,
    ]
