"""A document on its way: read, translated a few texts at a time, and put together again.

Its texts wait for the model with those of all other requests and take turns with them, so that
nobody waits behind a book, and a book never fills the queue.
"""

import math
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace

from tolmach.documents.document import (
    LARGEST,
    DocumentTranslation,
    TranslatableDocument,
    TranslationTask,
    bare,
)
from tolmach.documents.notices import Notice
from tolmach.documents.translation import filled_document, read_document
from tolmach.errors import RequestError, RunError
from tolmach.service.scheduler import OverloadError, QueuedJob, TextUnit
from tolmach.service.served_model import Found, ServedModel, TextKind
from tolmach.service.translation_service import TranslationService
from tolmach.text.language_tag import same_language
from tolmach.translation.glossary import Glossary

_PATIENCE = 0.2  # seconds until room in the queue is asked for again
_SAMPLE = 200  # texts by which the language of a document is told


@dataclass(frozen=True)
class DocumentRequest:
    """A file to be translated, and how; `source` is None where it is to be detected.

    With `everything` translations that it has already are replaced.
    """

    name: str
    content: bytes
    target: str
    source: str | None = None
    glossary: Glossary | None = None
    everything: bool = False


class PendingDocument:
    """A document that has been read, and its translation by a model once it is started.

    `future` holds the translation in the end, or the error; `done` counts the texts translated.
    """

    def __init__(
        self,
        document: TranslatableDocument,
        model: ServedModel,
        task: TranslationTask,
        glossary: Glossary | None = None,
    ) -> None:
        texts = document.texts
        self.texts, self.characters = len(texts), sum(len(bare(text).strip()) for text in texts)
        self.done = 0
        self.source, self.target = task.source, task.target
        self.future: Future[DocumentTranslation] = Future()
        self._document, self._model, self._task = document, model, task
        self._kind = TextKind(markup=True, glossary=glossary)
        self._missed: Counter[str] = Counter()
        self._begun = math.inf
        self._cancelled = threading.Event()
        self._job: QueuedJob[TextKind, Found] | None = None

    @property
    def seconds_remaining(self) -> int | None:
        """The seconds that the rest will take at the pace so far; None before there is one."""
        if not self.done:
            return None
        each = (time.monotonic() - self._begun) / self.done
        return math.ceil(each * (self.texts - self.done))

    def start(self) -> None:
        """Translate it in a thread of its own."""
        self._begun = time.monotonic()
        self.future.set_running_or_notify_cancel()  # `cancel` ends it, nothing else
        threading.Thread(target=self._run, name="document", daemon=True).start()

    def cancel(self) -> None:
        """Want no translation any more; what waits is dropped, and `future` ends with an error."""
        self._cancelled.set()
        if (job := self._job) is not None:
            job.cancel()

    def _run(self) -> None:
        try:
            found = filled_document(self._document, self._task, self._translated, self._advance)
        except Exception as error:
            self.future.set_exception(error)
        else:
            warnings = (*found.warnings, *self._notices())
            self.future.set_result(replace(found, warnings=warnings))
        finally:
            del self._document  # which is much larger than its file

    def _translated(self, texts: list[str]) -> Sequence[str]:
        job = QueuedJob[TextKind, Found](self._kind, [TextUnit.estimated(text) for text in texts])
        self._job = job
        self._submit(job)
        try:
            found = job.future.result()
        except CancelledError:
            raise _cancelled() from None
        self._missed.update(term.source for one in found for term in one.plain.missed)
        return [one.text for one in found]

    def _submit(self, job: QueuedJob[TextKind, Found]) -> None:
        """Hand a job to the scheduler, as soon as there is room; raises RunError if cancelled."""
        while not self._cancelled.is_set():
            try:
                return self._model.scheduler.submit(job)
            except OverloadError as error:
                if error.closed:
                    raise
                self._cancelled.wait(_PATIENCE)
        raise _cancelled()

    def _advance(self, count: int) -> None:
        self.done += count

    def _notices(self) -> Iterator[Notice]:
        for term, count in self._missed.items():
            yield Notice.of("missed_term", count, term)


def opened_document(
    service: TranslationService, request: DocumentRequest, largest: int = LARGEST
) -> PendingDocument:
    """Read a document that is to be translated, within `largest` bytes unpacked.

    Raises DataError where it is damaged, dangerous or too large, RequestError where its format or
    its language is not translated.
    """

    def read(task: TranslationTask) -> TranslatableDocument:
        return read_document(request.content, request.name, task, largest=largest)

    source = request.source
    if source is None:
        unknown = TranslationTask("", request.target, request.everything)
        sample = "\n".join(map(bare, read(unknown).texts[:_SAMPLE]))
        source = service.detected_source(sample, request.target).language
    if same_language(source, request.target):
        raise RequestError(
            f"{request.name} seems to be in the language that it is to be translated into; name "
            "its language if that is another.",
            "same_language",
        )
    model = service.model(source, request.target)
    task = TranslationTask(*model.description.languages, request.everything)
    return PendingDocument(read(task), model, task, request.glossary)


def _cancelled() -> RunError:
    return RunError("The document is no longer wanted.")
