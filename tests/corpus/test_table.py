"""Tables as programs and as spreadsheets write them."""

import csv
import io
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tolmach.corpus.parallel import (
    Fault,
    Pair,
    RawPair,
    read_all_pairs,
    read_pairs,
    read_raw_pairs,
)
from tolmach.corpus.table import Form, TableWriter, split_quoted, table_rows
from tolmach.errors import TolmachError
from tolmach.text.normalize import normalize

PLAIN = [f"Satz {n}.\tSentence {n}." for n in range(20)]
CELLS = st.lists(
    st.lists(st.text("ab\",;\t\n '", max_size=8), min_size=2, max_size=2), min_size=1, max_size=8
)


def saved(tmp_path: Path, lines: list[str], name: str = "a.tsv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def rows(lines: list[str], *, commas: bool = False) -> list[list[str]]:
    return [row.fields for row in table_rows(iter(lines), commas=commas)[1]]


def test_a_spreadsheet_quotes_what_holds_quotes(tmp_path: Path) -> None:
    quoted = '"Er sagte ""ja"" und ging."\t"He said ""yes"" and left."'
    path = saved(tmp_path, [*PLAIN, quoted])
    assert list(read_pairs([path]))[-1] == Pair(
        'Er sagte "ja" und ging.', 'He said "yes" and left.'
    )


def test_rows_that_end_in_carriage_returns_among_others_are_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(b"a\tb\rc\td\ne\tf\r\ng\rh\ti\n")
    assert list(read_pairs([path])) == [
        Pair("a", "b"),
        Pair("c", "d"),
        Pair("e", "f"),
        Pair("g h", "i"),
    ]


@pytest.mark.parametrize("end", ["\r", "\x85", "\u2028", "\u2029", "\v", "\f", "\x1e"])
def test_rows_parted_by_another_line_end_are_rows(tmp_path: Path, end: str) -> None:
    rows = ["\n" + line if n % 3 == 0 else line for n, line in enumerate(PLAIN)]
    path = tmp_path / "a.tsv"
    path.write_bytes(f"{end.join(rows)}\nzu\tto\n".encode())
    expected = [Pair(*line.split("\t")) for line in PLAIN]
    assert list(filter(any, read_pairs([path]))) == [*expected, Pair("zu", "to")]


def test_another_line_end_within_a_cell_parts_no_row(tmp_path: Path) -> None:
    lines = [f"{line}\tsaid {n} times" for n, line in enumerate(PLAIN)]
    lines[5] = "Satz\tSen\u2028tence\tsaid\u2028often"
    raw = list(read_raw_pairs([saved(tmp_path, lines)]))
    assert [each.line for each in raw] == list(range(1, 21))
    assert raw[5] == RawPair(6, "Satz", "Sen\u2028tence")


def test_quoted_cells_hold_line_ends_and_tabs(tmp_path: Path) -> None:
    lines = [*PLAIN, '"Erste Zeile', 'zweite Zeile"\t"first\tline', 'second line"', *PLAIN]
    raw = list(read_raw_pairs([saved(tmp_path, lines)]))
    assert raw[20] == RawPair(21, "Erste Zeile\nzweite Zeile", "first\tline\nsecond line")
    assert [each.line for each in raw[21:23]] == [24, 25]
    assert len(raw) == 41


def test_quotations_in_running_text_stay(tmp_path: Path) -> None:
    lines = [
        '"Ja."\t"Yes."',
        '"Ja", sagte er, "morgen."\t"Yes", he said, "tomorrow."',
        '"Ja, sagte er.\t"Yes, he said.',
        'Er sagte: "Ja."\tHe said: "Yes."',
        '5" breit\t5" wide',
        '"\t"',
        '""\t"" ',
    ]
    for chosen in (lines, lines[:1], lines[:3] * 10, lines[4:]):
        path = saved(tmp_path, chosen)
        expected = [Pair(*(side.strip() for side in line.split("\t"))) for line in chosen]
        assert list(read_pairs([path])) == expected


def test_a_table_in_which_every_cell_is_quoted(tmp_path: Path) -> None:
    path = saved(tmp_path, [f'"Satz {n}."\t"Sentence {n}."' for n in range(12)])
    assert next(read_pairs([path])) == Pair("Satz 0.", "Sentence 0.")


@pytest.mark.parametrize("mark", [",", ";"])
@pytest.mark.parametrize("name", ["a.csv", "a.CSV"])
def test_a_csv_by_its_name(tmp_path: Path, mark: str, name: str) -> None:
    lines = [f'"Ja, {n}; gut."{mark}Yes' for n in range(5)]
    path = saved(tmp_path, [*lines, f"Nein{mark}No"], name)
    assert list(read_pairs([path]))[4:] == [Pair("Ja, 4; gut.", "Yes"), Pair("Nein", "No")]


def test_a_csv_of_quoted_cells_needs_no_name(tmp_path: Path) -> None:
    path = saved(tmp_path, ['"Ja, gut.","Yes."', '"Nein.","No, thanks."'], "corpus")
    assert list(read_pairs([path])) == [Pair("Ja, gut.", "Yes."), Pair("Nein.", "No, thanks.")]


def test_commas_in_text_part_nothing(tmp_path: Path) -> None:
    path = saved(tmp_path, ["Ja, gut.", "Nein, danke."], "a.txt")
    with pytest.raises(TolmachError, match="line 1: no tab"):
        list(read_pairs([path]))


@pytest.mark.parametrize("usual", ["", "\tby somebody"])
def test_more_columns_than_usual_tear_a_side(tmp_path: Path, usual: str) -> None:
    lines = [line + usual for line in PLAIN]
    lines[7] = lines[7].replace(" ", "\t", 1)
    path = saved(tmp_path, lines)
    raw = list(read_raw_pairs([path]))
    assert [each.line for each in raw if each.fault is Fault.TORN] == [8]
    assert raw[7].detail == f"{3 + bool(usual)} columns where most lines have {2 + bool(usual)}"
    with pytest.raises(TolmachError, match=r"a\.tsv, line 8: .* columns .*check --write"):
        list(read_pairs([path]))


NUMBERED = [(f"Satz {n} ist lang.", f"Sentence {n} is long.") for n in range(20)]


@pytest.mark.parametrize(
    ("row", "sides"),
    [
        ("{n}\t{0}\t9{n}\t{1}", (1, 3)),  # a number before each side, as at Tatoeba
        ("1.0{n}\t{0}\t{1}", (1, 2)),
        ("http://a.example/{n}\thttps://b.example/{n}\t{0}\t{1}\t0.5", (2, 3)),
        ("deu\teng\t{0}\t{1}", (2, 3)),
        ("news_{n}\t{0}\t{1}\tfree text about it", (1, 2)),
        ("\t{0}\t{1}", (1, 2)),
        ("{0}\t{1}\tCC-BY 2.0, by number {n}", (0, 1)),
        ("{n}\t{0}", (0, 1)),  # what is there is read, and `check` says what is wrong with it
        ("{n}\t{0}\t0.{n}", (0, 1)),
    ],
)
def test_the_sides_are_the_first_columns_that_hold_text(row: str, sides: tuple[int, int]) -> None:
    lines = [row.format(*pair, n=n) for n, pair in enumerate(NUMBERED)]
    assert table_rows(iter(lines))[0].sides == sides


def test_rows_of_such_a_table_that_are_no_pairs(tmp_path: Path) -> None:
    lines = [f"{n}\t{a}\t{n}\t{b}" for n, (a, b) in enumerate(NUMBERED)]
    odd = ["7\tNur hier.\t8\t", "no tab", "7\tEin\tTab.\t8\tOne tab."]
    raw = list(read_raw_pairs([saved(tmp_path, [*lines, *odd])]))
    assert [each[1:4] for each in raw[-3:]] == [
        ("Nur hier.", "", None),
        ("no tab", None, None),
        ("Ein", "8", Fault.TORN),
    ]


def test_quotation_marks_after_backslashes(tmp_path: Path) -> None:
    lines = [
        r'"Er sagte \"ja\", und ging.","He said \"yes\", and left."',
        r'"C:\\","C:\\"',
        r'Nein.,"""No."""',
    ]
    assert list(read_pairs([saved(tmp_path, lines, "a.csv")])) == [
        Pair('Er sagte "ja", und ging.', 'He said "yes", and left.'),
        Pair("C:\\", "C:\\"),
        Pair("Nein.", '"No."'),
    ]


def test_a_backslash_at_the_end_of_a_quoted_cell_ends_it(tmp_path: Path) -> None:
    lines = [r'"C:\","D:\"', r'"a, b","c \""d\"" e"']
    assert list(read_pairs([saved(tmp_path, lines, "a.csv")])) == [
        Pair("C:\\", "D:\\"),
        Pair("a, b", r"c \"d\" e"),
    ]


def test_empty_columns_at_the_end_tear_nothing(tmp_path: Path) -> None:
    path = saved(tmp_path, [*PLAIN, "Ja.\tYes.\t\t ", "Nein.\t"])
    assert list(read_pairs([path]))[-2:] == [Pair("Ja.", "Yes."), Pair("Nein.", "")]


def test_a_quote_that_never_closes_costs_no_line() -> None:
    lines = ['"a ""b"""\tc'] * 12 + ['"open\td'] + ["e\tf"] * 300
    found = rows(lines)
    assert found[11:14] == [['a "b"', "c"], ['"open', "d"], ["e", "f"]]
    assert len(found) == len(lines)


@pytest.mark.parametrize("separator", ["\t", ","])
def test_a_quote_that_another_row_closes_by_chance_costs_no_row(separator: str) -> None:
    quoted = [f'"a ""b"" {n}"{separator}c' for n in range(20)]
    plain = [f"d {n}{separator}e" for n in range(20)]
    lines = [*quoted, f'"open{separator}d', *plain, f'f"{separator}g', *plain]
    found = rows(lines, commas=separator == ",")
    assert [len(found), found[20], found[21]] == [len(lines), ['"open', "d"], ["d 0", "e"]]


def test_a_quoted_cell_may_hold_some_lines_that_look_like_rows() -> None:
    cell = "Eins, zwei\nrückt herbei,\ndrei\nund vier, und hier"
    lines = [*(f"a{n},b" for n in range(20)), f'"{cell}","c\n{cell}"']
    assert rows("\n".join(lines).split("\n"), commas=True)[-1] == [cell, f"c\n{cell}"]


def test_a_heading_that_names_columns_without_any_cell_is_not_torn(tmp_path: Path) -> None:
    lines = ["id,source,target,note", *(f"{n},{a},{b}," for n, (a, b) in enumerate(NUMBERED))]
    raw = list(read_raw_pairs([saved(tmp_path, lines, "a.csv")]))
    assert raw[0] == RawPair(1, "source", "target", Fault.HEADING)
    assert not any(each.fault for each in raw[1:])


def test_a_cell_that_few_rows_have_tears_nothing_where_all_rows_are_as_wide(tmp_path: Path) -> None:
    lines = [f"{line}\t" for line in PLAIN]
    lines[4] += "said by many"
    lines[9] = lines[9].replace(" ", "\t", 1)
    raw = list(read_raw_pairs([saved(tmp_path, lines)]))
    assert [each.line for each in raw if each.fault is Fault.TORN] == [10]
    assert raw[9].detail == "4 columns where most lines have 3"


def test_an_empty_column_is_no_side() -> None:
    rows = [f"key.{n}\t\t{a}\t{b}" for n, (a, b) in enumerate(NUMBERED)]
    assert table_rows(iter(["Key\tContext\tde\ten", *rows]))[0].sides == (2, 3)
    half = [row if n % 3 else row.rpartition("\t")[0] + "\t" for n, row in enumerate(rows)]
    assert table_rows(iter(half))[0].sides == (2, 3)
    fewer = [row if n % 3 == 0 else row.rpartition("\t")[0] + "\t" for n, row in enumerate(rows)]
    assert table_rows(iter(fewer))[0].sides == (2, 3)


@pytest.mark.parametrize("name", ["a.tsv", "a.csv"])
def test_a_blank_line_is_an_empty_pair(tmp_path: Path, name: str) -> None:
    mark = "," if name == "a.csv" else "\t"
    path = saved(tmp_path, ["", f"a{mark}b", "  ", f"c{mark}d", "", ""], name)
    empty = Pair("", "")
    assert list(read_pairs([path])) == [empty, ("a", "b"), empty, ("c", "d"), empty, empty]


def test_spaces_around_quoted_cells_go_with_the_quotes(tmp_path: Path) -> None:
    lines = ['"Ja, gut.", "Yes, good."', '"Nein." , "No, ""never""."', 'Er sagt, "so"']
    assert list(read_pairs([saved(tmp_path, lines, "a.csv")])) == [
        Pair("Ja, gut.", "Yes, good."),
        Pair("Nein.", 'No, "never".'),
        Pair("Er sagt", "so"),
    ]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["Ja,Yes", "Ja, gut.,Yes", "Nein,No"], "line 2: 3 columns.* a comma within .* quote"),
        (["Ja,Yes", "Nein", "Gut,Good"], "line 2: no comma .* as source,target"),
    ],
)
def test_what_is_wrong_with_a_csv_is_told_in_commas(
    tmp_path: Path, lines: list[str], message: str
) -> None:
    with pytest.raises(TolmachError, match=message):
        list(read_pairs([saved(tmp_path, lines, "a.csv")]))


@given(CELLS, st.booleans(), st.sampled_from(",;\t"))
def test_what_the_library_writes_is_read(
    table: list[list[str]], all_quoted: bool, separator: str
) -> None:
    stream = io.StringIO()

    class Dialect(csv.excel):
        delimiter, lineterminator = separator, "\n"
        quoting = csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL

    csv.writer(stream, Dialect).writerows(table)
    lines = stream.getvalue().split("\n")[:-1]
    form = Form(separator, quoted=True)
    assert [row.fields for row in form.rows(lines)] == table


@given(st.lists(st.text('a"\t ,;', max_size=12)), st.booleans())
def test_any_table_is_read_and_no_line_is_lost(lines: list[str], commas: bool) -> None:
    form, found = table_rows(iter(lines), commas=commas)
    numbers = [row.line for row in found]
    assert numbers == sorted(set(numbers))
    if not form.quoted:
        assert len(numbers) == len(lines)


@given(st.text('a"\t'))
def test_fields_joined_again_are_the_line_where_nothing_is_quoted(line: str) -> None:
    fields = split_quoted(line, "\t")
    if fields is not None and not any(field.startswith('"') for field in line.split("\t")):
        assert "\t".join(fields) == line


@given(st.binary())
def test_any_bytes_are_pairs_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.csv"
    path.write_bytes(raw)
    with suppress(TolmachError):
        assert all(each.line > 0 for each in read_raw_pairs([path], errors="replace"))


QUOTED = [('"Ja."', '"Yes."')] * 12
SIDES = st.text('ab",; ', min_size=1).map(normalize).filter(bool)


def written_table(pairs: list[tuple[str, str]], *, commas: bool = False) -> str:
    stream = io.StringIO()
    with TableWriter(stream, commas=commas) as table:
        for pair in pairs:
            table.write(*pair)
    return stream.getvalue()


def test_a_table_with_tabs_stands_as_it_is() -> None:
    pairs = [("Ja, gut.", 'So "nice".'), ('"Nein."', "No.")]
    assert written_table(pairs) == 'Ja, gut.\tSo "nice".\n"Nein."\tNo.\n'


def test_with_commas_sides_are_quoted_where_they_must_be() -> None:
    pairs = [("Ja, gut.", 'So "nice".'), ("Nein.", "No.")]
    assert written_table(pairs, commas=True) == '"Ja, gut.","So ""nice""."\nNein.,No.\n'


def test_a_table_that_looked_quoted_is_quoted() -> None:
    assert written_table(QUOTED) == '"""Ja."""\t"""Yes."""\n' * 12
    lines = written_table([*[QUOTED[0]] * 1000, ('"a"', "b")]).splitlines()
    assert lines[999:] == ['"""Ja."""\t"""Yes."""', '"""a"""\tb']
    assert written_table([*QUOTED, ("a", "b")]).splitlines()[-2:] == ['"Ja."\t"Yes."', "a\tb"]


@pytest.mark.parametrize("name", ["a.tsv", "a.csv"])
@example(QUOTED)
@example([('"a ""b"" c"', "d")])
@given(st.lists(st.tuples(SIDES, SIDES), min_size=1))
def test_any_table_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, name: str, pairs: list[tuple[str, str]]
) -> None:
    path: Path = tmp_path_factory.mktemp("any") / name
    path.write_text(written_table(pairs, commas=name == "a.csv"), "utf-8")
    assert list(read_all_pairs([path])) == [Pair(*pair) for pair in pairs]
