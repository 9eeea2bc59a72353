"""The self-test of a model folder: its sentences translated again, by any engine, and compared.

A folder holds the greedy translations that its weights gave when it was saved. They must come out
again wherever the folder is loaded, whichever engine runs it, and after every conversion.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tolmach.errors import ModelError
from tolmach.inference.engine import Engine, Pieces
from tolmach.search.hypothesis import Hypothesis
from tolmach.search.options import SearchOptions
from tolmach.translation.translator import Translator

ROUNDING = 1e-3  # nats


@dataclass(frozen=True)
class Difference:
    """A sentence that is translated otherwise than it was when the folder was saved.

    `gap` is by how many nats, at the first piece that differs, the one chosen now is more probable
    than the one of the saved translation.
    """

    number: int  # from 1
    source: str
    saved: str
    now: str
    gap: float


@dataclass(frozen=True)
class SelfTestResult:
    """The outcome of a self-test: sentences in all, and those that differ."""

    sentences: int
    differences: Sequence[Difference]
    rounding: float = ROUNDING

    @property
    def faults(self) -> list[Difference]:
        """Differences that rounding does not explain."""
        return [each for each in self.differences if each.gap > self.rounding]

    @property
    def passed(self) -> bool:
        """Whether every sentence came out as saved, near-ties aside."""
        return not self.faults


def run_self_test(translator: Translator, *, rounding: float = ROUNDING) -> SelfTestResult:
    """Translate the self-test of `translator`'s folder with its engine, and compare.

    Where a sentence differs, both pieces at the first place that differs are scored by the engine:
    a gap of up to `rounding` nats is a near-tie that another order of additions may decide
    otherwise. Raises TolmachError where there is no self-test.
    """
    test = translator.selftest
    if not test.sources:
        raise ModelError(
            f"{translator.description.name} has no self-test: name one model, not several, whose "
            "folder holds selftest.json."
        )
    sources = translator.tokenizers.source.encode_batch(translator.cleaned(test.sources))
    found = translator.engine.translate(sources, SearchOptions(beam=1))
    target = translator.tokenizers.target
    now = target.decode_batch([best[0].ids for best in found])
    differing = [row for row, text in enumerate(now) if text != test.translations[row]]
    saved = target.encode_batch([test.translations[row] for row in differing])
    gaps = _gaps(
        translator.engine,
        [sources[row] for row in differing],
        [found[row][0] for row in differing],
        saved,
    )
    differences = [
        Difference(1 + row, test.sources[row], test.translations[row], now[row], gap)
        for row, gap in zip(differing, gaps, strict=True)
    ]
    return SelfTestResult(len(sources), differences, rounding)


def checked_self_test(translator: Translator) -> SelfTestResult:
    """Run the self-test and raise TolmachError, naming a sentence, where it fails."""
    result = run_self_test(translator)
    if not result.passed:
        raise ModelError(
            f"{translator.description.name} fails its self-test: {_fault(result)} Copy or convert "
            "the model folder again."
        )
    return result


def _fault(result: SelfTestResult) -> str:
    worst = max(result.faults, key=lambda fault: fault.gap)
    return (
        f"{len(result.faults)} of {result.sentences} sentences are translated otherwise than when "
        f'it was saved, as sentence {worst.number}, "{worst.source}": "{worst.now}" instead of '
        f'"{worst.saved}".'
    )


def _gaps(
    engine: Engine,
    sources: Sequence[Pieces],
    found: Sequence[Hypothesis],
    saved: Sequence[Pieces],
) -> list[float]:
    """Return by how much the piece chosen now is more probable where the two first differ."""
    scores = engine.score(sources, saved)
    return [_gap(*row) for row in zip(found, saved, scores, strict=True)]


def _gap(found: Hypothesis, saved: Pieces, scores: Sequence[float]) -> float:
    """Both lists of log-probabilities have one more value than there are pieces, for `</s>`."""
    same = 0
    for now, before in zip(found.ids, saved, strict=False):
        if now != before:
            break
        same += 1
    if same >= len(found.log_probabilities):  # cut at a limit, where the saved one goes on
        return float("inf")
    return found.log_probabilities[same] - scores[same]
