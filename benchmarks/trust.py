"""Whether confidence means what it says, and whether warnings find what was spoilt.

    python -m benchmarks.trust --json docs/inside/trust.json --svg docs/inside/reliability.svg

A calibration is fitted on Tatoeba's dev set as `tolmach calibrate` does it, on translations by the
default search and on spoilt references, and measured in the same way on the test set, on which
nothing was fitted.

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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any, get_args

import numpy as np
import torch

from benchmarks.corpus import needed_tatoeba_file
from benchmarks.measurement import machine, show_table, write_results
from tolmach import Translator
from tolmach.analysis.confidence.calibration import (
    Alarms,
    Calibration,
    examined,
    fitted,
    of_fault,
    right_sentences,
    right_words,
    sentences,
    words,
)
from tolmach.analysis.confidence.corruption import Corruption, Fault
from tolmach.analysis.confidence.evidence import Evidence, evidence_of_translations
from tolmach.analysis.confidence.reliability import Reliability, reliability
from tolmach.analysis.confidence.reliability_figure import write_reliability_diagram
from tolmach.analysis.confidence.trust import trust
from tolmach.corpus.parallel import Pair, read_pairs
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
    parser.add_argument("--pairs", type=int, default=2000, help="of dev, and of test")
    parser.add_argument("--spoilt", type=int, default=300, help="of each kind")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--svg", type=Path)
    options = parser.parse_args()
    facts = machine()
    torch.set_num_threads(1)
    translator = Translator.load(options.model, device="cpu")
    dev, test = (
        observed(translator, split, options.pairs, options.spoilt) for split in ("dev", "test")
    )
    calibration = fitted(dev.found, dev.pairs, dev.spoilt)
    results = report(calibration, test)
    if options.svg:
        write_reliability_diagram(panels(calibration, test), options.svg)
    named = {"machine": facts, "model": translator.description.name}
    write_results(options.json, "trust", named | results)


def observed(translator: Translator, split: str, pairs: int, spoilt: int) -> Observed:
    """Let the model translate one part of Tatoeba, and read spoilt references of it."""
    chosen = list(read_pairs([needed_tatoeba_file(split)]))[:pairs]
    translations = translator.translate([pair.source for pair in chosen])
    found = evidence_of_translations(translator, translations)
    return Observed(chosen, found, examined(translator, chosen, spoilt))


def report(calibration: Calibration, test: Observed) -> dict[str, Any]:
    """Print every figure, and return them."""
    confidence = list(confidences(panels(calibration, test)))
    columns = ["confidence of", "what", "ECE, %", "ranking", "Brier"]
    show_table(
        "Confidence on the test set",
        columns,
        [[*row[:2], *(f"{figure:.3f}" for figure in row[2:])] for row in confidence],
    )
    found: dict[str, Any] = {
        "pairs": len(test.pairs),
        "confidence": [dict(zip(columns, row, strict=True)) for row in confidence],
    }
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
    scores = sentence_chrf([one.target for one in test.found], [pair.target for pair in test.pairs])
    warned = [bool(trust(one, calibration).alerts) for one in test.found]
    parts = {
        name: [score for score, each in zip(scores, warned, strict=True) if each is way]
        for name, way in (("warned", True), ("not warned", False))
    }
    means = {f"mean chrF, {name}": round(fmean(part), 2) for name, part in parts.items() if part}
    return {"warned, share": round(fmean(warned), 4), **means}


if __name__ == "__main__":
    main()
