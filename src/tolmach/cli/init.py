"""`tolmach init`: a recipe for the user's own files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tolmach.training.new_recipe import NewRecipe, Request


def init(
    corpus: Annotated[
        list[Path],
        typer.Argument(help="One TSV or TMX, or two line-aligned files, source first; or .gz."),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="RECIPE.toml", help="[default: CORPUS.toml]"),
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="Source language, as `de`. [default: found out]")
    ] = None,
    target: Annotated[
        str | None, typer.Option(help="Target language, as `en`. [default: found out]")
    ] = None,
    dev: Annotated[
        list[Path] | None,
        typer.Option(help="Pairs to judge by; twice for two files. [default: held out]"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
) -> None:
    """Look at parallel text and write a commented recipe for training on it.

    Vocabulary, model and length of the run are chosen by how much text there is, and the recipe
    says why. Without --dev, one pair in 20 (2,000 at most) is held out to judge the model by: two
    files beside the recipe hold train and dev, and no sentence is in both.

    Example: `tolmach init my.de my.en`, then `tolmach train my.toml`
    """
    from tolmach.training.new_recipe import Request, write_recipe

    request = Request(list(corpus), (source, target), dev, output, force)
    found = write_recipe(request)
    for line in _summary(request, found):
        typer.echo(line)


def _summary(request: "Request", found: "NewRecipe") -> "Iterator[str]":
    draft, tier = found.draft, found.draft.tier
    yield _corpus_line(request, found)
    yield _dev_line(request, found)
    yield (
        f"Chosen: {tier.vocabulary:,} pieces; {tier.layers} + {tier.layers} layers of "
        f"{tier.size} units; {draft.updates:,} updates, about {draft.epochs:.0f} times through "
        "the text."
    )
    yield f"{request.path} is written; it explains every setting."
    yield ""
    yield f"Train with: tolmach train {_quoted(request.path)}"


def _corpus_line(request: "Request", found: "NewRecipe") -> str:
    survey, (source, target) = found.survey, found.draft.source.languages
    means = survey.mean_characters
    empty = f" ({survey.empty:,} more have an empty side)" if survey.empty else ""
    return (
        f"{' + '.join(map(str, request.corpus))}: {survey.pairs:,} pairs{empty}, {source} to "
        f"{target}, on average {means[0]:.0f} and {means[1]:.0f} characters, at most "
        f"{survey.longest:,}."
    )


def _dev_line(request: "Request", found: "NewRecipe") -> str:
    split = found.split
    if split is None and not found.shared:
        return "Dev set: as given; no sentence of it occurs in the training text."
    if split is None:
        return (
            f"Dev set: as given; but {found.shared:,} training pairs share a sentence with it, so "
            "its scores will flatter: take them out of the training text."
        )
    train, dev = request.held
    lost = f"; {split.lost:,} pairs went because they share a sentence" if split.lost else ""
    return f"Held out: {split.dev:,} pairs in {dev}, for training {split.train:,} in {train}{lost}."


def _quoted(path: Path) -> str:
    from shlex import quote

    return quote(str(path))
