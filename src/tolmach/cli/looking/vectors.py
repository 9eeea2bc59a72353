"""`tolmach vectors`: sentences as a model's encoder sees them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tolmach.cli.options import AsJson, Device, Model, Threads, loaded_translator
from tolmach.cli.output import prompt_for_input
from tolmach.errors import DataError

if TYPE_CHECKING:
    from tolmach.analysis.inspect.sentence_map import SentenceMap


def vectors(
    file: Annotated[
        Path, typer.Argument(help="Sentences of the source language; `-` is standard input.")
    ] = Path("-"),
    model: Model = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Draw the map into an .svg or .png file."),
    ] = None,
    neighbours: Annotated[
        int, typer.Option(min=1, help="Nearest other sentences to name for each.")
    ] = 3,
    as_json: AsJson = False,
    threads: Threads = None,
    device: Device = None,
) -> None:
    """Place sentences on a map by the encoder's vectors, and name each one's neighbours.

    The vector is the one that links encoder and decoder or, where the decoder attends, the mean of
    the rows that it attends to. Neighbours are nearest by the cosine of whole vectors; the map is
    the plane in which the vectors differ most (principal components).

    Example: `tolmach vectors german.txt -o map.svg`
    """
    from tolmach.file_checks import check_files

    check_files([file], [output], kinds=(".svg", ".png"))
    from tolmach.analysis.inspect.sentence_map import sentence_map, write_map

    prompt_for_input([file], "Type sentences, one a line; Ctrl-D ends.")
    texts = _sentences(file)
    translator = loaded_translator(model, threads=threads, device=device, tokens=None)
    found = sentence_map(translator, texts)
    _print(found, neighbours, as_json=as_json)
    if output is not None:
        write_map(found, output)


def _sentences(file: Path) -> list[str]:
    from tolmach.files import named, read_lines

    texts = [line for line in read_lines(file) if line.strip()]
    if len(texts) < 2:
        what = "one sentence, which has no neighbour" if texts else "no sentence"
        raise DataError(f"{named(file)} holds {what}; give two at least, one a line.")
    return texts


def _print(found: "SentenceMap", neighbours: int, *, as_json: bool) -> None:
    import json

    for row, text in enumerate(found.texts):
        near = found.nearest(row, neighbours)
        if as_json:
            print(json.dumps(found.record(row, near), ensure_ascii=False))
        else:
            across, up = found.plane[row]
            print(f"{row + 1}\t{across:.2f}\t{up:.2f}\t{text}")
            for other in near:
                print(f"\t\t{found.similarity[row, other]:.3f}\t{found.texts[other]}")
