"""Every request goes to the native engine, or to PyTorch where that one alone can do it."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import torch

from tests.toy_folder import LINES, make_toy_folder
from tolmach.analysis.attention.attending_layers import read_layers
from tolmach.analysis.attention.recorder import Recorder, open_engine, record_texts
from tolmach.errors import RequestError
from tolmach.inference.auto_engine import AutoEngine
from tolmach.inference.loading import EngineSettings, load_engine
from tolmach.inference.threads import on_threads
from tolmach.inference.torch_engine import TorchEngine
from tolmach.markup.translator import MarkupTranslator
from tolmach.search.methods import DiverseBeamSearch
from tolmach.search.options import SearchOptions
from tolmach.translation.translator import Translator

pytest.importorskip("tolmach.inference._native", reason="installed without a compiler")

DIVERSE = SearchOptions(beam=4, method=DiverseBeamSearch(groups=2))


@pytest.fixture
def translator(tmp_path: Path) -> Translator:
    return Translator.load(make_toy_folder(tmp_path / "toy"), device="cpu")


def engine_of(translator: Translator) -> AutoEngine:
    assert isinstance(translator.engine, AutoEngine)
    return translator.engine


def test_a_request_goes_where_it_can_be_met(translator: Translator) -> None:
    engine = engine_of(translator)
    [native], [torch_], [again] = (
        engine.translate([[5, 6, 7]], options)[0]
        for options in (SearchOptions(), DIVERSE, SearchOptions())
    )
    assert native.engine == again.engine == "native, float32"
    assert torch_.engine == "torch"
    reference = engine.reference
    [plain] = reference.translate([[5, 6, 7]], SearchOptions())[0]
    assert plain.ids == native.ids
    assert plain.score == pytest.approx(native.score, abs=1e-4)
    assert engine.reference is reference  # loaded once


def test_bytes_are_not_silently_floats_where_pytorch_alone_knows_a_search(tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    translator = Translator.load(folder, device="cpu", precision="int8")
    engine = engine_of(translator)
    with pytest.raises(RequestError, match=r"sampling alone, and PyTorch .* leave int8 out"):
        engine.translate([[5, 6, 7]], DIVERSE)
    with Recorder() as recorder:  # whoever watches sees floats
        translator.translate(LINES[2], SearchOptions(beam=1))
        assert recorder.sites


def test_pytorch_is_not_loaded_for_nothing(
    translator: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engine_of(translator)
    monkeypatch.setattr(engine, "_load_reference", lambda: pytest.fail("PyTorch was loaded"))
    engine.translate([[5, 6]], SearchOptions())
    engine.score([[5, 6]], [[7]])
    translator.translate(LINES[0], prefix=LINES[1][:6])
    MarkupTranslator(translator).translate("Der <b>Hund</b> schläft.")


def test_threads_that_need_pytorch_at_once_load_it_once(
    translator: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, both = engine_of(translator), Barrier(2)
    load = engine._load_reference

    def slow() -> TorchEngine:
        time.sleep(0.05)
        return load()

    def needed() -> TorchEngine:
        both.wait()
        return engine.reference

    monkeypatch.setattr(engine, "_load_reference", slow)
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.submit(needed), pool.submit(needed)
    assert one.result() is other.result()


def test_attention_is_the_same_from_either_engine(translator: Translator) -> None:
    [found] = read_layers(translator, [LINES[0]], [LINES[1]])
    [recorded] = record_texts(translator, [LINES[0]], [LINES[1]])
    assert found.keys() == recorded.cross_layers.keys() == {1}
    assert found[1] == pytest.approx(recorded.cross_layers[1], abs=1e-5)


def test_whoever_watches_the_model_sees_pytorch_run(translator: Translator) -> None:
    with Recorder() as recorder:
        found = translator.translate(LINES[2], SearchOptions(beam=1))
        assert len(recorder.sites) == 3
    assert found.segments[0].engine == "torch"
    with Recorder() as recorder:
        translator.score([LINES[0]], [LINES[1]])
        assert recorder.sites


def test_attention_is_recorded_by_the_reference(translator: Translator) -> None:
    assert open_engine(translator, "It runs") is engine_of(translator).reference
    [recording] = record_texts(translator, [LINES[0]], [LINES[1]])
    assert recording.cross_layers[1].shape[0] == 1


def test_a_reference_that_is_loaded_late_keeps_to_the_threads_of_the_scope(tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    before = torch.get_num_threads()
    engine = load_engine([folder], EngineSettings(device="cpu")).engine
    assert isinstance(engine, AutoEngine)
    with on_threads(before + 1):
        assert isinstance(engine.reference, TorchEngine)
        assert torch.get_num_threads() == before + 1
    assert torch.get_num_threads() == before
