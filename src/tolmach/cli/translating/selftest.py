"""`tolmach selftest`: whether a model still translates as it did when it was saved."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tolmach.cli.flags import flattened
from tolmach.cli.options import MachineFlags
from tolmach.cli.output import print_json
from tolmach.wording import counted

if TYPE_CHECKING:
    from tolmach.translation.self_test import SelfTestResult

_FAILED = 1


@flattened
def selftest(
    model: Annotated[
        Path | None,
        typer.Argument(help="Model folder, or a name of `tolmach models`. [default: de-en]"),
    ] = None,
    rounding: Annotated[
        float,
        typer.Option(min=0, help="Nats between two pieces that count as a near-tie."),
    ] = 1e-3,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    machine: MachineFlags = MachineFlags(),  # noqa: B008
) -> None:
    """Translate a model folder's own sentences and compare with what it said when it was saved.

    For a folder that was copied, converted or quantised, or a machine that is new. Exit status: 0
    where every sentence comes out as saved, near-ties aside, 1 where one does not.

    Example: `tolmach selftest runs/my`
    """
    from tolmach.translation.self_test import run_self_test

    translator = machine.loaded([model] if model else None)
    result = run_self_test(translator, rounding=rounding)
    if as_json:
        print_json(_document(translator.description.name, result))
    else:
        _show(translator.description.name, result)
    if not result.passed:
        sys.exit(_FAILED)


def _document(name: str, result: "SelfTestResult") -> dict[str, object]:
    return {
        "model": name,
        "passed": result.passed,
        "sentences": result.sentences,
        "near_ties": len(result.differences) - len(result.faults),
        "differences": [asdict(each) for each in result.differences],
    }


def _show(name: str, result: "SelfTestResult") -> None:
    ties = len(result.differences) - len(result.faults)
    same = result.sentences - len(result.differences)
    aside = f", {ties} of the others near-ties" if ties else ""
    of_all = f"{same} of {counted(result.sentences, 'sentence')}"
    print(f"{name}: {of_all} translated as when it was saved{aside}.")
    for fault in result.faults:
        print(f"  {fault.number}. {fault.source}")
        print(f"     saved  {fault.saved}")
        print(f"     now    {fault.now}   (preferred by {fault.gap:.3g} nats)")
