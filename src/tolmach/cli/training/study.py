"""`tolmach study`: every architecture on one corpus, on equal terms."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Equal(StrEnum):
    """What all models get the same amount of."""

    PARAMETERS = "parameters"
    TIME = "time"


def study(
    corpus: Annotated[
        list[Path],
        typer.Argument(help="One TSV or TMX, or two line-aligned files, source first; or .gz."),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where the report goes.")
    ] = Path("report"),
    dev: Annotated[
        list[Path] | None,
        typer.Option(help="Pairs to choose weights by; twice for two files. [default: held out]"),
    ] = None,
    test: Annotated[
        list[Path] | None,
        typer.Option(help="Pairs to judge by; twice for two files. [default: held out]"),
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="Source language, as `de`. [default: found out]")
    ] = None,
    target: Annotated[
        str | None, typer.Option(help="Target language, as `en`. [default: found out]")
    ] = None,
    lowercase: Annotated[bool, typer.Option(help="Learn and score without capitals.")] = False,
    model: Annotated[
        list[str] | None,
        typer.Option(help="An architecture of the ladder; again for more. [default: all]"),
    ] = None,
    equal: Annotated[
        Equal, typer.Option(help="What all get: as many looks at the text, or as much time.")
    ] = Equal.PARAMETERS,
    epochs: Annotated[
        float, typer.Option(min=0.01, help="Times through the text, with --equal parameters.")
    ] = 20,
    minutes: Annotated[
        float, typer.Option(min=0.01, help="Training of each model, with --equal time.")
    ] = 60,
    toy_updates: Annotated[
        int, typer.Option(min=1, help="Training of each model on copying and on reversal.")
    ] = 1500,
    search_sentences: Annotated[
        int, typer.Option(min=1, help="Sentences searched with beams up to 100, and exactly.")
    ] = 100,
    vocabularies: Annotated[
        bool, typer.Option(help="Train the Transformer with vocabularies of other sizes, too.")
    ] = True,
    families: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="TOML with source sentences that mean the same. [default: ours, in de and en]",
        ),
    ] = None,
    example: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="SOURCE TARGET",
            help="A sentence and its translation to show. [default: ours, or a test pair]",
        ),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Jobs at a time, a thread each. [default: all cores]")
    ] = None,
) -> None:
    """Train the ladder of architectures on a corpus and report what each can do, and why.

    From the recurrent encoder-decoder of 2014 to the Transformer, all with the same text, the same
    pieces and as many parameters. FOLDER/report.html is to be read, FOLDER/figures holds its
    pictures and FOLDER/results every number. Stopped with Ctrl-C, the same command goes on.

    Example: `tolmach study my.de-en.tsv -o report --epochs 10`
    """
    from tolmach.cli.training.study_display import study_display
    from tolmach.study.study import StudyRequest
    from tolmach.study.study import study as run_study

    request = StudyRequest(
        corpus=corpus,
        dev=dev or [],
        test=test or [],
        languages=(source, target),
        lowercase=lowercase,
        rungs=model,
        equal=equal.value,
        epochs=epochs,
        minutes=minutes,
        toy_updates=toy_updates,
        search_sentences=search_sentences,
        vocabularies=vocabularies,
        families=families,
        example=example,
        cores=jobs,
    )
    with study_display(output) as display:
        try:
            folder = run_study(request, output, display)
        except KeyboardInterrupt:
            display.say("Stopped; the same command goes on from here.")
            raise
    typer.echo(folder.report)
