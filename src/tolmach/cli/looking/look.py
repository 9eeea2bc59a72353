"""`tolmach look`: one sentence in a model, as a page, a figure or numbers."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tolmach.cli.options import (
    Device,
    ModelByLanguages,
    SourceLanguage,
    TargetLanguage,
    Threads,
    asked_models,
    loaded_translator,
)
from tolmach.cli.search_flags import Beam
from tolmach.errors import RequestError

if TYPE_CHECKING:
    from tolmach.analysis.attention.matrix import Head
    from tolmach.analysis.inspect.look import SentenceView
    from tolmach.analysis.inspect.loss_steps import ExampleLoss
    from tolmach.search.options import SearchOptions
    from tolmach.translation.translator import Translator

_KINDS = ".html", ".svg", ".png", ".json"
_WHOLE = ".html", ".json"  # with all that there is of a sentence
_SMOOTHING = 0.1


def look(
    text: Annotated[str, typer.Argument(help="A sentence; `-` is standard input.")],
    target: Annotated[
        str | None,
        typer.Option(help="A translation to read instead of the model's own."),
    ] = None,
    model: ModelByLanguages = None,
    source_language: SourceLanguage = None,
    target_language: TargetLanguage = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="A file that ends in .html, .svg, .png or .json. [default: look.html; with --show "
            "its name, .svg]",
        ),
    ] = None,
    show: Annotated[
        Literal["attention", "loss", "positions"] | None,
        typer.Option(help="Show this alone, step by step. [default: a page of the sentence]"),
    ] = None,
    layer: Annotated[
        int | None,
        typer.Option(min=1, help="Decoder layer whose attention is shown first. [default: last]"),
    ] = None,
    head: Annotated[
        int | None,
        typer.Option(min=1, help="Its head. [default: the mean of all; with --show, 1]"),
    ] = None,
    site: Annotated[
        str | None,
        typer.Option(help="With --show attention: another one, as encoder.self.1."),
    ] = None,
    smoothing: Annotated[
        float | None,
        typer.Option(help="Label smoothing of the loss, as in training. [default: 0.1]"),
    ] = None,
    beam: Beam = None,
    threads: Threads = None,
    device: Device = None,
) -> None:
    """Look at what a model does with one sentence, read whole.

    Writes a page that any browser opens from disk: on pointing at a word, the words that every
    layer and head attends to; heads as matrices; the likeliest pieces at each position, and the
    continuations with them; the tree of the beam search, with what was dropped and why. Every view
    can be saved from there as SVG or PNG. As `-o look.svg` or `-o look.png` one attention matrix
    between words is drawn, as `-o look.json` come all numbers.

    --show writes one thing as lectures draw it, or its numbers as .json. `attention`: one head's
    queries and keys, scores before the softmax, weights, values and weighted sums. `loss`: at
    every step the one-hot target, the smoothed target, the model's distribution, and -log p.
    `positions`: the table of positions. With --target the page shows the loss, too.

    Example: `tolmach look 'Das Kind kauft heute zwei Äpfel.'`
    """
    path = output or Path("look.html" if show is None else f"{show}.svg")
    _check_place(path, show, layer, head, site)
    _check_loss(path, show, target, smoothing)
    _check_beam(path, show, target, beam)
    _check_output(path, show)
    from tolmach.analysis.attention.matrix import Head
    from tolmach.analysis.inspect.lesson_figures import Lesson, write_lesson
    from tolmach.search.options import SearchOptions

    smoothed = _SMOOTHING if smoothing is None else smoothing
    options = SearchOptions() if beam is None else SearchOptions(beam=beam)
    source = _read(text)
    folders = asked_models(model, source_language, target_language, lambda: [source])
    translator = loaded_translator(folders, threads=threads, device=device, tokens=None)
    if show is None:
        view = _view(translator, (source, target), options, Head(layer, head))
        loss = _loss(translator, view, smoothed) if target is not None else None
        _write(view, translator, path, Head(layer, head), loss)
        said = view.target.text
    else:
        said = translator.translate(source, options).text if target is None else target
        at = site or (None if layer is None else f"decoder.cross.{layer}")
        write_lesson(Lesson(show, at, head or 1, smoothed), translator, source, said, path)
    print(f"{said}\n{path}")


def _check_place(
    path: Path, show: str | None, layer: int | None, head: int | None, site: str | None
) -> None:
    """Refuse places of attention where none is shown, and two names of one."""
    if site is not None and show != "attention":
        raise RequestError("--site names an attention to show step by step: add --show attention.")
    if site is not None and layer is not None:
        raise RequestError("--site names the layer, too: drop --layer.")
    if (layer or head) and show not in (None, "attention"):
        raise RequestError(f"--show {show} shows no attention: drop --layer and --head.")
    if (layer or head) and show is None and path.suffix == ".json":
        raise RequestError(f"{path} has the numbers of every head: drop --layer and --head.")


def _check_loss(path: Path, show: str | None, target: str | None, smoothing: float | None) -> None:
    """Refuse a smoothing where no loss is shown."""
    of_target = show is None and target is not None and path.suffix in _WHOLE
    if smoothing is not None and not (show == "loss" or of_target):
        raise RequestError(
            "--smoothing is that of the loss: add --show loss, or --target to a page or .json."
        )


def _check_beam(path: Path, show: str | None, target: str | None, beam: int | None) -> None:
    """Refuse a beam where the translation is given and no search is shown."""
    searched = target is None or (show is None and path.suffix in _WHOLE)
    if beam is not None and not searched:
        raise RequestError(
            "--beam is for the search, which is not shown, nor needed for the translation that is "
            "given: drop --beam or --target."
        )


def _check_output(path: Path, show: str | None) -> None:
    from tolmach.file_checks import check_files

    check_files([], [path], kinds=_KINDS if show is None else _KINDS[1:])


def _read(text: str) -> str:
    from tolmach.files import STANDARD_INPUT, read_lines

    return " ".join(read_lines(STANDARD_INPUT)) if text == "-" else text


def _view(
    translator: "Translator",
    texts: tuple[str, str | None],
    options: "SearchOptions",
    where: "Head",
) -> "SentenceView":
    """Return what the page shows; refuse where there is no such layer or head."""
    from tolmach.analysis.attention.matrix import Head, word_matrix
    from tolmach.analysis.inspect.look import look_at

    view = look_at(translator, *texts, options)
    if where != Head():
        word_matrix(view.recording, translator, where)
    return view


def _loss(translator: "Translator", view: "SentenceView", smoothing: float) -> "ExampleLoss":
    from tolmach.analysis.inspect.loss_steps import example_loss

    return example_loss(translator, view.source.text, view.target.text, smoothing=smoothing)


def _write(
    view: "SentenceView",
    translator: "Translator",
    output: Path,
    where: "Head",
    loss: "ExampleLoss | None",
) -> None:
    from tolmach.analysis.attention.figure import write_attention_figure
    from tolmach.analysis.attention.matrix import word_matrix
    from tolmach.analysis.inspect.page import write_look_page
    from tolmach.files import whole_text

    match output.suffix:
        case ".json":
            numbers = view.as_json() | ({} if loss is None else {"loss": loss.as_json()})
            with whole_text(output) as stream:
                json.dump(numbers, stream, ensure_ascii=False, separators=(",", ":"))
                stream.write("\n")
        case ".html":
            write_look_page(view, output, where, loss)
        case _:
            matrix = word_matrix(view.recording, translator, where)
            write_attention_figure({matrix.site: matrix}, output, title=view.source.text)
