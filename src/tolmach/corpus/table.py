r"""Tables: lines of fields, as a program writes them or as a spreadsheet does.

A spreadsheet puts a field between quotation marks where it holds one, a separator or a line end,
and doubles those within it; a database may write a backslash before them instead. In running text a
field may well begin and end with a quotation mark, so that quoting is told by the whole beginning
of a table, never by one line. So are the columns of the two sides: many corpora put a number, a
score, an address or a language's code before them.
"""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, islice
from typing import IO, NamedTuple, Self

_HEAD = 1000  # lines by which the form of a table is told
_MOST_LINES = 100  # of one field; a quotation mark that is closed later was none of a spreadsheet's
_MOST_ROWS = 5  # lines of one field, one after the other, that look like rows
_FEWEST_QUOTED = 10  # lines; that fewer consist of quotations may be chance
_MOST_LABELS = 0.9  # of a column's cells; where more are labels, it is no side of a corpus
_FEWEST_REPEATED = 10  # times that each value of a column of codes ("deu", "news") occurs, about
_LABEL = re.compile(r"[!-~]*[\d/:_@][!-~]*")  # one word with a sign that hardly any word has
_REGULAR = 0.9  # of a table's rows; where as many have one number of fields, no other is usual
# Signs that end a line elsewhere, and stand within one here: `str.splitlines` has them all.
_OTHER_ENDS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_OTHER_END = re.compile(f"[{_OTHER_ENDS}]")
# The first line of a table that says by which sign its fields are parted, as Excel reads it.
_SEPARATOR = re.compile(r'"?sep=(?P<sign>[^"])"?(?P=sign)*')


class Row(NamedTuple):
    """The fields of a line, or of several where a quoted field holds line ends.

    Empty fields at the end, from the third on, are none; `width` counts them, too.
    """

    line: int  # of its beginning, from 1
    fields: list[str]
    width: int


@dataclass(frozen=True)
class Form:
    """How a table is written, how many fields most of its rows have, and which are its sides.

    `width` is the number of fields, empty ones too, where nearly all rows have the same; else 0.
    """

    separator: str = "\t"
    quoted: bool = False
    columns: int = 2
    width: int = 0
    sides: tuple[int, int] = (0, 1)
    escaped: bool = False  # by backslashes: quotation marks within quoted fields

    @classmethod
    def of(cls, head: Sequence[str], *, commas: bool = False, separator: str | None = None) -> Self:
        """Tell the form by the first lines. `commas` says that a comma may part fields.

        So may it without `commas` where each line is made of quoted fields. A `separator` that is
        given parts them in any case.
        """
        lines = [line for line in head if line]
        separator = separator or _separator(lines, commas=commas)
        quoted = separator != "\t" or _is_quoted(lines)
        form = cls(separator, quoted, escaped=quoted and _has_escapes(lines, separator))
        whole = [line for line in lines if not _OTHER_END.search(line.strip(_OTHER_ENDS))]
        rows = [row for row in form.rows(whole or lines) if len(row.fields) > 1]
        columns, width = _columns(rows)
        usual = (row for row in rows if row.width == width or len(row.fields) == columns)
        filled = [row.fields + [""] * (columns - len(row.fields)) for row in usual]
        return replace(form, columns=columns, width=width, sides=_sides(filled))

    def rows(self, lines: Iterable[str]) -> Iterator[Row]:
        """Yield the rows of a table."""
        numbered = enumerate(lines, start=1)
        if self.quoted:
            yield from self._quoted_rows(numbered)
            return
        separator = self.separator
        for number, line in numbered:
            for one in self._parted(line):
                yield _row(number, one.split(separator))

    def is_torn(self, row: Row) -> bool:
        """Say whether a row has more fields than a row of this table may have."""
        if self.width:
            return row.width > self.width and len(row.fields) > 2
        return len(row.fields) > max(self.columns, 2)

    def _parted(self, line: str) -> list[str]:
        """Return a line, or the rows in it that other line ends part, as in a file of two hands."""
        if not _OTHER_END.search(line) or line.count(self.separator) < max(self.width, 2):
            return [line]
        rows = _OTHER_END.split(line.strip(_OTHER_ENDS))
        return rows if all(self.separator in row for row in rows) else [line]

    def usual_columns(self, head: Sequence[str]) -> tuple[int, int]:
        """Return how many fields most rows with several have, and how many rows have so many."""
        counts = Counter(len(row.fields) for row in self.rows(head) if len(row.fields) > 1)
        return counts.most_common(1)[0] if counts else (2, 0)

    def _quoted_rows(self, numbered: Iterator[tuple[int, str]]) -> Iterator[Row]:
        ahead = deque(islice(numbered, 1))
        while ahead:
            number, line = ahead.popleft()
            fields = self._joined_fields(line, ahead, numbered)
            yield _row(number, fields)
            if not ahead:
                ahead.extend(islice(numbered, 1))

    def _joined_fields(
        self, line: str, ahead: deque[tuple[int, str]], numbered: Iterator[tuple[int, str]]
    ) -> list[str]:
        """Split a line, together with those of `ahead` in which its last field goes on.

        Where that never ends, or other rows follow instead, the row is the line as it stands.
        """
        if (fields := self._fields(line)) is not None:
            return fields
        ahead.extend(islice(numbered, max(0, _MOST_LINES - len(ahead))))
        whole, rows = line, 0
        for taken, (_, following) in enumerate(ahead, start=1):
            whole += "\n" + following
            if '"' not in following:
                width = following.count(self.separator) + 1
                rows = rows + 1 if width == (self.width or self.columns) else 0
                if rows > _MOST_ROWS:
                    break
                continue
            if (fields := self._fields(whole)) is not None:
                for _ in range(taken):
                    ahead.popleft()
                return fields
        return line.split(self.separator)

    def _fields(self, row: str) -> list[str] | None:
        return split_quoted(row, self.separator, escaped=self.escaped)


def table_rows(lines: Iterator[str], *, commas: bool = False) -> tuple[Form, Iterator[Row]]:
    """Return the form of a table and its rows; its first lines are read at once."""
    form, lines, first = _begun(lines, commas=commas)
    return form, islice(form.rows(lines), first, None)


def cell_lines(
    lines: Iterator[str], *, commas: bool = False
) -> Iterator[tuple[int, list[str] | None]]:
    """Yield the cells of each line and its number, from 1; None where a quote stays open in it.

    A cell between quotation marks is read as a spreadsheet does, in any table.
    """
    form, lines, first = _begun(lines, commas=commas)
    for number, line in islice(enumerate(lines, start=1), first, None):
        yield number, split_quoted(line, form.separator, escaped=form.escaped)


def _begun(lines: Iterator[str], *, commas: bool) -> tuple[Form, Iterator[str], int]:
    """Return the form of a table, all its lines, and how many of them only tell the form."""
    head = list(islice(lines, _HEAD))
    told = _SEPARATOR.fullmatch(head[0].strip(" ")) if head else None
    form = Form.of(head[1:] if told else head, commas=commas, separator=told and told["sign"])
    return form, chain(head, lines), int(told is not None)


class TableWriter:
    """Writes pairs as a table; `with TableWriter(stream) as table`.

    Tabs part the sides, and these stand as they are, unless a table of them looked like one of a
    spreadsheet: then it becomes one, whose quotation marks are doubled between others. With
    `commas` it is one in any case.
    """

    def __init__(self, stream: IO[str], *, commas: bool = False) -> None:
        self._stream, self._separator = stream, "," if commas else "\t"
        self._quoted: bool | None = commas or None  # None: not told yet
        self._head: list[tuple[str, str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._write_head()

    def write(self, source: str, target: str) -> None:
        """Write one pair of two normalised texts."""
        self._head.append((source, target))
        if self._quoted is not None or len(self._head) == _HEAD:
            self._write_head()

    def _write_head(self) -> None:
        """Write the first pairs, by which a reader tells how a table is written, or another."""
        if self._quoted is None:
            self._quoted = Form.of(["\t".join(pair) for pair in self._head]).quoted
        for pair in self._head:
            print(*map(self._field, pair), sep=self._separator, file=self._stream)
        self._head = []

    def _field(self, text: str) -> str:
        if self._quoted and ('"' in text or self._separator in text):
            return '"' + text.replace('"', '""') + '"'
        return text


def split_quoted(line: str, separator: str, *, escaped: bool = False) -> list[str] | None:
    """Return the fields of a row as a spreadsheet writes them; None where a quote stays open.

    A quotation mark that does not follow the rules stands for itself. Where a table is `escaped`,
    backslashes stand before the quotation marks and the backslashes of a field.
    """
    if '"' not in line:
        return line.split(separator)
    fields: list[str] = []
    place = 0
    while place <= len(line):
        found = _field(separator, escaped=escaped).match(line, place)
        if found is None:
            return None
        inner = found["inner"]
        fields.append(found["plain"] if inner is None else _unquoted(inner, escaped=escaped))
        place = found.end() + 1
    return fields


@cache
def _field(separator: str, *, escaped: bool) -> re.Pattern[str]:
    inner = r'(?>(?:[^"\\]|\\.|"")*)' if escaped else r'(?>(?:[^"]|"")*)'
    around = "" if separator == "\t" else " *+"  # which many write behind a comma
    quoted = rf'{around}"(?P<inner>{inner})"{around}(?={separator}|\Z)'
    plain = rf'(?P<plain>(?!{around}"{inner}\Z)[^{separator}]*+)'
    return re.compile(f"{quoted}|{plain}", re.DOTALL)


def _unquoted(inner: str, *, escaped: bool) -> str:
    signs = r'"(")|\\(["\\])' if escaped else r'"(")'
    return re.sub(signs, lambda found: found[found.lastindex or 0], inner)


def _has_escapes(lines: Sequence[str], separator: str) -> bool:
    """Say whether a quoted field goes on after a quotation mark that follows a backslash."""
    within = re.compile(rf'(?:^|{separator})"(?>(?:[^"]|"")*)(?<=\\)"(?!{separator}|"|$)')
    return any(within.search(line) for line in lines if '\\"' in line)


def _separator(lines: Sequence[str], *, commas: bool) -> str:
    tabbed = sum("\t" in line for line in lines)
    if 2 * tabbed >= len(lines):
        return "\t"
    marks = [mark for mark in ",;" if commas or _all_quoted(lines, mark)]
    return max(marks, key=lambda mark: _fitness(lines, mark), default="\t")


def _fitness(lines: Sequence[str], separator: str) -> tuple[int, int]:
    form = Form(separator, quoted=True, escaped=_has_escapes(lines, separator))
    columns, rows = form.usual_columns(lines)
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


def _columns(rows: Sequence[Row]) -> tuple[int, int]:
    """Return how many fields most rows have, and how many nearly all have with the empty ones."""
    if not rows:
        return 2, 0
    ((width, count),) = Counter(row.width for row in rows).most_common(1)
    if count >= _REGULAR * len(rows):
        return max(len(row.fields) for row in rows if row.width == width), width
    return Counter(len(row.fields) for row in rows).most_common(1)[0][0], 0


def _sides(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Return the first two columns that hold text; the first two of all where fewer do.

    Columns that hold text in most rows go before those that hold some in few.
    """
    columns = list(zip(*rows, strict=True))
    if len(columns) > 2:
        text = [place for place, cells in enumerate(columns) if not _are_labels(cells)]
        full = [place for place in text if 2 * sum(map(_is_filled, columns[place])) > len(rows)]
        for chosen in (full, text):
            if len(chosen) >= 2:
                return chosen[0], chosen[1]
    return 0, 1


def _is_filled(cell: str) -> bool:
    return bool(cell) and not cell.isspace()


def _are_labels(cells: Sequence[str]) -> bool:
    """Say whether a column holds numbers, addresses or codes, and no text."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if sum(map(_is_label, filled)) >= _MOST_LABELS * len(filled):
        return True
    values = set(filled)
    few = len(values) * _FEWEST_REPEATED <= len(filled)
    return few and all(len(value.split()) == 1 for value in values)


def _is_label(cell: str) -> bool:
    return not any(map(str.isalpha, cell)) or _LABEL.fullmatch(cell) is not None


def _row(line: int, fields: list[str]) -> Row:
    return Row(line, fields if len(fields) < 3 else _without_empty_end(fields), len(fields))


def _without_empty_end(fields: list[str]) -> list[str]:
    count = len(fields)
    while count > 2 and not fields[count - 1].strip():
        count -= 1
    return fields[:count]
