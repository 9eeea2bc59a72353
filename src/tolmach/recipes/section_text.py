"""Sections of a recipe as commented TOML: what is at its default stands behind a `#`."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

_WIDTH = 98

Lines = Iterator[str]


class RecipeSection:
    """A section of a recipe, whose defaults are those of `kind`."""

    def __init__(self, name: str, kind: type[BaseModel]) -> None:
        self.head = f"[{name}]"
        self._fields = kind.model_fields

    def line(self, key: str, value: Any, comment: str = "") -> Lines:
        """Write one setting, `#` before it where it has its default, under its comment."""
        yield from comment_lines(comment)
        yield f"{'# ' if value == self._default(key) else ''}{key} = {toml_value(value)}"

    def default(self, key: str, comment: str = "") -> Lines:
        """Write one setting with its default, as `line` does."""
        yield from self.line(key, self._default(key), comment)

    def _default(self, key: str) -> Any:
        default = self._fields[key].default
        return list(default) if isinstance(default, tuple) else default


def comment_lines(text: str) -> Lines:
    """Yield a text as lines of a comment; none where there is no text."""
    line = "#"
    for word in text.split():
        if len(line) + 1 + len(word) > _WIDTH:
            yield line
            line = "#"
        line += f" {word}"
    if text:
        yield line


def toml_value(value: Any) -> str:
    """Return a string, number, truth value or list as TOML writes it."""
    if isinstance(value, list):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:_}" if isinstance(value, int) and value >= 10_000 else repr(value)
