from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.toy_folder import LINES, make_toy_folder
from tolmach import Translator
from tolmach.errors import TolmachError
from tolmach.inference.engine import Pieces
from tolmach.model_folder import ModelFolder, SelfTest
from tolmach.search.hypothesis import Hypothesis
from tolmach.search.options import SearchOptions
from tolmach.translation.self_test import checked_self_test, run_self_test


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy whose self-test holds its own translations."""
    made = make_toy_folder(tmp_path_factory.mktemp("self-test") / "toy")
    translator = Translator.load(made)
    sources = translator.tokenizers.source.encode_batch(LINES)
    found = translator.engine.translate(sources, SearchOptions(beam=1))
    said = translator.tokenizers.target.decode_batch([best[0].ids for best in found])
    replace(ModelFolder.load(made), selftest=SelfTest(LINES, said)).save(made)
    return made


def test_a_model_as_it_was_saved_passes(folder: Path) -> None:
    result = run_self_test(Translator.load(folder))
    assert (result.sentences, result.differences, result.passed) == (len(LINES), [], True)


def test_changed_weights_fail_and_the_sentence_is_named(folder: Path, tmp_path: Path) -> None:
    content = ModelFolder.load(folder)
    changed = {name: -weight for name, weight in content.weights.items()}
    replace(content, weights=changed).save(tmp_path / "spoilt")
    translator = Translator.load(tmp_path / "spoilt")
    result = run_self_test(translator)
    assert not result.passed
    assert {fault.source for fault in result.faults} <= set(LINES)
    worst = max(result.faults, key=lambda fault: fault.gap)
    with pytest.raises(TolmachError, match="fails its self-test") as raised:
        checked_self_test(translator)
    assert f'sentence {worst.number}, "{worst.source}"' in str(raised.value)


class SecondBest:
    """An engine whose first piece of the first sentence is another than the one saved."""

    name = "torch"
    longest: int | None = None

    def __init__(self, translator: Translator, gap: float) -> None:
        self._engine, self._gap = translator.engine, gap
        self._saved = translator.tokenizers.target.encode(translator.selftest.translations[0])

    def translate(
        self, sources: Sequence[Pieces], options: SearchOptions, **_: object
    ) -> list[list[Hypothesis]]:
        first, *others = self._engine.translate(sources, options)
        best = first[0]
        piece = next(each for each in range(5, 300) if each != self._saved[0])
        saved = self._engine.score([sources[0]], [self._saved])[0][0]
        other = replace(
            best,
            ids=(piece, *best.ids[1:]),
            log_probabilities=(saved + self._gap, *best.log_probabilities[1:]),
        )
        return [[other], *others]

    def score(self, sources: Sequence[Pieces], targets: Sequence[Pieces]) -> list[list[float]]:
        return self._engine.score(sources, targets)


@pytest.mark.parametrize(("gap", "passed"), [(5e-4, True), (2e-3, False)])
def test_a_near_tie_is_no_fault(folder: Path, gap: float, passed: bool) -> None:
    translator = Translator.load(folder)
    translator.engine = SecondBest(translator, gap)
    result = run_self_test(translator)
    assert [each.number for each in result.differences] == [1]
    assert result.differences[0].gap == pytest.approx(gap, abs=1e-4)
    assert result.passed is passed
    assert run_self_test(translator, rounding=1e-2).passed


def test_no_self_test_is_an_error(folder: Path) -> None:
    several = Translator.load([folder, folder])
    with pytest.raises(TolmachError, match="no self-test: name one model, not several"):
        run_self_test(several)


def test_the_shipped_model_passes() -> None:
    assert run_self_test(Translator.load()).passed
