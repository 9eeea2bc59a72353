"""Arguments and options that several commands share, and the translator that they ask for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from tolmach.errors import RequestError

if TYPE_CHECKING:
    from tolmach.translation.translator import Translator

_OUTPUT, _MACHINE = "Input and output", "Machine"


def only_one(context: typer.Context, folders: list[Path] | None) -> list[Path] | None:
    """Refuse a second model where it could be no ensemble, instead of forgetting the first."""
    if folders and len(folders) > 1:
        raise RequestError(
            f"`{context.info_name}` takes one model, not an ensemble; give --model once."
        )
    return folders


def without_standard_output(output: Path | None) -> Path | None:
    """Return None for `-`, too: what goes to no file goes to standard output."""
    return None if output == Path("-") else output


def _one_model(default: str) -> Any:
    """Return the option that takes one folder: a list, so that a second one is seen."""
    return typer.Option(
        "--model",
        "-m",
        help=f"Model folder, or a name of `tolmach models`. [default: {default}]",
        callback=only_one,
        metavar="FOLDER",
    )


def _models(default: str) -> Any:
    """Return the option that takes one folder or more."""
    return typer.Option(
        "--model",
        "-m",
        help=f"Model folder or name; several are one ensemble. [default: {default}]",
        metavar="FOLDER",
        rich_help_panel=_OUTPUT,
    )


_BY_LANGUAGES = "chosen by --from and --to"
Model = Annotated[list[Path] | None, _one_model("de-en")]
ModelByLanguages = Annotated[list[Path] | None, _one_model(_BY_LANGUAGES)]
Models = Annotated[list[Path] | None, _models("de-en")]
ModelsByLanguages = Annotated[list[Path] | None, _models(_BY_LANGUAGES)]
SourceLanguage = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="LANGUAGE",
        help="Language of the text. [default: told by the text]",
        rich_help_panel=_OUTPUT,
    ),
]
TargetLanguage = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="LANGUAGE",
        help="Language to translate to, by a model that `tolmach models` lists. [default: en]",
        rich_help_panel=_OUTPUT,
    ),
]
PairFiles = Annotated[
    list[Path],
    typer.Argument(
        metavar="SOURCE TARGET | PAIRS",
        help="Two files, line by line, or one of source TAB target; `-` is standard input.",
    ),
]
MOST_THREADS = 1024  # of some ten thousand, a processor's libraries die without a word
Threads = Annotated[
    int | None,
    typer.Option(
        min=1,
        max=MOST_THREADS,
        help="CPU threads. [default: 1 for a few sentences, all cores for more]",
        rich_help_panel=_MACHINE,
    ),
]
Device = Annotated[
    str | None,
    typer.Option(help="`cpu`, `cuda`, ... [default: cuda, if any]", rich_help_panel=_MACHINE),
]
BatchTokens = Annotated[
    int | None,
    typer.Option(
        min=1, help="Source pieces times beam translated at a time.", rich_help_panel=_MACHINE
    ),
]
EngineName = Literal["auto", "native", "torch"]
Precision = Literal["float32", "int8"]
Engine = Annotated[
    EngineName,
    typer.Option(
        help="`native`: C++, for one model on a CPU; `torch`: PyTorch, for everything; `auto`: "
        "the native one where it can.",
        rich_help_panel=_MACHINE,
    ),
]
EnginePrecision = Annotated[
    Precision,
    typer.Option(
        help="Of the native engine's weights; `int8` is faster and may say things otherwise.",
        rich_help_panel=_MACHINE,
    ),
]
NoShortlist = Annotated[
    bool,
    typer.Option(
        "--no-shortlist",
        help="Let the native engine say any piece, though the model has a shortlist.",
        rich_help_panel=_MACHINE,
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print a JSON object a line.", rich_help_panel=_OUTPUT)
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="Write here, whole or not at all. [default: -, standard output]",
        callback=without_standard_output,
        rich_help_panel=_OUTPUT,
    ),
]


@dataclass(frozen=True)
class MachineFlags:
    """Flags that say on what a command translates."""

    engine: Engine = "auto"
    precision: EnginePrecision = "float32"
    threads: Threads = None
    device: Device = None
    batch_tokens: BatchTokens = None
    no_shortlist: NoShortlist = False

    @property
    def given(self) -> dict[str, object]:
        """Every flag by name, as it stands on the command line; None where it was not given."""
        values = {each: getattr(self, each.name) for each in fields(self)}
        return {
            each.name.replace("_", "-"): None if value == each.default else value
            for each, value in values.items()
        }

    def loaded(self, models: list[Path] | None) -> "Translator":
        """Return the translator in one or more folders."""
        from tolmach.translation.translator import Translator

        return Translator.load(
            models or None,
            device=self.device,
            batch_tokens=self.batch_tokens,
            threads=self.threads,
            engine=self.engine,
            precision=self.precision,
            shortlist=not self.no_shortlist,
        )


def asked_models(
    models: list[Path] | None,
    source: str | None,
    target: str | None,
    text: Callable[[], Iterable[str]],
) -> list[Path]:
    """Return the folders that `--model` names, or else that of a shipped model.

    `--from`, `--to` and the language of the text, which is looked at only then, choose that one.
    """
    from tolmach.translation.shipped import model_for

    if models is None:
        return [model_for(source, target, text())]
    if source or target:
        raise RequestError("--from and --to choose a shipped model; leave them or --model out.")
    return models


def loaded_translator(
    models: list[Path] | None, *, threads: int | None, device: str | None, tokens: int | None
) -> "Translator":
    """Return the translator in one or more folders on PyTorch, which uses so many threads.

    The number holds for all that the command computes, in a process of its own.
    """
    from tolmach.translation.translator import Translator

    set_threads(threads)
    return Translator.load(models or None, device=device, batch_tokens=tokens, engine="torch")


def set_threads(count: int | None) -> None:
    """Compute on so many threads in this process; 0 or None leaves the number to PyTorch."""
    if count:
        import torch

        torch.set_num_threads(count)
