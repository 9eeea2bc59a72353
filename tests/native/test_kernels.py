"""Every kernel beside its scalar twin, `plain`, and beside numpy or PyTorch."""

import platform
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tolmach.nn.recurrence import recurrent_layer

native = pytest.importorskip("tolmach.inference._native", reason="installed without a compiler")

Floats = NDArray[np.float32]
INSTRUCTIONS = native.known_instructions()
CPU = Path("/proc/cpuinfo")
X86_FLAGS = {
    "avx512vnni": {"avx512f", "avx512bw", "avx512vl", "avx512dq", "avx512_vnni"},
    "avxvnni": {"avx2", "fma", "avx_vnni"},
    "avx2": {"avx2", "fma"},
}
SIZES = st.tuples(st.integers(1, 9), st.integers(1, 70), st.integers(1, 140))


def drawn(*shape: int, seed: int = 1) -> Floats:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def products(rows: Floats, weight: Floats, bias: Floats, *, precision: str, rectify: bool) -> Any:
    for instructions in INSTRUCTIONS:
        product = native.kernels.Product(instructions, native.Precision[precision], weight, bias)
        yield np.array(product.multiply(rows, rectify))[:, : len(weight)]


def quantised(rows: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Each row in whole numbers up to 127, and what makes floats of them again."""
    scale = np.abs(rows).max(1, keepdims=True) / np.float32(127)
    return np.rint(rows / np.where(scale > 0, scale, 1)).astype(np.int64), scale


def test_plain_kernels_come_last_and_always() -> None:
    assert INSTRUCTIONS[-1] == "plain"
    with pytest.raises(ValueError, match="no instructions abacus"):
        native.kernels.normalise("abacus", drawn(3), drawn(3), drawn(3))


@pytest.mark.skipif(platform.machine() != "x86_64" or not CPU.exists(), reason="nothing tells")
def test_what_this_processor_can_run_is_known() -> None:
    flags = re.search("^flags.*$", CPU.read_text("utf-8"), re.MULTILINE)
    assert flags is not None
    able = [name for name, needed in X86_FLAGS.items() if needed <= set(flags[0].split())]
    assert [*able, "plain"] == INSTRUCTIONS


@settings(deadline=None, max_examples=40)
@given(SIZES, st.booleans(), st.integers(0, 99))
def test_the_float_product_is_that_of_numpy(
    sizes: tuple[int, int, int], rectify: bool, seed: int
) -> None:
    count, depth, columns = sizes
    rows, weight, bias = drawn(count, depth, seed=seed), drawn(columns, depth), drawn(columns)
    wanted = rows @ weight.T + bias
    wanted = np.maximum(wanted, 0) if rectify else wanted
    for found in products(rows, weight, bias, precision="float32", rectify=rectify):
        np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-4)


@settings(deadline=None, max_examples=40)
@given(SIZES, st.booleans(), st.integers(0, 99))
def test_the_product_of_bytes_is_exact_but_for_the_rounding_of_its_scales(
    sizes: tuple[int, int, int], rectify: bool, seed: int
) -> None:
    count, depth, columns = sizes
    rows, weight, bias = drawn(count, depth, seed=seed), drawn(columns, depth), drawn(columns)
    row_bytes, row_scales = quantised(rows)
    weight_bytes, weight_scales = quantised(weight)
    wanted = (row_bytes @ weight_bytes.T) * (row_scales * weight_scales.T) + bias
    wanted = np.maximum(wanted, 0) if rectify else wanted
    # Where a value lies in the middle between two bytes, a last bit may decide otherwise.
    middle = float(row_scales.max() * np.abs(weight).max()) * 1.01
    for found in products(rows, weight, bias, precision="int8", rectify=rectify):
        close = np.isclose(found, wanted, rtol=1e-5, atol=1e-4)
        assert close.mean() > 0.9
        np.testing.assert_allclose(found, wanted, atol=middle)


def test_bytes_of_the_largest_size_do_not_saturate() -> None:
    rows = np.ones((5, 4096), np.float32)
    weight = np.ones((3, 4096), np.float32)
    weight[1] = -1
    for found in products(rows, weight, np.zeros(3, np.float32), precision="int8", rectify=False):
        np.testing.assert_allclose(found, [[4096, -4096, 4096]] * 5, rtol=1e-5)


def test_rows_of_zeros_give_the_bias() -> None:
    rows, weight, bias = np.zeros((2, 7), np.float32), drawn(5, 7), drawn(5)
    weight[3] = 0
    for precision in ("int8", "float32"):
        for found in products(rows, weight, bias, precision=precision, rectify=False):
            np.testing.assert_array_equal(found, [bias, bias])


@pytest.mark.parametrize("instructions", INSTRUCTIONS)
@pytest.mark.parametrize("size", [1, 2, 7, 16, 33, 256])
def test_layer_normalisation_is_that_of_pytorch(instructions: str, size: int) -> None:
    row, gain, bias = drawn(size, seed=2) * 3 + 1, drawn(size, seed=3), drawn(size, seed=4)
    found = native.kernels.normalise(instructions, row, gain, bias)
    wanted = torch.nn.functional.layer_norm(
        torch.tensor(row), (size,), torch.tensor(gain), torch.tensor(bias)
    )
    np.testing.assert_allclose(found, wanted.numpy(), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("instructions", INSTRUCTIONS)
@pytest.mark.parametrize("size", [1, 5, 16, 39, 256])
def test_quantising_errs_by_half_a_step_at_most(instructions: str, size: int) -> None:
    row = drawn(size, seed=size)
    values, scale, total = native.kernels.quantise(instructions, row)
    assert total == sum(values)
    assert max(map(abs, values)) == 127
    assert np.abs(np.array(values) * scale - row).max() <= scale * 0.5001


@pytest.mark.parametrize("instructions", INSTRUCTIONS)
@pytest.mark.parametrize("places", [1, 5, 16, 37])
@pytest.mark.parametrize(
    ("heads", "size"),
    [(1, 2), (1, 39), (2, 16), (3, 11), (4, 32), (7, 24), (8, 32), (8, 64), (16, 16), (17, 80)],
)
def test_attention_is_that_of_pytorch(
    instructions: str, places: int, heads: int, size: int
) -> None:
    width = heads * size
    query, keys, values = drawn(width), drawn(places, width), drawn(places, width, seed=2)
    found, weights = native.kernels.attend(instructions, heads, query, keys, values)
    q, k, v = (
        torch.tensor(each).view(-1, heads, size).transpose(0, 1) for each in (query, keys, values)
    )
    wanted = torch.nn.functional.scaled_dot_product_attention(q, k, v)  # [heads, 1, size]
    np.testing.assert_allclose(found, wanted.flatten().numpy(), rtol=1e-4, atol=1e-5)
    wanted = (q @ k.transpose(1, 2) / size**0.5).softmax(-1)  # [heads, 1, places]
    np.testing.assert_allclose(weights, wanted[:, 0].T.numpy(), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("instructions", INSTRUCTIONS)
@pytest.mark.parametrize("count", [1, 16, 45, 512])
def test_the_sum_of_exponentials_is_that_of_numpy(instructions: str, count: int) -> None:
    values = drawn(count) * 9
    wanted = np.exp(values - values.max()).sum()
    found = native.kernels.exponential_sum(instructions, values)
    assert found == pytest.approx(wanted, rel=1e-5)


@settings(deadline=None)
@given(st.integers(1, 70), st.integers(0, 69), st.floats(-3, 3, width=32), st.integers(0, 9))
def test_the_first_place_above_a_bound_is_found(
    count: int, first: int, bound: float, seed: int
) -> None:
    values = drawn(count, seed=seed)
    places = [place for place in range(first, count) if values[place] > np.float32(bound)]
    for instructions in INSTRUCTIONS:
        found = native.kernels.find_above(instructions, values, min(first, count), bound)
        assert found == places[0] if places else found >= count


@pytest.mark.parametrize("instructions", INSTRUCTIONS)
@pytest.mark.parametrize("size", [1, 16, 45])
def test_gated_linear_units_are_those_of_pytorch(instructions: str, size: int) -> None:
    values = drawn(2 * size, seed=1) * 5
    wanted = torch.nn.functional.glu(torch.tensor(values), -1).numpy()
    found = native.kernels.gate(instructions, values)
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("instructions", INSTRUCTIONS)
@pytest.mark.parametrize("size", [1, 16, 45])
def test_recurrent_units_are_those_of_kim_et_al(instructions: str, size: int) -> None:
    gates, fresh, before, row = (drawn(size, seed=seed) * 5 for seed in range(4))
    found = native.kernels.recur(instructions, gates, fresh, before, row)
    kept = 1 / (1 + np.exp(-gates))
    state = kept * before + (1 - kept) * fresh
    np.testing.assert_allclose(found[0], state, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(found[1], row + np.maximum(state, 0), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("instructions", INSTRUCTIONS)
@pytest.mark.parametrize("size", [1, 16, 45])
@pytest.mark.parametrize("kind", ["gru", "lstm"])
def test_gated_cells_move_as_ours_do(instructions: str, size: int, kind: Any) -> None:
    layer = recurrent_layer(kind, 1, size)
    gates = 3 if kind == "gru" else 4
    read, past = drawn(gates * size, seed=1) * 3, drawn(gates * size, seed=2) * 3
    before = drawn(size, seed=3)
    cell = (torch.tensor(before)[None],) * layer.parts
    wanted = layer.move(torch.tensor(read)[None], torch.tensor(past)[None], cell)
    found = native.kernels.move(instructions, native.CellKind[kind], read, past, before)
    for one, other in zip(found, wanted, strict=False):
        np.testing.assert_allclose(one, other[0].detach().numpy(), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("instructions", INSTRUCTIONS)
@pytest.mark.parametrize("places", [1, 5, 16, 37])
@pytest.mark.parametrize("size", [1, 16, 39])
def test_additive_attention_is_that_of_bahdanau_et_al(
    instructions: str, places: int, size: int
) -> None:
    scorer, query = drawn(size, seed=1), drawn(size, seed=2)
    keys, values = drawn(places, size, seed=3), drawn(places, size, seed=4)
    out, weights = native.kernels.attend_additively(instructions, scorer, query, keys, values)
    wanted = np.exp(np.tanh(keys + query) @ scorer)
    wanted /= wanted.sum()
    np.testing.assert_allclose(weights, wanted, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(out, wanted @ values, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("instructions", INSTRUCTIONS)
@pytest.mark.parametrize("name", ["relu", "gelu", "silu", "tanh"])
def test_activations_are_those_of_pytorch(instructions: str, name: str) -> None:
    values = np.linspace(-12, 12, 333, dtype=np.float32)
    found = native.kernels.activate(instructions, native.Activation[name], values)
    functions = {**vars(torch.nn.functional), "tanh": torch.tanh}
    wanted = functions[name](torch.tensor(values)).numpy()
    np.testing.assert_allclose(found, wanted, atol=2e-6)
