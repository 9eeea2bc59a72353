"""Models of every shape go to CTranslate2, which gives the same probabilities and translations."""

from pathlib import Path

import pytest

from tests.models.variants import TRANSFORMER, VARIANTS, WITHOUT_CROSS_ATTENTION, changed
from tests.toy_folder import LINES, make_random_folder, make_toy_folder
from tolmach.config.model import Model, TransformerSettings
from tolmach.errors import TolmachError
from tolmach.interop.ctranslate2_engine import CTranslate2Engine, check_export
from tolmach.interop.ctranslate2_folder import write_ctranslate2
from tolmach.search.guard import Guard
from tolmach.search.options import SearchOptions
from tolmach.translation.translator import Translator

pytest.importorskip("ctranslate2", reason="an extra: pip install 'tolmach[ctranslate2]'")

TRANSFORMERS: dict[str, Model] = {
    name: settings
    for name, settings in VARIANTS.items()
    if isinstance(settings, TransformerSettings) and settings.decoder_self == "attention"
} | {
    "transformer, without attention to the source": WITHOUT_CROSS_ATTENTION,
    "transformer, one layer each": changed(TRANSFORMER, encoder_layers=1, decoder_layers=1),
}
TALKATIVE = changed(TRANSFORMER, positions="rotary", tied="none")  # says more than one word


def exported(folder: Path, model: Path) -> Translator:
    """The translator in `model`, which was exported to `folder`."""
    translator = Translator.load(model)
    folder.mkdir()
    write_ctranslate2(model, translator.description, translator.tokenizers, folder)
    return translator


@pytest.mark.parametrize("settings", TRANSFORMERS.values(), ids=TRANSFORMERS.keys())
def test_it_gives_the_same_probabilities_and_translations(settings: Model, tmp_path: Path) -> None:
    translator = exported(tmp_path / "out", make_random_folder(tmp_path / "model", settings))
    engine = CTranslate2Engine(tmp_path / "out", translator.tokenizers)
    sources = translator.tokenizers.source.encode_batch(LINES)
    targets = translator.tokenizers.target.encode_batch(LINES[::-1])
    wanted = translator.engine.score(sources, targets)
    for row, other in zip(engine.score(sources, targets), wanted, strict=True):
        assert row == pytest.approx(other, abs=1e-3, rel=1e-4)
    options = SearchOptions(beam=1, guard=Guard(max_copies=None))
    said = [one for [one] in translator.engine.translate(sources, options)]
    for [found], one in zip(engine.translate(sources, options), said, strict=True):
        assert (found.ids, found.finished) == (one.ids, one.finished)
        assert found.score == pytest.approx(one.score, rel=1e-4)


def test_a_sound_export_passes_its_check(tmp_path: Path) -> None:
    translator = exported(tmp_path / "out", make_random_folder(tmp_path / "model", TALKATIVE))
    result = check_export(tmp_path / "out", translator)
    assert result.passed
    assert 0 < result.sentences <= len(LINES)


def test_an_export_of_other_weights_fails_its_check(tmp_path: Path) -> None:
    exported(tmp_path / "out", make_random_folder(tmp_path / "model", TALKATIVE))
    other = Translator.load(make_random_folder(tmp_path / "other", TALKATIVE, seed=9))
    with pytest.raises(TolmachError, match=r"random fails its self-test: . of . sentences"):
        check_export(tmp_path / "out", other)


def test_a_model_that_only_loops_is_not_checked(tmp_path: Path) -> None:
    translator = exported(tmp_path / "out", make_toy_folder(tmp_path / "toy"))
    assert check_export(tmp_path / "out", translator).sentences == 0


def test_it_knows_greedy_search_alone(tmp_path: Path) -> None:
    translator = exported(tmp_path / "out", make_toy_folder(tmp_path / "toy"))
    engine = CTranslate2Engine(tmp_path / "out", translator.tokenizers)
    with pytest.raises(TolmachError, match="greedy search alone"):
        engine.translate([[5]], SearchOptions(beam=2))
