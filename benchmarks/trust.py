"""Calibration of confidence, and precision and recall of warnings on corrupted references.

    python -m benchmarks.trust --json docs/inside/trust.json --svg docs/inside/reliability.svg

A calibration is fitted on the dev sets of Tatoeba and of msdocs as `tolmach calibrate` does it, on
translations by the default search and on spoilt references, and measured in the same way on test
sets, on which nothing was fitted: on Tatoeba's, and on PUD, news and encyclopedia, which no model
has learnt from. Warnings are measured on the first.

A word of a translation is right where the fewest edits to the reference keep it; before
calibration its confidence is the probability of its pieces. A translation is right where its chrF
against the reference is 60 or more; before calibration its confidence is exp(mean log-probability
of a piece). ECE is the expected calibration error in ten bins of equal width; ranking is how often
a right one is surer than a wrong one (0.5 is chance).

Warnings: columns are shares of the pairs of each kind that get the warning. Precision and recall of
a fault count the pairs with that fault, all sound ones and all spoilt in another way; a swapped
sentence is neither with nor without an omission. The threshold is set on dev, where one sound pair
in a hundred is warned of.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import fmean
from typing import Any, get_args

import numpy as np
import torch

from benchmarks.measurement import machine, show_table, write_results
from benchmarks.quality import SETS, checked_direction, dev_files, pairs_of, set_files
from benchmarks.reliability import Reliability, reliability
from benchmarks.reliability_figure import write_reliability_diagram
from tolmach import Translator
from tolmach.analysis.confidence.calibration import (
    Alarms,
    Calibration,
    fitted,
    of_fault,
    sentences,
    words,
)
from tolmach.analysis.confidence.calibration_text import read_corrupted
from tolmach.analysis.confidence.corruption import Corruption, Fault
from tolmach.analysis.confidence.evidence import Evidence, evidence_of_translations
from tolmach.analysis.confidence.labels import right_sentences, right_words
from tolmach.analysis.confidence.trust import trust
from tolmach.corpus.parallel import Pair
from tolmach.errors import TolmachError
from tolmach.metrics.corpus_scores import sentence_chrf

FAULTS: tuple[Fault, ...] = get_args(Fault)
BEFORE, AFTER = "the model's probability", "calibrated"

Panels = dict[str, dict[str, Reliability]]


@dataclass(frozen=True)
class Observed:
    """One part of the data as the model sees it: its own translations, and spoilt references."""

    pairs: Sequence[Pair]
    found: Sequence[Evidence]
    spoilt: Sequence[tuple[Corruption, Sequence[Evidence]]]


def main() -> None:
    """Fit on dev, measure on test, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--model", type=Path, help="by default the shipped one")
    parser.add_argument("--fit", nargs="+", default=["tatoeba", "msdocs"], metavar="DEV_SET")
    parser.add_argument("--judge", nargs="+", default=["tatoeba", "pud"], choices=SETS)
    parser.add_argument("--pairs", type=int, default=2000, help="of each set")
    parser.add_argument("--spoilt", type=int, default=300, help="of each kind")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--svg", type=Path)
    options = parser.parse_args()
    facts = machine()
    torch.set_num_threads(1)
    try:
        translator = Translator.load(options.model, device="cpu")
        languages = checked_direction(translator, None)
        read = partial(read_sets, languages=languages, count=options.pairs)
        dev = observed(translator, chain(*read(options.fit, dev_files).values()), options.spoilt)
        tests = {
            name: observed(translator, pairs, options.spoilt * (name == options.judge[0]))
            for name, pairs in read(options.judge, set_files).items()
        }
    except TolmachError as error:
        sys.exit(str(error))
    calibration = fitted(dev.found, dev.pairs, dev.spoilt)
    reliable = {name: panels(calibration, each) for name, each in tests.items()}
    results = report(calibration, tests, reliable)
    if options.svg:
        diagrams = {
            f"{kind}, {name}": lines
            for name, found in reliable.items()
            for kind, lines in found.items()
        }
        write_reliability_diagram(diagrams, options.svg)
    named = {"machine": facts, "model": translator.description.name, "fitted on": options.fit}
    write_results(options.json, "trust", named | results)


def read_sets(
    names: Sequence[str],
    files: Callable[[str, tuple[str, str]], list[Path]],
    *,
    languages: tuple[str, str],
    count: int,
) -> dict[str, list[Pair]]:
    """Return up to so many pairs of each named set; raises TolmachError where one is absent."""
    return {name: pairs_of(files(name, languages), languages)[:count] for name in names}


def observed(translator: Translator, pairs: Iterable[Pair], spoilt: int) -> Observed:
    """Let the model translate the sources, and read spoilt references of them."""
    chosen = list(pairs)
    translations = translator.translate([pair.source for pair in chosen])
    found = evidence_of_translations(translator, translations)
    return Observed(chosen, found, read_corrupted(translator, chosen, spoilt) if spoilt else [])


def report(
    calibration: Calibration, tests: Mapping[str, Observed], reliable: Mapping[str, Panels]
) -> dict[str, Any]:
    """Print every figure, and return them."""
    confidence = [
        (name, len(test.pairs), *row)
        for name, test in tests.items()
        for row in confidences(reliable[name])
    ]
    columns = ["test set", "sentences", "confidence of", "what", "ECE, %", "ranking", "Brier"]
    show_table(
        "Confidence on test sets",
        columns,
        [[f"{e:.3f}" if isinstance(e, float) else str(e) for e in row] for row in confidence],
    )
    found: dict[str, Any] = {
        "confidence": [dict(zip(columns, row, strict=True)) for row in confidence]
    }
    test = next(iter(tests.values()))
    if calibration.alarms is None:
        return found
    warned = list(shares(calibration, test.spoilt))
    show_table(
        "Warnings on spoilt references of the test set, % of pairs",
        ["pairs", "number", *FAULTS],
        [
            [name, str(count), *(f"{100 * each:.1f}" for each in row)]
            for name, count, *row in warned
        ],
    )
    scores = {fault: precision_recall(calibration.alarms, test.spoilt, fault) for fault in FAULTS}
    show_table(
        "Precision and recall",
        ["fault", "precision, %", "recall, %"],
        [[fault, *(f"{100 * each:.1f}" for each in row)] for fault, row in scores.items()],
    )
    own = of_translations(calibration, test)
    show_table("The model's own translations", list(own), [[f"{v:.3f}" for v in own.values()]])
    return found | {
        "warned": [dict(zip(["pairs", "number", *FAULTS], row, strict=True)) for row in warned],
        "precision_recall": scores,
        "own_translations": own,
    }


def panels(calibration: Calibration, test: Observed) -> Panels:
    """Return the reliability of words and sentences, before calibration and after."""
    signals = {"words": words(test.found), "sentences": sentences(test.found)}
    raw = {
        "words": np.exp(np.concatenate([each.log_probabilities for each in test.found])),
        "sentences": np.exp([each.mean for each in test.found]),
    }
    right = {
        "words": right_words(test.found, test.pairs),
        "sentences": right_sentences(test.found, test.pairs),
    }
    fits = {"words": calibration.word, "sentences": calibration.sentence}
    return {
        name: {
            BEFORE: reliability(raw[name], right[name]),
            AFTER: reliability(fit.probability(signals[name]), right[name]),
        }
        for name, fit in fits.items()
    }


def confidences(found: Panels) -> Iterator[tuple[str, str, float, float, float]]:
    """Yield a row for each line of the reliability diagrams."""
    for name, lines in found.items():
        for label, each in lines.items():
            error = 100 * each.calibration_error
            yield name, label, round(error, 3), round(each.ranking, 4), round(each.brier, 4)


def shares(
    calibration: Calibration, spoilt: Sequence[tuple[Corruption, Sequence[Evidence]]]
) -> Iterator[tuple[Any, ...]]:
    """Yield for each kind of pair its name, how many there are, and the share warned of a fault."""
    for kind, found in spoilt:
        warned = [{each.fault for each in trust(one, calibration).alerts} for one in found]
        rates = (fmean(fault in each for each in warned) for fault in FAULTS)
        yield (kind.name, len(found), *(round(rate, 4) for rate in rates))


def precision_recall(
    alarms: Alarms, spoilt: Sequence[tuple[Corruption, Sequence[Evidence]]], fault: Fault
) -> tuple[float, float]:
    """Return both of the warnings of one fault."""
    signals, faulty, _ = of_fault(spoilt, fault)
    alarm = alarms.alarm(fault)
    warned = alarm.chance.probability(signals) > alarm.above
    true = int((warned & faulty).sum())
    return round(true / max(1, int(warned.sum())), 4), round(true / int(faulty.sum()), 4)


def of_translations(calibration: Calibration, test: Observed) -> dict[str, float]:
    """Return how often the model's own translations are warned of, and the chrF of both parts."""
    references = [pair.target for pair in test.pairs]
    scores = sentence_chrf([one.target for one in test.found], [references])
    warned = [bool(trust(one, calibration).alerts) for one in test.found]
    parts = {
        name: [score for score, each in zip(scores, warned, strict=True) if each is way]
        for name, way in (("warned", True), ("not warned", False))
    }
    means = {f"mean chrF, {name}": round(fmean(part), 2) for name, part in parts.items() if part}
    return {"warned, share": round(fmean(warned), 4), **means}


if __name__ == "__main__":
    main()
