"""Labels of several readers, made one by majority, and how far the readers agree.

    python -m benchmarks.majority one.jsonl two.jsonl three.jsonl -o labels.jsonl
    python -m benchmarks.majority one.jsonl two.jsonl three.jsonl --into old.jsonl -o new.jsonl

What is a fault is a matter of opinion at its edges, and one reader is stricter than another; what
two of three find is less so. The files hold the labels of `benchmarks.labelled`, of the same
translations in any order. `--into` puts the new labels in place of those that the same sentences
had in a file. Prints for each fault how often it is found, in which share all readers
say the same, and Fleiss' kappa (1971): 1 where they always agree, 0 where as often as by chance.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.labelled import WARNED, Labelled, read_labels, write_rows
from benchmarks.measurement import show_table, write_results
from tolmach.errors import DataError, TolmachError

_FEWEST = 3  # readers


@dataclass(frozen=True)
class Agreement:
    """How far readers agree on one fault of so many translations."""

    fault: str
    translations: int
    found: int  # by the majority
    unanimous: float
    kappa: float


def main() -> None:
    """Join the readers' labels and print their agreement."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("labels", type=Path, nargs="+", metavar="READER")
    parser.add_argument("--into", type=Path, metavar="LABELS", help="labels to bring up to date")
    parser.add_argument("-o", dest="output", type=Path, required=True)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    try:
        read = [list(read_labels(path)) for path in options.labels]
        labels = list(majority(read))
        if options.into:
            labels = with_labels(list(read_labels(options.into)), labels)
        write_rows(options.output, map(asdict, labels))
        found = [asdict(each) for each in agreements(read)]
    except TolmachError as error:
        sys.exit(str(error))
    show_table("Agreement", list(found[0]), [[_shown(v) for v in row.values()] for row in found])
    write_results(options.json, "majority", {"readers": len(read), "agreement": found})


def majority(read: Sequence[Sequence[Labelled]]) -> Iterator[Labelled]:
    """Yield what most readers say of each translation, in the order of the first reader.

    Raises DataError where readers are too few or even in number, or read other translations.
    """
    found = [_votes(read, fault).mean(1) > 0.5 for fault in WARNED]  # [N] each
    for label, *faults in zip(read[0], *found, strict=True):
        invented, omitted, repeated = map(bool, faults)
        yield replace(label, invented=invented, omitted=omitted, repeated=repeated)


def with_labels(before: Sequence[Labelled], new: Sequence[Labelled]) -> list[Labelled]:
    """Return labels with the `new` ones in place of those of the same sentences.

    Raises DataError where a new one is of a sentence that had none.
    """
    by_sentence = {(each.set, each.line): each for each in new}
    if strange := by_sentence.keys() - {(each.set, each.line) for each in before}:
        name, line = min(strange)
        raise DataError(f"Line {line} of {name} had no label; label a sheet of --changed.")
    return [by_sentence.get((each.set, each.line), each) for each in before]


def agreements(read: Sequence[Sequence[Labelled]]) -> Iterator[Agreement]:
    """Yield how far the readers agree on each fault."""
    for fault in WARNED:
        votes = _votes(read, fault)
        yield Agreement(
            fault,
            len(votes),
            int((votes.mean(1) > 0.5).sum()),
            float((votes.all(1) | ~votes.any(1)).mean()),
            kappa(votes),
        )


def kappa(votes: NDArray[np.bool_]) -> float:
    """Return Fleiss' kappa of yes and no, votes [N, readers]; 1 where all say only one of them."""
    readers = votes.shape[1]
    yes = votes.sum(1)
    agreed = (yes * (yes - 1) + (readers - yes) * (readers - yes - 1)) / (readers * (readers - 1))
    share = votes.mean()
    chance = share**2 + (1 - share) ** 2
    return 1.0 if chance == 1 else float((agreed.mean() - chance) / (1 - chance))


def _votes(read: Sequence[Sequence[Labelled]], fault: str) -> NDArray[np.bool_]:
    if len(read) < _FEWEST or len(read) % 2 == 0:
        raise DataError(f"A majority needs an odd number of readers from {_FEWEST} on.")
    by_reader = [{_key(each): getattr(each, fault) for each in labels} for labels in read]
    keys = list(by_reader[0])
    if any(each.keys() != by_reader[0].keys() for each in by_reader):
        raise DataError("The readers have not read the same translations.")
    return np.array([[each[key] for each in by_reader] for key in keys], bool)


def _key(label: Labelled) -> tuple[str, int, str]:
    return label.set, label.line, label.digest


def _shown(value: float | str) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
