"""The shipped model's inside, measured anew: every report in `docs/inside/`, one after another.

    python -m benchmarks.inside
    python -m benchmarks.inside --only heads trust

Heads are looked at on PUD's trees, the rest on Tatoeba's test set; both are read from
`../shared/data` or `$TOLMACH_DATA`. All but pruning takes some minutes on one core. Pruning comes
last: it trains, for an hour and more of a core, in `runs/pruned`; stopped, it goes on there.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.agreement import EXAMPLE
from benchmarks.corpus import data_folder, tatoeba_file
from benchmarks.measurement import REPOSITORY
from tolmach.files import whole_file

INSIDE, PRUNED = Path("docs/inside"), Path("runs/pruned")


@dataclass(frozen=True)
class Report:
    """A command, as arguments to `python -m`.

    What it prints goes to `printed`, or is shown; the files that it leaves at `copied` are copied.
    """

    arguments: Sequence[str]
    printed: Path | None = None
    copied: Sequence[Path] = ()


def reports() -> dict[str, Report]:
    """Return the commands by name, in the order in which they run."""
    tatoeba, pud = tatoeba_file("test"), data_folder() / "pud"
    if tatoeba is None or not pud.is_dir():
        raise SystemExit(f"Tatoeba or PUD is not in {data_folder()}; set TOLMACH_DATA.")
    test = os.path.relpath(tatoeba, REPOSITORY)  # a report names its command
    trees = (
        *("--treebank", str(pud / "de_pud.conllu.gz")),
        *("--target-treebank", str(pud / "en_pud.conllu.gz")),
    )
    return {
        "look": _tolmach("look", EXAMPLE.source, "-o", f"{INSIDE}/look.html"),
        "matrix": _tolmach("look", EXAMPLE.source, "-o", f"{INSIDE}/look.svg"),
        "heads": _tolmach("heads", *trees, "-o", str(INSIDE)),
        "alignment": Report(["benchmarks.agreement", "--json", f"{INSIDE}/alignment.json"]),
        "attribution": Report(
            ["tolmach", "attribute", "--pairs", test, "--json", "-o", f"{INSIDE}/attribution.svg"],
            INSIDE / "attribution.json",
        ),
        "trust": Report(
            [
                *("benchmarks.trust", "--json", f"{INSIDE}/trust.json"),
                *("--svg", f"{INSIDE}/reliability.svg"),
            ]
        ),
        "pruning": Report(
            [
                *("tolmach", "prune", "recipes/tatoeba.de-en.toml", "--heads", "16"),
                *("--updates", "400", "--tuning", "4000", "--learning-rate", "5e-4"),
                *("--test", test, "-o", str(PRUNED)),
                *(["--resume"] if (REPOSITORY / PRUNED).is_dir() else []),
            ],
            copied=[PRUNED / "pruning.json", PRUNED / "pruning.svg"],
        ),
    }


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
    for file in report.copied:
        shutil.copy(REPOSITORY / file, REPOSITORY / INSIDE)


def main() -> None:
    """Run all reports, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    found = reports()
    parser.add_argument("--only", nargs="+", choices=found, metavar="REPORT", help=", ".join(found))
    arguments = parser.parse_args()
    for name in arguments.only or found:
        print(f"{name}: python -m {' '.join(found[name].arguments)}", file=sys.stderr)
        run(found[name])


if __name__ == "__main__":
    main()
