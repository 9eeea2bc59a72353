"""`tolmach init`: a recipe for the user's own files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tolmach.recipes.new_recipe import NewRecipe, RecipeRequest


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
    start_from: Annotated[
        Path | None,
        typer.Option("--from", metavar="FOLDER", help="Go on from this trained model."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
) -> None:
    """Look at parallel text and write a commented recipe for training on it.

    Vocabulary, model and length of the run are chosen by how much text there is, and the recipe
    says why. Without --dev, one pair in 20 (2,000 at most) is held out to judge the model by: two
    files beside the recipe hold train and dev, and no sentence is in both. With --from the recipe
    teaches a trained model this text, with the model's own vocabulary and sizes.

    Example: `tolmach init my.de my.en`, then `tolmach train my.toml`
    """
    from tolmach.recipes.new_recipe import RecipeRequest, write_recipe

    request = RecipeRequest(
        list(corpus),
        (source, target),
        dev,
        recipe=output,
        start_from=start_from,
        force=force,
    )
    found = write_recipe(request)
    for line in _summary(request, found):
        typer.echo(line)


def _summary(request: "RecipeRequest", found: "NewRecipe") -> "Iterator[str]":
    yield _corpus_line(request, found)
    yield _dev_line(request, found)
    yield _choice_line(request, found)
    yield f"Training takes about {found.takes} here, more where other work goes on, less on a GPU."
    yield f"{request.path} is written; it explains every setting."
    yield ""
    yield f"Train with: tolmach train {_quoted(request.path)}"


def _corpus_line(request: "RecipeRequest", found: "NewRecipe") -> str:
    survey, (source, target) = found.survey, found.draft.source.languages
    means = survey.mean_characters
    empty = f" ({survey.empty:,} more have an empty side)" if survey.empty else ""
    return (
        f"{' + '.join(map(str, request.corpus))}: {survey.pairs:,} pairs{empty}, {source} to "
        f"{target}, on average {means[0]:.0f} and {means[1]:.0f} characters, at most "
        f"{survey.longest:,}."
    )


def _dev_line(request: "RecipeRequest", found: "NewRecipe") -> str:
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


def _choice_line(request: "RecipeRequest", found: "NewRecipe") -> str:
    draft, tier = found.draft, found.draft.tier
    model = (
        f"Goes on from {request.start_from}"
        if draft.start
        else f"Chosen: {tier.vocabulary:,} pieces; {tier.layers} + {tier.layers} layers of "
        f"{tier.size} units"
    )
    return f"{model}; {draft.updates:,} updates, about {draft.epochs:.0f} times through the text."


def _quoted(path: Path) -> str:
    from shlex import quote

    return quote(str(path))
