from collections.abc import Sequence
from io import StringIO

import pytest
from rich.console import Console

from tolmach.cli.tables import note, screen, show_table


def test_numbers_stand_right_and_words_left(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        ("a", "9.5 ± 0.1", "(positional +1 50 %)", "-", "A is better"),
        ("system", "10.5 ± 0.2", "-", "< 0.001", "same"),
    ]
    show_table(screen(), "Scores", ["name", "BLEU", "role", "p", "verdict"], rows)
    assert capsys.readouterr().out == (
        "Scores\n"
        "name          BLEU  role                        p  verdict\n"
        "a        9.5 ± 0.1  (positional +1 50 %)        -  A is better\n"
        "system  10.5 ± 0.2  -                     < 0.001  same\n"
        "\n"
    )


def drawn(columns: list[str], rows: Sequence[tuple[str, ...]], *, width: int) -> list[str]:
    """Return the lines of a table on a terminal of some width, but for blank ones."""
    written = StringIO()
    show_table(terminal(written, width), "Heads", columns, rows)
    return [line.strip() for line in written.getvalue().splitlines() if line.strip("─ ")]


def terminal(written: StringIO, width: int) -> Console:
    return Console(file=written, force_terminal=True, color_system=None, width=width)


def test_columns_for_which_a_terminal_is_too_narrow_stand_in_a_further_table() -> None:
    columns, rows = ["head", "role", "share of all"], [("enc.1", "copy 50 %", "0.25")]
    assert drawn(columns, rows, width=32) == [
        *("Heads", "head   role       share of all", "enc.1  copy 50 %          0.25")
    ]
    assert drawn(columns, rows, width=26) == [
        *("Heads", "share", "head   role       of all", "enc.1  copy 50 %    0.25")
    ]
    assert drawn(columns, rows, width=22) == [
        *("Heads", "head   role", "enc.1  copy 50 %", "head   share of all", "enc.1          0.25")
    ]


def test_a_cell_that_is_wider_than_a_terminal_is_broken() -> None:
    lines = drawn(["model", "folder"], [("de-en", "/home/me/models/de-en")], width=20)
    assert all(len(line) <= 20 for line in lines)
    assert "".join(line.removeprefix("de-en") for line in lines[2:]).replace(" ", "") == (
        "/home/me/models/de-en"
    )


def test_sentences_are_wrapped_and_signatures_are_not() -> None:
    written = StringIO()
    for text in ("Lower TER is better.", "chrF2|nrefs:1|case:mixed"):
        note(terminal(written, 12), text)
    assert written.getvalue() == "Lower TER is\nbetter.\nchrF2|nrefs:1|case:mixed\n"
