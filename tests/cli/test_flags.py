from dataclasses import dataclass
from typing import Annotated

import typer
from typer.testing import CliRunner

from tolmach.cli.flags import flattened


@dataclass(frozen=True)
class Colours:
    """Two options."""

    red: Annotated[int, typer.Option(min=0, help="How red.")] = 3
    names: Annotated[list[str] | None, typer.Option("--name", "-n")] = None


def run(*arguments: str) -> str:
    app = typer.Typer()

    @app.command()
    @flattened
    def paint(
        place: Annotated[str, typer.Argument()],
        colours: Colours = Colours(),
        wet: bool = False,
    ) -> None:
        """Paint a place."""
        print(place, colours, wet)

    return CliRunner().invoke(app, [*arguments]).output


def test_fields_are_options_and_the_command_gets_the_dataclass() -> None:
    assert run("door") == f"door {Colours()} False\n"
    assert run("door", "--red", "5", "-n", "a", "--name", "b", "--wet") == (
        f"door {Colours(5, ['a', 'b'])} True\n"
    )


def test_limits_and_help_are_those_of_the_fields() -> None:
    assert "--red" in run("door", "--red", "-1")
    shown = run("--help")
    assert "Paint a place." in shown
    assert "How red." in shown
