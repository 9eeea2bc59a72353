"""`tolmach translate`: a filter, line in, line out."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tolmach.cli.output import Printer, opened_output, progress
from tolmach.cli.search_flags import (
    Beam,
    Diversity,
    EvidenceName,
    EvidenceSize,
    Exclude,
    Groups,
    Include,
    MaxCopies,
    MaxLength,
    MinLength,
    NBest,
    Penalty,
    Prefix,
    SearchFlags,
    SearchName,
    Seconds,
    Seed,
    States,
    Temperature,
    TopK,
    TopP,
    UtilityName,
)
from tolmach.errors import TolmachError

if TYPE_CHECKING:
    from tolmach.glossary.translator import GlossaryTranslator
    from tolmach.markup.translator import MarkupTranslator
    from tolmach.translation.glossary import Glossary
    from tolmach.translation.translator import Translator

_OUTPUT, _MACHINE = "Input and output", "Machine"

Model = Annotated[
    Path | None, typer.Option("--model", "-m", help="Model folder. [default: German-English]")
]
ModelFolders = Annotated[
    list[Path] | None,
    typer.Option(
        "--model",
        "-m",
        help="Model folder; several are one ensemble. [default: German-English]",
        rich_help_panel=_OUTPUT,
    ),
]
PairFiles = Annotated[
    list[Path],
    typer.Argument(
        metavar="SOURCE TARGET | PAIRS",
        help="Two files, line by line, or one of source TAB target; `-` is standard input.",
    ),
]
Threads = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="CPU threads. [default: 1 for a few sentences, all cores for more]",
        rich_help_panel=_MACHINE,
    ),
]
Device = Annotated[
    str | None,
    typer.Option(help="`cpu`, `cuda`, ... [default: cuda, if any]", rich_help_panel=_MACHINE),
]
BatchTokens = Annotated[
    int | None,
    typer.Option(
        min=1, help="Source pieces times beam translated at a time.", rich_help_panel=_MACHINE
    ),
]
GlossaryFile = Annotated[
    Path | None,
    typer.Option(
        "--glossary",
        help="Terms and what to call them, `source TAB target` a line.",
        rich_help_panel="Words",
    ),
]
BadBytes = Annotated[
    Literal["strict", "replace"],
    typer.Option(help="On invalid UTF-8: stop, or replace it.", rich_help_panel=_OUTPUT),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print a JSON object a line.", rich_help_panel=_OUTPUT)
]
Markup = Annotated[
    bool,
    typer.Option(
        "--markup",
        help="Keep tags, at the words they belong to, and placeholders ({0}, %s, ${x}).",
        rich_help_panel=_OUTPUT,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", help="Write here, whole or not at all.", rich_help_panel=_OUTPUT
    ),
]


def translate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILES]...", help="Texts, UTF-8, plain or .gz. [default: standard input]"
        ),
    ] = None,
    model: ModelFolders = None,
    output: Output = None,
    as_json: AsJson = False,
    markup: Markup = False,
    errors: BadBytes = "strict",
    search: SearchName = "beam",
    beam: Beam = None,
    n_best: NBest = 1,
    length_penalty: Penalty = None,
    prefix: Prefix = "",
    include: Include = None,
    exclude: Exclude = None,
    glossary: GlossaryFile = None,
    groups: Groups = None,
    diversity: Diversity = None,
    temperature: Temperature = None,
    top_k: TopK = None,
    top_p: TopP = None,
    seed: Seed = None,
    states: States = None,
    seconds: Seconds = None,
    utility: UtilityName = None,
    evidence: EvidenceName = None,
    evidence_size: EvidenceSize = None,
    max_length: MaxLength = None,
    min_length: MinLength = None,
    max_copies: MaxCopies = None,
    threads: Threads = None,
    device: Device = None,
    batch_tokens: BatchTokens = None,
) -> None:
    """Translate text, line by line.

    One line in, one line out, in order; an empty line stays empty, and a line is translated
    sentence by sentence. With `--n-best N` every line gives lines `number TAB score TAB text`.

    With `--markup` the tags of HTML, XLIFF or TMX are put at the words that translate theirs;
    placeholders, addresses and code come through as they are, and entities are encoded again.

    With `--glossary` a sentence that has one of its terms, in whole words, is translated with the
    term beside it; where that cannot be, a warning names the line and the term.

    Examples: `echo 'Guten Morgen!' | tolmach translate`, or `tolmach translate german.txt -o
    english.txt`
    """
    options = SearchFlags(
        search=search,
        n_best=n_best,
        beam=beam,
        length_penalty=length_penalty,
        groups=groups,
        diversity=diversity,
        temperature=temperature,
        top_k=top_k,
        top_p=top_p,
        seed=seed,
        states=states,
        seconds=seconds,
        utility=utility,
        evidence=evidence,
        evidence_size=evidence_size,
        max_length=max_length,
        min_length=min_length,
        max_copies=max_copies,
    ).options()
    if include or glossary:
        options.check_can_include()
    inputs = files or [Path("-")]
    _check_files(inputs, output, glossary)
    from tolmach.inference.threads import FittingThreads

    terms = _terms(glossary)
    translator = loaded_translator(model, threads=threads, device=device, tokens=batch_tokens)
    chosen = _with_markup_and_terms(translator, terms, markup=markup)
    fitting = FittingThreads(threads)
    with opened_output(output) as stream:
        lines = Printer(stream, n_best=n_best, as_json=as_json)
        _prompt_for_input(translator, inputs)
        with progress(inputs, shown=output is not None or not sys.stdout.isatty()) as advance:
            for chunk in _chunks(inputs, errors):
                with fitting.fitted(chunk):
                    started = time.perf_counter()
                    found = chosen.translate(
                        chunk, options, prefix=prefix, include=include or (), exclude=exclude or ()
                    )
                    lines.print(found, time.perf_counter() - started)
                    advance(len(chunk))


def loaded_translator(
    models: list[Path] | None, *, threads: int | None, device: str | None, tokens: int | None
) -> "Translator":
    """Return the translator in one or more folders, with PyTorch set to so many threads.

    The number holds for all that this process computes: a command has a process of its own.
    """
    import torch

    from tolmach.inference.threads import one_thread
    from tolmach.translation.translator import Translator

    if threads is not None:
        torch.set_num_threads(threads)
    with one_thread():
        return Translator.load(models or None, device=device, batch_tokens=tokens)


def _terms(glossary: Path | None) -> "Glossary | None":
    from tolmach.translation.glossary import Glossary

    return None if glossary is None else Glossary.read(glossary)


def _with_markup_and_terms(
    translator: "Translator", terms: "Glossary | None", *, markup: bool
) -> "Translator | GlossaryTranslator | MarkupTranslator":
    """Return what translates: the translator itself, or one that does more with it."""
    if not markup and terms is None:
        return translator
    from tolmach.glossary.translator import GlossaryTranslator
    from tolmach.markup.translator import MarkupTranslator

    if terms is None or markup:
        return MarkupTranslator(translator, glossary=terms)
    return GlossaryTranslator(translator, terms)


def _chunks(inputs: list[Path], errors: Literal["strict", "replace"]) -> Iterator[list[str]]:
    from tolmach.inference.line_stream import line_chunks

    return line_chunks(inputs, errors=errors)


def _check_files(inputs: list[Path], output: Path | None, glossary: Path | None) -> None:
    """Refuse bad files before the model is loaded and half of the text is translated."""
    from tolmach.files import check_apart

    for path in inputs:
        if path != Path("-") and not path.exists():
            raise TolmachError(f"{path} does not exist; name a text file, or - for standard input.")
    check_apart([*inputs, *([glossary] if glossary else [])], [output] if output else [])


def _prompt_for_input(translator: "Translator", inputs: list[Path]) -> None:
    if inputs == [Path("-")] and sys.stdin.isatty() and sys.stderr.isatty():
        languages = translator.description
        print(
            f"{languages.source_language} → {languages.target_language}: type a line, read its "
            "translation; Ctrl-D ends.",
            file=sys.stderr,
        )
