import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.errors import RequestError
from tolmach.server.state.database import Database
from tolmach.server.state.glossaries import (
    MOST_GLOSSARIES,
    MOST_TERMS,
    GlossaryStore,
    StoredDictionary,
    parsed_entries,
    written_entries,
)
from tolmach.translation.glossary import Glossary

GERMAN = StoredDictionary("de", "en", {"Hund": "hound"})
FRENCH = StoredDictionary("fr", "en", {"chien": "hound"})


@pytest.fixture
def store(tmp_path: Path) -> GlossaryStore:
    return GlossaryStore(Database(tmp_path / "state.sqlite3"))


def test_a_glossary_is_found_by_its_owner_alone(store: GlossaryStore) -> None:
    stored = store.add(1, "animals", [FRENCH, GERMAN])
    assert store.find(1, stored.identity) == stored
    assert store.find(2, stored.identity) is None
    assert store.all(1) == [stored]
    assert stored.dictionaries == (GERMAN, FRENCH)
    assert stored.dictionary("FR", "en") == FRENCH
    assert stored.dictionary("en", "fr") is None


def test_one_may_be_empty(store: GlossaryStore) -> None:
    assert store.add(1, "nothing", []).dictionaries == ()


def test_dictionaries_are_put_and_dropped(store: GlossaryStore) -> None:
    stored = store.add(1, "animals", [GERMAN])
    other = StoredDictionary("de", "en", {"Katze": "tomcat"})
    assert store.put(stored, other)
    assert store.put(stored, FRENCH)
    store.drop(stored, FRENCH)
    store.change(stored, [], "beasts")
    [now] = store.all(1)
    assert (now.name, now.dictionaries) == ("beasts", (other,))
    store.remove(stored)
    assert store.all(1) == []


def test_a_change_joins_what_has_been_added_since_it_was_read(store: GlossaryStore) -> None:
    stored = store.add(1, "animals", [GERMAN])
    cat = StoredDictionary("de", "en", {"Katze": "tomcat"})
    cow = StoredDictionary("de", "en", {"Kuh": "ox", "Hund": "cur"})
    store.change(stored, [cat])
    changed = store.change(stored, [cow, FRENCH, FRENCH])
    assert changed == store.find(1, stored.identity)
    assert changed is not None
    assert changed.dictionaries == (
        StoredDictionary("de", "en", {"Hund": "cur", "Katze": "tomcat", "Kuh": "ox"}),
        FRENCH,
    )


def test_a_change_that_fails_leaves_nothing_half_done(store: GlossaryStore) -> None:
    stored = store.add(1, "animals", [GERMAN])
    with store._database.write() as connection:
        connection.execute(
            """CREATE TRIGGER full BEFORE UPDATE OF name ON glossaries
            BEGIN SELECT RAISE(ABORT, 'no room'); END"""
        )
    with pytest.raises(sqlite3.IntegrityError, match="no room"):
        store.change(stored, [FRENCH], "beasts")
    assert store.find(1, stored.identity) == stored


def numbered(count: int, word: str = "Hund") -> dict[str, str]:
    return {f"{word} {number}": "hound" for number in range(count)}


def test_a_dictionary_grows_to_a_limit(store: GlossaryStore) -> None:
    full = StoredDictionary("de", "en", numbered(MOST_TERMS))
    stored = store.add(1, "animals", [full])
    assert store.change(stored, [full]) == stored
    with pytest.raises(RequestError, match="1,000 terms"):
        store.change(stored, [GERMAN])
    assert store.find(1, stored.identity) == stored


def test_an_owner_keeps_glossaries_up_to_a_limit(store: GlossaryStore) -> None:
    for number in range(MOST_GLOSSARIES):
        last = store.add(1, f"animals {number}", [])
    with pytest.raises(RequestError, match="100 glossaries"):
        store.add(1, "one more", [])
    assert store.add(2, "of another", [])
    store.remove(last)
    assert store.add(1, "one more", [])


def test_a_glossary_that_is_gone_is_not_changed(store: GlossaryStore) -> None:
    stored = store.add(1, "animals", [GERMAN])
    store.remove(stored)
    assert store.change(stored, [FRENCH], "beasts") is None
    assert store.change(stored, [], "beasts") is None
    assert not store.put(stored, FRENCH)
    assert store.all(1) == []


@pytest.mark.parametrize(
    ("text", "form", "said"),
    [
        ("a\tb\nc", "tsv", "Line 2 .* no term"),
        ("a\tb\n\ta", "tsv", "Line 2 .* no term"),
        ("a\tb\na\tc", "tsv", "Line 2 .* second time"),
        ("", "tsv", "no entries"),
        ("a\tb", "json", 'not as "json"'),
        ("a\t" + "b" * 1025, "tsv", "longer than"),
        ("\n".join(f"a {n}\tb" for n in range(1001)), "tsv", "1,000 terms"),
        ("a\tb\tc", "tsv", "Line 1 .* further column, “c”"),
        ("a,b\nc,d,de", "csv", "Line 2 .* further column, “de”"),
        ('a\tb\n"c\td', "tsv", "Line 2 .* stays open"),
        ('c,d\n"a\tb",c', "csv", "Line 2 .* tab or a line end"),
        ('"a\nb",c', "csv", "tab or a line end"),
        ('a,"b\x85c"', "csv", "tab or a line end"),
        ("a\u2028b,c", "csv", "tab or a line end"),
    ],
)
def test_faults_of_entries_are_told(text: str, form: str, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        parsed_entries(text, form)


def test_entries_are_read_from_both_forms() -> None:
    assert parsed_entries('"a, b",c\r\nd,"e"\r\n', "csv") == {"a, b": "c", "d": "e"}
    assert parsed_entries("a, b\tc\r\n\nd\te", "tsv") == {"a, b": "c", "d": "e"}
    assert parsed_entries('"a ""b"""\t"c"\n27"\td', "tsv") == {'a "b"': "c", '27"': "d"}
    assert parsed_entries("a,b,de,en-GB\nc,d,,", "csv") == {"a": "b", "c": "d"}


def test_a_term_between_quotes_is_kept_with_them(store: GlossaryStore) -> None:
    quoted = StoredDictionary("de", "en", {'"Hund" da': '"hound"'})
    assert store.add(1, "quoted", [quoted]).dictionaries == (quoted,)
    (kept,) = store.all(1)
    assert kept.dictionaries == (quoted,)


@given(st.text(), st.sampled_from(["tsv", "csv"]))
def test_any_text_is_entries_or_a_fault(text: str, form: str) -> None:
    try:
        entries = parsed_entries(text, form)
    except RequestError:
        return
    assert parsed_entries(written_entries(entries), "tsv") == entries


@given(st.text('ab,"\t\n\r\v\f\x1c\x85\u2028'))
def test_whatever_a_quoted_cell_holds_is_kept_as_it_is_or_refused(cell: str) -> None:
    quoted = cell.replace('"', '""')
    try:
        entries = parsed_entries(f'"{quoted}",c', "csv")
    except RequestError:
        return
    assert parsed_entries(written_entries(entries), "tsv") == entries == {cell.strip(): "c"}


def test_rows_that_were_stored_broken_keep_nobody_from_the_others(store: GlossaryStore) -> None:
    broken = StoredDictionary("de", "en", {"Gute\nNacht": "night", "\nTag": "day", "Hund": "hound"})
    stored = store.add(1, "broken", [broken])
    other = store.add(1, "animals", [GERMAN])
    [of_broken] = stored.dictionaries
    assert Glossary.of(of_broken.entries.items())
    assert of_broken.entries["Hund"] == "hound"
    assert store.all(1) == [stored, other]
    store.remove(stored)
    assert store.all(1) == [other]
