"""`tolmach export`: a model in the format of another tool."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from tolmach.translation.translator import Translator


def export(
    to: Annotated[Literal["ctranslate2"], typer.Option(help="The tool that is to read it.")],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FOLDER", help="A new folder for the model."),
    ],
    model: Annotated[
        Path | None,
        typer.Argument(help="Model folder, or a name of `tolmach models`. [default: de-en]"),
    ] = None,
) -> None:
    """Write a Transformer as CTranslate2 reads it.

    Any depth, norm and kind of positions, and pruned heads; weights in float32, which CTranslate2
    makes int8 of when it loads them (`compute_type="int8"`). Where CTranslate2 is installed (`pip
    install 'tolmach[ctranslate2]'`), it translates the model's self-test, and nothing is written
    unless every sentence comes out as it should. A shortlist becomes a vocabulary map
    (`use_vmap=True`).

    Example: `tolmach export runs/my --to ctranslate2 -o my-ct2`
    """
    from tolmach.interop.ctranslate2_folder import new_folder, write_ctranslate2
    from tolmach.model_paths import default_model, located_model
    from tolmach.translation.translator import Translator

    writers = {"ctranslate2": write_ctranslate2}
    with new_folder(output) as partial:
        translator = Translator.load(model, device="cpu", shortlist=False)
        source = located_model(model or default_model())
        writers[to](source, translator.description, translator.tokenizers, partial)
        outcome = _checked(partial, translator)
    print(f"{output}: {translator.description.name} for CTranslate2; {outcome}", file=sys.stderr)


def _checked(folder: Path, translator: "Translator") -> str:
    """Check what was written, and say how that went."""
    from tolmach.interop.ctranslate2_engine import check_export, ctranslate2_is_installed

    if not ctranslate2_is_installed():
        return "not checked, for it is not installed (pip install 'tolmach[ctranslate2]')."
    result = check_export(folder, translator)
    if not result.sentences:
        return "not checked, for the model's self-test has no sentence without loops."
    return f"it translates all {result.sentences} sentences of the self-test as Tolmach does."
