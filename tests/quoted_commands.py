"""Commands of `tolmach` as documents quote them."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from tolmach.cli.main import app


def tolmach_calls(command: str) -> Iterator[list[str]]:
    """Yield the words of every call of `tolmach` in a line for the shell."""
    words: list[str] = []
    lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    for word in (*lexer, ";"):
        if set(word) <= set("|;&()<>"):
            if "tolmach" in words:
                yield words[words.index("tolmach") :]
            words = []
        else:
            words.append(word)


def mistakes(words: list[str]) -> list[str]:
    """Return the commands and options in a call that do not exist."""
    command: Any = get_command(app)
    rest = words[1:]
    while hasattr(command, "commands") and rest and not rest[0].startswith("-"):
        if rest[0] not in command.commands:
            return [rest[0]]
        command = command.commands[rest.pop(0)]
    known = {name for parameter in command.params for name in parameter.opts}
    options = [word.partition("=")[0] for word in rest if re.match(r"--?[a-z]", word)]
    return [option for option in options if option not in known | {"--help", "-h"}]
