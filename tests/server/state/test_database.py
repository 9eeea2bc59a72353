import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tolmach.server.state.database import MIGRATIONS, Database, StateError

WRITER = """
import sys
from pathlib import Path
from tolmach.server.state.database import Database
from tolmach.server.state.glossaries import GlossaryStore, StoredDictionary

store = GlossaryStore(Database(Path(sys.argv[1])))
while True:
    stored = store.add(0, "terms", [StoredDictionary("de", "en", {"Hund": "hound"})])
    print(stored.identity, flush=True)
"""


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "state" / "server.sqlite3")


def names(database: Database) -> list[str]:
    return [name for (name,) in database.read("SELECT name FROM keys ORDER BY id")]


def add(database: Database, name: str) -> None:
    with database.write() as connection:
        connection.execute(
            "INSERT INTO keys (name, public, hash) VALUES (?, ?, ?)", (name, name, b"")
        )


def test_what_is_written_is_there_when_it_is_opened_again(database: Database) -> None:
    add(database, "one")
    database.close()
    assert names(Database(database.path)) == ["one"]


def test_only_its_owner_reads_the_file(database: Database) -> None:
    assert database.path.stat().st_mode & 0o077 == 0


def test_what_fails_writes_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as connection:
            connection.execute("INSERT INTO keys (name, public, hash) VALUES ('a', 'a', '')")
            raise ValueError

    with pytest.raises(ValueError):
        fail()
    assert names(database) == []
    add(database, "b")
    assert names(database) == ["b"]


def test_rules_of_the_tables_hold(database: Database) -> None:
    add(database, "one")
    with pytest.raises(sqlite3.IntegrityError):
        add(database, "one")
    with pytest.raises(sqlite3.IntegrityError), database.write() as connection:
        connection.execute("INSERT INTO usage (key, month, characters) VALUES (77, '2026-01', 1)")


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_older_files_are_migrated(tmp_path: Path, version: int) -> None:
    path = tmp_path / "old.sqlite3"
    old = sqlite3.connect(path)
    for script in MIGRATIONS[:version]:
        old.executescript(script)
    old.execute(f"PRAGMA user_version = {version}")
    if version:
        old.execute("INSERT INTO keys (name, public, hash) VALUES ('old', 'p', x'')")
        old.execute("INSERT INTO usage (key, month, characters) VALUES (1, '2026-01', 7)")
    old.commit()
    old.close()
    database = Database(path)
    assert names(database) == ["old"] * bool(version)
    assert database.read("PRAGMA user_version") == [(len(MIGRATIONS),)]
    assert database.read("SELECT * FROM suggestions") == []
    assert database.read("SELECT characters FROM usage") == [(7,)] * bool(version)
    with pytest.raises(sqlite3.IntegrityError), database.write() as connection:
        connection.execute("INSERT INTO usage (key, month, characters) VALUES (77, '2026-01', 1)")


def test_two_processes_migrate_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, write = tmp_path / "new.sqlite3", Database.write

    def beaten_to_it(database: Database) -> AbstractContextManager[sqlite3.Connection]:
        monkeypatch.undo()
        add(Database(path), "first")
        return write(database)

    monkeypatch.setattr(Database, "write", beaten_to_it)
    second = Database(path)
    add(second, "second")
    assert names(second) == ["first", "second"]


def test_a_newer_file_is_left_alone(database: Database) -> None:
    with database.write() as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StateError, match="newer Tolmach"):
        Database(database.path)


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "damaged.sqlite3"
    path.write_bytes(b"this is no database" * 1000)
    with pytest.raises(StateError, match=r"damaged\.sqlite3 cannot be used") as told:
        Database(path)
    assert told.value.code == "state"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="cannot be used"):
        Database(tmp_path / "file" / "state.sqlite3")


def test_a_full_disk_is_told_and_harms_nothing(database: Database) -> None:
    add(database, "before")
    [(pages,)] = database.read("PRAGMA page_count")
    database.read(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StateError, match="full"):
        add(database, "x" * 100_000)
    assert names(database) == ["before"]
    database.read("PRAGMA max_page_count = 1000000")
    add(database, "after")
    assert names(database) == ["before", "after"]


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL here")
@pytest.mark.parametrize("count", [1, 7, 40])
def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path, count: int) -> None:
    path = tmp_path / "killed.sqlite3"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    acknowledged = [writer.stdout.readline().strip() for _ in range(count)]
    writer.send_signal(signal.SIGKILL)
    acknowledged += writer.communicate()[0].split()
    kept = {identity for (identity,) in Database(path).read("SELECT id FROM glossaries")}
    assert kept.issuperset(acknowledged)
    rows = Database(path).read("SELECT count(*) FROM dictionaries")
    assert rows == [(len(kept),)]  # none without its dictionary
