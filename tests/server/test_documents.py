"""Files, by LibreTranslate's interface, by DeepL's, and by our own."""

import asyncio
import io
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest

from tests.documents.documents_made import TASK, saved, slides, word_letter, workbook
from tests.documents.test_archive import zipped
from tests.documents.test_open_document import EPUB, ODT
from tests.server.coroutines import awaited
from tests.server.serving import LONG, Served, served_here
from tests.server.test_context import BOOK, begin, until
from tolmach.documents.document import SUFFIXES
from tolmach.documents.plain import PlainDocument
from tolmach.documents.translation import read_document
from tolmach.errors import RunError
from tolmach.server import documents
from tolmach.server.documents import Document, DocumentStore
from tolmach.server.problems import RefusalError
from tolmach.server.settings import Limits, ServerSettings
from tolmach.server.state.keys import ApiKey
from tolmach.service.pending_document import DocumentRequest, PendingDocument, opened_document
from tolmach.service.scheduler import BatchSettings, OverloadError

TEXT = "\ufeff- Guten Morgen!\n\n- Wie geht es dir?\n"
HTML = "<p>Guten <b>Morgen</b>!</p><script>let x;</script>"
TMX = (
    '<tmx version="1.4"><header srclang="de"/><body><tu><tuv xml:lang="de"><seg>Der Hund</seg>'
    "</tuv></tu></body></tmx>"
)
XLIFF = (
    '<xliff version="1.2"><file source-language="de"><body><trans-unit id="1">'
    "<source>Der Hund</source></trans-unit></body></file></xliff>"
)
SRT = "1\n00:00:01,000 --> 00:00:02,000\nDer Hund schläft.\n"
FILES: dict[str, bytes] = {
    ".txt": TEXT.encode(),
    ".md": b"# Der **Hund**\n",
    ".markdown": b"Der Hund",
    ".html": HTML.encode(),
    ".htm": HTML.encode(),
    ".xhtml": HTML.encode(),
    ".srt": SRT.encode(),
    ".vtt": f"WEBVTT\n\n{SRT.replace(',', '.')}".encode(),
    ".po": b'msgid "Der Hund"\nmsgstr ""\n',
    ".pot": b'msgid "Der Hund"\nmsgstr ""\n',
    ".xliff": XLIFF.encode(),
    ".xlf": XLIFF.encode(),
    ".tmx": TMX.encode(),
    ".docx": saved(word_letter()),
    ".pptx": saved(slides()),
    ".xlsx": saved(workbook()),
    ".odt": zipped(ODT),
    ".epub": zipped(EPUB),
}
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hosts">]><xliff/>'
BOMB = f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]><tmx><body>&l8;</body></tmx>'


@pytest.fixture(scope="module")
def small(toy_folders: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of small limits and batches, with the second model slow to begin."""
    limits = Limits(file=100_000, unpacked=2_000_000, document_characters=30_000, documents=2)
    settings = ServerSettings(port=0, limits=limits)
    state = tmp_path_factory.mktemp("small") / "state.sqlite3"
    batches = BatchSettings(tokens=64, seconds=0.0, waiting=2000)
    with served_here(toy_folders, state, settings, batches) as running:
        yield running


def sent(served: Served, name: str, content: bytes | str, **data: str) -> Any:
    files = {"file": (name, content)}
    return served.client.post("/translate_file", data={"target": "en", **data}, files=files)


def begun(served: Served, name: str, content: bytes | str, **data: str) -> str:
    """Send a file by our own interface, and return its address."""
    files = {"file": (name, content)}
    answer = served.client.post("/v1/documents", data={"target": "en", **data}, files=files)
    assert answer.status_code == 202, answer.text
    return f"/v1/documents/{answer.json()['document']}"


def ended(served: Served, address: str, **how: Any) -> Any:
    """Return the last answer about a document."""
    end = time.monotonic() + LONG
    while (status := served.client.get(address, **how).json())["status"] in (
        "translating",
        "queued",
    ):
        assert time.monotonic() < end
        time.sleep(0.02)
    return status


def test_a_file_is_translated_and_fetched(toys: Served) -> None:
    answer = sent(toys, "brief.txt", TEXT, source="auto")
    address = answer.json()["translatedFileUrl"]
    assert address.startswith(f"{toys.url}/download_file/")
    fetched = toys.client.get(address)
    assert fetched.headers["content-type"] == "text/plain; charset=utf-8"
    assert "brief.txt" in fetched.headers["content-disposition"]
    assert fetched.text.startswith("\ufeff")
    lines = fetched.text.removeprefix("\ufeff").split("\n")
    assert [line[:2] for line in lines] == ["- ", "", "- ", ""]
    body = {"q": "Wie geht es dir?", "source": "de", "target": "en"}
    assert lines[2] == "- " + toys.client.post("/translate", json=body).json()["translatedText"]


def test_a_proxy_says_how_the_server_is_called(toys: Served) -> None:
    named = {"host": "localhost", "x-forwarded-proto": "https", "x-forwarded-prefix": "/a b/mt/"}
    files = {"file": ("brief.txt", TEXT)}
    answer = toys.client.post("/translate_file", data={"target": "en"}, files=files, headers=named)
    address = answer.json()["translatedFileUrl"]
    assert address.startswith("https://localhost/a%20b/mt/download_file/")


def test_a_question_for_the_headers_of_a_file_does_not_fetch_it(toys: Served) -> None:
    address = begun(toys, "brief.txt", TEXT, source="de")
    ended(toys, address)
    head = toys.client.head(f"{address}/content")
    assert (head.status_code, head.content) == (200, b"")
    fetched = toys.client.get(f"{address}/content")
    assert len(fetched.content) == int(head.headers["content-length"]) > 0
    assert toys.client.head(f"{address}/content").status_code == 404


def test_tags_of_a_file_stay(toys: Served) -> None:
    address = sent(toys, "seite.HTML", HTML, source="de").json()["translatedFileUrl"]
    fetched = toys.client.get(address).text
    assert fetched.endswith("</p><script>let x;</script>")
    assert fetched.count("<b>") == 1


def test_every_format_comes_back_in_itself(toys: Served) -> None:
    assert set(FILES) == set(SUFFIXES)
    formats = toys.client.get("/frontend/settings").json()["supportedFilesFormat"]
    assert formats == list(SUFFIXES)
    for suffix, content in FILES.items():
        address = begun(toys, f"Brief{suffix}", content, source="de", everything="1")
        status = ended(toys, address)
        assert (status["status"], status["error"]) == ("done", None), suffix
        assert status["texts"] == status["translated"] > 0
        fetched = toys.client.get(f"{address}/content").content
        assert fetched != content
        assert read_document(fetched, f"a{suffix}", TASK)


@pytest.mark.parametrize(
    ("name", "content", "said", "code"),
    [
        ("brief.pdf", b"%PDF", "save it as .docx", "format"),
        ("brief.DOC", b"\xd0\xcf", "save it as .docx", "format"),
        ("brief", b"Hallo", "save it as one of .txt, .md", "format"),
        ("brief.docx", b"%PDF-1.7", "is a PDF", "pdf"),
        ("brief.docx", b"\xd0\xcf\x11\xe0", "is encrypted", "encrypted"),
        ("brief.txt", b"\xff\xfe\x00", "not valid", "encoding"),
        ("brief.srt", b"Hallo", "no times", "kind"),
        ("brief.po", b"Hallo", "no sound gettext catalogue", "damaged"),
        ("brief.docx", FILES[".docx"][:2000], "not a whole document", "damaged"),
        ("brief.docx", b"PK\x03\x04" + b"x" * 50, "not a whole document", "damaged"),
        ("brief.docx", zipped({"../../x": b""}), "names a file outside itself", "unsafe"),
        (
            "brief.docx",
            zipped({"word/document.xml": b" " * 60_000_000}),
            "unpack to more than 47",
            "unpacked",
        ),
        ("brief.tmx", BOMB, r"damaged XML", "damaged"),
        ("brief.tmx", b"<svg/>", "neither XLIFF nor TMX", "kind"),
        (
            "brief.xliff",
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hosts">]><xliff/>',
            "declares",
            "unsafe",
        ),
    ],
)
def test_what_cannot_be_translated_is_told(
    toys: Served, name: str, content: bytes, said: str, code: str
) -> None:
    answer = sent(toys, name, content, source="de")
    assert (answer.status_code, said in answer.json()["error"]) == (400, True), answer.json()
    data = {"target_lang": "EN-GB", "source_lang": "DE"}
    answer = toys.client.post("/v2/document", data=data, files={"file": (name, content)})
    assert (answer.status_code, said in answer.json()["message"]) == (400, True)
    data = {"target": "en", "source": "de"}
    answer = toys.client.post("/v1/documents", data=data, files={"file": (name, content)})
    assert (answer.status_code, said in answer.json()["detail"]) == (400, True)
    assert answer.json()["code"] == code


def test_what_is_in_the_language_asked_for_is_not_returned_as_it_was(toys: Served) -> None:
    answer = sent(toys, "a.txt", "The dog is sleeping under the table, and so is the cat.")
    assert (answer.status_code, "name its language" in answer.text) == (400, True)


def test_what_was_not_translated_is_said(toys: Served) -> None:
    html = f"{HTML}<img src='a.png'>"
    assert sent(toys, "a.html", html, source="de").json()["warnings"] == [
        "1 picture: text in it is not translated."
    ]
    assert "warnings" not in sent(toys, "a.html", HTML, source="de").json()
    status = ended(toys, begun(toys, "a.txt", "1, 2, 3", source="de"))
    assert status["warnings"] == ["It holds no text to be translated."]
    assert status["notices"] == [{"code": "nothing", "count": 1, "values": []}]
    status = ended(toys, begun(toys, "a.html", html * 2, source="de"))
    assert status["notices"] == [{"code": "picture", "count": 2, "values": []}]


def test_no_path_in_a_name_matters(toys: Served) -> None:
    address = sent(toys, "../../etc/a\\b.txt", "Hund", source="de").json()["translatedFileUrl"]
    assert address.endswith("/b.txt")
    assert toys.client.get("/download_file/../../etc/passwd").status_code == 404
    assert toys.client.get("/download_file/nothing/b.txt").status_code == 404


def test_deepl_uploads_asks_and_fetches_once(toys: Served) -> None:
    data = {"target_lang": "EN-GB", "source_lang": "DE"}
    handle = toys.client.post("/v2/document", data=data, files={"file": ("a.txt", TEXT)}).json()
    address, key = f"/v2/document/{handle['document_id']}", {"document_key": handle["document_key"]}
    status = ended(toys, address, params=key)
    assert (status["status"], status["billed_characters"]) == ("done", len("Guten Morgen!") + 16)
    assert toys.client.post(address, data={"document_key": "other"}).status_code == 404
    assert toys.client.post(f"{address}/result", json=key).text.startswith("\ufeff- ")
    assert toys.client.post(f"{address}/result", json=key).status_code == 404


@pytest.mark.parametrize("suffix", [".txt", ".docx", ".pptx", ".xlsx", ".epub"])
def test_the_official_client_translates_a_document(
    toys: Served, tmp_path: Path, suffix: str
) -> None:
    deepl = pytest.importorskip("deepl", reason="deepl is not installed")
    source, target = tmp_path / f"brief{suffix}", tmp_path / f"letter{suffix}"
    source.write_bytes(FILES[suffix])
    client = deepl.DeepLClient("anything", server_url=toys.url)
    with source.open("rb") as stream:
        handle = client.translate_document_upload(stream, target_lang="EN-GB", source_lang="DE")
    until(lambda: client.translate_document_get_status(handle).done)
    with target.open("wb") as stream:
        client.translate_document_download(handle, stream)
    assert read_document(target.read_bytes(), target.name, TASK)


def test_the_official_client_hears_what_is_wrong(toys: Served) -> None:
    deepl = pytest.importorskip("deepl", reason="deepl is not installed")
    client = deepl.DeepLClient("anything", server_url=toys.url)
    with pytest.raises(deepl.DeepLException, match=r"save it as \.docx"):
        client.translate_document_upload(b"%PDF", filename="a.pdf", target_lang="EN-GB")
    with pytest.raises(deepl.DeepLException, match="its own format"):
        client.translate_document_upload(
            b"Hund", filename="a.txt", target_lang="EN-GB", output_format="pdf"
        )
    with pytest.raises(deepl.DeepLException, match="leave out style_id"):
        client.translate_document_upload(
            b"Hund", filename="a.txt", target_lang="EN-GB", style_rule="office"
        )


def test_the_official_client_names_a_glossary(toys: Served) -> None:
    deepl = pytest.importorskip("deepl", reason="deepl is not installed")
    client = deepl.DeepLClient("anything", server_url=toys.url)
    made = client.create_glossary("Tiere", "DE", "EN-GB", {"Hund": "hound"})
    handle = client.translate_document_upload(
        "Der Hund bellt.",
        filename="a.txt",
        source_lang="DE",
        target_lang="EN-GB",
        glossary=made,
    )
    until(lambda: client.translate_document_get_status(handle).done)
    fetched = io.BytesIO()
    client.translate_document_download(handle, fetched)
    status = ended(
        toys, begun(toys, "a.txt", "Der Hund bellt.", source="de", glossary='{"Hund": "hound"}')
    )
    told = [each for each in status["warnings"] if '"Hund" could not be translated' in each]
    assert b"hound" in fetched.getvalue() or told


@pytest.mark.parametrize("glossary", ["[]", "{", '{"a": 1}', "[" * 100_000])
def test_a_glossary_that_is_none_is_refused(toys: Served, glossary: str) -> None:
    data = {"target": "en", "glossary": glossary}
    answer = toys.client.post("/v1/documents", data=data, files={"file": ("a.txt", "Hund")})
    assert (answer.status_code, "glossary is to be" in answer.text) == (400, True)


def test_a_glossary_of_long_texts_is_refused(toys: Served) -> None:
    data = {"target": "en", "glossary": json.dumps({"Hund": "a" * 1025})}
    answer = toys.client.post("/v1/documents", data=data, files={"file": ("a.txt", b"Hund")})
    assert (answer.status_code, answer.json()["detail"]) == (
        400,
        "A term of the glossary is longer than 1024 characters.",
    )


def test_a_document_is_followed_and_fetched_once(small: Served) -> None:
    letter = docx.Document()
    for number in range(200):
        letter.add_paragraph(f"Guten Morgen, Hund Nummer {number}!")
    address = begun(small, "a.docx", saved(letter), source="de")
    until(lambda: small.client.get(address).json()["translated"] > 0)
    seen = small.client.get(address).json()
    assert (seen["name"], seen["texts"]) == ("a.docx", 200)
    if seen["status"] == "translating":
        assert seen["seconds_remaining"] >= 1
        assert small.client.get(f"{address}/content").status_code == 503
    assert ended(small, address)["translated"] == 200
    assert small.client.get(f"{address}/content").content.startswith(b"PK")
    assert small.client.get(f"{address}/content").status_code == 404


def test_a_text_does_not_wait_behind_a_book(small: Served) -> None:
    book = "\n".join(f"Der Hund Nummer {number} schläft." for number in range(900))
    address = begun(small, "book.txt", book, source="de")
    answer = small.client.post("/translate", json={"q": "Hund", "source": "de", "target": "en"})
    assert answer.status_code == 200
    assert small.client.get(address).json()["status"] == "translating"
    assert small.client.delete(address).status_code == 204
    assert small.client.get(address).status_code == 404
    until(lambda: small.context.service.models[0].scheduler.waiting == 0)


def test_a_document_waits_while_the_queue_is_full(small: Served) -> None:
    scheduler = small.context.service.models[0].scheduler
    connection = begin(small, BOOK, stream=True)
    until(lambda: scheduler.waiting > 2000)
    address = begun(small, "a.txt", "Der Hund schläft.", source="de")
    assert small.client.get(address).json()["translated"] == 0
    connection.close()
    assert ended(small, address)["status"] == "done"


def test_limits_of_files_are_told(small: Served) -> None:
    answer = sent(small, "a.txt", "Der Hund. " * 4000, source="de")
    assert (answer.status_code, "30,000 characters" in answer.text) == (413, True)
    answer = sent(small, "a.txt", "x" * 100_000, source="de")
    assert (answer.status_code, "100,000 bytes" in answer.text) == (413, True)
    large = zipped({"word/document.xml": b" " * 2_000_001})
    assert "unpack to more than" in sent(small, "a.docx", large, source="de").text


def test_too_many_documents_at_a_time_are_refused(small: Served) -> None:
    book = "\n".join(f"Der Hund Nummer {number} schläft." for number in range(900))
    addresses = [begun(small, "book.txt", book, source="de") for _ in range(2)]
    answer = sent(small, "a.txt", "Hund", source="de")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "10")
    for address in addresses:
        small.client.delete(address)
    until(lambda: sent(small, "a.txt", "Hund", source="de").status_code == 200)


def test_a_document_that_fails_says_why_and_so_does_the_log(
    toys: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> bytes:
        raise ValueError("a mistake")

    monkeypatch.setattr(PlainDocument, "filled", fail)
    data = {"target_lang": "EN-GB", "source_lang": "DE"}
    handle = toys.client.post("/v2/document", data=data, files={"file": ("a.txt", "Hund")}).json()
    address, key = f"/v2/document/{handle['document_id']}", {"document_key": handle["document_key"]}
    status = ended(toys, address, params=key)
    assert (status["status"], "made a mistake" in status["error_message"]) == ("error", True)
    assert "ValueError: a mistake" in caplog.text
    assert toys.client.post(f"{address}/result", data=key).status_code == 409


def test_a_file_that_nobody_could_fetch_is_refused_by_a_server_that_stops(
    toy_folders: list[Path], tmp_path: Path
) -> None:
    batches = BatchSettings(tokens=64, seconds=0.0)
    with ThreadPoolExecutor(1) as thread:
        with served_here(toy_folders, tmp_path / "state.sqlite3", batches=batches) as served:
            book = 20 * BOOK.replace(". ", ".\n")
            asked = partial(
                httpx.post,
                f"{served.url}/translate_file",
                files={"file": ("buch.txt", book)},
                data={"target": "en"},
                timeout=LONG,
                trust_env=False,
            )
            waiting = thread.submit(asked)
            until(lambda: served.context.documents.running > 0)
        answer = waiting.result()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json() == {"error": "The service is stopping; ask again in a moment."}


def test_a_store_that_stops_takes_no_file(toys: Served) -> None:
    store = DocumentStore(Limits())
    store.stop()
    request = DocumentRequest("brief.txt", b"Hund", "en", "de")
    with pytest.raises(OverloadError, match="stopping"):
        awaited(store.opened(toys.context.service, request).__aenter__())


def test_what_nobody_fetches_goes(toys: Served) -> None:
    async def kept() -> None:
        store = DocumentStore(Limits(), kept_for=0.0)
        request = DocumentRequest("a.txt", b"Hund", "en", "de")
        async with store.opened(toys.context.service, request) as pending:
            document = Document("a.txt", 0, pending, 4)
            store.start(document, AsyncExitStack())
        assert store.find(document.identity) is document
        assert document.task is not None
        await document.task
        await asyncio.sleep(0.01)
        with pytest.raises(RefusalError, match="no such document"):
            store.find(document.identity)

    awaited(kept())


def test_a_file_that_failed_takes_no_room(
    toys: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    errors = [RunError("The disk is full."), ValueError("a mistake")]
    rest = iter(errors)

    def fail(*_: object) -> bytes:
        raise next(rest)

    async def kept() -> None:
        store = DocumentStore(Limits(kept=5))
        request = DocumentRequest("a.txt", b"Hund", "en", "de")
        for _ in errors:
            async with store.opened(toys.context.service, request) as pending:
                document = Document("a.txt", 0, pending, 4)
                store.start(document, AsyncExitStack())
            assert document.task is not None
            await document.task
            assert document.error is not None

    monkeypatch.setattr(PlainDocument, "filled", fail)
    monkeypatch.setattr(documents, "_MOST", 1)
    awaited(kept())
    assert "a mistake" in caplog.text
    assert "disk" not in caplog.text


def test_files_that_are_kept_are_few(toys: Served) -> None:
    async def kept() -> None:
        store = DocumentStore(Limits(kept=5))
        request = DocumentRequest("a.txt", b"Hund", "en", "de")
        async with store.opened(toys.context.service, request) as pending:
            store.start(Document("a.txt", 0, pending, 4), AsyncExitStack())
        with pytest.raises(OverloadError, match="kept here"):
            await store.opened(toys.context.service, request).__aenter__()
        await store.close()

    awaited(kept())


def test_files_that_were_fetched_make_room_for_others(
    toy_folders: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_MOST", 1)
    with served_here(toy_folders, tmp_path / "state.sqlite3") as served:
        for _ in range(2):
            address = sent(served, "a.txt", "Hund", source="de").json()["translatedFileUrl"]
            assert served.client.head(address).status_code == 200
            assert sent(served, "a.txt", "Hund", source="de").status_code == 429
            for _ in range(2):  # as long as nobody needs its room
                assert served.client.get(address).status_code == 200


def test_a_file_has_its_place_while_its_key_is_charged(
    toy_folders: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = ServerSettings(port=0, keys=True, limits=Limits(documents=1))
    charging, go_on = threading.Event(), threading.Event()
    with (
        served_here(toy_folders, tmp_path / "state.sqlite3", settings=settings) as served,
        ThreadPoolExecutor(1) as thread,
    ):
        keys, how = served.context.keys, {"source": "de", "api_key": served.context.keys.add("a")}
        charge = keys.charge

        def charged(key: ApiKey, characters: int) -> None:
            if not charging.is_set():
                charging.set()
                assert go_on.wait(LONG)
            charge(key, characters)

        monkeypatch.setattr(keys, "charge", charged)
        first = thread.submit(sent, served, "a.txt", "Hund", **how)
        assert charging.wait(LONG)
        second = sent(served, "b.txt", "Hund", **how)
        go_on.set()
        assert (first.result().status_code, second.status_code) == (200, 429)


def test_files_that_are_read_keep_nobody_else_waiting(
    toy_folders: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = 40  # more than the threads that everything else is done on
    go_on = threading.Event()

    def opened(*asked: Any) -> PendingDocument:
        assert go_on.wait(LONG)
        return opened_document(*asked)

    monkeypatch.setattr(documents, "opened_document", opened)
    settings = ServerSettings(port=0, limits=Limits(documents=many))
    with (
        served_here(toy_folders, tmp_path / "state.sqlite3", settings) as served,
        ThreadPoolExecutor(many) as threads,
    ):
        files = [threads.submit(begun, served, "a.txt", "Hund") for _ in range(many)]
        until(lambda: served.context.documents.running == many)
        try:
            assert served.client.get("/v2/glossaries", timeout=LONG / 4).status_code == 200
        finally:
            go_on.set()
        for each in files:
            each.result()
