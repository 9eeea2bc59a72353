"""Sheets hold no scores and labels no sentences; warnings are counted against labels."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from benchmarks import labelled
from benchmarks.labelled import (
    Labelled,
    caught,
    confidence_of,
    curve,
    digest_of,
    read_labels,
    sources_of,
    without_thresholds,
    write_rows,
)
from tests.analysis.confidence.test_trust import CALIBRATION
from tests.benchmarks.test_quality import compress, data
from tests.toy_folder import make_toy_folder
from tolmach.analysis.confidence.trust import Trust
from tolmach.errors import DataError

DE_EN = ("de", "en")
__all__ = ["data"]


def test_parts_share_no_sentence(data: Path) -> None:
    compress(data / "tatoeba" / "dev.de-en.tsv.gz", "Guten Abend!\tGood evening!\n")
    judged, tuned = (sources_of("pud", part, DE_EN) for part in ("judge", "tune"))
    assert (list(judged), list(tuned)) == ([0], [1])
    assert sources_of("tatoeba", "judge", DE_EN) == dict.fromkeys(range(3), "Guten Morgen!")
    assert sources_of("tatoeba", "tune", DE_EN) == {0: "Guten Abend!"}


def _sound(name: str, line: int, digest: str = "") -> Labelled:
    return Labelled(name, line, digest, invented=False, omitted=False, repeated=False)


def _sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet of a toy model."""
    sheet, model = tmp_path / "sheet.jsonl", tmp_path / "toy"
    if not model.exists():
        make_toy_folder(model)
    arguments = ["labelled", "sheet", str(model), *options, "-o", str(sheet)]
    monkeypatch.setattr(sys, "argv", arguments)
    labelled.main()
    return [json.loads(line) for line in sheet.read_text("utf-8").splitlines()]


def test_a_sheet_has_every_translation_and_no_score(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del data
    rows = _sheet(tmp_path, monkeypatch)
    assert sorted((row["set"], row["line"]) for row in rows) == [
        ("pud", 0),
        *(("tatoeba", line) for line in range(3)),
    ]
    assert all(row.keys() == {"set", "line", "digest", "source", "translation"} for row in rows)
    assert all(row["digest"] == digest_of(row["translation"]) for row in rows)


def test_a_second_sheet_leaves_out_what_is_labelled(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del data
    known = tmp_path / "labels.jsonl"
    write_rows(known, [asdict(_sound("tatoeba", 1))])
    rows = _sheet(tmp_path, monkeypatch, "--but", str(known))
    assert sorted((row["set"], row["line"]) for row in rows) == [
        ("pud", 0),
        ("tatoeba", 0),
        ("tatoeba", 2),
    ]


def test_a_sheet_of_what_changed_has_other_translations_than_those_labelled(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del data
    known = tmp_path / "labels.jsonl"
    (same, *_) = [row for row in _sheet(tmp_path, monkeypatch) if row["line"] == 2]
    labels = [_sound("tatoeba", 2, same["digest"]), _sound("tatoeba", 1), _sound("pud", 0)]
    write_rows(known, map(asdict, labels))
    rows = _sheet(tmp_path, monkeypatch, "--changed", str(known))
    assert sorted((row["set"], row["line"]) for row in rows) == [("pud", 0), ("tatoeba", 1)]
    assert all(row["digest"] == digest_of(row["translation"]) for row in rows)


def test_labels_are_read_back_and_what_is_none_is_named(tmp_path: Path) -> None:
    label = Labelled("pud", 4, "00ff00ff", invented=True, omitted=False, repeated=False)
    file = tmp_path / "labels.jsonl"
    file.write_text(json.dumps(asdict(label)) + "\n", "utf-8")
    assert list(read_labels(file)) == [label]
    file.write_text(json.dumps(asdict(label)) + "\n{}\n", "utf-8")
    with pytest.raises(DataError, match="line 2, is no label"):
        list(read_labels(file))


def judged(name: str, *, invented: bool, warned: bool) -> tuple[Labelled, Trust]:
    label = Labelled(name, 0, "", invented=invented, omitted=False, repeated=False)
    alerts = [SimpleNamespace(fault="hallucination")] if warned else []
    return label, cast(Trust, SimpleNamespace(alerts=alerts, sentence=0.25 if warned else 0.75))


def test_warnings_are_counted_against_labels() -> None:
    found = [
        judged("pud", invented=True, warned=True),
        judged("pud", invented=True, warned=False),
        judged("pud", invented=False, warned=True),
        judged("tatoeba", invented=True, warned=True),
        judged("tatoeba", invented=False, warned=False),
    ]
    (name, both), (_, omitted), _, (_, some) = caught(found, None)
    assert (name, both.translations, both.faulty, both.warned, both.both) == ("both", 5, 3, 3, 2)
    assert both.precision == both.recall == pytest.approx(2 / 3)
    assert (omitted.precision, omitted.recall) == (None, None)
    assert (some.fault, some.faulty, some.warned, some.both) == ("any", 3, 3, 2)
    (_, one), *_ = caught(found, "tatoeba")
    assert (one.precision, one.recall) == (1.0, 1.0)


def test_confidence_is_compared_with_the_share_without_fault() -> None:
    found = [judged("pud", invented=n % 4 != 0, warned=True) for n in range(8)]
    found += [judged("tatoeba", invented=False, warned=False)]
    row = confidence_of(found, "pud")
    assert (row["translations"], row["without fault"], row["mean confidence"]) == (8, 0.25, 0.25)
    assert row["ECE"] == 0.0 < float(row["ECE if all were true"])
    assert confidence_of(found, "tatoeba")["ECE"] == pytest.approx(0.25)


def test_a_curve_goes_from_the_surest_to_all_that_are_faulty() -> None:
    found = []
    for number, invented in enumerate([True, True, False, True]):
        label = Labelled("pud", number, "", invented=invented, omitted=False, repeated=False)
        alert = SimpleNamespace(fault="hallucination", chance=1 - number / 10)
        found.append((label, cast(Trust, SimpleNamespace(alerts=[alert]))))
    first, *_, last = curve(found, "invented")
    assert [first["precision"], first["recall"]] == pytest.approx([1.0, 1 / 3])
    assert (last["chance"], last["precision"], last["recall"]) == (0.7, 0.75, 1.0)
    assert list(curve(found, "omitted")) == []
    talkative = without_thresholds(CALIBRATION)
    assert talkative.alarms is not None
    assert talkative.alarms.omission.above == -1.0
    assert talkative.alarms.covered == 0.2
