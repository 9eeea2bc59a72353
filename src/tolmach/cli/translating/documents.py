"""Documents on the command line: one file in, one file of the same format out."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tolmach.cli.options import asked_models
from tolmach.cli.output import progress_bar
from tolmach.cli.search_flags import WordFlags
from tolmach.documents.document import DocumentTranslation, TranslationTask
from tolmach.documents.translation import (
    BINARY,
    SUFFIXES,
    Translate,
    check_names,
    filled_document,
    read_document,
)
from tolmach.errors import DataError, RequestError
from tolmach.inference.threads import FittingThreads

if TYPE_CHECKING:
    from tolmach.glossary.translator import GlossaryTranslator
    from tolmach.markup.translator import MarkupTranslator
    from tolmach.search.options import SearchOptions
    from tolmach.translation.translator import Translator


@dataclass(frozen=True)
class DocumentJob:
    """A file to be translated, where to, and what the user says of its languages."""

    path: Path
    output: Path | None
    source: str | None
    target: str | None
    everything: bool


def is_document(inputs: Sequence[Path]) -> bool:
    """Say whether there is one input, a document; plain text is translated line by line."""
    [first, *others] = inputs
    return not others and SUFFIXES.get(first.suffix.lower(), "text") != "text"


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
                _say(f'"{term.source}" could not be translated as its term in: {one.text}')
        return [one.text for one in found]

    return translate


def translate_document(
    job: DocumentJob,
    model: list[Path] | None,
    load: "Callable[[list[Path]], tuple[Translator, Translate]]",
) -> None:
    """Translate a document; nothing is written unless all of it is done."""
    content = _checked(job)
    name = str(job.path)

    def texts() -> Sequence[str]:
        asked = TranslationTask(job.source or "", job.target or "", job.everything)
        return read_document(content, name, asked).texts

    translator, translate = load(asked_models(model, job.source, job.target, texts))
    languages = translator.description
    task = TranslationTask(languages.source_language, languages.target_language, job.everything)
    document = read_document(content, name, task)
    with progress_bar(lambda: len(document.texts), "texts") as advance:
        found = filled_document(document, task, translate, advance)
    _write(found, job.output)
    for warning in found.warnings:
        _say(f"{name}: {warning}")


def _checked(job: DocumentJob) -> bytes:
    """Return the content of the input, once it is known that the output can be."""
    if job.output is not None:
        check_names(str(job.path), str(job.output))
    elif SUFFIXES[job.path.suffix.lower()] in BINARY:
        raise RequestError(
            f"The translation of {job.path} is no text to be shown; name a file for it with -o."
        )
    try:
        return job.path.read_bytes()
    except OSError as error:
        raise DataError(f"{job.path} cannot be read: {error.strerror or error}.") from error


def _write(found: DocumentTranslation, output: Path | None) -> None:
    from tolmach.files import whole_file

    if output is None:
        sys.stdout.write(found.content.decode("utf-8"))
        return
    with whole_file(output) as temporary:
        temporary.write_bytes(found.content)


def _say(sentence: str) -> None:
    print(f"tolmach: {sentence}", file=sys.stderr)
