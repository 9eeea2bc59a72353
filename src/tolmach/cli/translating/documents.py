"""Documents on the command line: one file in, one file of the same format out."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tolmach.cli.options import asked_models
from tolmach.cli.output import progress_bar
from tolmach.cli.search_flags import WordFlags
from tolmach.cli.translating.journal import journal_path, line_journal, translation_journal
from tolmach.documents.document import BINARY, DocumentTranslation, TranslationTask, format_of
from tolmach.documents.translation import (
    Translate,
    check_names,
    filled_document,
    read_document,
)
from tolmach.errors import RequestError
from tolmach.files import reading, takes_at_once, whole_file
from tolmach.inference.threads import FittingThreads
from tolmach.model_paths import WEIGHTS, located_model
from tolmach.plurals import counted

if TYPE_CHECKING:
    from tolmach.glossary.translator import GlossaryTranslator
    from tolmach.markup.translator import MarkupTranslator
    from tolmach.search.options import SearchOptions
    from tolmach.translation.translator import Translator


@dataclass(frozen=True)
class DocumentJob:
    """A file to be translated, where to, and what the user says of its languages.

    `settings` is all else that decides about the translation.
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
                _say(f'"{term.source}" could not be translated as its term in: {one.text}')
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
    with (
        journalled(job.output, _work(job, content, folders), translate) as resumed,
        progress_bar(lambda: len(document.texts), "texts") as advance,
    ):
        found = filled_document(document, task, resumed, advance)
        _write(found, job.output)
    for warning in found.warnings:
        _say(f"{name}: {warning}")


@contextmanager
def journalled(
    output: Path | None, work: str, translate: Translate, *, part: str = ""
) -> Iterator[Translate]:
    """Give a function that translates what the journal beside the output does not hold yet.

    Of an output in several parts each has a journal of its own.
    """
    if output is None or takes_at_once(output):
        yield translate
        return
    with translation_journal(output.with_name(output.name + part), work) as journal:
        if known := len(journal):
            _say(f"{output}: {counted(known, 'text')} translated before it was stopped.")
        try:
            yield journal.resuming(translate)
        except BaseException:
            if len(journal):
                _say(_kept(journal.path))
            raise


def _work(job: DocumentJob, content: bytes, folders: Sequence[Path]) -> str:
    """Return everything that decides about a translation."""
    document = blake2b(content).hexdigest(), job.path.suffix, job.everything
    return repr((document, stamps(folders), job.settings))


def stamps(models: Iterable[Path], files: Iterable[Path] = ()) -> list[tuple[str, int, int]]:
    """Return what tells models and files, each in one state, from others without reading them."""
    weights = [located_model(folder) / WEIGHTS for folder in models]
    found = [path.resolve() for path in (*files, *weights)]
    return [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in found]


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


@contextmanager
def resumed_lines(output: Path, work: str) -> Iterator[tuple[IO[str], int]]:
    """Open an output of lines, and say how many are there from a run that was stopped."""
    try:
        with line_journal(output, work) as (stream, done):
            if done:
                _say(f"{output}: {counted(done, 'line')} translated before it was stopped.")
            yield stream, done
    except BaseException:
        if (journal := journal_path(output)).exists():
            _say(_kept(journal))
        raise


def _kept(journal: Path) -> str:
    return f"What is translated is kept in {journal}; the same command goes on from there."


def _write(found: DocumentTranslation, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(found.content.decode("utf-8"))
        return
    with whole_file(output) as temporary:
        temporary.write_bytes(found.content)


def _say(sentence: str) -> None:
    print(f"tolmach: {sentence}", file=sys.stderr)
