"""The description of the interfaces, beside what their handlers read."""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi import Request

from tests.server.serving import Served, served_here
from tests.server.test_context import until
from tolmach.server.fields import Fields
from tolmach.server.settings import ServerSettings

NOT_DESCRIBED = {
    "auth_key",  # the key of clients that are older than the header for it
    "style_id",  # these are read only to be refused
    "translation_memory_id",
    "custom_instructions",
}
PAIR = {"source_lang": "de", "target_lang": "en"}
DICTIONARY = {**PAIR, "entries": "Hund\thound", "entries_format": "tsv"}
TEXT = {"q": "Hund", "source": "de", "target": "en"}
FILE = {"file": ("brief.txt", "Hund")}

Names = dict[tuple[str, str], set[str]]  # of fields, by path and method


class _Watched(dict[str, Any]):
    """Values by name, which take note of the names that are asked for."""

    def __init__(self, values: dict[str, Any], names: set[str]) -> None:
        super().__init__(values)
        self._names = names

    def get(self, name: str, default: Any = None) -> Any:
        self._names.add(name)
        return super().get(name, default)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Names:
    """The names of the fields that are read."""
    found: Names = defaultdict(set)
    of = Fields.of

    async def watched(request: Request) -> Fields:
        fields = await of(request)
        names = found[request.scope["route"].path, request.method.lower()]
        fields._values = _Watched(dict(fields._values), names)
        return fields

    monkeypatch.setattr(Fields, "of", watched)
    return found


@pytest.fixture
def served(toy_folders: list[Path], tmp_path: Path) -> Iterator[Served]:
    with served_here(
        toy_folders[:1], tmp_path / "state", ServerSettings(port=0, suggestions=True)
    ) as running:
        yield running


def test_what_is_read_is_described_and_nothing_else(served: Served, read: Names) -> None:
    _ask_libretranslate(served)
    _ask_for_glossaries(served)
    _ask_for_documents(served)
    asked(served, "POST", "/v2/translate", json={"text": ["Hund"], **PAIR, "tag_handling": "xml"})
    for path in ("languages", "usage", "glossary-language-pairs"):
        asked(served, "GET", f"/v2/{path}")
    asked(served, "POST", "/v2/languages", json={"type": "target"})
    paths = served.client.get("/openapi.json").json()["paths"]
    described = {
        (path, method): _fields(operation)
        for path, operations in paths.items()
        for method, operation in operations.items()
    }
    assert {place: names for place, names in described.items() if names} == {
        place: known for place, names in read.items() if (known := names - NOT_DESCRIBED)
    }


def asked(served: Served, method: str, path: str, **how: Any) -> Any:
    """Return the answer to a request, which is not refused."""
    answer = served.client.request(method, path, **how)
    assert answer.status_code < 300, (path, answer.text)
    return answer


def _ask_libretranslate(served: Served) -> None:
    for path in ("translate", "detect", "suggest"):
        asked(served, "POST", f"/{path}", json={**TEXT, "s": "hound"})
    asked(served, "POST", "/translate_file", data=TEXT, files=FILE)


def _ask_for_glossaries(served: Served) -> None:
    old = asked(served, "POST", "/v2/glossaries", json={"name": "Tiere", **DICTIONARY}).json()
    new = {"name": "Tiere", "dictionaries": [DICTIONARY]}
    made = asked(served, "POST", "/v3/glossaries", json=new).json()
    address = f"/v3/glossaries/{made['glossary_id']}"
    asked(served, "PATCH", address, json=new)
    asked(served, "PUT", f"{address}/dictionaries", json=DICTIONARY)
    asked(served, "GET", f"{address}/entries", params=PAIR)
    asked(served, "DELETE", f"{address}/dictionaries", params=PAIR)
    for version, glossary in (("v2", old), ("v3", made)):
        asked(served, "GET", f"/{version}/glossaries")
        asked(served, "GET", f"/{version}/glossaries/{glossary['glossary_id']}")
        asked(served, "DELETE", f"/{version}/glossaries/{glossary['glossary_id']}")


def _ask_for_documents(served: Served) -> None:
    asked(served, "POST", "/v1/documents", data=TEXT, files=FILE)
    for method, place in (("GET", "params"), ("POST", "json")):
        document = asked(served, "POST", "/v2/document", data=PAIR, files=FILE).json()
        address = f"/v2/document/{document.pop('document_id')}"
        until(partial(_is_done, served, method, address, **{place: document}))
        asked(served, method, f"{address}/result", **{place: document})


def _is_done(served: Served, method: str, address: str, **how: Any) -> bool:
    return bool(asked(served, method, address, **how).json()["status"] == "done")


def _fields(operation: dict[str, Any]) -> set[str]:
    """Return the names of the fields of an operation that are no file and no JSON of our own."""
    queried = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"}
    contents = operation.get("requestBody", {}).get("content", {}).values()
    schemas = [content["schema"] for content in contents]
    return queried.union(*(schema.get("properties", ()) for schema in schemas)) - {"file"}
