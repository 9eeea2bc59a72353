"""`tolmach init`: a recipe for the user's own files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tolmach.recipes.draft import Draft
    from tolmach.recipes.new_recipe import NewRecipe, RecipeRequest
    from tolmach.recipes.training_time import TrainingTime


def init(
    corpus: Annotated[
        list[Path],
        typer.Argument(help="One TSV, CSV or TMX, or two line-aligned files, source first."),
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
    architecture: Annotated[
        Literal["transformer", "recurrent", "convolutional", "hybrid"] | None,
        typer.Option(help="The kind of model. [default: transformer]"),
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
    files beside the recipe hold train and dev, and no sentence is in both. --architecture drafts
    another model than a Transformer, with settings of its own. With --from the recipe teaches a
    trained model this text, with the model's own vocabulary, architecture and sizes.

    Example: `tolmach init my.de my.en`, then `tolmach train my.toml`
    """
    from tolmach.recipes.new_recipe import RecipeRequest, note_time, write_recipe

    request = RecipeRequest(
        list(corpus),
        (source, target),
        dev,
        recipe=output,
        start_from=start_from,
        force=force,
        architecture=architecture,
    )
    found = write_recipe(request)
    takes = _training_time(request, found)
    note_time(request, found.draft, takes)
    for line in _summary(request, found, takes):
        typer.echo(line)


def _training_time(request: "RecipeRequest", found: "NewRecipe") -> "TrainingTime":
    """Take a few updates of the drafted model, as `tolmach train` will."""
    from tolmach.training.processes import keep_freed_memory

    keep_freed_memory()
    from tolmach.config.recipe import read_recipe
    from tolmach.training.rehearsal import rehearse

    return rehearse(read_recipe(request.path), found.draft.lengths, found.draft.vocabulary)


def _summary(
    request: "RecipeRequest", found: "NewRecipe", takes: "TrainingTime"
) -> "Iterator[str]":
    from tolmach.cli.training.check_report import left_out_line
    from tolmach.corpus.survey import outlook
    from tolmach.files import typed

    yield _corpus_line(request, found)
    if left_out := left_out_line(found.left_out):
        yield left_out
    yield _dev_line(request, found)
    yield _choice_line(request, found)
    yield _time_line(takes)
    if not found.draft.start and (expected := outlook(found.draft.pairs)):
        yield expected
    yield f"{request.path} is written; it explains every setting."
    yield ""
    threads = " --threads 1" if takes.better_alone else ""
    yield f"Train with: tolmach train {typed(request.path)}{threads}"


def _corpus_line(request: "RecipeRequest", found: "NewRecipe") -> str:
    from tolmach.wording import counted

    survey, (source, target) = found.survey, found.draft.source.languages
    have = "has" if survey.empty == 1 else "have"
    empty = f" ({survey.empty:,} more {have} an empty side)" if survey.empty else ""
    return (
        f"{' + '.join(map(str, request.corpus))}: {counted(survey.pairs, 'pair')}{empty}, {source} "
        f"to {target}, typically {survey.characters[0]} and {survey.characters[1]} characters, at "
        f"most {survey.longest:,}."
    )


def _time_line(takes: "TrainingTime") -> str:
    from tolmach.recipes.training_time import TOLERANCE, roughly
    from tolmach.wording import counted

    where = f"on {counted(takes.threads, 'thread')}" if takes.threads else "on the GPU"
    alone = ""
    if takes.better_alone:
        where, alone = "on 1 thread", f"; {takes.threads} threads take {roughly(takes.seconds)}"
    elif takes.on_one_thread is not None:
        alone = f"; one alone takes {roughly(takes.on_one_thread)}"
    return (
        f"Training takes about {takes} here, within a factor of {TOLERANCE} as long as the machine "
        f"is as busy as now: a few updates were timed {where}{alone}."
    )


def _dev_line(request: "RecipeRequest", found: "NewRecipe") -> str:
    from tolmach.wording import counted

    split = found.split
    if split is None and not found.shared:
        return "Dev set: as given; no sentence of it occurs in the training text."
    if split is None:
        verb = "shares" if found.shared == 1 else "share"
        return (
            f"Dev set: as given; but {counted(found.shared, 'training pair')} {verb} a sentence "
            "with it, so its scores will flatter: take them out of the training text."
        )
    train, dev = request.held
    went = f"; {counted(split.lost, 'pair')} went because of a sentence that is in dev, too"
    return (
        f"Held out: {counted(split.dev, 'pair')} in {dev}, for training {split.train:,} in "
        f"{train}{went if split.lost else ''}."
    )


def _choice_line(request: "RecipeRequest", found: "NewRecipe") -> str:
    draft, tier = found.draft, found.draft.tier
    model = (
        f"Goes on from {request.start_from}"
        if draft.start
        else f"Chosen: {tier.vocabulary:,} pieces; {_model(draft)}"
    )
    return f"{model}; {draft.updates:,} updates, about {draft.epochs:,.0f} times through the text."


def _model(draft: "Draft") -> str:
    tier = draft.tier
    if draft.architecture == "transformer":
        return f"{tier.layers} + {tier.layers} layers of {tier.size} units"
    return f"a {draft.architecture} model of a size that suits so much text"
