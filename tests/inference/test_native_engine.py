"""The native engine beside the reference: the same tokens, scores to 1e-4."""

import math
import resource
import subprocess
import sys
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.variants import PIECES, random_model, stored_weights
from tests.toy_folder import make_toy_folder
from tolmach.analysis.attention.recorder import record_pairs
from tolmach.config.model import (
    ConvolutionalSettings,
    HybridSettings,
    Model,
    RecurrentSettings,
    TransformerSettings,
)
from tolmach.errors import RequestError, TolmachError
from tolmach.inference import native_extension, native_search
from tolmach.inference.mapped_weights import StoredTensor, map_weights
from tolmach.inference.native_engine import NativeEngine
from tolmach.inference.torch_engine import TorchEngine
from tolmach.model_folder import save_tensors
from tolmach.models.build import load_model, weights_of
from tolmach.models.protocol import TrainableModel
from tolmach.search.guard import Guard
from tolmach.search.hypothesis import Hypothesis, LengthPenalty
from tolmach.search.methods import BeamSearch, DiverseBeamSearch, ExactSearch, Sampling
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints
from tolmach.text.phrase_automaton import PhraseAutomaton, avoiding, containing

native = pytest.importorskip("tolmach.inference._native", reason="installed without a compiler")

SOURCES = [[3, 4, 5], [6], [4, 4, 3, 5, 6], [5, 3], [], [6, 6, 6, 6], [*range(3, 23)], [9] * 17]
PREFIXES = [[3, 9, 4], [], [5], [5, 5], [7, 8], [3], [], [11, 12]]

Shape: TypeAlias = Model
Transformer, Hybrid = TransformerSettings, HybridSettings
Recurrent, Convolutional = RecurrentSettings, ConvolutionalSettings
SHAPES: dict[str, Shape] = {
    "least": Transformer(size=22, heads=1, inner=13, encoder_layers=1, decoder_layers=1),
    "rotary": Transformer(
        size=24, heads=2, inner=17, encoder_layers=3, positions="rotary", activation="gelu"
    ),
    "post": Transformer(size=20, heads=2, inner=70, norm="post", activation="silu", tied="target"),
    "learned": Transformer(
        size=28, heads=7, inner=29, positions="learned", longest=24, tied="none"
    ),
    "pruned": Transformer(
        size=24,
        heads=3,
        inner=31,
        encoder_layers=2,
        decoder_layers=3,
        positions="rotary",
        encoder_heads=[1, 0],
        decoder_heads=[0, 2, 3],
        cross_heads=[2, 0, 1],
    ),
    "headless": Transformer(
        size=12,
        heads=3,
        inner=31,
        norm="post",
        encoder_layers=2,
        decoder_layers=1,
        encoder_heads=[0, 0],
        decoder_heads=[0],
        cross_heads=[0],
    ),
    "ssru": Transformer(size=22, heads=1, inner=13, decoder_self="ssru", tied="none"),
    "ssru, post": Transformer(
        size=42,
        heads=3,
        inner=31,
        norm="post",
        positions="rotary",
        encoder_layers=1,
        decoder_layers=2,
        decoder_self="ssru",
        cross_heads=[0, 2],
    ),
    "wide": Transformer(size=144, heads=2, inner=200, encoder_layers=2, decoder_layers=2),
    "hybrid": Hybrid(size=22, heads=1, inner=13, encoder_layers=1, score="mlp"),
    "hybrid, deep": Hybrid(
        size=42,
        heads=3,
        inner=31,
        norm="post",
        positions="rotary",
        encoder_layers=2,
        encoder_heads=[0, 2],
        decoder_layers=3,
        residual=True,
        cell="lstm",
        score="bilinear",
        tied="target",
    ),
    "hybrid, after": Hybrid(
        size=24,
        heads=2,
        inner=17,
        encoder_layers=1,
        positions="learned",
        longest=24,
        decoder_layers=2,
        link="attention_after",
        score="dot",
        tied="none",
    ),
    "hybrid, feeding": Hybrid(
        size=36,
        heads=2,
        inner=17,
        encoder_layers=1,
        decoder_layers=2,
        cell="lstm",
        link="attention_after",
        input_feeding=True,
    ),
    "recurrent": Recurrent(embedding=13, size=22, score="mlp"),
    "recurrent, deep": Recurrent(
        embedding=35,
        size=26,
        cell="lstm",
        encoder_layers=3,
        decoder_layers=2,
        residual=True,
        reverse_source=True,
        score="bilinear",
        tied="target",
    ),
    "recurrent, after": Recurrent(
        embedding=24,
        size=17,
        encoder_layers=2,
        bidirectional=False,
        reverse_source=True,
        decoder_layers=3,
        link="attention_after",
        score="dot",
        tied="none",
    ),
    "recurrent, feeding": Recurrent(
        embedding=70, size=34, cell="lstm", link="attention_after", input_feeding=True
    ),
    "recurrent, start": Recurrent(
        embedding=19,
        size=21,
        cell="lstm",
        bidirectional=False,
        encoder_layers=2,
        decoder_layers=2,
        link="start",
    ),
    "recurrent, every step": Recurrent(
        embedding=23, size=38, encoder_layers=2, decoder_layers=3, residual=True, link="every_step"
    ),
    "convolutional": Convolutional(size=22, encoder_layers=2, decoder_layers=3, longest=64),
    "convolutional, even": Convolutional(
        size=35, kernel=4, encoder_layers=1, decoder_layers=2, longest=64, tied="target"
    ),
    "convolutional, every step": Convolutional(
        size=19,
        kernel=1,
        encoder_layers=1,
        decoder_layers=2,
        longest=64,
        link="every_step",
        tied="none",
    ),
}
OPTIONS = {
    "greedy": SearchOptions(beam=1),
    "unguarded": SearchOptions(beam=1, guard=Guard(max_copies=None)),
    "strict": SearchOptions(beam=1, guard=Guard(max_copies=1, min_length=6, ratio=3)),
    "short": SearchOptions(beam=1, guard=Guard(max_length=4)),
    "empty": SearchOptions(beam=3, guard=Guard(min_length=0)),
    "beam": SearchOptions(beam=3, penalty=LengthPenalty.none()),
    "n-best": SearchOptions(beam=4, n_best=4, penalty=LengthPenalty.average()),
    "wide": SearchOptions(beam=25, n_best=2),
    "echoes": SearchOptions(beam=1, guard=Guard(max_copies=9, ratio=3, extra=60, min_length=60)),
}
BRIEF = Guard(ratio=1)  # untrained models babble as long as they may


def engine_of(model: TrainableModel, shape: Shape, **settings: str | int) -> NativeEngine:
    return NativeEngine(shape, stored_weights(model), **{"precision": "float32", **settings})  # type: ignore[arg-type]


def assert_agree(
    found: Sequence[Sequence[Hypothesis]],
    wanted: Sequence[Sequence[Hypothesis]],
    *,
    within: float = 1e-4,
) -> None:
    assert [[each.ids for each in row] for row in found] == [
        [each.ids for each in row] for row in wanted
    ]
    for row, wanted_row in zip(found, wanted, strict=True):
        for one, other in zip(row, wanted_row, strict=True):
            assert one.finished == other.finished
            assert one.score == pytest.approx(other.score, abs=within)
            assert one.log_probabilities == pytest.approx(other.log_probabilities, abs=within)


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS.keys())
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_it_finds_what_the_reference_finds(shape: Shape, options: SearchOptions) -> None:
    sources = [source[:20] for source in SOURCES]
    model = random_model(shape, target_pieces=19)
    wanted = TorchEngine(model).translate(sources, options)
    assert_agree(engine_of(model, shape).translate(sources, options), wanted)


def test_a_beam_wider_than_most_keeps_what_the_reference_keeps() -> None:
    shape = SHAPES["ssru"]
    model = random_model(shape, target_pieces=300)  # far more than a hypothesis' candidates
    options = SearchOptions(beam=40, n_best=40, guard=BRIEF)
    wanted = TorchEngine(model).translate(SOURCES[:4], options)
    assert_agree(engine_of(model, shape).translate(SOURCES[:4], options), wanted)


@pytest.mark.parametrize("beam", [1, 3])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_it_keeps_prefixes_as_the_reference_does(shape: Shape, beam: int) -> None:
    model, options = random_model(shape, seed=2), SearchOptions(beam=beam)
    wanted = TorchEngine(model).translate(SOURCES, options, prefixes=PREFIXES)
    assert_agree(engine_of(model, shape).translate(SOURCES, options, prefixes=PREFIXES), wanted)


@pytest.mark.parametrize("instructions", native.known_instructions())
def test_every_instruction_set_gives_the_same(instructions: str) -> None:
    shape = SHAPES["wide"]
    model = random_model(shape, seed=3)
    engine = engine_of(model, shape, instructions=instructions)
    assert engine.instructions == instructions
    for options in (OPTIONS["greedy"], OPTIONS["beam"]):
        wanted = TorchEngine(model).translate(SOURCES, options)
        assert_agree(engine.translate(SOURCES, options), wanted)


@pytest.mark.parametrize("instructions", native.known_instructions())
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_bytes_give_nearly_the_probabilities_of_floats(shape: Shape, instructions: str) -> None:
    model = random_model(shape, seed=4)
    targets = [source[::-1] for source in SOURCES]
    wanted = TorchEngine(model).score(SOURCES, targets)
    engine = engine_of(model, shape, precision="int8", instructions=instructions)
    found = engine.score(SOURCES, targets)
    errors = np.abs(np.concatenate(found) - np.concatenate(wanted))
    assert 0 < errors.mean() < 0.03 * np.abs(np.concatenate(wanted)).mean()


def test_scores_are_those_of_the_reference() -> None:
    for shape in SHAPES.values():
        model = random_model(shape, seed=5)
        targets = [source[::-1] for source in SOURCES]
        found = engine_of(model, shape).score(SOURCES, targets)
        for row, wanted in zip(found, TorchEngine(model).score(SOURCES, targets), strict=True):
            assert row == pytest.approx(wanted, abs=1e-4)


@pytest.mark.parametrize("precision", ["int8", "float32"])
@pytest.mark.parametrize("beam", [1, 3])
def test_answers_depend_on_neither_company_nor_threads(precision: str, beam: int) -> None:
    shape = SHAPES["rotary"]
    model, options = random_model(shape, seed=6), SearchOptions(beam=beam)
    sources = [source for source in SOURCES for _ in range(5)]
    alone = engine_of(model, shape, precision=precision, batch_rows=1)
    together = engine_of(model, shape, precision=precision, threads=3)
    found = together.translate(sources, options)
    assert found == alone.translate(sources, options)
    assert found == together.translate(sources, options)


def test_without_room_for_more_threads_those_there_are_translate_all(tmp_path: Path) -> None:
    def leave_no_room() -> None:  # a thread's stack takes what this limit says
        resource.setrlimit(resource.RLIMIT_STACK, (1 << 47, resource.RLIM_INFINITY))

    limit = resource.getrlimit(resource.RLIMIT_STACK)[1]
    if sys.platform != "linux" or limit != resource.RLIM_INFINITY:
        pytest.skip("stacks cannot be made that large here")
    command = [sys.executable, "-m", "tolmach", "translate", "--engine", "native", "--threads", "4"]
    found = [
        subprocess.run(
            [*command, "--model", str(make_toy_folder(tmp_path / name))],
            input="ein Hund\n" * 8,
            capture_output=True,
            text=True,
            check=True,
            preexec_fn=prepare,
        ).stdout
        for name, prepare in (("roomy", None), ("full", leave_no_room))
    ]
    assert found[0] == found[1]


def test_a_text_longer_than_any_table_is_translated() -> None:
    for name in ("least", "rotary", "ssru", "recurrent"):
        shape = SHAPES[name]
        model = random_model(shape, seed=7)
        options = SearchOptions(beam=1, guard=Guard(ratio=1, max_copies=None, min_length=540))
        source = [[3 + n % 20 for n in range(550)]]
        wanted = TorchEngine(model).translate(source, options)
        assert len(wanted[0][0].ids) >= 540
        assert_agree(engine_of(model, shape).translate(source, options), wanted, within=2e-3)


def test_nothing_in_nothing_out() -> None:
    engine = engine_of(random_model(SHAPES["least"]), SHAPES["least"])
    assert engine.translate([], SearchOptions()) == []
    assert engine.score([], []) == []


@pytest.mark.parametrize("piece", [-1, PIECES, 1 << 30])
def test_a_piece_that_does_not_exist_is_refused(piece: int) -> None:
    engine = engine_of(random_model(SHAPES["least"]), SHAPES["least"])
    with pytest.raises(TolmachError, match=f"no source piece {piece}"):
        engine.translate([[3, piece]], SearchOptions())
    with pytest.raises(TolmachError, match=f"no target piece {PIECES}"):
        engine.score([[3]], [[PIECES]])


@pytest.mark.parametrize("piece", [-1, *range(3)])
def test_a_given_target_consists_of_text(piece: int) -> None:
    engine = engine_of(random_model(SHAPES["least"]), SHAPES["least"])
    for read in (engine.score, engine.attention):
        with pytest.raises(RequestError, match=f"Target piece {piece} is no text"):
            read([[3], [4]], [[5, 6], [7, piece, 8]])


def test_a_text_beyond_the_learnt_positions_is_refused() -> None:
    engine = engine_of(random_model(SHAPES["learned"]), SHAPES["learned"])
    with pytest.raises(TolmachError, match="25 pieces is longer than the 24 positions"):
        engine.translate([[3] * 24], SearchOptions())


def test_what_it_cannot_do_it_refuses() -> None:
    engine = engine_of(random_model(SHAPES["least"]), SHAPES["least"])
    for method in (DiverseBeamSearch(), ExactSearch()):
        with pytest.raises(TolmachError, match=r"use the PyTorch engine \(`--engine torch`\)"):
            engine.translate(SOURCES, SearchOptions(method=method))
    with pytest.raises(TolmachError, match="at least 1"):
        engine_of(random_model(SHAPES["least"]), SHAPES["least"], threads=0)


SPELLING = [b""] * 3 + [(b" " if n % 3 else b"") + bytes([97 + n % 7]) for n in range(20)]
AVOIDED = avoiding(["a", "b c"], SPELLING)
WORDS = {
    "without": PhraseConstraints(exclude=AVOIDED),
    "with": PhraseConstraints(include=(containing("a b", SPELLING),)),
    "with two, without one": PhraseConstraints(
        include=(containing("a", SPELLING), containing("c d", SPELLING)),
        exclude=avoiding(["e"], SPELLING),
    ),
}


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_it_includes_and_excludes_words_as_the_reference_does(
    shape: Shape, words: PhraseConstraints
) -> None:
    model = random_model(shape, seed=3)
    sources = [source[:20] for source in SOURCES]
    every_second = [words, PhraseConstraints()] * 4
    beams = (5, 8) if words.include else (1, 5)
    for beam in beams:
        options = SearchOptions(beam=beam, n_best=min(beam, 3), guard=BRIEF)
        asked = {"prefixes": PREFIXES, "phrase_constraints": every_second}
        wanted = TorchEngine(model).translate(sources, options, **asked)  # type: ignore[arg-type]
        found = engine_of(model, shape).translate(sources, options, **asked)  # type: ignore[arg-type]
        assert_agree(found, wanted)


def test_words_that_do_not_fit_are_refused() -> None:
    engine = engine_of(random_model(SHAPES["least"]), SHAPES["least"])
    with pytest.raises(TolmachError, match="beam of 2 is too narrow"):
        engine.translate([[3]], SearchOptions(beam=2), phrase_constraints=[WORDS["with"]])
    sampling = SearchOptions(method=Sampling())
    with pytest.raises(TolmachError, match="Only beam search"):
        engine.translate([[3]], sampling, phrase_constraints=[WORDS["with"]])
    other = PhraseConstraints(exclude=avoiding(["a"], SPELLING[:-1]))
    with pytest.raises(TolmachError, match="another vocabulary"):
        engine.translate([[3]], SearchOptions(), phrase_constraints=[other])
    beyond = PhraseAutomaton(np.full((2, PIECES), 2, np.int32))
    vars(beyond)["remaining"] = np.array([0, 1], np.int32)
    damaged = PhraseConstraints(exclude=beyond)
    with pytest.raises(TolmachError, match="a state that it does not have"):
        engine.translate([[3]], SearchOptions(), phrase_constraints=[damaged])


def open_prefix(*steps: Collection[int]) -> PhraseConstraints:
    """A prefix whose open end is spelled by a piece of each step; whatever follows is free."""
    free = 1 + len(steps)
    table = np.zeros((free + 1, PIECES), np.int32)  # [Q, V]; 0: it departs
    table[free] = free
    for n, pieces in enumerate(steps, 1):
        table[n, list(pieces)] = n + 1
    return PhraseConstraints(departing=PhraseAutomaton(table), opened=len(steps))


OPEN_ENDS = {
    "one piece": open_prefix({7}),
    "a choice": open_prefix({5, 9, 11}, {4, 20}),
    "a repetition": open_prefix(*[{6}] * 9),
}


@pytest.mark.parametrize("words", OPEN_ENDS.values(), ids=OPEN_ENDS.keys())
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_it_goes_on_within_a_word_as_the_reference_does(
    shape: Shape, words: PhraseConstraints
) -> None:
    model = random_model(shape, seed=4)
    asked = {
        "prefixes": PREFIXES,
        "phrase_constraints": [words, words, PhraseConstraints(), replace(words, exclude=AVOIDED)]
        * 2,
    }
    sources = [source[:10] for source in SOURCES]
    guard = replace(BRIEF, max_copies=1)
    for method, beam in ((BeamSearch(), 1), (BeamSearch(), 4), (Sampling(seed=1), 1)):
        options = SearchOptions(beam=beam, n_best=beam, method=method, guard=guard)
        wanted = TorchEngine(model).translate(sources, options, **asked)  # type: ignore[arg-type]
        found = engine_of(model, shape).translate(sources, options, **asked)  # type: ignore[arg-type]
        assert_agree(found, wanted)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_attention_is_that_of_the_reference(shape: Shape) -> None:
    model = random_model(shape, seed=6)
    targets = [source[::-1] for source in SOURCES]
    found = engine_of(model, shape, threads=2).attention(SOURCES, targets)
    for layers, source, target in zip(found, SOURCES, targets, strict=True):
        [wanted] = record_pairs(model, [source], [target])
        assert layers.keys() == wanted.cross_layers.keys()
        for number, heads in layers.items():
            np.testing.assert_allclose(heads, wanted.cross_layers[number], atol=1e-4)


def test_attention_is_recorded_into_arrays_that_fit_alone() -> None:
    shape = SHAPES["least"]
    engine = engine_of(random_model(shape), shape)
    [task] = native_search.forced_tasks([[3, 4]], [[5]])
    for task_, room, message in (
        (task, np.empty((1, 2, 2), np.float32), "another shape"),
        (task._replace(limit=5), np.empty((1, 2, 3), np.float32), "every piece is forced"),
        (task._replace(forced=[5, native.FREE]), np.empty((1, 2, 3), np.float32), "is forced"),
    ):
        with pytest.raises(TolmachError, match=message):
            engine._search([task_], SearchOptions(beam=1), native_search.PhraseTable(), [room])


DRAWS = {
    "plain": Sampling(seed=1),
    "top-k": Sampling(seed=2, top_k=4),
    "top-p": Sampling(seed=3, top_p=0.7, temperature=0.8),
    "flat": Sampling(seed=4, temperature=3.0, top_k=30),
}


@pytest.mark.parametrize("method", DRAWS.values(), ids=DRAWS.keys())
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_it_draws_what_the_reference_draws(shape: Shape, method: Sampling) -> None:
    model, options = (
        random_model(shape, seed=3),
        SearchOptions(n_best=3, method=method, guard=BRIEF),
    )
    sources = [source[:20] for source in SOURCES]
    asked = {"phrase_constraints": [WORDS["without"]] * len(sources)}
    wanted = TorchEngine(model).translate(sources, options, **asked)  # type: ignore[arg-type]
    found = engine_of(model, shape).translate(sources, options, **asked)  # type: ignore[arg-type]
    assert_agree(found, wanted)
    assert found[::-1] == engine_of(model, shape, threads=2).translate(
        sources[::-1],
        options,
        **asked,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    "method",
    [
        Sampling(seed=5, temperature=9.0),
        Sampling(seed=6, temperature=9.0, top_p=0.9),
        Sampling(seed=7, temperature=9.0, top_k=100),
    ],
    ids=["all", "top-p", "top-k"],
)
def test_of_many_pieces_it_draws_improbable_ones_as_the_reference_does(method: Sampling) -> None:
    shape, pieces = SHAPES["ssru"], 300
    model = random_model(shape, target_pieces=pieces)
    options = SearchOptions(n_best=9, method=method, guard=BRIEF)
    wanted = TorchEngine(model).translate(SOURCES, options)
    assert_agree(engine_of(model, shape).translate(SOURCES, options), wanted)
    assert len({piece for row in wanted for each in row for piece in each.ids}) > pieces / 4


def test_without_a_seed_every_draw_is_another() -> None:
    engine = engine_of(random_model(SHAPES["rotary"]), SHAPES["rotary"])
    options = SearchOptions(n_best=9, method=Sampling(temperature=5.0))
    [found] = engine.translate([SOURCES[-2]], options)
    assert len({each.ids for each in found}) == 9


def test_only_a_beam_search_has_a_tree() -> None:
    shape = SHAPES["least"]
    engine = engine_of(random_model(shape), shape)
    [task] = native_search.forced_tasks([[3, 4]], [[5]])
    drawing = native_search.search_settings(SearchOptions(method=Sampling()))
    with pytest.raises(ValueError, match="Only a beam search"):
        engine._engine.observe(task, drawing)
    steps, [found] = engine.observe(
        [3, 4], SearchOptions(method=Sampling())
    )  # it is one all the same
    assert len(steps) >= len(found.ids) + found.finished


def test_without_the_extension_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native_extension, "_native", None)
    assert not native_extension.native_is_installed()
    with pytest.raises(TolmachError, match=r"was not compiled .* use the PyTorch engine"):
        NativeEngine(SHAPES["least"], {})


def test_a_model_folder_is_read(tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    loaded = load_model(folder)
    sources = loaded.tokenizers.source.encode_batch(loaded.selftest.sources)
    wanted = TorchEngine(loaded.model).translate(sources, SearchOptions())
    found = NativeEngine.load(folder, precision="float32").translate(sources, SearchOptions())
    assert_agree(found, wanted)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_weights_of_half_precision_are_read(tmp_path: Path, dtype: torch.dtype) -> None:
    shape = SHAPES["rotary"]
    model = random_model(shape, seed=8)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.to(dtype))
    save_tensors(weights_of(model, dtype), tmp_path / "half.safetensors")
    engine = NativeEngine(shape, map_weights(tmp_path / "half.safetensors"), precision="float32")
    wanted = TorchEngine(model).translate(SOURCES, SearchOptions(beam=1))
    assert_agree(engine.translate(SOURCES, SearchOptions(beam=1)), wanted)


def test_weights_of_another_shape_are_refused(tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    settings = (folder / "config.toml").read_text("utf-8")
    for old, new in (("inner = 13", "inner = 14"), ("encoder_layers = 1", "encoder_layers = 2")):
        (folder / "config.toml").write_text(settings.replace(old, new), "utf-8")
        with pytest.raises(TolmachError, match=r"config.toml \(encoder.(0.feed_forward|1)"):
            NativeEngine.load(folder)
    (folder / "config.toml").write_text(settings.replace("heads = 1", "heads = 11"), "utf-8")
    NativeEngine.load(folder)  # heads are cut out of the same matrices


CHANGED = ["pruned", "ssru, post", "hybrid, deep", "recurrent, every step", "convolutional, even"]


@settings(deadline=None, max_examples=20)
@given(st.data())
def test_changed_weights_are_refused_or_run(data: st.DataObject) -> None:
    """Wrong shapes, missing, surplus and odd tensors: an error, never a read out of bounds."""
    shape = SHAPES[data.draw(st.sampled_from(CHANGED))]
    content = dict(stored_weights(random_model(shape)))
    name = data.draw(st.sampled_from(sorted(content)))
    kind, tensor_shape, values = content[name]
    match data.draw(st.sampled_from(["gone", "more", "cut", "short", "nan", "cube", "odd"])):
        case "gone":
            del content[name]
        case "more":
            content["surplus"] = content[name]
        case "cut":
            fewer = (tensor_shape[0] - 1, *tensor_shape[1:])
            content[name] = StoredTensor(kind, fewer, values[: 4 * math.prod(fewer)])
        case "short":
            content[name] = StoredTensor(kind, tensor_shape, values[:-4])
        case "nan":
            content[name] = StoredTensor(kind, tensor_shape, memoryview(b"\xff" * len(values)))
        case "cube":
            content[name] = StoredTensor(kind, (1, 1, *tensor_shape), values)
        case "odd":
            content[name] = StoredTensor("F64", tensor_shape, values)
    refusals = r"missing|surplus|shape|no number|neither|impos|type|no source piece"
    with pytest.raises((ValueError, RequestError), match=refusals):
        # fewer vectors of source pieces are a smaller vocabulary
        NativeEngine(shape, content, precision="int8").translate([[PIECES - 1]], SearchOptions())


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.lists(st.integers(3, PIECES - 1), max_size=12), max_size=5),
    st.integers(1, 4),
    st.integers(0, 3),
    st.sampled_from([None, 1, 2, 3]),
    st.integers(1, 9),
)
def test_any_options_give_what_the_reference_gives(
    sources: list[list[int]], beam: int, min_length: int, copies: int | None, rows: int
) -> None:
    shape = SHAPES["rotary"]
    model = random_model(shape, seed=9)
    guard = Guard(min_length=min_length, max_copies=copies, ratio=1.5, extra=4)
    options = replace(SearchOptions(beam=beam, n_best=beam), guard=guard)
    engine = engine_of(model, shape, batch_rows=rows)
    assert_agree(engine.translate(sources, options), TorchEngine(model).translate(sources, options))


@st.composite
def transformer_encoders(draw: st.DrawFn) -> dict[str, Any]:
    """What a recipe may say of a Transformer's encoder, but small."""
    heads = draw(st.integers(1, 3))
    return {
        "size": 2 * heads * draw(st.integers(1, 12)),
        "heads": heads,
        "inner": draw(st.integers(1, 70)),
        "encoder_layers": draw(st.integers(1, 2)),
        "norm": draw(st.sampled_from(["pre", "post"])),
        "positions": draw(st.sampled_from(["sinusoidal", "learned", "rotary"])),
        "longest": 40,
        "activation": draw(st.sampled_from(["relu", "gelu", "silu"])),
    }


@st.composite
def recurrent_encoders(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "embedding": draw(st.integers(1, 70)),
        "size": 2 * draw(st.integers(1, 35)),
        "encoder_layers": draw(st.integers(1, 3)),
        "bidirectional": draw(st.booleans()),
        "reverse_source": draw(st.booleans()),
    }


@st.composite
def recurrent_decoders(draw: st.DrawFn, links: Sequence[str]) -> dict[str, Any]:
    link = draw(st.sampled_from(links))
    return {
        "decoder_layers": draw(st.integers(1, 3)),
        "cell": draw(st.sampled_from(["gru", "lstm"])),
        "residual": draw(st.booleans()),
        "score": draw(st.sampled_from(["dot", "bilinear", "mlp"])),
        "link": link,
        "input_feeding": link == "attention_after" and draw(st.booleans()),
    }


@st.composite
def transformer_decoders(draw: st.DrawFn, heads: int) -> dict[str, Any]:
    layers = draw(st.integers(1, 2))
    reads_itself = draw(st.sampled_from(["attention", "ssru"]))
    return {
        "decoder_layers": layers,
        "decoder_self": reads_itself,
        "decoder_heads": draw(heads_left(heads, layers)) if reads_itself == "attention" else None,
        "cross_heads": draw(heads_left(heads, layers)),
    }


@st.composite
def convolutions(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "size": draw(st.integers(1, 70)),
        "kernel": draw(st.integers(1, 6)),
        "encoder_layers": draw(st.integers(1, 3)),
        "decoder_layers": draw(st.integers(1, 3)),
        "longest": 40,
        "link": draw(st.sampled_from(["attention", "every_step"])),
    }


def heads_left(heads: int, layers: int) -> st.SearchStrategy[list[int] | None]:
    return st.none() | st.lists(st.integers(0, heads), min_size=layers, max_size=layers)


ATTENDING = ["attention_before", "attention_after"]
ANY_LINK = ["start", "every_step", *ATTENDING]


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """Any model that a recipe can ask for, but small."""
    tied = draw(st.sampled_from(["none", "target", "all"]))
    kind = draw(st.sampled_from([Transformer, Hybrid, Recurrent, Convolutional]))
    if kind is Convolutional:
        return Convolutional(tied=tied, **draw(convolutions()))
    if kind is Recurrent:
        decoder = recurrent_decoders(ANY_LINK)
        return Recurrent(tied=tied, **draw(recurrent_encoders()), **draw(decoder))
    encoder = draw(transformer_encoders())
    heads = encoder["heads"]
    encoder["encoder_heads"] = draw(heads_left(heads, encoder["encoder_layers"]))
    if kind is Hybrid:
        return Hybrid(tied=tied, **encoder, **draw(recurrent_decoders(ATTENDING)))
    return Transformer(tied=tied, **encoder, **draw(transformer_decoders(heads)))


@settings(deadline=None, max_examples=25)
@given(shapes(), st.integers(0, 99), st.sampled_from(["int8", "float32"]))
def test_any_shape_gives_the_probabilities_of_the_reference(
    shape: Shape, seed: int, precision: str
) -> None:
    model = random_model(shape, seed=seed)
    targets = [source[::-1] for source in SOURCES]
    wanted = np.concatenate(TorchEngine(model).score(SOURCES, targets))
    found = np.concatenate(engine_of(model, shape, precision=precision).score(SOURCES, targets))
    scale = np.abs(wanted).mean()
    assert np.abs(found - wanted).mean() < scale * (1e-5 if precision == "float32" else 0.1)
