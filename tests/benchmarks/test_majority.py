"""What most readers say is the label, and how far they agree is counted as Fleiss has it."""

import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import majority
from benchmarks.labelled import Labelled, read_labels, write_rows
from tolmach.errors import DataError


def labels(*invented: bool) -> list[Labelled]:
    return [Labelled("pud", n, f"{n:08x}", found, False, True) for n, found in enumerate(invented)]


READERS = [labels(True, True, False), labels(True, False, False), labels(True, True, True)]


def test_two_of_three_decide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [tmp_path / f"{number}.jsonl" for number in range(3)]
    for file, read in zip(files, READERS, strict=True):
        write_rows(file, map(asdict, reversed(read)))
    output = tmp_path / "all.jsonl"
    monkeypatch.setattr(sys, "argv", ["majority", *map(str, files), "-o", str(output)])
    majority.main()
    assert list(read_labels(output)) == labels(True, True, False)[::-1]


def test_new_labels_take_the_place_of_those_of_the_same_sentences() -> None:
    before = labels(True, True, True)
    new = [replace(before[1], digest="another", invented=False)]
    assert majority.with_labels(before, new) == [before[0], new[0], before[2]]
    with pytest.raises(DataError, match="Line 2 of pud had no label"):
        majority.with_labels(before[:2], [before[2]])


def test_agreement_is_what_fleiss_works_out() -> None:
    invented, omitted, _ = majority.agreements(READERS)
    assert invented.found == 2
    assert invented.unanimous == pytest.approx(1 / 3)
    # agreement 1, 1/3 and 1/3 of the translations; by chance (6/9)² + (3/9)²
    assert invented.kappa == pytest.approx((5 / 9 - 5 / 9) / (1 - 5 / 9))
    assert (omitted.found, omitted.unanimous, omitted.kappa) == (0, 1.0, 1.0)
    assert majority.kappa(np.array([[1, 1, 1], [0, 0, 0]], bool)) == 1.0


@pytest.mark.parametrize("read", [READERS[:2], [*READERS[:2], READERS[2][:2]]])
def test_even_numbers_and_other_translations_are_refused(read: list[list[Labelled]]) -> None:
    with pytest.raises(DataError, match=r"readers"):
        list(majority.majority(read))
