"""`tolmach study`: every architecture on one corpus, on equal terms."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

_PATIENCE = 5  # epochs


class Equal(StrEnum):
    """What all models get the same amount of."""

    PARAMETERS = "parameters"
    TIME = "time"


def study(
    corpus: Annotated[
        list[Path],
        typer.Argument(help="One TSV, CSV or TMX, or two line-aligned files, source first."),
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
        float,
        typer.Option(min=0.01, help="Times through the text, at most where --patience ends it."),
    ] = 20,
    minutes: Annotated[
        float, typer.Option(min=0.01, help="Training of each model, with --equal time.")
    ] = 60,
    seeds: Annotated[
        int, typer.Option(min=1, help="Trainings of each model, each with another seed.")
    ] = 3,
    tune: Annotated[
        bool,
        typer.Option("--tune", help="Choose each model's learning rate and dropout on dev."),
    ] = False,
    patience: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="EPOCHS",
            help="End a training after so many epochs without a better model; 0: never. "
            "[default: 5 with --tune, else 0]",
        ),
    ] = None,
    ablations: Annotated[
        bool,
        typer.Option(
            "--ablations",
            help="Compare scores, input feeding, reversed source and both directions, too.",
        ),
    ] = False,
    toy_updates: Annotated[
        int, typer.Option(min=1, help="Training of each model on copying and on reversal.")
    ] = 3000,
    toy_sequences: Annotated[
        int, typer.Option(min=1, help="Sequences of each length in their tests.")
    ] = 500,
    toy_width: Annotated[
        list[int] | None,
        typer.Option(
            min=16,
            metavar="UNITS",
            help="A width of one vector, to see where it breaks; again for more. "
            "[default: 16, 32, 64, 128, 256, 512]",
        ),
    ] = None,
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
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATTERN",
            help="Run only jobs of such names, as 'train/transformer*', this time; again for more.",
        ),
    ] = None,
) -> None:
    """Train the ladder of architectures on a corpus and report what each can do, and why.

    From the recurrent encoder-decoder of 2014 to the Transformer, all with the same text, the same
    pieces and as many parameters. FOLDER/report.html is to be read, FOLDER/figures holds its
    pictures and FOLDER/results every number. Stopped with Ctrl-C, or killed, the same command goes
    on; so it does from one --only to the next, and the report has the chapters that are complete.

    Example: `tolmach study my.de-en.tsv -o report --epochs 10`
    """
    from tolmach.cli.training.study_display import study_display
    from tolmach.file_checks import check_files
    from tolmach.study.folder import WIDTHS, StudyFolder
    from tolmach.study.run import StudyRequest
    from tolmach.study.run import study as run_study

    check_files([*corpus, *(dev or []), *(test or []), families], [StudyFolder(output).settings])
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
        toy_sequences=toy_sequences,
        toy_widths=toy_width or WIDTHS,
        seeds=seeds,
        tune=tune,
        patience=(_PATIENCE if tune else 0) if patience is None else patience,
        ablations=ablations,
        search_sentences=search_sentences,
        vocabularies=vocabularies,
        families=families,
        example=example,
        cores=jobs,
        only=only or [],
    )
    with study_display(output) as display:
        try:
            outcome = run_study(request, output, display)
        except KeyboardInterrupt:
            display.say("Stopped; the same command goes on from here.")
            raise
        if not outcome.is_whole:
            display.say("Done; other jobs are left, and the same command without --only does them.")
    if outcome.report is not None:
        typer.echo(outcome.report)
