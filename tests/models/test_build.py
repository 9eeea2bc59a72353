"""Models built from settings and loaded from folders; weights that do not fit are refused."""

import math
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.models.toy_models import V
from tests.models.variants import CONVOLUTIONAL, HYBRID, RECURRENT, TRANSFORMER, changed
from tests.toy_folder import LINES, make_toy_folder
from tolmach.config.model import Model
from tolmach.errors import TolmachError
from tolmach.models.attentive_decoder import AttentionAfter, AttentionBefore, InputFeeding
from tolmach.models.build import build_model, load_model, load_models, load_weights, weights_of
from tolmach.models.convolutional import Convolutional
from tolmach.models.recurrent_decoder import EveryStepVectorDecoder, InitialVectorDecoder
from tolmach.models.recurrent_encoder import RecurrentEncoder
from tolmach.models.transformer import Transformer, TransformerEncoder
from tolmach.nn.attention_scores import BilinearScore, DotScore, MlpScore
from tolmach.nn.recurrence import Lstm

LINKS: dict[str, tuple[dict[str, object], type]] = {
    "start": ({"link": "start"}, InitialVectorDecoder),
    "every step": ({"link": "every_step"}, EveryStepVectorDecoder),
    "attention before": ({"link": "attention_before"}, AttentionBefore),
    "attention after": ({"link": "attention_after"}, AttentionAfter),
    "input feeding": ({"link": "attention_after", "input_feeding": True}, InputFeeding),
}


@pytest.mark.parametrize("link", LINKS)
def test_a_link_names_its_decoder(link: str) -> None:
    settings, kind = LINKS[link]
    for base in (RECURRENT, HYBRID) if "attention" in link or "feeding" in link else (RECURRENT,):
        model: Any = build_model(changed(base, **settings), V, V)
        assert type(model.decoder) is kind


def test_every_size_of_a_recurrent_model_reaches_its_layers() -> None:
    settings = changed(
        RECURRENT,
        cell="lstm",
        embedding=11,
        size=26,
        encoder_layers=3,
        decoder_layers=2,
        score="bilinear",
        residual=True,
        reverse_source=True,
        dropout=0.3,
    )
    model: Any = build_model(settings, V, V)
    encoder, decoder = model.encoder, model.decoder
    assert isinstance(encoder, RecurrentEncoder)
    assert [layer.forwards.size for layer in encoder.layers] == [13] * 3
    assert isinstance(encoder.layers[0].backwards, Lstm)
    assert isinstance(decoder.first, Lstm)
    assert (decoder.first.size, len(decoder.upper.layers), decoder.upper.residual) == (26, 1, True)
    assert isinstance(decoder.alignment.score, BilinearScore)
    assert encoder.embedding is decoder.embedding
    assert encoder.embedding.weight.shape == (V, 11)
    assert {encoder.dropout.rate, decoder.dropout.rate, decoder.upper.dropout.rate} == {0.3}
    assert encoder.sizes.reverse_source
    assert encoder.sizes.residual


def test_every_size_of_a_hybrid_reaches_its_layers() -> None:
    settings = changed(
        HYBRID,
        encoder_layers=3,
        decoder_layers=2,
        cell="lstm",
        residual=True,
        score="dot",
        dropout=0.3,
        attention_dropout=0.2,
        inner_dropout=0.4,
        tied="target",
    )
    model: Any = build_model(settings, V, V + 2)
    encoder, decoder = model.encoder, model.decoder
    assert isinstance(encoder, TransformerEncoder)
    assert len(encoder.layers) == 3
    assert len(decoder.upper.layers) == 1
    assert decoder.upper.residual
    assert isinstance(decoder.first, Lstm)
    assert isinstance(decoder.alignment.score, DotScore)
    layer: Any = encoder.layers[0]
    rates = layer.residual.dropout.rate, layer.attention.dropout, layer.feed_forward.dropout.rate
    assert rates == (0.3, 0.2, 0.4)
    assert (encoder.dropout.rate, decoder.dropout.rate) == (0.3, 0.3)
    assert encoder.embedding.weight.shape == (V, 28)
    assert decoder.embedding.weight.shape == (V + 2, 28)


@pytest.mark.parametrize(
    ("settings", "kind"), [(TRANSFORMER, Transformer), (CONVOLUTIONAL, Convolutional)]
)
def test_other_architectures_take_their_settings_as_they_are(settings: Model, kind: Any) -> None:
    model: Any = build_model(changed(settings, tied="none"), V, V + 2)
    assert type(model) is kind
    own = settings.model_dump(exclude={"architecture"}) | {"tied": "none"}
    sizes = {name: getattr(model.sizes, name) for name in own}
    assert sizes == own
    assert (model.sizes.source_pieces, model.sizes.target_pieces) == (V, V + 2)


@pytest.mark.parametrize("base", [RECURRENT, HYBRID], ids=["recurrent", "hybrid"])
@pytest.mark.parametrize(
    ("tied", "shared"), [("all", (True, True)), ("target", (False, True)), ("none", (False, False))]
)
def test_tying_shares_tables(base: Model, tied: str, shared: tuple[bool, bool]) -> None:
    model: Any = build_model(changed(base, tied=tied), V, V)
    tables = model.encoder.embedding is model.decoder.embedding
    assert (tables, model.output.weight is model.decoder.embedding.weight) == shared
    assert not model.output.bias.any()


def test_the_usual_score_is_the_mlp() -> None:
    model: Any = build_model(RECURRENT, V, V)
    assert isinstance(model.decoder.alignment.score, MlpScore)


def test_a_folder_is_loaded_in_float32_and_ready_to_translate(tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    path = folder / "model.safetensors"
    weights = load_file(path)
    save_file({name: weight.half() for name, weight in weights.items()}, path)
    loaded = load_model(folder)
    assert not loaded.model.training
    for name, parameter in loaded.model.named_parameters():
        assert parameter.dtype == torch.float32
        assert torch.equal(parameter, weights[name].half().float())
    assert loaded.selftest.sources == LINES[::2]
    assert load_models([folder]).description.name == loaded.description.name == "toy"


def test_weights_are_copies_of_the_precision_asked_for() -> None:
    model = build_model(TRANSFORMER, V, V)
    weights = weights_of(model, torch.float32)
    parameters = dict(model.named_parameters())
    assert weights.keys() == parameters.keys()
    next(iter(weights.values())).zero_()
    assert next(model.parameters()).any()
    assert {each.dtype for each in weights_of(model, torch.bfloat16).values()} == {torch.bfloat16}
    assert not any(each.requires_grad for each in weights.values())


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_weights_that_are_no_numbers_are_refused(value: float, tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    path = folder / "model.safetensors"
    weights = load_file(path)
    last = list(weights)[-1]
    weights[last].view(-1)[-1] = value
    save_file(weights, path)
    with pytest.raises(TolmachError, match=rf"toy are no numbers \({last}\): .* copy it again\.$"):
        load_model(folder)


@pytest.mark.parametrize("change", ["missing", "unknown", "shape"])
def test_weights_that_do_not_fit_are_named(change: str, tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    path = folder / "model.safetensors"
    weights = load_file(path)
    name = next(iter(weights))
    match change:
        case "missing":
            del weights[name]
        case "unknown":
            name = "a.new.one"
            weights[name] = torch.zeros(3)
        case "shape":
            weights[name] = torch.zeros(3)
    save_file(weights, path)
    said = "shape" if change == "shape" else "is in one of them only"
    with pytest.raises(TolmachError, match=rf"toy do not fit its config\.toml: {name} .*{said}"):
        load_model(folder)


def test_a_model_goes_on_from_the_weights_of_another(tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    loaded = load_model(folder)
    pieces = len(loaded.tokenizers.source)
    fresh = build_model(loaded.description.model, pieces, pieces)
    load_weights(fresh, folder, loaded.tokenizers)
    for ours, theirs in zip(fresh.parameters(), loaded.model.parameters(), strict=True):
        assert torch.equal(ours, theirs)


def test_an_ensemble_is_named_after_its_members_and_has_no_self_test(tmp_path: Path) -> None:
    folders = [make_toy_folder(tmp_path / name) for name in ("one", "two", "three")]
    loaded = load_models(folders)
    assert loaded.description.name == "toy + toy + toy"
    assert len(loaded.model.members) == 3  # type: ignore[arg-type]
    assert not loaded.model.training
    assert (loaded.selftest.sources, loaded.selftest.translations) == ([], [])


@pytest.mark.parametrize("languages", [("nl", "en"), ("de", "fr")])
def test_models_of_other_languages_do_not_translate_together(
    languages: tuple[str, str], tmp_path: Path
) -> None:
    one, two = (make_toy_folder(tmp_path / name) for name in ("one", "two"))
    other = make_toy_folder(tmp_path / "other", languages=languages)
    with pytest.raises(TolmachError, match=r"one and .*other translate between other languages"):
        load_models([one, two, other])
