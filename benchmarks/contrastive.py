"""The share of minimal pairs in which a model prefers the right translation, by kind.

    python -m benchmarks.contrastive de-en --json contrastive.json

Each item is a source, a right translation and one that is wrong in one point (roles exchanged,
a negation lost, another time of day …), out of templates: `benchmarks/contrast`. The model has it
right where it gives the right one the higher log-probability (Sennrich 2017). The sets only judge.

Claim: at least 90 % of each kind, of roles at least 85 %.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contrast.german import german_pairs
from benchmarks.contrast.items import Item, items
from benchmarks.contrast.russian import russian_pairs
from benchmarks.measurement import machine, show_table, write_results
from tolmach import Translator
from tolmach.errors import TolmachError

PAIRS = {"de": german_pairs, "ru": russian_pairs}
PIVOT = "en"


@dataclass(frozen=True)
class KindResult:
    """How many items of a kind a model has right, and one that it has wrong, if any."""

    kind: str
    items: int
    right: int
    example: Item | None

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
        direction = described.source_language, described.target_language
        found = results(translator, direction_items(*direction))
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


def results(translator: Translator, asked: Sequence[Item]) -> list[KindResult]:
    """Score both translations of each item, and count by kind."""
    sources = [item.source for item in asked] * 2
    targets = [item.right for item in asked] + [item.wrong for item in asked]
    scores = [pair.log_probability for pair in translator.score(sources, targets)]
    won = [
        right > wrong
        for right, wrong in zip(scores[: len(asked)], scores[len(asked) :], strict=True)
    ]
    kinds = dict.fromkeys(item.kind for item in asked)
    return [
        _of_kind(kind, [each for each in zip(asked, won, strict=True) if each[0].kind == kind])
        for kind in kinds
    ]


def _of_kind(kind: str, judged: Sequence[tuple[Item, bool]]) -> KindResult:
    wrong = next((item for item, good in judged if not good), None)
    return KindResult(kind, len(judged), sum(good for _, good in judged), wrong)


def show(title: str, found: Sequence[KindResult]) -> None:
    """Print the share of each kind, with an item that went wrong."""
    rows = [
        [
            each.kind,
            f"{each.items}",
            f"{each.share:.1%}",
            f"{each.example.source} → {each.example.wrong}" if each.example else "",
        ]
        for each in found
    ]
    show_table(title, ["kind", "items", "right", "preferred wrongly"], rows)


if __name__ == "__main__":
    main()
