"""DeepL's glossaries over plain HTTP."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.server.serving import LONG, Served
from tolmach.server.deepl import glossaries
from tolmach.server.state.glossaries import Entries, parsed_entries

TERMS: dict[str, Any] = {
    "source_lang": "DE",
    "target_lang": "en-GB",
    "entries": "Hund,hound\nKatze,tomcat",
    "entries_format": "csv",
}


def test_one_dictionary_in_both_versions(toys: Served) -> None:
    answer = toys.client.post("/v2/glossaries", data={"name": "Tiere", **TERMS})
    assert answer.status_code == 201
    made = answer.json()
    assert {key: made[key] for key in ("name", "ready", "source_lang", "target_lang")} == {
        "name": "Tiere",
        "ready": True,
        "source_lang": "de",
        "target_lang": "en",
    }
    address = f"glossaries/{made['glossary_id']}"
    entries = toys.client.get(f"/v2/{address}/entries")
    assert entries.text == "Hund\thound\nKatze\ttomcat"
    assert entries.headers["content-type"].startswith("text/tab-separated-values")
    [dictionary] = toys.client.get(f"/v3/{address}").json()["dictionaries"]
    assert dictionary == {"source_lang": "de", "target_lang": "en", "entry_count": 2}
    assert toys.client.delete(f"/v2/{address}").status_code == 204
    assert toys.client.get(f"/v3/{address}").status_code == 404


def test_several_dictionaries_are_for_version_3_alone(toys: Served) -> None:
    back = {**TERMS, "source_lang": "en", "target_lang": "de", "entries": "dog,Köter"}
    made = toys.client.post("/v3/glossaries", json={"name": "Tiere", "dictionaries": [TERMS, back]})
    address = f"glossaries/{made.json()['glossary_id']}"
    assert len(made.json()["dictionaries"]) == 2
    assert toys.client.get(f"/v2/{address}").status_code == 404
    assert toys.client.get(f"/v2/{address}/entries").status_code == 400
    known = [each["glossary_id"] for each in toys.client.get("/v2/glossaries").json()["glossaries"]]
    assert made.json()["glossary_id"] not in known
    query = {"source_lang": "en", "target_lang": "de"}
    [found] = toys.client.get(f"/v3/{address}/entries", params=query).json()["dictionaries"]
    assert (found["entries"], found["entries_format"]) == ("dog\tKöter", "tsv")
    dropped = toys.client.delete(f"/v3/{address}/dictionaries", params=query)
    assert dropped.status_code == 204
    missing = toys.client.get(f"/v3/{address}/entries", params=query)
    assert (missing.status_code, "no dictionary" in missing.json()["message"]) == (404, True)
    other = {"source_lang": "de", "target_lang": "en"}
    assert toys.client.delete(f"/v3/{address}/dictionaries", params=other).status_code == 204
    assert toys.client.get(f"/v2/{address}/entries").status_code == 404


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"entries": None}, "missing entries"),
        ({"entries": "Hund"}, "Line 1"),
        ({"entries_format": "xml"}, "tsv"),
        ({"source_lang": "fr"}, "fr to en is not served"),
        ({"name": ""}, ""),
    ],
)
def test_mistakes_are_told(toys: Served, change: dict[str, Any], said: str) -> None:
    answer = toys.client.post("/v2/glossaries", json={"name": "Tiere", **TERMS, **change})
    assert answer.status_code == (201 if change.get("name") == "" else 400)
    assert said in answer.text


def test_what_is_refused_is_not_kept(toys: Served) -> None:
    before = toys.client.get("/v2/glossaries").json()
    terms = {"name": "Gruß", **TERMS, "entries": '"Gute\nNacht",night'}
    answer = toys.client.post("/v2/glossaries", json=terms)
    assert (answer.status_code, "line end" in answer.json()["message"]) == (400, True)
    after = toys.client.get("/v2/glossaries")
    assert (after.status_code, after.json()) == (200, before)


@pytest.mark.parametrize("dictionaries", ["none", [1], [{"source_lang": "de"}]])
def test_no_dictionaries_are_told(toys: Served, dictionaries: Any) -> None:
    body = {"name": "Tiere", "dictionaries": dictionaries}
    assert toys.client.post("/v3/glossaries", json=body).status_code == 400


def test_two_dictionaries_for_the_same_languages_are_refused(toys: Served) -> None:
    other = {**TERMS, "source_lang": "de", "target_lang": "EN-US", "entries": "Hund,dog"}
    body = {"name": "Tiere", "dictionaries": [TERMS, other]}
    answer = toys.client.post("/v3/glossaries", json=body)
    assert (answer.status_code, "two dictionaries from de to en" in answer.text) == (400, True)


def test_entries_that_are_read_keep_nobody_else_waiting(
    toys: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, go_on = threading.Event(), threading.Event()

    def read(*asked: str) -> Entries:
        reading.set()
        assert go_on.wait(LONG)
        return parsed_entries(*asked)

    monkeypatch.setattr(glossaries, "parsed_entries", read)
    new = {"name": "Tiere", "dictionaries": [TERMS]}
    with ThreadPoolExecutor(1) as thread:
        for version, body in (("v2", {"name": "Tiere", **TERMS}), ("v3", new)):
            answer = thread.submit(toys.client.post, f"/{version}/glossaries", json=body)
            assert reading.wait(LONG)
            try:
                assert toys.client.get("/health", timeout=LONG / 4).status_code == 200
            finally:
                go_on.set()
            assert answer.result().status_code == 201
            reading.clear()
            go_on.clear()


def test_changes_at_the_same_time_are_all_kept(toys: Served) -> None:
    made = toys.client.post("/v3/glossaries", json={"name": "Tiere", "dictionaries": [TERMS]})
    address = f"/v3/glossaries/{made.json()['glossary_id']}"

    def add(number: int) -> int:
        row = {**TERMS, "entries": f"Hund {number},hound {number}"}
        changed = toys.client.patch(address, json={"dictionaries": [row], "name": f"T{number}"})
        return changed.status_code

    with ThreadPoolExecutor(16) as clients:
        assert list(clients.map(add, range(48))) == [200] * 48
    [found] = toys.client.get(address).json()["dictionaries"]
    assert found["entry_count"] == 2 + 48


@pytest.mark.parametrize("wrong", [{"name": [1]}, {"dictionaries": [TERMS, {"source_lang": "de"}]}])
def test_a_change_of_which_a_part_is_wrong_changes_nothing(
    toys: Served, wrong: dict[str, Any]
) -> None:
    made = toys.client.post("/v3/glossaries", json={"name": "Tiere", "dictionaries": []})
    address = f"/v3/glossaries/{made.json()['glossary_id']}"
    body = {"name": "Vieh", "dictionaries": [TERMS], **wrong}
    assert toys.client.patch(address, json=body).status_code == 400
    assert toys.client.get(address).json() == made.json()
