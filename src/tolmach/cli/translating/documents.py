"""Documents on the command line: one file in, one file of the same format out."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tolmach.cli.options import asked_models
from tolmach.cli.output import progress_bar
from tolmach.cli.search_flags import WordFlags
from tolmach.cli.translating.resumption import resumable, resumed_translation, say, stamps
from tolmach.documents.document import BINARY, DocumentTranslation, TranslationTask, format_of
from tolmach.documents.translation import (
    Translate,
    check_names,
    filled_document,
    read_document,
)
from tolmach.errors import RequestError
from tolmach.files import reading, whole_file
from tolmach.inference.threads import FittingThreads

if TYPE_CHECKING:
    from tolmach.glossary.translator import GlossaryTranslator
    from tolmach.markup.translator import MarkupTranslator
    from tolmach.search.options import SearchOptions
    from tolmach.translation.translator import Translator


@dataclass(frozen=True)
class DocumentJob:
    """A file to be translated, where to, and what the user says of its languages.

    `settings` is what decides about the translation of a text, beside the model.
    """

    path: Path
    output: Path | None
    source: str | None
    target: str | None
    everything: bool
    settings: str


def document_translate(
    translator: "Translator | GlossaryTranslator | MarkupTranslator",
    options: "SearchOptions",
    words: WordFlags,
    threads: int | None,
) -> Translate:
    """Return a function that translates texts with markup, and names what misses its term."""
    fitting = FittingThreads(threads)

    def translate(texts: list[str]) -> list[str]:
        with fitting.fitted(texts):
            found = words.translated(translator, texts, options)
        for one in found:
            for term in one.plain.missed:
                say(f'"{term.source}" could not be translated as its term in: {one.text}')
        return [one.text for one in found]

    return translate


def translate_document(
    job: DocumentJob,
    model: list[Path] | None,
    load: "Callable[[list[Path]], tuple[Translator, Translate]]",
) -> None:
    """Translate a document; no output is written unless all of it is done.

    What was translated is kept in a journal beside it until then, from which the same command goes
    on if it is stopped.
    """
    content = _checked(job)
    name = str(job.path)

    def texts() -> Sequence[str]:
        asked = TranslationTask(job.source or "", job.target or "", job.everything)
        return read_document(content, name, asked).texts

    folders = asked_models(model, job.source, job.target, texts)
    translator, translate = load(folders)
    task = TranslationTask(*translator.description.languages, job.everything)
    document = read_document(content, name, task)
    work = repr((stamps(folders), job.settings))
    with (
        resumable(job.output, [job.path]) as kept,
        resumed_translation(kept, work, translate) as resumed,
        progress_bar(lambda: len(document.texts), "texts") as advance,
    ):
        found = filled_document(document, task, resumed, advance)
        _write(found, job.output)
    for warning in found.warnings:
        say(f"{name}: {warning}")


def _checked(job: DocumentJob) -> bytes:
    """Return the content of the input, once it is known that the output can be."""
    if job.output is not None:
        check_names(str(job.path), str(job.output))
    elif format_of(str(job.path)) in BINARY:
        raise RequestError(
            f"The translation of {job.path} is no text to be shown; name a file for it with -o."
        )
    with reading(job.path):
        return job.path.read_bytes()


def _write(found: DocumentTranslation, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(found.content.decode("utf-8"))
        return
    with whole_file(output) as temporary:
        temporary.write_bytes(found.content)
