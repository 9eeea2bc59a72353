"""The share of minimal pairs in which a model prefers the right translation, by kind.

    python -m benchmarks.contrastive de-en --json contrastive.json

Each item is a source, a right translation and one that is wrong in one point (roles exchanged,
a negation lost, another time of day …), out of templates: `benchmarks/contrast`. The model has it
right where it gives the right one the higher log-probability (Sennrich 2017). Of a calibrated model
the mean confidence in the right ones and in the wrong ones is shown beside. The sets only judge.

Claim: at least 90 % of each kind, of roles at least 85 %.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from benchmarks.contrast.german import german_pairs
from benchmarks.contrast.items import Item, items
from benchmarks.contrast.russian import russian_pairs
from benchmarks.measurement import machine, show_table, write_results
from tolmach import Translator
from tolmach.analysis.confidence.calibration import Calibration
from tolmach.analysis.confidence.evidence import evidence
from tolmach.analysis.confidence.trust import trust
from tolmach.corpus.parallel import Pair
from tolmach.errors import TolmachError
from tolmach.model_paths import is_calibrated

PAIRS = {"de": german_pairs, "ru": russian_pairs}
PIVOT = "en"


@dataclass(frozen=True)
class KindResult:
    """How many items of a kind a model has right, and one that it has wrong, if any.

    A calibrated model's mean confidence, 0 to 1, in the right and in the wrong translations.
    """

    kind: str
    items: int
    right: int
    example: Item | None
    confidence: tuple[float, float] | None = None

    @property
    def share(self) -> float:
        """The share of items that it has right."""
        return self.right / self.items


def main() -> None:
    """Score the items of a model's direction, print the table, write the JSON file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("model", type=Path, help="a model folder, or its name")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    try:
        translator = Translator.load(options.model)
        described = translator.description
        direction = described.languages
        known = Calibration.load(options.model) if is_calibrated(options.model) else None
        found = results(translator, direction_items(*direction), known)
    except TolmachError as error:
        sys.exit(str(error))
    show(f"{described.name}, {'-'.join(direction)}", found)
    written = {"model": described.name, "direction": "-".join(direction), "kinds": found}
    write_results(options.json, "contrastive", {"machine": machine(), **written})


def direction_items(source: str, target: str) -> list[Item]:
    """Return the items of a direction; raises TolmachError where there are none."""
    others = {source, target} - {PIVOT}
    if PIVOT not in (source, target) or not others <= PAIRS.keys():
        raise TolmachError(
            f"There are no minimal pairs for {source}-{target}; there are some for English with "
            f"{' and '.join(PAIRS)}."
        )
    return list(items(PAIRS[others.pop()](), into_english=target == PIVOT))


def results(
    translator: Translator, asked: Sequence[Item], calibration: Calibration | None = None
) -> list[KindResult]:
    """Score both translations of each item, and count by kind."""
    pairs = [Pair(each.source, target) for each in asked for target in (each.right, each.wrong)]
    scores = [pair.log_probability for pair in translator.score(*zip(*pairs, strict=True))]
    sure = (
        [trust(each, calibration).sentence or 0.0 for each in evidence(translator, pairs)]
        if calibration
        else []
    )
    return [
        _of_kind(kind, asked, scores, sure) for kind in dict.fromkeys(item.kind for item in asked)
    ]


def _of_kind(
    kind: str, asked: Sequence[Item], scores: Sequence[float], sure: Sequence[float]
) -> KindResult:
    """Count one kind; scores, and confidences if any, are two an item: right, wrong."""
    chosen = [number for number, item in enumerate(asked) if item.kind == kind]
    lost = [asked[n] for n in chosen if scores[2 * n] <= scores[2 * n + 1]]
    right, wrong = ([sure[2 * n + side] for n in chosen if sure] for side in (0, 1))
    means = (fmean(right), fmean(wrong)) if sure else None
    return KindResult(kind, len(chosen), len(chosen) - len(lost), next(iter(lost), None), means)


def show(title: str, found: Sequence[KindResult]) -> None:
    """Print the share of each kind, with an item that went wrong."""
    rows = [
        [
            each.kind,
            f"{each.items}",
            f"{each.share:.1%}",
            " ".join(f"{sure:.0%}" for sure in each.confidence or ()),
            f"{each.example.source} → {each.example.wrong}" if each.example else "",
        ]
        for each in found
    ]
    show_table(title, ["kind", "items", "right", "sure of right, wrong", "preferred wrongly"], rows)


if __name__ == "__main__":
    main()
