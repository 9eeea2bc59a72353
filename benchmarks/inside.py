"""The insides of two shipped models, measured anew: every report in `docs/inside/`, in turn.

    python -m benchmarks.inside
    python -m benchmarks.inside --only heads trust
    python -m benchmarks.inside ru-en

Heads are looked at on PUD's trees, the rest on Tatoeba's test set, or of Russian on its dev set;
both are read from `../shared/data` or `$TOLMACH_DATA`. All of it takes some minutes on one core.
Trust is of de-en alone. What pruning costs is measured by `benchmarks.pruning`.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.agreement import EXAMPLES
from benchmarks.corpus import data_folder
from benchmarks.measurement import REPOSITORY
from tolmach.files import whole_file

INSIDE = Path("docs/inside")
MODELS = ("de-en", "ru-en")


@dataclass(frozen=True)
class Report:
    """A command, as arguments to `python -m`; what it prints goes to `printed`, or is shown."""

    arguments: Sequence[str]
    printed: Path | None = None


def reports(model: str) -> dict[str, Report]:
    """Return the commands for a model by name, in the order in which they run."""
    source, target = model.split("-")
    data, folder = data_folder(), INSIDE if model == MODELS[0] else INSIDE / model
    split = "test" if model == MODELS[0] else "dev"
    tatoeba = data / "tatoeba" / f"{split}.{model}.tsv.gz"
    trees = [data / "pud" / f"{language}_pud.conllu.gz" for language in (source, target)]
    if not all(file.is_file() for file in (tatoeba, *trees)):
        raise SystemExit(f"Tatoeba or PUD is not in {data}; set TOLMACH_DATA.")
    test = os.path.relpath(tatoeba, REPOSITORY)  # a report names its command
    treebanks = ("--treebank", str(trees[0]), "--target-treebank", str(trees[1]))
    example = EXAMPLES[model].source
    svg = f"{folder}/attribution.svg"
    agreement = ["benchmarks.agreement", model, "--json", f"{folder}/alignment.json"]
    attribution = ["tolmach", "attribute", "-m", model, "--pairs", test, "--json", "-o", svg]
    found = {
        "look": _tolmach("look", "-m", model, example, "-o", f"{folder}/look.html"),
        "matrix": _tolmach("look", "-m", model, example, "-o", f"{folder}/look.svg"),
        "heads": _tolmach("heads", "-m", model, *treebanks, "-o", str(folder)),
        "alignment": Report(agreement),
        "attribution": Report(attribution, folder / "attribution.json"),
    }
    if model == MODELS[0]:
        files = ("--json", f"{INSIDE}/trust.json", "--svg", f"{INSIDE}/reliability.svg")
        found["trust"] = Report(["benchmarks.trust", *files])
    return found


def _tolmach(*arguments: str) -> Report:
    return Report(["tolmach", *arguments])


def run(report: Report) -> None:
    """Run one command in the repository; raises CalledProcessError where it fails."""
    command = [sys.executable, "-m", *report.arguments]
    if report.printed is None:
        subprocess.run(command, cwd=REPOSITORY, check=True)
    else:
        with whole_file(REPOSITORY / report.printed) as temporary, temporary.open("wb") as output:
            subprocess.run(command, cwd=REPOSITORY, check=True, stdout=output)


def main() -> None:
    """Run all reports, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("model", nargs="?", choices=MODELS, default=MODELS[0])
    parser.add_argument("--only", nargs="+", metavar="REPORT", help=", ".join(reports(MODELS[0])))
    arguments = parser.parse_args()
    found = reports(arguments.model)
    if unknown := set(arguments.only or ()) - found.keys():
        parser.error(f"of {arguments.model} there is no {', '.join(sorted(unknown))}")
    for name in arguments.only or found:
        print(f"{name}: python -m {' '.join(found[name].arguments)}", file=sys.stderr)
        run(found[name])


if __name__ == "__main__":
    main()
