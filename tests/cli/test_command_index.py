"""The index of commands says what the commands themselves say, and imports only one of them."""

import subprocess
import sys
from typing import Any

from typer.main import get_command

from tolmach.cli.main import Commands, app


def test_every_entry_is_a_command_and_tells_the_first_sentence_of_its_help() -> None:
    root: Any = get_command(app)
    assert [*root.commands] == [each.name for each in Commands.entries]
    for entry in Commands.entries:
        command = root.commands[entry.name]
        assert command.name == entry.name
        assert command.get_short_help_str(1000) == entry.about


def test_only_the_command_that_is_asked_for_is_imported() -> None:
    program = (
        "import sys\nfrom tolmach.cli.main import app\n"
        "app(['check', '--help'], standalone_mode=False)\n"
        "print(*(each for each in sys.modules if each.startswith('tolmach.cli.')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    imported = done.stdout.splitlines()[-1].split()
    assert "tolmach.cli.training.check" in imported
    assert not {"tolmach.cli.training.train", "tolmach.cli.looking.look"} & {*imported}


def test_help_shows_examples_and_arguments_in_capitals() -> None:
    root: Any = get_command(app)
    for name in root.commands:
        command = root.commands[name]
        for each in getattr(command, "commands", {name: command}).values():
            told = each.get_help(each.make_context(each.name, [], resilient_parsing=True))
            usage = told.splitlines()[0]
            assert "{" not in usage
            arguments = [one for one in each.params if one.param_type_name == "argument"]
            assert all(one.metavar in usage for one in arguments)
            assert "Example" in told or not arguments or name == "keys"


def test_completion_is_installed_for_the_whole_command_alone() -> None:
    root: Any = get_command(app)
    for name in root.commands:
        assert "--install-completion" not in _options(root.commands[name])
    assert "--install-completion" in _options(root)


def _options(command: Any) -> set[str]:
    return {name for each in command.params for name in each.opts}
