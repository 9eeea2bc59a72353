"""Warnings, judged by readers' labels of a model's own translations, at true prevalence.

    python -m benchmarks.labelled sheet de-en -o sheet.jsonl
    python -m benchmarks.labelled judge de-en labels.jsonl --json labelled.json
    python -m benchmarks.labelled text de-en labels.jsonl --part tune -o faults.jsonl

`sheet` draws sentences of Tatoeba's test set and of every other sentence of PUD, and writes them
with their translations, in an order of chance and without any score, for somebody to label; the
sheet holds text of the data and stays outside of the repository. `--part tune` draws others, of
Tatoeba's dev set and the rest of PUD, by which warnings may be made; `--but` leaves out what has
labels already. `--changed LABELS` instead takes the translations of that file which have become
others since; `benchmarks.majority --into` puts their new labels in place of the old. Of Russian
there is one set of Tatoeba, of which each part has one half.

A label is a line of JSON: the sheet's `set`, `line` and `digest`, and whether the translation has
each of these faults:

- `invented`: a word of content (noun, verb, adjective, name, number) says what nothing in the
  source says;
- `omitted`: nothing in the translation says something of content in the source;
- `repeated`: something is said twice, also with small changes, that the source says once.

What is clumsy, or chooses a wrong but related word, has none of them. `judge` translates again,
asks `tolmach trust` and counts, and compares its confidence with the share of translations without
any fault, beside the error that a true confidence would show by chance with so few. A translation
that has become another one since is left out, and how many are is said. `text` writes labels with
their text, for `tolmach calibrate --labels`.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

import numpy as np

from benchmarks.measurement import machine, show_table, write_results
from benchmarks.quality import checked_direction, dev_files, pairs_of, set_files
from benchmarks.reliability import error_by_chance, reliability
from tolmach import Translator
from tolmach.analysis.confidence.calibration import Calibration
from tolmach.analysis.confidence.evidence import Evidence, evidence_of_translations
from tolmach.analysis.confidence.probes import with_omissions_located
from tolmach.analysis.confidence.trust import Trust, trust
from tolmach.errors import DataError, TolmachError
from tolmach.files import read_lines, write_lines
from tolmach.translation.result import Translation

SETS = ("tatoeba", "pud")
WARNED = {"invented": "hallucination", "omitted": "omission", "repeated": "repetition"}


@dataclass(frozen=True)
class Labelled:
    """A translation, told by its set and line, and which faults it was found to have."""

    set: str
    line: int  # from 0
    digest: str
    invented: bool
    omitted: bool
    repeated: bool


@dataclass(frozen=True)
class Caught:
    """How many of the faulty were warned of, and how many of those warned of are faulty."""

    fault: str
    translations: int
    faulty: int
    warned: int
    both: int

    @property
    def precision(self) -> float | None:
        """The share of warnings that are right, None without a warning."""
        return self.both / self.warned if self.warned else None

    @property
    def recall(self) -> float | None:
        """The share of faults that are warned of, None without a fault."""
        return self.both / self.faulty if self.faulty else None


def main() -> None:
    """Write a sheet to label, or judge by labels."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    sheet = commands.add_parser("sheet", help="write translations to label")
    sheet.add_argument("model", type=Path)
    sheet.add_argument("-o", dest="output", type=Path, required=True)
    sheet.add_argument("--part", choices=("judge", "tune"), default="judge")
    sheet.add_argument("--count", type=int, default=200, help="of each set")
    sheet.add_argument("--sets", nargs="+", choices=(*SETS, "msdocs"), default=list(SETS))
    sheet.add_argument("--but", type=Path, metavar="LABELS", help="leave out what is labelled")
    sheet.add_argument("--changed", type=Path, metavar="LABELS", help="take what became another")
    sheet.set_defaults(run=_write_sheet)
    judge = commands.add_parser("judge", help="count by labels")
    judge.add_argument("model", type=Path)
    judge.add_argument("labels", type=Path)
    judge.add_argument("--part", choices=("judge", "tune"), default="judge")
    judge.add_argument("--json", type=Path)
    judge.set_defaults(run=_judge)
    text = commands.add_parser("text", help="write labels for `tolmach calibrate --labels`")
    text.add_argument("model", type=Path)
    text.add_argument("labels", type=Path)
    text.add_argument("--part", choices=("judge", "tune"), default="tune")
    text.add_argument("-o", dest="output", type=Path, required=True)
    text.set_defaults(run=_write_text)
    options = parser.parse_args()
    try:
        options.run(options)
    except TolmachError as error:
        sys.exit(str(error))


def sources_of(name: str, part: str, languages: tuple[str, str]) -> dict[int, str]:
    """Return the sources of a set that a part may draw from, by their line.

    Where there is no dev set beside the one that judges, each part has every other line of it.
    """
    judging = set_files(name, languages)
    tuning = judging if name == "pud" else dev_files(name, languages)
    step = 2 if judging == tuning else 1
    pairs = pairs_of(judging if part == "judge" else tuning, languages)
    first = 1 if part == "tune" and step == 2 else 0
    return {line: pairs[line].source for line in range(first, len(pairs), step)}


def digest_of(translation: str) -> str:
    """Return eight characters that tell one translation of a sentence from another."""
    return hashlib.blake2b(translation.encode(), digest_size=4).hexdigest()


def _write_sheet(options: argparse.Namespace) -> None:
    translator, rng = Translator.load(options.model), Random(1)
    if options.changed:
        rows = list(_changed_rows(translator, list(read_labels(options.changed)), options.part))
    else:
        rows = list(_drawn_rows(translator, options, rng))
    rng.shuffle(rows)
    write_rows(options.output, rows)
    print(f"{len(rows)} translations to label are in {options.output}", file=sys.stderr)


def _drawn_rows(
    translator: Translator, options: argparse.Namespace, rng: Random
) -> Iterator[dict[str, Any]]:
    """Yield translations of sentences drawn from each set."""
    languages = checked_direction(translator, None)
    labelled = {(each.set, each.line) for each in read_labels(options.but)} if options.but else {}
    for name in options.sets:
        sources = sources_of(name, options.part, languages)
        left = [line for line in sorted(sources) if (name, line) not in labelled]
        lines = rng.sample(left, min(options.count, len(left)))
        found = translator.translate([sources[line] for line in lines])
        for line, each in zip(lines, found, strict=True):
            yield _row(name, line, each)


def _changed_rows(
    translator: Translator, labels: Sequence[Labelled], part: str
) -> Iterator[dict[str, Any]]:
    """Yield the translations that are others than those that have labels."""
    for label, each in _translations(translator, labels, part):
        if digest_of(each.text) != label.digest:
            yield _row(label.set, label.line, each)


def _row(name: str, line: int, found: Translation) -> dict[str, Any]:
    told = {"set": name, "line": line, "digest": digest_of(found.text)}
    return told | {"source": found.source, "translation": found.text}


def read_labels(path: Path) -> Iterator[Labelled]:
    """Yield the labels of a file; raises DataError, with the line, at what is none."""
    for number, line in enumerate(read_lines(path), start=1):
        try:
            yield Labelled(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise DataError(f"{path}, line {number}, is no label ({error}); see --help.") from error


def _translations(
    translator: Translator, labels: Sequence[Labelled], part: str
) -> Iterator[tuple[Labelled, Translation]]:
    """Yield each label with the translation of its source."""
    languages = checked_direction(translator, None)
    for name in dict.fromkeys(each.set for each in labels):
        sources = sources_of(name, part, languages)
        own = [each for each in labels if each.set == name]
        translations = translator.translate([sources[each.line] for each in own])
        yield from zip(own, translations, strict=True)


def _labelled_translations(
    translator: Translator, labels: Sequence[Labelled], part: str
) -> list[tuple[Labelled, Translation]]:
    """Translate the labelled sources, and keep those whose translation is still the same."""
    found = _translations(translator, labels, part)
    kept = [(label, each) for label, each in found if digest_of(each.text) == label.digest]
    if left_out := len(labels) - len(kept):
        print(f"{left_out} labels are of other translations, and left out", file=sys.stderr)
    return kept


def _write_text(options: argparse.Namespace) -> None:
    translator = Translator.load(options.model)
    kept = _labelled_translations(translator, list(read_labels(options.labels)), options.part)
    rows = [
        {
            "source": each.source,
            "translation": each.text,
            "faults": [fault for name, fault in WARNED.items() if getattr(label, name)],
        }
        for label, each in kept
    ]
    write_rows(options.output, rows)


def write_rows(path: Path, rows: Iterable[object]) -> None:
    """Write each row as a line of JSON."""
    write_lines(path, (json.dumps(row, ensure_ascii=False) for row in rows))


def _judge(options: argparse.Namespace) -> None:
    facts, labels = machine(), list(read_labels(options.labels))
    translator = Translator.load(options.model)
    calibration = Calibration.load(options.model)
    kept = _labelled_translations(translator, labels, options.part)
    evidence = evidence_of_translations(translator, [each for _, each in kept])
    asked = [(label, found) for (label, _), found in zip(kept, evidence, strict=True)]
    judged = judged_by(translator, asked, calibration)
    rows = [each for name in (*SETS, None) for each in caught(judged, name)]
    show(rows)
    confidence = [confidence_of(judged, name) for name in SETS]
    show_table(
        "Confidence against labels: right is a translation without any fault",
        list(confidence[0]),
        [[f"{v:.3f}" if isinstance(v, float) else str(v) for v in r.values()] for r in confidence],
    )
    figures = [
        asdict(each) | {"set": name, "precision": each.precision, "recall": each.recall}
        for name, each in rows
    ]
    talkative = judged_by(translator, asked, without_thresholds(calibration))
    curves = {fault: list(curve(talkative, fault)) for fault in WARNED}
    named = {"machine": facts, "model": translator.description.name}
    write_results(
        options.json,
        "labelled",
        named | {"warnings": figures, "confidence": confidence, "curves": curves},
    )


def judged_by(
    translator: Translator, asked: Sequence[tuple[Labelled, Evidence]], calibration: Calibration
) -> list[tuple[Labelled, Trust]]:
    """Return what `tolmach trust` says of each."""
    alarms = calibration.alarms
    return [
        (label, with_omissions_located(translator, trust(found, calibration), alarms))
        for label, found in asked
    ]


def without_thresholds(calibration: Calibration) -> Calibration:
    """Return a calibration that warns of everything, so that the chances are known."""
    alarms = calibration.alarms
    if alarms is None:
        return calibration
    parts = ("omission", "repetition", "hallucination", "erased")
    lowered = {
        name: part.model_copy(update={"above": -1.0})
        for name in parts
        if (part := getattr(alarms, name)) is not None
    }
    return calibration.model_copy(update={"alarms": alarms.model_copy(update=lowered)})


def curve(judged: Sequence[tuple[Labelled, Trust]], fault: str) -> Iterator[dict[str, float]]:
    """Yield precision and recall at every tenth of the chances that the faulty were given."""
    chances = np.array(
        [
            max((each.chance for each in found.alerts if each.fault == WARNED[fault]), default=0.0)
            for _, found in judged
        ]
    )
    faulty = np.array([getattr(label, fault) for label, _ in judged], bool)
    for share in np.linspace(0.1, 1.0, 10) if faulty.any() else ():
        level = np.quantile(chances[faulty], 1 - share, method="higher")
        warned = chances >= level
        yield {
            "chance": float(level),
            "precision": float(faulty[warned].mean()),
            "recall": float(warned[faulty].mean()),
        }


def caught(
    judged: Sequence[tuple[Labelled, Trust]], name: str | None
) -> Iterator[tuple[str, Caught]]:
    """Yield the count of each fault, and of any, in one set, or in all."""
    chosen = [pair for pair in judged if name in (None, pair[0].set)]
    faults = [{fault for fault in WARNED if getattr(label, fault)} for label, _ in chosen]
    alerts = [{alert.fault for alert in found.alerts} for _, found in chosen]
    warned = [{fault for fault, alert in WARNED.items() if alert in each} for each in alerts]
    for kind in (*WARNED, "any"):
        of_kind = {*WARNED} if kind == "any" else {kind}
        faulty = [bool(each & of_kind) for each in faults]
        told = [bool(each & of_kind) for each in warned]
        both = sum(one and other for one, other in zip(faulty, told, strict=True))
        yield name or "both", Caught(kind, len(chosen), sum(faulty), sum(told), both)


def confidence_of(judged: Sequence[tuple[Labelled, Trust]], name: str) -> dict[str, str | float]:
    """Return how true the confidence in sentences of one set is, and how true chance allows."""
    chosen = [pair for pair in judged if pair[0].set == name]
    sure = [found.sentence or 0.0 for _, found in chosen]
    right = [not any(getattr(label, fault) for fault in WARNED) for label, _ in chosen]
    found, chance = reliability(sure, right), error_by_chance(sure)
    return {
        "set": name,
        "translations": len(chosen),
        "without fault": fmean(right),
        "mean confidence": fmean(sure),
        "ECE": found.calibration_error,
        "ECE if all were true": float(chance.mean()),
        "95 % of such ECEs below": float(np.quantile(chance, 0.95)),
        "debiased error": found.debiased_error,
        "ranking": found.ranking,
        "Brier": found.brier,
    }


def show(rows: Sequence[tuple[str, Caught]]) -> None:
    """Print the table."""
    show_table(
        "Warnings against labels",
        ["set", "fault", "translations", "faulty", "warned", "precision", "recall"],
        [
            [
                *(name, each.fault, *map(str, (each.translations, each.faulty, each.warned))),
                *(
                    "–" if share is None else f"{share:.0%}"
                    for share in (each.precision, each.recall)
                ),
            ]
            for name, each in rows
        ],
    )


if __name__ == "__main__":
    main()
