"""What the attention recorder costs while it is imported but inactive: time, and bits.

    python -m benchmarks.recorder --rounds 15 --json recorder.json

The shipped model translates sentences of our own, beam 5, one thread. Contenders take turns:
without a hook (the calls by which attention tells of its weights are taken out), the hook with no
recorder active, and with one. Claims: the first two differ by no more than the first does from
itself (it runs twice a round), and all give the same pieces and scores, to the bit.

Columns: seconds (median, lowest and highest); ratio to the first row within the round.
"""

import argparse
import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest.mock import patch

import torch
from torch import Tensor

from benchmarks.measurement import (
    interleaved,
    machine,
    show_table,
    write_results,
)
from tolmach import Translator
from tolmach.analysis.attention.recorder import Recorder
from tolmach.evaluation.spread import Spread, round_ratios
from tolmach.translation.result import Token

WHO = ("Ich", "Meine Schwester", "Der alte Mann", "Das Kind")
WHAT = ("habe", "sucht seit gestern", "kauft", "vergisst immer")
WHICH = ("das Buch", "den Schlüssel im Büro", "zwei Äpfel", "die Tür")
NONE, AGAIN, INACTIVE, ACTIVE = "no hook", "no hook, again", "inactive", "active"


@dataclass(frozen=True)
class Turn:
    """How long one turn took, and what it gave."""

    seconds: float
    tokens: list[tuple[Token, ...]]


@contextmanager
def without_hook() -> Iterator[None]:
    """Take the hook out of every module that calls it."""

    def nothing(site: str, weights: Callable[[], Tensor]) -> None:
        del site, weights

    with (
        patch("tolmach.nn.attention.tell", nothing),
        patch("tolmach.nn.attention_scores.tell", nothing),
        patch("tolmach.models.convolutional.tell", nothing),
    ):
        yield


def turn(
    translator: Translator, texts: list[str], inside: Callable[[], AbstractContextManager[object]]
) -> Turn:
    """Translate all texts once."""
    with inside():
        started = time.perf_counter()
        found = translator.translate(texts)
        return Turn(time.perf_counter() - started, [translation.tokens for translation in found])


def main() -> None:
    """Measure, print the table, write the JSON file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = machine()
    torch.set_num_threads(1)
    translator = Translator.load()
    texts = [" ".join(words) + "." for words in itertools.product(WHO, WHAT, WHICH)]
    ways: dict[str, Callable[[], AbstractContextManager[object]]] = {
        NONE: without_hook,
        INACTIVE: nullcontext,
        AGAIN: without_hook,
        ACTIVE: Recorder,
    }
    contenders = {name: partial(turn, translator, texts, way) for name, way in ways.items()}
    turns = interleaved(contenders, options.rounds)
    seconds = {name: [one.seconds for one in taken] for name, taken in turns.items()}
    ratios = {name: round_ratios(taken, seconds[NONE]) for name, taken in seconds.items()}
    first = turns[NONE][0].tokens
    same_bits = all(one.tokens == first for taken in turns.values() for one in taken)
    spreads = {name: Spread.of(taken) for name, taken in seconds.items()}
    rows = [[name, spread.shown(3), ratios[name].shown(3)] for name, spread in spreads.items()]
    show_table("The recorder", ["recorder", "seconds", f"times {NONE}"], rows)
    print(f"Same pieces and scores, to the bit: {'yes' if same_bits else 'NO'}.")
    figures = {"rounds": options.rounds, "seconds": spreads, "ratios": ratios}
    facts = {"machine": facts, "sentences": len(texts), **figures, "same_bits": same_bits}
    write_results(options.json, "recorder", facts)


if __name__ == "__main__":
    main()
