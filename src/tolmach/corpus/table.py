r"""Tables: lines of fields, as a program writes them or as a spreadsheet does.

A spreadsheet puts a field between quotation marks where it holds one, a separator or a line end,
and doubles those within it. In running text a field may well begin and end with a quotation mark,
so that quoting is told by the whole beginning of a table, never by one line.
"""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from typing import NamedTuple, Self

_HEAD = 1000  # lines by which the form of a table is told
_MOST_LINES = 100  # of one field; a quotation mark that is closed later was none of a spreadsheet's
_FEWEST_QUOTED = 10  # lines; that fewer consist of quotations may be chance


class Row(NamedTuple):
    """The fields of a line, or of several where a quoted field holds line ends."""

    line: int  # of its beginning, from 1
    fields: list[str]


@dataclass(frozen=True)
class Form:
    """How a table is written, and how many fields most of its rows have."""

    separator: str = "\t"
    quoted: bool = False
    columns: int = 2

    @classmethod
    def of(cls, head: Sequence[str], *, commas: bool = False) -> Self:
        """Tell the form by the first lines. `commas` says that a comma may part fields.

        So may it without `commas` where each line is made of quoted fields.
        """
        lines = [line for line in head if line]
        separator = _separator(lines, commas=commas)
        quoted = separator != "\t" or _is_quoted(lines)
        columns, _ = cls(separator, quoted).usual_columns(lines)
        return cls(separator, quoted, columns)

    def rows(self, lines: Iterable[str]) -> Iterator[Row]:
        """Yield the rows of a table; empty fields at the end of one, from the third on, go."""
        numbered = enumerate(lines, start=1)
        if self.quoted:
            yield from self._quoted_rows(numbered)
            return
        separator = self.separator
        for number, line in numbered:
            for one in _parted(line, separator):
                fields = one.split(separator)
                yield Row(number, fields if len(fields) < 3 else _without_empty_end(fields))

    def usual_columns(self, head: Sequence[str]) -> tuple[int, int]:
        """Return how many fields most rows with several have, and how many rows have so many."""
        counts = Counter(len(row.fields) for row in self.rows(head) if len(row.fields) > 1)
        return counts.most_common(1)[0] if counts else (2, 0)

    def _quoted_rows(self, numbered: Iterator[tuple[int, str]]) -> Iterator[Row]:
        ahead = deque(islice(numbered, 1))
        while ahead:
            number, line = ahead.popleft()
            fields = self._joined_fields(line, ahead, numbered)
            yield Row(number, _without_empty_end(fields))
            if not ahead:
                ahead.extend(islice(numbered, 1))

    def _joined_fields(
        self, line: str, ahead: deque[tuple[int, str]], numbered: Iterator[tuple[int, str]]
    ) -> list[str]:
        """Split a line, together with those of `ahead` in which its last field goes on.

        Where that never ends, the row is the line as it stands.
        """
        if (fields := split_quoted(line, self.separator)) is not None:
            return fields
        ahead.extend(islice(numbered, max(0, _MOST_LINES - len(ahead))))
        whole = line
        for taken, (_, following) in enumerate(ahead, start=1):
            whole += "\n" + following
            if '"' not in following:
                continue
            if (fields := split_quoted(whole, self.separator)) is not None:
                for _ in range(taken):
                    ahead.popleft()
                return fields
        return line.split(self.separator)


def table_rows(lines: Iterator[str], *, commas: bool = False) -> tuple[Form, Iterator[Row]]:
    """Return the form of a table and its rows; its first lines are read at once."""
    head = list(islice(lines, _HEAD))
    form = Form.of(head, commas=commas)
    return form, form.rows(chain(head, lines))


def split_quoted(line: str, separator: str) -> list[str] | None:
    """Return the fields of a row as a spreadsheet writes them; None where a quote stays open.

    A quotation mark that does not follow the rules stands for itself.
    """
    if '"' not in line:
        return line.split(separator)
    fields: list[str] = []
    place = 0
    while place <= len(line):
        found = _field(separator).match(line, place)
        if found is None:
            return None
        inner = found["inner"]
        fields.append(found["plain"] if inner is None else inner.replace('""', '"'))
        place = found.end() + 1
    return fields


@cache
def _field(separator: str) -> re.Pattern[str]:
    rest_is_quoted = r'"(?:[^"]|"")*+\Z'
    return re.compile(
        rf'"(?P<inner>(?:[^"]|"")*+)"(?={separator}|\Z)|(?P<plain>(?!{rest_is_quoted})[^{separator}]*+)'
    )


def _separator(lines: Sequence[str], *, commas: bool) -> str:
    tabbed = sum("\t" in line for line in lines)
    if 2 * tabbed >= len(lines):
        return "\t"
    marks = [mark for mark in ",;" if commas or _all_quoted(lines, mark)]
    return max(marks, key=lambda mark: _fitness(lines, mark), default="\t")


def _fitness(lines: Sequence[str], separator: str) -> tuple[int, int]:
    columns, rows = Form(separator, quoted=True).usual_columns(lines)
    return rows, -columns


def _is_quoted(lines: Sequence[str]) -> bool:
    """Say whether the quotation marks in a table with tabs are a spreadsheet's."""
    if len(lines) >= _FEWEST_QUOTED and _all_quoted(lines, "\t"):
        return True
    quoted = [line for line in lines if '"' in line]
    signs = Counter(sign for line in quoted for sign in _signs(line))
    if not quoted or signs[False]:
        return signs[True] > 10 * signs[False]
    return signs[True] > 0 or _odd_rows(lines, quoted=True) < _odd_rows(lines, quoted=False)


def _signs(line: str) -> Iterator[bool]:
    """Yield what speaks for a spreadsheet's quoting (True) and against it, field by field."""
    for field in line.split("\t"):
        inner = field[1:-1]
        if '"' in inner and inner.strip('"'):
            doubled = '"' not in inner.replace('""', "")
            yield doubled and field[0] == field[-1] == '"'


def _odd_rows(lines: Sequence[str], *, quoted: bool) -> int:
    """Count the lines that do not make rows of as many fields as most rows have."""
    form = Form(quoted=quoted)
    columns, _ = form.usual_columns(lines)
    return sum(len(row.fields) != columns for row in form.rows(lines))


def _all_quoted(lines: Sequence[str], separator: str) -> bool:
    """Say whether every field of every line, of two fields or more, is between quotation marks."""
    return bool(lines) and all(
        len(line) > 1 and line[0] == line[-1] == '"' and f'"{separator}"' in line for line in lines
    )


def _parted(line: str, separator: str) -> list[str]:
    """Return a line, or the rows in it that carriage returns end, as in a file of several hands."""
    rows = line.strip("\r").split("\r") if "\r" in line else [line]
    return rows if all(separator in row for row in rows) else [line]


def _without_empty_end(fields: list[str]) -> list[str]:
    count = len(fields)
    while count > 2 and not fields[count - 1].strip():
        count -= 1
    return fields[:count]
