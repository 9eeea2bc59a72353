"""What a report is made of: chapters with text, tables and pictures."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Rows under column heads: figures stand right, the first column and `words` left."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: bool = False


@dataclass(frozen=True)
class Picture:
    """A figure in the study's folder of figures, by the name of its file without `.svg`."""

    name: str
    caption: str


@dataclass(frozen=True)
class Chapter:
    """One question, and what the study has to say of it."""

    title: str
    text: str
    parts: Sequence[Table | Picture]
