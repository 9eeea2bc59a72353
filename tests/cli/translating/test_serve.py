from pathlib import Path

import pytest

from tests.cli.command import tolmach_text
from tolmach.server.settings import ServerSettings
from tolmach.service.served_model import ServiceSettings


def test_keys_are_made_listed_and_removed(tmp_path: Path) -> None:
    state = ("--state", tmp_path / "state.sqlite3")
    made = tolmach_text("keys", "add", "office", "--characters", 500, *state).stdout.strip()
    assert made.startswith("tolmach-")
    tolmach_text("keys", "add", "school", *state)
    assert tolmach_text("keys", "list", *state).stdout == "office\t0\t500\nschool\t0\tunlimited\n"
    assert tolmach_text("keys", "remove", "office", *state).returncode == 0
    assert tolmach_text("keys", "list", *state).stdout == "school\t0\tunlimited\n"
    again = tolmach_text("keys", "remove", "office", *state)
    assert (
        again.returncode,
        'no key "office"; `tolmach keys list` names all.' in again.stderr,
    ) == (1, True)


@pytest.mark.parametrize("words", [["list"], ["remove", "office"]])
def test_a_file_of_keys_that_is_not_there_is_told_and_not_made(
    words: list[str], tmp_path: Path
) -> None:
    state = tmp_path / "stat.sqlite3"
    done = tolmach_text("keys", *words, "--state", state)
    assert (done.returncode, f"{state} does not exist; make a key" in done.stderr) == (1, True)
    assert not state.exists()


def test_flags_become_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: dict[str, object] = {}

    def run(settings: ServerSettings, folders: list[Path], models: object, **_: object) -> None:
        asked.update(settings=settings, folders=folders, models=models)

    monkeypatch.setattr("tolmach.server.process.run_server", run)
    words = "a b --host ::1 --port 7 --threads 3 --precision int8 --keys --name x --name y --origin https://z"
    done = tolmach_text("serve", *words.split(), "--suggestions", "--state", tmp_path / "s")
    assert done.returncode == 0, done.stderr
    expected = ServerSettings(
        host="::1",
        port=7,
        names=("x", "y"),
        origins=("https://z",),
        keys=True,
        suggestions=True,
        state=tmp_path / "s",
    )
    folders = [Path("a"), Path("b")]
    assert asked == {"settings": expected, "folders": folders, "models": ServiceSettings(3, "int8")}


def test_missing_packages_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    done = tolmach_text("serve")
    assert (done.returncode, "tolmach[serve]" in done.stderr) == (1, True)
