"""Glossaries that clients keep on the server: one has a dictionary for each pair of languages."""

import csv
import io
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from tolmach.corpus.table import split_quoted
from tolmach.errors import RequestError
from tolmach.server.state.database import Database
from tolmach.text.words import words_of
from tolmach.translation.glossary import beside_term

Entries = Mapping[str, str]

LONGEST_TERM = 1024  # characters, of one or of its translation
MOST_TERMS = 1000  # of one request, or of one dictionary that is kept
MOST_GLOSSARIES = 100  # of one owner


@dataclass(frozen=True)
class StoredDictionary:
    """Terms of one language, and what they are in another."""

    source: str
    target: str
    entries: Entries


@dataclass(frozen=True)
class StoredGlossary:
    """A glossary with the time, in ISO 8601, at which it was made."""

    identity: str
    name: str
    created: str
    dictionaries: tuple[StoredDictionary, ...]

    def dictionary(self, source: str, target: str) -> StoredDictionary | None:
        """Return its dictionary for two languages, if it has one."""
        pair = source.lower(), target.lower()
        return next((d for d in self.dictionaries if (d.source, d.target) == pair), None)


class GlossaryStore:
    """The glossaries of a server; each belongs to the number of a key, or to 0."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, owner: int, name: str, dictionaries: Sequence[StoredDictionary]
    ) -> StoredGlossary:
        """Keep a new glossary; raises RequestError where its owner has too many."""
        identity = str(uuid.uuid4())
        with self._database.write() as connection:
            _check_room(connection, owner)
            connection.execute(
                "INSERT INTO glossaries (id, owner, name) VALUES (?, ?, ?)", (identity, owner, name)
            )
            _put(connection, identity, dictionaries)
        [stored] = self._read("g.id = ?", identity)
        return stored

    def find(self, owner: int, identity: str) -> StoredGlossary | None:
        """Return a glossary, or None where the owner has none of that identity."""
        return next(iter(self._read("g.owner = ? AND g.id = ?", owner, identity)), None)

    def all(self, owner: int) -> list[StoredGlossary]:
        """Return the owner's glossaries, the oldest first."""
        return self._read("g.owner = ?", owner)

    def change(
        self, stored: StoredGlossary, added: Sequence[StoredDictionary], name: str = ""
    ) -> StoredGlossary | None:
        """Add entries, give another name if one is given, and return what the glossary then is.

        All of it or nothing: entries join those that others have added since `stored` was read.
        None: the glossary has been removed meanwhile. Raises RequestError where it grows too large.
        """
        with self._database.write() as connection:
            for each in added:
                if (now := _found(connection, stored.identity)) is None:
                    return None
                known = now.dictionary(each.source, each.target)
                entries = {**known.entries, **each.entries} if known else each.entries
                if len(entries) > MOST_TERMS:
                    raise _too_many_terms()
                _put(connection, stored.identity, [replace(each, entries=entries)])
            if name:
                connection.execute(
                    "UPDATE glossaries SET name = ? WHERE id = ?", (name, stored.identity)
                )
            return _found(connection, stored.identity)

    def put(self, stored: StoredGlossary, dictionary: StoredDictionary) -> bool:
        """Put a dictionary in place of that for the same languages.

        False: the glossary has been removed meanwhile.
        """
        with self._database.write() as connection:
            is_there = _found(connection, stored.identity) is not None
            if is_there:
                _put(connection, stored.identity, [dictionary])
        return is_there

    def drop(self, stored: StoredGlossary, dictionary: StoredDictionary) -> None:
        """Remove one dictionary."""
        with self._database.write() as connection:
            connection.execute(
                "DELETE FROM dictionaries WHERE glossary = ? AND source = ? AND target = ?",
                (stored.identity, dictionary.source, dictionary.target),
            )

    def remove(self, stored: StoredGlossary) -> None:
        """Remove a glossary with its dictionaries."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM glossaries WHERE id = ?", (stored.identity,))

    def _read(self, condition: str, *values: object) -> list[StoredGlossary]:
        return _glossaries(self._database.read(_query(condition), values))


def parsed_entries(text: str, form: str) -> Entries:
    """Read terms and their translations, `tsv` or `csv`, a pair a line, perhaps in double quotes.

    In each line their two languages may follow, which are passed over.
    Raises RequestError, naming the line, where one is not as it should be.
    """
    if form not in ("tsv", "csv"):
        raise RequestError(f'Entries come as "tsv" or "csv", not as "{form}".')
    entries: dict[str, str] = {}
    for number, row in enumerate(_rows(text, form), 1):
        if not any(row):
            continue
        source, target = _checked(number, row)
        if source in entries:
            raise RequestError(f"Line {number} of the glossary has a term for the second time.")
        if len(entries) == MOST_TERMS:
            raise _too_many_terms()
        entries[source] = target
    if not entries:
        raise RequestError("The glossary has no entries; give at least one.")
    return entries


def _checked(number: int, row: Sequence[str]) -> tuple[str, str]:
    """Return the term and its translation that a row holds; raise RequestError if it does not."""
    source, target = (each.strip() for each in row[:2]) if len(row) > 1 else ("", "")
    if more := beside_term(row):
        raise RequestError(f"Line {number} of the glossary has a further column, “{more}”.")
    if not (words_of(source) and words_of(target)):
        raise RequestError(f"Line {number} of the glossary is no term with its translation.")
    if not (_is_one_cell(source) and _is_one_cell(target)):
        raise RequestError(f"Line {number} of the glossary has a tab or a line end in a term.")
    if max(len(source), len(target)) > LONGEST_TERM:
        raise RequestError(f"Line {number} of the glossary is longer than {LONGEST_TERM} letters.")
    return source, target


def written_entries(entries: Entries) -> str:
    """Return terms and their translations as lines with a tab between them."""
    return "\n".join("\t".join(map(_cell, pair)) for pair in entries.items())


def _cell(term: str) -> str:
    """Return a term as a cell, between double quotes if it begins with one."""
    return '"' + term.replace('"', '""') + '"' if term.startswith('"') else term


def _read_entries(written: str) -> Entries:
    """Read what `written_entries` wrote; lines of older versions that are no entry are left out."""
    rows = (split_quoted(line, "\t") or line.split("\t") for line in written.split("\n"))
    pairs = ((row[0], row[1]) for row in rows if len(row) > 1)
    return {source: target for source, target in pairs if source.strip() and target.strip()}


def _is_one_cell(term: str) -> bool:
    """Say whether a term fits a cell of a table of lines and tabs."""
    return "\t" not in term and term.splitlines() == [term]


def _query(condition: str) -> str:
    return f"""SELECT g.id, g.name, g.created, d.source, d.target, d.entries
        FROM glossaries g LEFT JOIN dictionaries d ON d.glossary = g.id
        WHERE {condition} ORDER BY g.created, g.id, d.source, d.target"""


def _glossaries(rows: Iterable[tuple[Any, ...]]) -> list[StoredGlossary]:
    """Return the glossaries that rows of `_query` hold."""
    found = []
    for (identity, name, created), same in groupby(rows, key=lambda row: row[:3]):
        dictionaries = tuple(
            StoredDictionary(source, target, _read_entries(entries))
            for *_, source, target, entries in same
            if source is not None
        )
        found.append(StoredGlossary(identity, name, created, dictionaries))
    return found


def _found(connection: sqlite3.Connection, identity: str) -> StoredGlossary | None:
    return next(iter(_glossaries(connection.execute(_query("g.id = ?"), (identity,)))), None)


def _rows(text: str, form: str) -> Iterator[list[str]]:
    if form == "tsv":
        for number, line in enumerate(text.splitlines(), 1):
            if (row := split_quoted(line, "\t")) is None:
                raise RequestError(f"Line {number} of the glossary has a quote that stays open.")
            yield row
        return
    try:
        yield from csv.reader(io.StringIO(text))
    except csv.Error as error:
        raise RequestError(f"The glossary is no CSV ({error}).") from error


def _too_many_terms() -> RequestError:
    return RequestError(f"A dictionary may have {MOST_TERMS:,} terms; make several glossaries.")


def _check_room(connection: sqlite3.Connection, owner: int) -> None:
    query = "SELECT count(*) FROM glossaries WHERE owner = ?"
    [(count,)] = connection.execute(query, (owner,)).fetchall()
    if count >= MOST_GLOSSARIES:
        raise RequestError(f"{MOST_GLOSSARIES:,} glossaries are kept already; remove one.")


def _put(
    connection: sqlite3.Connection, identity: str, dictionaries: Sequence[StoredDictionary]
) -> None:
    connection.executemany(
        """INSERT INTO dictionaries (glossary, source, target, entries) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET entries = excluded.entries""",
        [
            (identity, each.source, each.target, written_entries(each.entries))
            for each in dictionaries
        ],
    )
