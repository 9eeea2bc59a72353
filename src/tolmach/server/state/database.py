"""One SQLite file: migrated when it is opened, and never half-written.

Its write-ahead log is synchronised at every commit, so that what was acknowledged survives a kill
and a loss of power.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tolmach.errors import RunError

MIGRATIONS = (
    """
    CREATE TABLE keys (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        public TEXT NOT NULL UNIQUE,
        hash BLOB NOT NULL,
        characters INTEGER,
        created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    );
    CREATE TABLE usage (
        key INTEGER NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
        month TEXT NOT NULL,
        characters INTEGER NOT NULL,
        PRIMARY KEY (key, month)
    ) WITHOUT ROWID;
    CREATE TABLE glossaries (
        id TEXT PRIMARY KEY,
        owner INTEGER NOT NULL,
        name TEXT NOT NULL,
        created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    );
    CREATE TABLE dictionaries (
        glossary TEXT NOT NULL REFERENCES glossaries (id) ON DELETE CASCADE,
        source TEXT NOT NULL,
        target TEXT NOT NULL,
        entries TEXT NOT NULL,
        PRIMARY KEY (glossary, source, target)
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE suggestions (
        id INTEGER PRIMARY KEY,
        source TEXT NOT NULL,
        target TEXT NOT NULL,
        text TEXT NOT NULL,
        translation TEXT NOT NULL,
        created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    );
    """,
    # A number is never given again: requests of a key that was removed may still be under way.
    """
    CREATE TABLE numbered_keys (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        public TEXT NOT NULL UNIQUE,
        hash BLOB NOT NULL,
        characters INTEGER,
        created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    );
    INSERT INTO numbered_keys SELECT id, name, public, hash, characters, created FROM keys;
    DROP TABLE keys;
    ALTER TABLE numbered_keys RENAME TO keys;
    """,
)

_PATIENCE = 10  # seconds that a writer waits for another process


class StateError(RunError):
    """A database that cannot be opened, read or written; a server answers 503."""


class Database:
    """The server's file of lasting state, shared by its threads."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it; raises StateError where that cannot be."""
        self.path = path
        self._lock = threading.Lock()
        with _plainly(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            self._connection = sqlite3.connect(
                path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
        # Migrated without foreign keys, else a table that is replaced takes rows of others with it.
        self._set("journal_mode=WAL", "synchronous=FULL", "foreign_keys=OFF")
        self._migrate()
        self._set("foreign_keys=ON")

    def read(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows that a query finds."""
        with self._lock, _plainly(self.path):
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Write all that is done inside, or, where it fails, nothing."""
        with self._lock, _plainly(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # a full disk has ended it already
                    self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _set(self, *settings: str) -> None:
        for each in settings:
            self.read(f"PRAGMA {each}")

    def _migrate(self) -> None:
        if self.read("PRAGMA user_version") == [(len(MIGRATIONS),)]:
            return
        with self.write() as connection:
            [(version,)] = connection.execute("PRAGMA user_version")  # which may be new by now
            if version > len(MIGRATIONS):
                raise StateError(
                    f"{self.path} was written by a newer Tolmach; install that, or name another "
                    "file.",
                    "state",
                )
            # not executescript, which would commit before it begins
            for statement in filter(str.strip, "".join(MIGRATIONS[version:]).split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


@contextmanager
def _plainly(path: Path) -> Iterator[None]:
    """Turn errors of the file into one plain sentence; those of a rule of a table stay."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except (sqlite3.Error, OSError) as error:
        raise StateError(
            f"{path} cannot be used ({error}); free space, or name another.", "state"
        ) from error
