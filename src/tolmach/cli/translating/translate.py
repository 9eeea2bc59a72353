"""`tolmach translate`: a filter, line in, line out."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tolmach.cli.flags import flattened
from tolmach.cli.options import (
    AsJson,
    MachineFlags,
    ModelsByLanguages,
    Output,
    SourceLanguage,
    TargetLanguage,
    asked_models,
)
from tolmach.cli.output import Printer, is_typed, opened_output, progress, prompt_for_input
from tolmach.cli.search_flags import SearchFlags, WordFlags
from tolmach.errors import RequestError

if TYPE_CHECKING:
    from tolmach.cli.translating.resumption import Lines
    from tolmach.documents.translation import Translate
    from tolmach.translation.glossary import Glossary
    from tolmach.translation.translator import Translator

_OUTPUT = "Input and output"

GlossaryFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--glossary",
        metavar="FILE",
        help="Terms and what to call them, `source TAB target` a line; again for more.",
        rich_help_panel="Words",
    ),
]
BadBytes = Annotated[
    Literal["strict", "replace"],
    typer.Option(help="On invalid UTF-8: stop, or replace it.", rich_help_panel=_OUTPUT),
]
Markup = Annotated[
    bool,
    typer.Option(
        "--markup",
        help="Keep tags and Markdown at their words, entities and placeholders ({0}, %s).",
        rich_help_panel=_OUTPUT,
    ),
]

Raw = Annotated[
    bool,
    typer.Option(
        "--raw",
        help="Let the model read everything as it is: signs, addresses, capitals, numbers.",
        rich_help_panel=_OUTPUT,
    ),
]


Everything = Annotated[
    bool,
    typer.Option(
        "--all",
        help="In a document, also replace translations that it has already.",
        rich_help_panel=_OUTPUT,
    ),
]


@flattened
def translate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILES]...", help="Texts, compressed or not. [default: standard input]"
        ),
    ] = None,
    source: SourceLanguage = None,
    target: TargetLanguage = None,
    model: ModelsByLanguages = None,
    output: Output = None,
    as_json: AsJson = False,
    markup: Markup = False,
    raw: Raw = False,
    everything: Everything = False,
    errors: BadBytes = "strict",
    search: SearchFlags = SearchFlags(),  # noqa: B008
    words: WordFlags = WordFlags(),  # noqa: B008
    glossary: GlossaryFiles = None,
    machine: MachineFlags = MachineFlags(),  # noqa: B008
) -> None:
    """Translate text, line by line.

    One line in, one line out, in order; an empty line stays empty, and a line is translated
    sentence by sentence. With `--n-best N` every line gives lines `number TAB score TAB text`.

    Bullets, emoji, addresses, code and numbers come through as they are, text in capitals
    is translated as the same in lower case, and what the model cannot read is copied, with a
    warning; `--raw` leaves all that to the model. White space stays as it is, but for line ends.

    With `--markup` tags and the marks of Markdown are put at the words that translate theirs;
    placeholders, addresses, code and entities such as &nbsp; come through letter by letter. Where
    one does not, a warning names the line.

    With `--glossary` a sentence that has one of its terms, in whole words, is translated with the
    term beside it; where that cannot be, a warning names the line and the term.

    A single file of another format (.docx, .pptx, .xlsx, .odt, .epub, .html, .md, .srt, .vtt, .po,
    .xliff, .tmx) is translated as a document, into one of the same format and layout, and what
    stays untranslated is said. With `--markup`, `--json` or `--n-best` it is read line by line.

    Stopped on the way to a file (`-o`), the same command goes on where it was.

    Of the models that come with Tolmach, `--from` and `--to` choose one; without them it is the
    one that reads the language of the text, the one into English first.

    Examples: `echo 'Guten Morgen!' | tolmach translate`, `tolmach translate german.txt -o
    english.txt`, or `tolmach translate letter.docx -o letter.en.docx`
    """
    options = search.options()
    if words.include:
        options.check_can_include()
    inputs = files or [Path("-")]
    _check_files(inputs, output, glossary or [])
    from tolmach.inference.threads import FittingThreads
    from tolmach.markup.build import build_translator

    terms = _glossaries(glossary or [])

    def loaded(folders: list[Path]) -> "Translator":
        translator = machine.loaded(folders)
        translator.raw = raw
        return translator

    if not (markup or as_json or search.n_best > 1) and is_document(inputs):
        from tolmach.cli.translating.documents import (
            DocumentJob,
            document_translate,
            translate_document,
        )

        def document_translator(folders: list[Path]) -> "tuple[Translator, Translate]":
            translator = loaded(folders)
            chosen = build_translator(translator, markup=True, glossary=_joined(terms, translator))
            return translator, document_translate(chosen, options, words, machine.threads)

        settings = repr((options, words, terms, raw, replace(machine, threads=None)))
        job = DocumentJob(inputs[0], output, source, target, everything, settings)
        translate_document(job, model, document_translator)
        return
    chunks = _chunks(inputs, errors)
    first: list[str] = [] if model is not None or is_typed(inputs[:1]) else next(chunks, [])
    folders = asked_models(model, source, target, lambda: first)
    translator = loaded(folders)
    chosen = build_translator(translator, markup=markup, glossary=_joined(terms, translator))
    fitting = FittingThreads(machine.threads)
    settings = repr((options, words, terms, raw, markup, as_json, replace(machine, threads=None)))
    # with several, how many lines of the output one of the input gives, differs
    work = settings if search.n_best == 1 else None
    chunks = chain([first] if first else [], chunks)
    with _opened_lines(output, inputs, folders, work, chunks) as (stream, done, left):
        lines = Printer(stream, n_best=search.n_best, as_json=as_json, line=done)
        languages = " → ".join(translator.description.languages)
        prompt_for_input(inputs, f"{languages}: type a line, read its translation; Ctrl-D ends.")
        shown = output is not None or not sys.stdout.isatty()
        with progress(inputs, shown=shown, done=done) as advance:
            for chunk in left:
                with fitting.fitted(chunk):
                    started = time.perf_counter()
                    found = words.translated(chosen, chunk, options)
                    lines.print(found, time.perf_counter() - started)
                    advance(len(chunk))


@contextmanager
def _opened_lines(
    output: Path | None,
    inputs: list[Path],
    folders: list[Path],
    settings: str | None,
    chunks: Iterator[list[str]],
) -> "Iterator[Lines]":
    """Open the output, which goes on where a run was stopped if it can be told by `settings`.

    Gives what lines are written to, how many of them are there, and the chunks that are left.
    """
    if output is None or settings is None:
        with opened_output(output) as stream:
            yield stream, 0, chunks
        return
    from tolmach.cli.translating.resumption import resumed_lines, stamps

    work = repr((stamps(folders), settings))
    with resumed_lines(output, inputs, work, chunks) as opened:
        yield opened


def is_document(inputs: list[Path]) -> bool:
    """Say whether there is one input, a document; plain text is translated line by line."""
    from tolmach.documents.document import format_of

    [first, *others] = inputs
    return not others and format_of(str(first)) not in (None, "text")


def _glossaries(files: list[Path]) -> "list[Glossary]":
    if not files:
        return []
    from tolmach.translation.glossary import Glossary

    return list(map(Glossary.read, files))


def _joined(glossaries: "list[Glossary]", translator: "Translator") -> "Glossary | None":
    if not glossaries:
        return None
    return type(glossaries[0]).joined(glossaries, translator.description.languages)


def _chunks(inputs: list[Path], errors: Literal["strict", "replace"]) -> Iterator[list[str]]:
    from tolmach.line_stream import line_chunks

    return filter(None, line_chunks(inputs, errors=errors))


def _check_files(inputs: list[Path], output: Path | None, glossaries: list[Path]) -> None:
    """Refuse bad files before the model is loaded and half of the text is translated."""
    from tolmach.file_checks import check_files

    for path in inputs:
        if path != Path("-") and not path.exists():
            raise RequestError(
                f"{path} does not exist; name a text file, or give the text itself on standard "
                "input: echo 'Guten Morgen!' | tolmach translate."
            )
    check_files([*inputs, *glossaries], [output])
