"""The shipped model's inside, measured anew: every report in `docs/inside/`, one after another.

    python -m benchmarks.inside
    python -m benchmarks.inside --only heads trust

Heads are looked at on PUD's trees, the rest on Tatoeba's test set; both are read from
`../shared/data` or `$TOLMACH_DATA`. All of it takes some minutes on one core. What pruning costs
has a command of its own, since it trains.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import data_folder, tatoeba_file
from benchmarks.measurement import REPOSITORY
from tolmach.files import whole_file

INSIDE = Path("docs/inside")
SENTENCE = "Meine Schwester hat gestern im Garten ein altes Buch gefunden."


@dataclass(frozen=True)
class Report:
    """A command, as arguments to `python -m`; what it prints goes to `printed`, or is shown."""

    arguments: Sequence[str]
    printed: Path | None = None


def reports() -> dict[str, Report]:
    """Return the commands by name, in the order in which they run."""
    tatoeba, pud = tatoeba_file("test"), data_folder() / "pud"
    if tatoeba is None or not pud.is_dir():
        raise SystemExit(f"Tatoeba or PUD is not in {data_folder()}; set TOLMACH_DATA.")
    test = str(tatoeba)
    trees = (
        *("--treebank", str(pud / "de_pud.conllu.gz")),
        *("--target-treebank", str(pud / "en_pud.conllu.gz")),
    )
    return {
        "look": _tolmach("look", SENTENCE, "-o", f"{INSIDE}/look.html"),
        "matrix": _tolmach("look", SENTENCE, "-o", f"{INSIDE}/look.svg"),
        "heads": _tolmach("heads", *trees, "-o", str(INSIDE)),
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
    }


def _tolmach(*arguments: str) -> Report:
    return Report(["tolmach", *arguments])


def run(report: Report) -> None:
    """Run one command in the repository; raises CalledProcessError where it fails."""
    command = [sys.executable, "-m", *report.arguments]
    if report.printed is None:
        subprocess.run(command, cwd=REPOSITORY, check=True)
        return
    with whole_file(REPOSITORY / report.printed) as temporary, temporary.open("wb") as output:
        subprocess.run(command, cwd=REPOSITORY, check=True, stdout=output)


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
