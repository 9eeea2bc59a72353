import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from tests.toy_folder import make_toy_folder
from tolmach.documents.document import DocumentTranslation
from tolmach.errors import DataError, RequestError, RunError
from tolmach.model_paths import DEFAULT_MODEL
from tolmach.service.pending_document import DocumentRequest, PendingDocument, opened_document
from tolmach.service.scheduler import BatchSettings, OverloadError
from tolmach.service.served_model import ServiceSettings
from tolmach.service.translation_service import TranslationService
from tolmach.translation.glossary import Glossary

LONG = 60.0  # seconds until a test that hangs fails
BOOK = "\n".join(f"Der Hund Nummer {number} schläft." for number in range(900)).encode()


@pytest.fixture(scope="module")
def toys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TranslationService]:
    folder = make_toy_folder(tmp_path_factory.mktemp("toy") / "de-en")
    batches = BatchSettings(tokens=64, seconds=0.0, waiting=5000)
    service = TranslationService.load([folder], ServiceSettings(batches=batches))
    yield service
    service.close()


def opened(service: TranslationService, content: bytes, name: str = "a.txt") -> PendingDocument:
    return opened_document(service, DocumentRequest(name, content, "en", "de"))


def ended(document: PendingDocument) -> DocumentTranslation:
    document.start()
    return document.future.result(LONG)


def test_a_document_is_translated_with_its_layout(toys: TranslationService) -> None:
    document = opened(toys, b"- Guten Morgen!\n\n- Hund &\n")
    facts = document.texts, document.characters, document.done, document.seconds_remaining
    assert facts == (2, 19, 0, None)
    lines = ended(document).content.decode().split("\n")
    assert [line[:2] for line in lines] == ["- ", "", "- ", ""]
    assert document.done == document.texts
    assert (document.seconds_remaining, document.future.done()) == (0, True)


@pytest.mark.skipif(not DEFAULT_MODEL.is_dir(), reason="no model is shipped")
def test_it_is_detected_and_its_terms_are_obeyed() -> None:
    service = TranslationService.load([])
    terms = Glossary.of([("Hund", "hound"), ("Katze", "Quux Quuux Quuuux")])
    content = "# Der **Hund** schläft.\n\nWo ist die Katze?\n".encode()
    request = DocumentRequest("a.md", content, "en", glossary=terms)
    document = opened_document(service, request)
    found = ended(document)
    service.close()
    assert document.source == "de"
    assert "**hound**" in found.content.decode()
    in_text, in_warnings = "Quux" in found.content.decode(), '"Katze"' in str(found.warnings)
    assert in_text != in_warnings


def test_what_is_in_the_language_asked_for_is_refused(toys: TranslationService) -> None:
    request = DocumentRequest("a.txt", b"The dog is sleeping under the table.", "en")
    with pytest.raises(RequestError, match="name its language"):
        opened_document(toys, request)


def test_what_is_not_served_or_damaged_is_told(toys: TranslationService) -> None:
    with pytest.raises(RequestError, match="not served here"):
        opened_document(toys, DocumentRequest("a.txt", b"Hund", "fr", "de"))
    with pytest.raises(DataError, match=r"a\.docx is not a whole document"):
        opened(toys, b"PK\x03\x04", "a.docx")
    with pytest.raises(DataError, match="larger than"):
        opened_document(toys, DocumentRequest("a.txt", BOOK, "en", "de"), largest=1000)


def test_a_document_that_is_cancelled_ends_and_costs_no_more(toys: TranslationService) -> None:
    document = opened(toys, BOOK)
    document.start()
    document.cancel()
    with pytest.raises(RunError, match="no longer wanted"):
        document.future.result(LONG)
    assert document.done < document.texts
    document.cancel()


def test_a_document_waits_for_room_in_the_queue(
    toys: TranslationService, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduler, refused = toys.models[0].scheduler, threading.Event()
    submit = scheduler.submit

    def full_at_first(job: object) -> None:
        if not refused.is_set():
            refused.set()
            raise OverloadError("Too many texts wait.", 60)
        submit(job)  # type: ignore[arg-type]

    monkeypatch.setattr(scheduler, "submit", full_at_first)
    assert ended(opened(toys, b"Hund")).content
    assert refused.is_set()


def test_a_mistake_ends_the_document_and_not_the_service(
    toys: TranslationService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(toys.models[0], "_suited", lambda _: None)
        with pytest.raises(AttributeError):
            ended(opened(toys, b"Hund"))
    assert ended(opened(toys, b"Hund")).content


def test_a_service_that_stops_ends_its_documents(tmp_path: Path) -> None:
    service = TranslationService.load([make_toy_folder(tmp_path / "toy")])
    document = opened(service, b"Hund")
    service.close()
    document.start()
    with pytest.raises(OverloadError, match="stopping"):
        document.future.result(LONG)
    assert isinstance(document.future, Future)
