"""What exact search proves of a model on short sentences, and what beam and greedy search miss.

    python -m benchmarks.exact_search --json docs/measured/exact-search.json

The first `--sentences` sentences of Tatoeba's German test set that have at most `--pieces` pieces
(lines that are one sentence) are searched one by one on one thread for the translation with the
highest log p(y | x), divided by no length, among those of at most twice the source and 10 pieces.
Beam and greedy search look for the same, but for one row that shows Tolmach's own default, which
divides by Wu et al.'s length penalty and so aims elsewhere. All may give the empty translation.

A sentence counts as proven where exact search came to its end within `--seconds`; its time holds
the beam search that gives the first bound. A search error is a proven sentence for which a search
found something less probable than the argmax. Stahlberg and Byrne 2019 report for a Transformer on
WMT English-German newstest2015: search errors of beam 10 on 57.7 % of the sentences, and the empty
translation as argmax of 51.8 %; theirs are long sentences of news, these are short ones.
"""

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from benchmarks.corpus import needed_tatoeba_file
from benchmarks.measurement import machine, show_table, write_results
from tolmach import ExactSearch, SearchOptions, Translator
from tolmach.corpus.parallel import read_pairs
from tolmach.evaluation.search_error import is_proven, is_search_error
from tolmach.evaluation.spread import Spread
from tolmach.search.guard import Guard
from tolmach.search.hypothesis import Hypothesis
from tolmach.search.length import WuPenalty
from tolmach.translation.segments import segmented

FREE = Guard(min_length=0, max_copies=None)
PLAIN, USUAL = WuPenalty(0.0), WuPenalty()
OTHERS = {
    "greedy": SearchOptions(beam=1, penalty=PLAIN, guard=FREE),
    "beam 5": SearchOptions(beam=5, penalty=PLAIN, guard=FREE),
    f"beam 5, length penalty {USUAL.alpha:g}": SearchOptions(beam=5, penalty=USUAL, guard=FREE),
}


@dataclass(frozen=True)
class Answer:
    """What exact search said of one sentence, and what the others found."""

    exact: Hypothesis
    others: dict[str, Hypothesis]
    seconds: float

    @property
    def proven(self) -> bool:
        """Whether exact search came to its end."""
        return is_proven(self.exact)

    def missed_by(self, name: str) -> bool:
        """Whether search `name` found something less probable."""
        return is_search_error(self.others[name], self.exact)


def main() -> None:
    """Search, print the table, write the JSON file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--model", type=Path, help="by default the shipped one")
    parser.add_argument("--sentences", type=int, default=200)
    parser.add_argument("--pieces", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=30.0, help="for each sentence")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = machine()
    torch.set_num_threads(1)
    translator = Translator.load(options.model, device="cpu")
    sources = short_sentences(translator, options.pieces)[: options.sentences]
    answers = [answer(translator, source, options.seconds) for source in sources]
    found = summary(answers)
    asked = {name: getattr(options, name) for name in ("pieces", "seconds")}
    show_table("Exact search", ["what", "figure"], [[what, str(figure)] for what, figure in found])
    results = {"machine": facts, "model": translator.description.name, "asked": asked}
    write_results(options.json, "exact search", results | {"results": dict(found)})


def short_sentences(translator: Translator, pieces: int) -> list[Sequence[int]]:
    """Return the piece ids of the test set's lines that are one sentence of so few pieces."""
    file = needed_tatoeba_file("test")
    lines = [segmented(pair.source, translator.tokenizers.source) for pair in read_pairs([file])]
    return [line[0].ids for line in lines if len(line) == 1 and len(line[0].ids) <= pieces]


def answer(translator: Translator, source: Sequence[int], seconds: float) -> Answer:
    """Search for the translation of one sentence in every way."""
    started = time.perf_counter()
    method = ExactSearch(states=None, seconds=seconds)
    [[exact]] = translator.engine.translate([source], SearchOptions(method=method))
    taken = time.perf_counter() - started
    others = {}
    for name, options in OTHERS.items():
        [[others[name]]] = translator.engine.translate([source], options)
    return Answer(exact, others, taken)


def summary(answers: Sequence[Answer]) -> list[tuple[str, float]]:
    """Return every figure with its name; shares are percentages."""
    seconds = Spread.of([one.seconds for one in answers])
    steps = Spread.of([one.exact.proof.states for one in answers if one.exact.proof])
    proven = [one for one in answers if one.proven]
    return [
        ("sentences", len(answers)),
        ("proven, %", _percentage([one.proven for one in answers])),
        ("seconds a sentence, median", round(seconds.median, 3)),
        ("seconds a sentence, worst", round(seconds.high, 3)),
        ("model steps a sentence, median", steps.median),
        ("model steps a sentence, worst", steps.high),
        *(_of_proven(proven) if proven else ()),
    ]


def _of_proven(proven: Sequence[Answer]) -> Iterator[tuple[str, float]]:
    yield "argmax is empty, % of proven", _percentage([not one.exact.ids for one in proven])
    for name in OTHERS:
        missed = [one.missed_by(name) for one in proven]
        yield f"search errors of {name}, % of proven", _percentage(missed)
    for name, lengths in _lengths(proven).items():
        yield f"pieces, mean: {name}", round(statistics.fmean(lengths), 2)


def _lengths(proven: Sequence[Answer]) -> dict[str, list[int]]:
    exact = {"argmax": [len(one.exact.ids) for one in proven]}
    return exact | {name: [len(one.others[name].ids) for one in proven] for name in OTHERS}


def _percentage(true: Sequence[bool]) -> float:
    return round(100 * statistics.fmean(true), 1)


if __name__ == "__main__":
    main()
