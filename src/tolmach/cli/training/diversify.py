"""`tolmach diversify`: more training text out of the same, by models."""

import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tolmach.cli.flags import flattened
from tolmach.cli.options import MachineFlags, Output, PairFiles
from tolmach.cli.output import opened_output, progress
from tolmach.cli.search_flags import Beam, SearchFlags
from tolmach.errors import RequestError

if TYPE_CHECKING:
    from tolmach.documents.translation import Translate
    from tolmach.inference.threads import FittingThreads
    from tolmach.search.options import SearchOptions
    from tolmach.training.diversification import Direction
    from tolmach.translation.translator import Translator

_CHUNK = 1000  # pairs


@flattened
def diversify(
    files: PairFiles,
    forward: Annotated[
        list[Path] | None,
        typer.Option(
            "--forward", "-f", help="Model folder, source to target; several are one ensemble."
        ),
    ] = None,
    backward: Annotated[
        list[Path] | None,
        typer.Option(
            "--backward", "-b", help="Model folder, target to source; several are one ensemble."
        ),
    ] = None,
    output: Output = None,
    beam: Beam = None,
    length_penalty: Annotated[
        str | None,
        typer.Option(
            help="Alpha of Wu et al. 2016, or `average`, or `none`. [default: 1.5]",
            rich_help_panel="Search",
        ),
    ] = None,
    machine: MachineFlags = MachineFlags(),  # noqa: B008
) -> None:
    """Make more training text out of the same: translate each side of it by models.

    Prints pairs, `source TAB target` a line: first every source with the forward models'
    translation, then the backward models' translation of every target with that target. Letter
    case is the models'. A model that learns from the text and these pairs together is better than
    one that learns from the text alone where there is little of it (Nguyen et al. 2020). Give it
    the training text alone, never a dev or test set. Stopped on the way to a file (`-o`), the same
    command goes on where it was.

    Example: `tolmach diversify my.train.tsv --forward my --backward back -o made.tsv`; then
    `tolmach train my.toml -o better --set 'data.train=[["my.train.tsv"], ["made.tsv"]]'`
    """
    folders: dict[Direction, list[Path]] = {}
    if forward:
        folders["forward"] = forward
    if backward:
        folders["backward"] = backward
    if not folders:
        raise RequestError("Name a model with --forward, --backward, or one with each.")
    if len(folders) > 1 and Path("-") in files:
        raise RequestError(
            "Standard input can be read once only; put the pairs into a file, or ask for "
            "--forward and --backward one after the other."
        )
    from tolmach.chunks import chunks
    from tolmach.cli.translating.resumption import resumable, resumed_translation, stamps
    from tolmach.corpus.parallel import read_pairs
    from tolmach.file_checks import check_files
    from tolmach.inference.threads import FittingThreads
    from tolmach.training.diversification import check_opposite, corpus_languages, made_pairs

    check_files(files, [output])
    options = SearchFlags(beam=beam, length_penalty=length_penalty).options()
    translators: dict[Direction, Translator] = {
        direction: machine.loaded(models) for direction, models in folders.items()
    }
    if len(translators) > 1:
        check_opposite(*(each.description for each in translators.values()))
    fitting, inputs = FittingThreads(machine.threads), [files[0]] * len(translators)
    settings = options, replace(machine, threads=None)
    shown = output is not None or not sys.stdout.isatty()
    with ExitStack() as stack:
        kept = stack.enter_context(resumable(output, files))
        translates: dict[Direction, Translate] = {}
        for direction, translator in translators.items():
            work = repr((stamps(folders[direction]), settings))
            translate = _translate(translator, options, fitting)
            resumed = resumed_translation(kept, work, translate, part=f".{direction}")
            translates[direction] = stack.enter_context(resumed)
        stream = stack.enter_context(opened_output(output))
        advance = stack.enter_context(progress(inputs, shown=shown))
        for direction, translate in translates.items():
            languages = corpus_languages(translators[direction].description, direction)
            for chunk in chunks(read_pairs(files, languages=languages), _CHUNK):
                made = made_pairs(chunk, translate, direction)
                stream.writelines(f"{source}\t{target}\n" for source, target in made)
                stream.flush()
                advance(len(chunk))


def _translate(
    translator: "Translator", options: "SearchOptions", fitting: "FittingThreads"
) -> "Translate":
    def translate(texts: list[str]) -> list[str]:
        with fitting.fitted(texts):
            return [found.text for found in translator.translate(texts, options)]

    return translate
