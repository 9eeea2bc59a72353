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


def models(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(help="Model folders. [default: the models that come with Tolmach]"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the models that come with Tolmach, or describe those in FOLDERS.

    Every `--model` takes a name of this list. What a model is good and bad at, and whose text it
    learnt from, is told by `card.md` in its folder.

    Example: `tolmach models`
    """
    from tolmach.translation.shipped import shipped_models

    rows = [_row(folder) for folder in folders or [each.folder for each in shipped_models()]]
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    columns = ["model", "from", "to", "architecture", "MB", "folder"]
    show_table(screen(), "Models", columns, [_cells(row) for row in rows])


def _row(folder: Path) -> _Row:
    from tolmach.config.extension import read_toml
    from tolmach.config.section import validated
    from tolmach.model_folder import Description
    from tolmach.model_paths import CONFIG, DEFAULT_MODEL, SHIPPED, located_model

    found = located_model(folder)
    settings = validated(Description, read_toml(found / CONFIG), str(found / CONFIG))
    return _Row(
        found.name if found.parent == SHIPPED else settings.name,
        settings.source_language,
        settings.target_language,
        settings.model.architecture,
        round(sum(each.stat().st_size for each in found.iterdir()) / _MEGABYTE, 1),
        str(found),
        found == DEFAULT_MODEL,
    )


def _cells(row: _Row) -> list[str]:
    name = f"{row.name} (default)" if row.default else row.name
    languages = [row.source_language, row.target_language]
    return [name, *languages, row.architecture, f"{row.megabytes:.1f}", row.folder]
