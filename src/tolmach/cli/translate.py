"""`tolmach translate`: a filter, line in, line out."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tolmach.cli.output import Printer, opened_output, progress
from tolmach.errors import TolmachError

if TYPE_CHECKING:
    from tolmach.search.length import LengthPenalty
    from tolmach.translator import Translator

SEARCH, SAMPLING, LENGTH, OUTPUT, MACHINE = (
    "Search",
    "Sampling",
    "Length and repetition",
    "Input and output",
    "Machine",
)

ModelFolder = Annotated[
    Path | None,
    typer.Option(
        "--model", "-m", help="Model folder. [default: German-English]", rich_help_panel=OUTPUT
    ),
]
Threads = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="CPU threads. [default: 1 for a few sentences, all cores for more]",
        rich_help_panel=MACHINE,
    ),
]
Device = Annotated[
    str | None,
    typer.Option(help="`cpu`, `cuda`, ... [default: cuda, if any]", rich_help_panel=MACHINE),
]
BatchTokens = Annotated[
    int | None,
    typer.Option(
        min=1, help="Source pieces times beam translated at a time.", rich_help_panel=MACHINE
    ),
]
BadBytes = Annotated[
    Literal["strict", "replace"],
    typer.Option(help="On invalid UTF-8: stop, or replace it.", rich_help_panel=OUTPUT),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print a JSON object a line.", rich_help_panel=OUTPUT)
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Write here, whole or not at all.", rich_help_panel=OUTPUT),
]


def translate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILES]...", help="Texts, UTF-8, plain or .gz. [default: standard input]"
        ),
    ] = None,
    model: ModelFolder = None,
    output: Output = None,
    as_json: AsJson = False,
    errors: BadBytes = "strict",
    beam: Annotated[
        int | None,
        typer.Option(min=1, help="Beam size; 1 is greedy. [default: 5]", rich_help_panel=SEARCH),
    ] = None,
    n_best: Annotated[
        int, typer.Option(min=1, help="Translations of each line.", rich_help_panel=SEARCH)
    ] = 1,
    length_penalty: Annotated[
        str,
        typer.Option(
            help="Alpha of Wu et al. 2016, or `average`, or `none`.", rich_help_panel=SEARCH
        ),
    ] = "0.6",
    prefix: Annotated[
        str, typer.Option(help="How every translation must begin.", rich_help_panel=SEARCH)
    ] = "",
    sample: Annotated[
        bool, typer.Option("--sample", help="Draw at random.", rich_help_panel=SAMPLING)
    ] = False,
    temperature: Annotated[
        float | None,
        typer.Option(help="Below 1 safer, above 1 wilder. [default: 1]", rich_help_panel=SAMPLING),
    ] = None,
    top_k: Annotated[
        int | None,
        typer.Option(help="Draw from the k best pieces only.", rich_help_panel=SAMPLING),
    ] = None,
    top_p: Annotated[
        float | None,
        typer.Option(
            help="Draw from the best pieces that hold this much probability.",
            rich_help_panel=SAMPLING,
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(help="The same seed draws the same.", rich_help_panel=SAMPLING),
    ] = None,
    max_length: Annotated[
        int | None,
        typer.Option(help="Pieces a sentence. [default: 2 x source + 10]", rich_help_panel=LENGTH),
    ] = None,
    min_length: Annotated[int, typer.Option(help="Pieces a sentence.", rich_help_panel=LENGTH)] = 1,
    max_copies: Annotated[
        int,
        typer.Option(
            help="How often a phrase may stand in a row; 0: as often as it likes.",
            rich_help_panel=LENGTH,
        ),
    ] = 3,
    threads: Threads = None,
    device: Device = None,
    batch_tokens: BatchTokens = None,
) -> None:
    """Translate text, line by line.

    One line in, one line out, in order; an empty line stays empty, and a line is translated
    sentence by sentence. With `--n-best N` every line gives lines `number TAB score TAB text`.

    Examples: `echo 'Guten Morgen!' | tolmach translate`, or `tolmach translate german.txt -o
    english.txt`
    """
    from tolmach.search.guard import Guard
    from tolmach.search.options import Sampling, SearchOptions

    draws = (temperature, top_k, top_p, seed)
    if not sample and any(value is not None for value in draws):
        raise TolmachError(
            "--temperature, --top-k, --top-p and --seed only matter with --sample; add it."
        )
    sampling = Sampling(
        temperature=1.0 if temperature is None else temperature,
        top_k=top_k,
        top_p=1.0 if top_p is None else top_p,
        seed=seed,
    )
    options = SearchOptions(
        beam=max(5, n_best) if beam is None else beam,
        n_best=n_best,
        sampling=sampling if sample else None,
        penalty=_penalty(length_penalty),
        guard=Guard(max_length=max_length, min_length=min_length, max_copies=max_copies or None),
    )
    inputs = files or [Path("-")]
    _check_files(inputs, output)
    from tolmach.inference.threads import FittingThreads

    translator = loaded_translator(model, threads=threads, device=device, tokens=batch_tokens)
    fitting = FittingThreads(threads)
    with opened_output(output) as stream:
        lines = Printer(stream, n_best=n_best, as_json=as_json)
        _greet(translator, inputs)
        with progress(inputs, shown=output is not None or not sys.stdout.isatty()) as advance:
            for chunk in _chunks(inputs, errors):
                fitting.fit(chunk)
                started = time.perf_counter()
                found = translator.translate(chunk, options, prefix=prefix)
                lines.print(found, time.perf_counter() - started)
                advance(len(chunk))


def loaded_translator(
    model: Path | None, *, threads: int | None, device: str | None, tokens: int | None
) -> "Translator":
    """Return the translator in folder `model`, with PyTorch set to so many threads."""
    import torch

    from tolmach.translator import Translator

    if threads is not None:
        torch.set_num_threads(threads)
    return Translator.load(model, device=device, batch_tokens=tokens)


def _penalty(text: str) -> "LengthPenalty":
    from tolmach.search.length import AveragePenalty, WuPenalty

    if text == "average":
        return AveragePenalty()
    try:
        return WuPenalty(0.0 if text == "none" else float(text))
    except ValueError:
        raise TolmachError(
            f"--length-penalty {text} is no number; give one from 0 to 10, `average` or `none`."
        ) from None


def _chunks(inputs: list[Path], errors: Literal["strict", "replace"]) -> Iterator[list[str]]:
    from tolmach.inference.line_stream import line_chunks

    return line_chunks(inputs, errors=errors)


def _check_files(inputs: list[Path], output: Path | None) -> None:
    """Refuse bad files before the model is loaded and half of the text is translated."""
    from tolmach.files import check_apart

    for path in inputs:
        if path != Path("-") and not path.exists():
            raise TolmachError(f"{path} does not exist; name a text file, or - for standard input.")
    check_apart(inputs, [output] if output else [])


def _greet(translator: "Translator", inputs: list[Path]) -> None:
    if inputs == [Path("-")] and sys.stdin.isatty() and sys.stderr.isatty():
        languages = translator.description
        print(
            f"{languages.source_language} → {languages.target_language}: type a line, read its "
            "translation; Ctrl-D ends.",
            file=sys.stderr,
        )
