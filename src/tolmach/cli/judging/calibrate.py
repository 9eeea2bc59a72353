"""`tolmach calibrate`: learn how far a model is to be trusted."""

from pathlib import Path
from typing import Annotated

import typer

from tolmach.cli.options import BatchTokens, Device, Threads, loaded_translator


def calibrate(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="SOURCE TARGET | PAIRS",
            help="Held-out pairs: two files, line by line, or one of source TAB target.",
        ),
    ],
    model: Annotated[Path, typer.Option("--model", "-m", help="Model folder.")],
    threads: Threads = None,
    device: Device = None,
    batch_tokens: BatchTokens = None,
) -> None:
    """Learn from held-out pairs how far a model is to be trusted, for `tolmach trust`.

    Translates the pairs (two thousand take minutes), compares, spoils some on purpose, and writes
    `calibration.json` into the model folder. Give pairs on which the model was not trained, of
    the kind of text that it will translate.

    Example: `tolmach calibrate my.dev.tsv --model my`
    """
    from tolmach.analysis.confidence.calibration import calibrate as fit
    from tolmach.corpus.parallel import read_pairs
    from tolmach.model_paths import CALIBRATION, located_model

    pairs = list(read_pairs(files))
    translator = loaded_translator([model], threads=threads, device=device, tokens=batch_tokens)
    calibration = fit(translator, pairs)
    calibration.save(model)
    without = "" if calibration.alarms else ", without warnings: the model has no attention"
    typer.echo(
        f"{located_model(model) / CALIBRATION}: from {calibration.pairs:,} pairs{without}.",
        err=True,
    )
