import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.toy_folder import LINES, make_toy_folder
from tolmach.cli.main import app

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy whose self-test holds translations that no toy would give."""
    return make_toy_folder(tmp_path_factory.mktemp("selftest") / "toy")


def test_what_differs_is_shown_and_the_status_says_so(spoilt: Path) -> None:
    done = RUNNER.invoke(app, ["selftest", str(spoilt)])
    assert done.exit_code == 1
    first, *rest = done.output.splitlines()
    assert first == "toy: 0 of 2 sentences translated as when it was saved."
    assert rest[0].split(". ", 1) == ["  1", LINES[0]]
    assert rest[1].split() == ["saved", *LINES[1].split()]


def test_json_names_each_difference(spoilt: Path) -> None:
    found = json.loads(RUNNER.invoke(app, ["selftest", str(spoilt), "--json"]).output)
    assert (found["passed"], found["sentences"], found["near_ties"]) == (False, 2, 0)
    assert [each["source"] for each in found["differences"]] == LINES[::2]
