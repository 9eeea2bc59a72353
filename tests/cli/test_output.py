import sys
from io import StringIO
from pathlib import Path

import pytest

from tolmach.cli.output import prompt_for_input


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("inputs", "typed", "said"),
    [(["-"], True, "Type lines.\n"), (["-"], False, ""), (["a.txt"], True, "")],
)
def test_who_is_to_type_is_told(
    inputs: list[str], typed: bool, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal() if typed else StringIO())
    monkeypatch.setattr(sys, "stderr", shown)
    prompt_for_input(list(map(Path, inputs)), "Type lines.")
    assert shown.getvalue() == said


def test_nobody_is_told_where_standard_error_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = StringIO()
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stderr", kept)
    prompt_for_input([Path("-")], "Type lines.")
    assert kept.getvalue() == ""
