"""The engine that a folder, a machine and the settings come to."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.models.variants import CONVOLUTIONAL, HYBRID, RECURRENT
from tests.toy_folder import make_random_folder, make_toy_folder
from tolmach.config.model import Model
from tolmach.errors import ModelError, RequestError, TolmachError
from tolmach.inference import loading, native_extension, threads
from tolmach.inference.auto_engine import AutoEngine
from tolmach.inference.loading import EngineSettings, load_engine
from tolmach.inference.native_engine import NativeEngine
from tolmach.inference.torch_engine import TorchEngine
from tolmach.search.options import SearchOptions
from tolmach.translation.translator import Translator

pytest.importorskip("tolmach.inference._native", reason="installed without a compiler")

ON_CPU = EngineSettings(device="cpu")


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_toy_folder(tmp_path_factory.mktemp("loading") / "toy")


def test_a_translator_runs_on_the_native_engine_where_asked_to(toy: Path) -> None:
    translator = Translator.load(toy, engine="native", precision="int8", threads=1)
    text = translator.selftest.sources[1]  # one sentence
    tokenizers = translator.tokenizers
    engine = NativeEngine.load(toy, precision="int8")
    [[best]] = engine.translate([tokenizers.source.encode(text)], SearchOptions())
    found = translator.translate(text)
    [segment] = found.segments
    assert [token.text for token in segment.tokens] == tokenizers.target.pieces(best.ids)
    assert found.score == best.score
    assert segment.engine == "native, int8"


def test_what_is_not_the_native_engines_is_refused_where_it_is_named(toy: Path) -> None:
    with pytest.raises(TolmachError, match="several need the PyTorch engine"):
        Translator.load([toy, toy], engine="native")
    for settings in ({"device": "cuda"}, {"batch_tokens": 9}):
        with pytest.raises(TolmachError, match="neither a device nor"):
            Translator.load(toy, engine="native", **settings)


def test_one_transformer_on_a_cpu_runs_natively(toy: Path) -> None:
    engine = load_engine([toy], ON_CPU).engine
    assert isinstance(engine, AutoEngine)
    assert (engine.native.name, engine.native.threads) == (
        "native, float32",
        threads.processor_threads(),
    )


@pytest.mark.parametrize(
    "settings", [EngineSettings(engine="torch"), EngineSettings(batch_tokens=99, device="cpu")]
)
def test_what_speaks_for_pytorch_is_obeyed(toy: Path, settings: EngineSettings) -> None:
    assert isinstance(load_engine([toy], settings).engine, TorchEngine)


@pytest.mark.parametrize("words", [{"engine": "nativ"}, {"precision": "int16"}])
def test_an_engine_or_a_precision_that_there_is_not_is_refused(words: dict[str, Any]) -> None:
    with pytest.raises(RequestError, match=r'" is none of (auto|float32), '):
        EngineSettings(**words)


@pytest.mark.parametrize(
    "settings",
    [{"engine": "torch"}, {"batch_tokens": 99}, {"device": "cuda"}],
    ids=["engine", "batches", "device"],
)
def test_pytorch_has_no_bytes(toy: Path, settings: dict[str, Any]) -> None:
    with pytest.raises(RequestError, match="PyTorch, which would run here, computes in float32"):
        load_engine([toy], EngineSettings(precision="int8", **settings))


def test_an_ensemble_has_no_bytes(toy: Path) -> None:
    with pytest.raises(RequestError, match="int8 is the native engine's"):
        load_engine([toy, toy], replace(ON_CPU, precision="int8"))


def test_bytes_speak_for_the_native_engine_beside_a_device(
    toy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "_has_cuda", lambda: True)
    engine = load_engine([toy], EngineSettings(precision="int8")).engine
    assert isinstance(engine, AutoEngine)
    assert engine.name == "native, int8"


def test_ensembles_run_on_pytorch(toy: Path) -> None:
    assert isinstance(load_engine([toy, toy], ON_CPU).engine, TorchEngine)
    with pytest.raises(TolmachError, match="runs one model"):
        load_engine([toy, toy], EngineSettings(engine="native"))


@pytest.mark.parametrize("model", [HYBRID, RECURRENT, CONVOLUTIONAL])
def test_every_architecture_is_native(model: Model, tmp_path: Path) -> None:
    folder = make_random_folder(tmp_path / "model", model)
    assert isinstance(load_engine([folder], ON_CPU).engine, AutoEngine)


def test_without_the_extension_pytorch_does_everything(
    toy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(native_extension, "_native", None)
    assert isinstance(load_engine([toy], ON_CPU).engine, TorchEngine)
    assert isinstance(load_engine([toy], replace(ON_CPU, shortlist=False)).engine, TorchEngine)
    with pytest.raises(RequestError, match="where it was compiled"):
        load_engine([toy], replace(ON_CPU, precision="int8"))


@pytest.mark.parametrize("there", [True, False])
def test_a_cuda_device_is_asked_for_only_where_there_may_be_one(
    toy: Path, there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "_ACCELERATORS", ("/", "/no/such/device")[not there :])
    monkeypatch.setattr("torch.cuda.is_available", lambda: there)
    monkeypatch.setattr(loading, "_on_device", lambda model, _: model)
    kind = TorchEngine if there else AutoEngine
    assert isinstance(load_engine([toy], EngineSettings()).engine, kind)


@pytest.mark.parametrize("file", ["config.toml", "tokenizer.json", "model.safetensors"])
def test_a_damaged_folder_is_a_models_fault(file: str, tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    (folder / file).write_bytes((folder / file).read_bytes()[:40])
    with pytest.raises(ModelError, match=file):
        load_engine([folder], ON_CPU)
