"""`tolmach look`: one sentence in a model, as a page, a figure or numbers."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tolmach.cli.options import Device, Model, Threads, loaded_translator
from tolmach.cli.search_flags import Beam
from tolmach.errors import RequestError

if TYPE_CHECKING:
    from tolmach.analysis.attention.matrix import Head
    from tolmach.analysis.inspect.look import SentenceView
    from tolmach.translation.translator import Translator

_KINDS = ".html", ".svg", ".png", ".json"


def look(
    text: Annotated[str, typer.Argument(help="A sentence; `-` is standard input.")],
    target: Annotated[
        str | None,
        typer.Option(help="A translation to read instead of the model's own."),
    ] = None,
    model: Model = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="A file that ends in .html, .svg, .png or .json.")
    ] = Path("look.html"),
    layer: Annotated[
        int | None,
        typer.Option(min=1, help="Decoder layer whose attention is shown first. [default: last]"),
    ] = None,
    head: Annotated[
        int | None, typer.Option(min=1, help="Its head. [default: the mean of all]")
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

    Example: `tolmach look 'Das Kind kauft heute zwei Äpfel.'`
    """
    if output.suffix not in _KINDS:
        raise RequestError(
            f"{output} is no kind of file to look at; end it in .html, .svg, .png or .json."
        )
    from tolmach.analysis.attention.matrix import Head, word_matrix
    from tolmach.analysis.inspect.look import look_at
    from tolmach.search.options import SearchOptions

    options = SearchOptions() if beam is None else SearchOptions(beam=beam)
    source = _read(text)
    translator = loaded_translator(model, threads=threads, device=device, tokens=None)
    view = look_at(translator, source, target, options)
    where = Head(layer, head)
    if where != Head():
        word_matrix(view.recording, translator, where)  # refuses where there is no such head
    _write(view, translator, output, where)
    print(f"{view.target.text}\n{output}")


def _read(text: str) -> str:
    from tolmach.files import STANDARD_INPUT, read_lines

    return " ".join(read_lines(STANDARD_INPUT)) if text == "-" else text


def _write(view: "SentenceView", translator: "Translator", output: Path, where: "Head") -> None:
    from tolmach.analysis.attention.figure import write_attention_figure
    from tolmach.analysis.attention.matrix import word_matrix
    from tolmach.analysis.inspect.page import write_look_page
    from tolmach.files import whole_text

    match output.suffix:
        case ".json":
            with whole_text(output) as stream:
                json.dump(view.as_json(), stream, ensure_ascii=False, separators=(",", ":"))
                stream.write("\n")
        case ".html":
            write_look_page(view, output, where)
        case _:
            matrix = word_matrix(view.recording, translator, where)
            write_attention_figure({matrix.site: matrix}, output, title=view.source.text)
