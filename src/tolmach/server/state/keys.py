"""Keys that clients show, and the characters that each has had translated this month.

A key is `tolmach-PUBLIC-SECRET`: the public part finds its row, and of the secret, which is random
and long, only a hash is kept.
"""

import hmac
import secrets
import sqlite3
from dataclasses import dataclass
from hashlib import sha256

from tolmach.errors import RequestError
from tolmach.server.state.database import Database

_MONTH = "strftime('%Y-%m', 'now')"


@dataclass(frozen=True)
class ApiKey:
    """A key's name, and how many characters a month it may have translated; None is any number."""

    number: int
    name: str
    characters: int | None


class QuotaError(RequestError):
    """A key that has had all its characters of the month."""


class KeyStore:
    """The keys of a server."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, characters: int | None = None) -> str:
        """Make a key and return it, which nobody can do again.

        Raises RequestError where the name is taken.
        """
        public, secret = secrets.token_hex(6), secrets.token_hex(24)
        try:
            with self._database.write() as connection:
                connection.execute(
                    "INSERT INTO keys (name, public, hash, characters) VALUES (?, ?, ?, ?)",
                    (name, public, _hash(secret), characters),
                )
        except sqlite3.IntegrityError as error:
            raise RequestError(f'There is a key "{name}" already; choose another name.') from error
        return f"tolmach-{public}-{secret}"

    def remove(self, name: str) -> None:
        """Remove a key, its use and its glossaries; raises RequestError where there is none."""
        with self._database.write() as connection:
            found = connection.execute("SELECT id FROM keys WHERE name = ?", (name,)).fetchone()
            if found is None:
                raise RequestError(f'There is no key "{name}"; `tolmach keys list` names all.')
            connection.execute("DELETE FROM glossaries WHERE owner = ?", found)
            connection.execute("DELETE FROM keys WHERE id = ?", found)

    def all(self) -> list[ApiKey]:
        """Return every key, the oldest first."""
        rows = self._database.read("SELECT id, name, characters FROM keys ORDER BY id")
        return [ApiKey(*row) for row in rows]

    def find(self, shown: str) -> ApiKey | None:
        """Return the key that a client shows, if it is one."""
        prefix, _, rest = shown.partition("-")
        public, _, secret = rest.partition("-")
        rows = self._database.read(
            "SELECT hash, id, name, characters FROM keys WHERE public = ?", (public,)
        )
        known, *key = rows[0] if rows else (b"", 0, "", None)
        same = hmac.compare_digest(_hash(secret), known)
        return ApiKey(*key) if same and prefix == "tolmach" else None

    def used(self, key: ApiKey) -> int:
        """Return the characters that a key has had translated this month."""
        rows = self._database.read(
            f"SELECT characters FROM usage WHERE key = ? AND month = {_MONTH}", (key.number,)
        )
        return int(rows[0][0]) if rows else 0

    def charge(self, key: ApiKey, characters: int) -> None:
        """Count characters, or, where they are negative, give them back.

        Raises QuotaError where the key has not so many left, RequestError where it has been
        removed meanwhile; to that nothing is given back.
        """
        try:
            self._charge(key, characters)
        except sqlite3.IntegrityError as error:
            if characters > 0:
                raise RequestError("This key has been removed; show another.", "key") from error

    def _charge(self, key: ApiKey, characters: int) -> None:
        with self._database.write() as connection:
            [(used,)] = connection.execute(
                f"""INSERT INTO usage (key, month, characters) VALUES (?1, {_MONTH}, max(0, ?2))
                ON CONFLICT DO UPDATE SET characters = max(0, characters + ?2)
                RETURNING characters""",
                (key.number, characters),
            ).fetchall()
            if characters > 0 and key.characters is not None and used > key.characters:
                left = max(0, key.characters - used + characters)
                raise QuotaError(
                    f"This key has {left:,} characters left this month, and the text has "
                    f"{characters:,}.",
                    "quota",
                    (str(left), str(characters)),
                )


def _hash(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "replace")).digest()
