"""Files, by LibreTranslate's interface and by DeepL's."""

import time
from typing import Any

import pytest

from tests.server.serving import LONG, Served
from tolmach.server.documents import DocumentStore
from tolmach.server.problems import RefusalError
from tolmach.service.scheduler import OverloadError

TEXT = "\ufeff- Guten Morgen!\n\n- Wie geht es dir?\n"
HTML = "<p>Guten <b>Morgen</b>!</p><script>let x;</script>"


def sent(served: Served, name: str, content: bytes | str, **data: str) -> Any:
    files = {"file": (name, content)}
    return served.client.post("/translate_file", data={"target": "en", **data}, files=files)


def test_a_file_is_translated_and_fetched(toys: Served) -> None:
    answer = sent(toys, "brief.txt", TEXT, source="auto")
    address = answer.json()["translatedFileUrl"]
    assert address.startswith(f"{toys.url}/download_file/")
    fetched = toys.client.get(address)
    assert fetched.headers["content-type"] == "text/plain; charset=utf-8"
    assert "brief.txt" in fetched.headers["content-disposition"]
    lines = fetched.text.split("\n")
    assert [line[:2] for line in lines] == ["- ", "", "- ", ""]
    body = {"q": "Wie geht es dir?", "source": "de", "target": "en"}
    assert lines[2] == "- " + toys.client.post("/translate", json=body).json()["translatedText"]


def test_tags_of_a_file_stay(toys: Served) -> None:
    address = sent(toys, "seite.HTML", HTML, source="de").json()["translatedFileUrl"]
    fetched = toys.client.get(address).text
    assert fetched.endswith("</p><script>let x;</script>")
    assert fetched.count("<b>") == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("brief.docx", b"PK", "not translated here"),
        ("brief", b"Hallo", "not translated here"),
        ("brief.txt", b"\xff\xfe\x00", "no text in UTF-8"),
    ],
)
def test_what_cannot_be_translated_is_told(
    toys: Served, name: str, content: bytes, said: str
) -> None:
    answer = sent(toys, name, content)
    assert (answer.status_code, said in answer.json()["error"]) == (400, True)


def test_no_path_in_a_name_matters(toys: Served) -> None:
    address = sent(toys, "../../etc/a\\b.txt", "Hund", source="de").json()["translatedFileUrl"]
    assert address.endswith("/b.txt")
    assert toys.client.get("/download_file/../../etc/passwd").status_code == 404
    assert toys.client.get("/download_file/nothing/b.txt").status_code == 404


def test_deepl_uploads_asks_and_fetches_once(toys: Served) -> None:
    data = {"target_lang": "EN-GB", "source_lang": "DE"}
    handle = toys.client.post("/v2/document", data=data, files={"file": ("a.txt", TEXT)}).json()
    address, key = f"/v2/document/{handle['document_id']}", {"document_key": handle["document_key"]}
    end = time.monotonic() + LONG
    while (status := toys.client.post(address, data=key).json())["status"] != "done":
        assert time.monotonic() < end
        time.sleep(0.02)
    assert status["billed_characters"] == len(TEXT) - 1  # without the mark of its encoding
    assert toys.client.post(address, data={"document_key": "other"}).status_code == 404
    assert toys.client.post(f"{address}/result", json=key).text.startswith("- ")
    assert toys.client.post(f"{address}/result", json=key).status_code == 404


def test_the_official_client_translates_a_document(toys: Served, tmp_path: Any) -> None:
    deepl = pytest.importorskip("deepl", reason="deepl is not installed")
    source, target = tmp_path / "brief.txt", tmp_path / "letter.txt"
    source.write_text("Guten Morgen!", "utf-8")
    client = deepl.DeepLClient("anything", server_url=toys.url)
    with source.open("rb") as stream:
        handle = client.translate_document_upload(stream, target_lang="EN-GB", filename="brief.txt")
    end = time.monotonic() + LONG
    while not client.translate_document_get_status(handle).done:
        assert time.monotonic() < end
        time.sleep(0.02)
    with target.open("wb") as stream:
        client.translate_document_download(handle, stream)
    assert target.read_text("utf-8")


def test_a_document_that_fails_says_why(toys: Served) -> None:
    text = "x" * 200_001
    handle = toys.client.post(
        "/v2/document", data={"target_lang": "EN-GB"}, files={"file": ("a.txt", text)}
    ).json()
    address, key = f"/v2/document/{handle['document_id']}", {"document_key": handle["document_key"]}
    end = time.monotonic() + LONG
    while (status := toys.client.post(address, data=key).json())["status"] != "error":
        assert time.monotonic() < end
        time.sleep(0.02)
    assert "200,000 characters" in status["error_message"]
    assert toys.client.post(f"{address}/result", data=key).status_code == 503


def test_documents_are_few_and_go_after_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    store = DocumentStore()
    first = store.add("a.txt", 1)
    for _ in range(199):
        store.add("a.txt", 1)
    with pytest.raises(OverloadError, match="Too many files"):
        store.add("a.txt", 1)
    now = time.monotonic()
    monkeypatch.setattr("tolmach.server.documents.time.monotonic", lambda: now + 3601)
    store.add("b.txt", 1)
    with pytest.raises(RefusalError, match="older than an hour"):
        store.find(first.identity)
