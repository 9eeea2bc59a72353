import sqlite3
from pathlib import Path

import pytest

from tolmach.errors import RequestError
from tolmach.server.state.database import MIGRATIONS, Database
from tolmach.server.state.keys import ApiKey, KeyStore, QuotaError


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return KeyStore(Database(tmp_path / "state.sqlite3"))


def found(keys: KeyStore, shown: str) -> ApiKey:
    key = keys.find(shown)
    assert key is not None
    return key


def test_a_key_is_found_by_what_is_shown(keys: KeyStore) -> None:
    shown = {name: keys.add(name) for name in ("office", "school")}
    assert [found(keys, shown[name]).name for name in shown] == list(shown)
    assert [key.name for key in keys.all()] == ["office", "school"]


def test_nothing_else_is_a_key(keys: KeyStore) -> None:
    shown = keys.add("office")
    public = shown.split("-")[1]
    for other in ("", "-", "tolmach", shown[:-1], f"tolmach-{public}-", shown.upper(), "\ud800"):
        assert keys.find(other) is None


def test_the_secret_is_nowhere_in_the_file(keys: KeyStore, tmp_path: Path) -> None:
    secret = keys.add("office").split("-")[2]
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"office" in content
    assert secret.encode() not in content


def test_a_name_is_given_once(keys: KeyStore) -> None:
    keys.add("office")
    with pytest.raises(RequestError, match="already"):
        keys.add("office")


def test_characters_are_counted_up_to_the_limit(keys: KeyStore) -> None:
    key = found(keys, keys.add("office", 10))
    assert keys.used(key) == 0
    keys.charge(key, 7)
    keys.charge(key, 3)
    with pytest.raises(QuotaError, match="has 0 characters left this month, and the text has 1"):
        keys.charge(key, 1)
    assert keys.used(key) == 10
    keys.charge(key, -4)
    assert keys.used(key) == 6


def test_the_first_request_may_be_too_much(keys: KeyStore) -> None:
    key = found(keys, keys.add("office", 10))
    with pytest.raises(QuotaError, match="has 10 characters left this month, and the text has 11"):
        keys.charge(key, 11)
    assert keys.used(key) == 0


def test_giving_back_never_goes_below_nothing(keys: KeyStore) -> None:
    key = found(keys, keys.add("office"))
    keys.charge(key, -5)
    assert keys.used(key) == 0


def test_what_is_removed_is_gone(keys: KeyStore) -> None:
    shown = keys.add("office")
    keys.charge(found(keys, shown), 5)
    keys.remove("office")
    assert keys.find(shown) is None
    with pytest.raises(RequestError, match="no key"):
        keys.remove("office")


def test_a_key_that_is_removed_meanwhile_is_charged_no_more(keys: KeyStore) -> None:
    key = found(keys, keys.add("office"))
    keys.charge(key, 5)
    keys.remove("office")
    with pytest.raises(RequestError, match="has been removed"):
        keys.charge(key, 5)
    keys.charge(key, -5)


def test_the_number_of_a_key_that_was_removed_is_given_to_no_other(keys: KeyStore) -> None:
    removed = found(keys, keys.add("office"))
    keys.remove("office")
    other = found(keys, keys.add("school"))
    keys.charge(removed, -1)  # of a request that was under way
    with pytest.raises(RequestError, match="removed"):
        keys.charge(removed, 5)
    assert keys.used(other) == 0


def test_numbers_go_on_in_a_file_of_an_older_version(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite3"
    with sqlite3.connect(path) as old:
        old.executescript("".join(MIGRATIONS[:2]))
        old.execute("INSERT INTO keys (id, name, public, hash) VALUES (8, 'office', 'p', x'')")
        old.execute("PRAGMA user_version = 2")
    old.close()
    keys = KeyStore(Database(path))
    keys.remove("office")
    assert found(keys, keys.add("school")).number == 9
