"""`tolmach calibrate`: fit a model's confidence on held-out pairs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tolmach.cli.options import BatchTokens, Device, Threads, loaded_translator, only_one
from tolmach.cli.output import progress_bar
from tolmach.wording import counted

if TYPE_CHECKING:
    from tolmach.analysis.confidence.calibration import Calibration
    from tolmach.analysis.confidence.labels import LabelledTranslation
    from tolmach.translation.translator import Translator

_COMPARED = 100  # labels, of which it is seen whether they are of the model's own translations


def calibrate(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="SOURCE TARGET | PAIRS",
            help="Held-out pairs: two files, line by line, or one of source TAB target.",
        ),
    ],
    model: Annotated[
        list[Path],
        typer.Option("--model", "-m", help="Model folder.", callback=only_one, metavar="FOLDER"),
    ],
    labels: Annotated[
        Path | None,
        typer.Option(
            help="Translations of the model's own with the faults that somebody found in them, "
            "for better warnings, and from 100 on for the confidence in sentences: "
            "a line of JSON each, "
            '{"source": "…", "translation": "…", "faults": ["hallucination", "omission"]}.',
            metavar="FILE",
        ),
    ] = None,
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
    from tolmach.file_checks import check_files
    from tolmach.model_paths import CALIBRATION, located_model

    written = located_model(model[0]) / CALIBRATION
    check_files([*files, labels], [written])
    from tolmach.analysis.confidence.calibration_text import CalibrationText
    from tolmach.analysis.confidence.labels import read_labels
    from tolmach.corpus.parallel import read_pairs

    labelled = list(read_labels(labels)) if labels else []
    translator = loaded_translator(model, threads=threads, device=device, tokens=batch_tokens)
    if labels:
        _warn_of_strange(translator, labelled[:_COMPARED], labels)
    pairs = list(read_pairs(files, languages=translator.description.languages))
    text = CalibrationText.of(translator, pairs, labelled=labelled)
    with progress_bar(lambda: text.size, "pairs", doing="Reading") as advance:
        calibration = text.fit(advance)
    calibration.save(model[0])
    without = (
        "" if calibration.alarms else ", without warnings: the model does not attend to the source"
    )
    typer.echo(f"{written}: from {calibration.pairs:,} pairs{without}.", err=True)
    if labelled:
        typer.echo(_labels_text(calibration, len(labelled)), err=True)


def _warn_of_strange(
    translator: "Translator", labelled: "list[LabelledTranslation]", path: Path
) -> None:
    """Say so where most labels are of translations that are not the model's own."""
    from tolmach.analysis.confidence.labels import strange_labels

    strange = strange_labels(translator, labelled)
    if len(strange) > len(labelled) / 2:
        typer.echo(
            f"tolmach: {path}, line {strange[0]}: the model translates this source otherwise, as "
            f"it does {len(strange):,} of the first {len(labelled):,}; give labels of its own "
            "translations, or its warnings will be worse.",
            err=True,
        )


def _labels_text(calibration: "Calibration", given: int) -> str:
    """Say how many labels were read, and what is fitted on them instead of on pairs."""
    faults = calibration.alarms.fitted_on_labels if calibration.alarms else []
    fitted = [f"warnings of {fault}" for fault in faults]
    if calibration.faultless:
        fitted.append("the confidence in sentences")
    read, too_long = calibration.labelled, given - calibration.labelled
    left_out = f" ({too_long:,} too long for the model)" if too_long else ""
    return (
        f"Fitted on {counted(read, 'labelled translation')}{left_out}: "
        f"{', '.join(fitted) or 'nothing'}; all else is fitted on the pairs."
    )
