import math
from dataclasses import replace
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from tests.models.toy_models import drawn, source, target
from tests.models.variants import CONVOLUTIONAL, changed, convolutional_sizes
from tolmach.errors import TolmachError
from tolmach.models.convolutional import (
    AttentionMemory,
    Convolutional,
    ConvolutionalVectorDecoder,
)
from tolmach.nn.convolution import windows
from tolmach.nn.hooks import listening

S, T, D, V = 5, 3, 7, 23
SIZES = convolutional_sizes(V, size=D, encoder_layers=2, decoder_layers=3, dropout=0.0)


def entry(table: Any, positions: Any, ids: Tensor) -> Tensor:
    """Embeddings drawn with deviation 0.1, and positions: e = (w_1 + p_1, ...), §3.1 and §3.5."""
    rows: Tensor = (
        table.weight[ids] * 0.1 * math.sqrt(D) + positions.embedding.weight[: ids.shape[1]]
    )
    return rows


def glu(layer: Any, window: Tensor) -> Tensor:
    """v([A B]) = A * sigma(B) of W [x_1 .. x_k] + b, for windows [N, K D] (§3.2)."""
    a, b = (window @ layer.linear.weight.T + layer.linear.bias).chunk(2, 1)
    return a * torch.sigmoid(b)


def gehring(model: Any, ids: Tensor, keep: Tensor, pieces: Tensor) -> Tensor:
    """Gehring et al. 2017, eqs. 1 and 2, place by place, every sum scaled by sqrt(0.5) (§3.4)."""
    half, k = math.sqrt(0.5), model.sizes.kernel
    e = entry(model.source_embedding, model.source_positions, ids) * keep[..., None]
    z = e
    for layer in model.encoder.layers:
        padded = F.pad(z, (0, 0, k // 2, k // 2))
        found = [glu(layer, padded[:, i : i + k].flatten(1)) for i in range(ids.shape[1])]
        z = (torch.stack(found, 1) + z) * half * keep[..., None]
    g = h = entry(model.target_embedding, model.target_positions, pieces)
    for layer, query in zip(model.decoder.layers, model.decoder.queries, strict=True):
        before, rows = F.pad(h, (0, 0, k - 1, 0)), []
        for i in range(pieces.shape[1]):
            own = glu(layer, before[:, i : i + k].flatten(1))
            d = (own @ query.weight.T + query.bias + g[:, i]) * half  # eq. 1
            a = torch.einsum("nd,nsd->ns", d, z).masked_fill(~keep, -torch.inf).softmax(1)
            m = keep.sum(1, keepdim=True)
            c = torch.einsum("ns,nsd->nd", a, (z + e) * half) * m * (1 / m).sqrt()  # eq. 2
            rows.append(((own + c) * half + h[:, i]) * half)
        h = torch.stack(rows, 1)
    return h @ model.output.weight.T + model.output.bias


def test_it_computes_what_the_paper_says() -> None:
    model: Any = drawn(CONVOLUTIONAL)
    (ids, keep), pieces = source(), target()
    found = model.decode(model.encode(ids, keep), pieces)
    torch.testing.assert_close(found, gehring(model, ids, keep, pieces), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("link", ["attention", "every_step"])
@pytest.mark.parametrize("kernel", [1, 2, 3])
def test_step_by_step_equals_all_at_once_wherever_it_goes_on(link: str, kernel: int) -> None:
    model: Any = drawn(changed(CONVOLUTIONAL, link=link, kernel=kernel))
    memory, pieces = model.encode(*source()), target()
    whole, state = model.decode(memory, pieces), model.start(memory)
    for place in range(3):
        logits, state = model.step(pieces[:, place], state)
        torch.testing.assert_close(logits, whole[:, place], atol=1e-5, rtol=1e-4)
    assert state.length == 3
    chosen = torch.tensor([2, 2, 0, 0])
    logits, _ = model.step(pieces[chosen, 3], state.select(chosen))
    torch.testing.assert_close(logits, whole[chosen, 3], atol=1e-5, rtol=1e-4)


def test_a_sentence_is_the_mean_of_its_rows_or_what_its_vector_says() -> None:
    model: Any = drawn(CONVOLUTIONAL)
    ids, keep = source()
    rows = model.encode(ids, keep).keys / math.sqrt(D)
    means = torch.stack([each[real].mean(0) for each, real in zip(rows, keep, strict=True)])
    torch.testing.assert_close(model.sentence_vectors(model.encode(ids, keep)), means)
    told: Any = drawn(changed(CONVOLUTIONAL, link="every_step"))
    memory = told.encode(ids, keep)
    assert torch.equal(told.sentence_vectors(memory), memory.conditions.flatten(1))


def test_the_vector_of_a_sentence_opens_the_gates_of_every_layer() -> None:
    model: Any = drawn(changed(CONVOLUTIONAL, link="every_step", decoder_layers=2))
    (ids, keep), pieces = source(), target()
    memory = model.encode(ids, keep)
    h = entry(model.target_embedding, model.target_positions, pieces)
    for number, layer in enumerate(model.decoder.layers):
        mapped = (
            layer.linear(windows(F.pad(h, (0, 0, 2, 0)), 3)) + memory.conditions[:, None, number]
        )
        h = (F.glu(mapped, -1) + h) * math.sqrt(0.5)
    torch.testing.assert_close(model.decode(memory, pieces), model.output(h))


def test_what_is_dropped_while_training_reaches_no_layer_and_no_output() -> None:
    torch.manual_seed(1)
    model: Any = drawn(changed(CONVOLUTIONAL, dropout=1 - 2**-16)).train()
    read: list[Tensor] = []
    for part in (model.encoder, model.decoder):
        part.register_forward_pre_hook(lambda _, inputs: read.append(inputs[0]))
    rows = model.decode_rows(model.encode(*source()), target())
    assert len(read) == 2
    assert not any(each.any() for each in (*read, rows))


def test_weights_are_drawn_to_keep_variance() -> None:
    torch.manual_seed(1)
    sizes = convolutional_sizes(997, size=61, dropout=0.36, tied="none")
    model = Convolutional(sizes)
    assert float(model.output.weight.detach().std()) == pytest.approx(0.8 / 61**0.5, rel=0.03)
    assert not model.output.bias.any()
    queries: Any = model.decoder.queries
    for query in queries:
        assert float(query.weight.detach().std()) == pytest.approx(61**-0.5, rel=0.05)
        assert not query.bias.any()
    for positions in (model.source_positions, model.target_positions):
        drawn_positions = positions.embedding.weight.detach()
        assert float(drawn_positions.std()) == pytest.approx(0.1, rel=0.03)
    told: Any = Convolutional(replace(sizes, link="every_step"))
    assert told.decoder.condition.bias is None
    assert float(told.decoder.condition.weight.detach().std()) == pytest.approx(61**-0.5, rel=0.05)


@pytest.mark.parametrize(
    ("tied", "shared"), [("all", (True, True)), ("target", (False, True)), ("none", (False, False))]
)
def test_tying_shares_tables(tied: Any, shared: tuple[bool, bool]) -> None:
    model = Convolutional(replace(SIZES, tied=tied))
    tables = model.source_embedding is model.target_embedding
    assert (tables, model.output.weight is model.target_embedding.weight) == shared


def test_where_it_attends_it_is_told_by_layer() -> None:
    model: Any = drawn(CONVOLUTIONAL)
    heard: list[tuple[str, Tensor]] = []
    ids, keep = source()
    with listening(lambda site, weights: heard.append((site, weights))):
        model.decode(model.encode(ids, keep), target())
    assert [site for site, _ in heard] == [f"decoder.cross.{layer}" for layer in (1, 2, 3)]
    for _, weights in heard:
        assert weights.shape == (len(ids), 1, 7, 5)
        assert not weights.masked_select(~keep[:, None, None]).any()


def test_without_padding_no_mask_is_kept() -> None:
    model: Any = drawn(CONVOLUTIONAL)
    ids, keep = source()
    assert model.encode(ids, keep).keep is keep
    assert model.encode(ids, torch.ones_like(keep)).keep is None


def test_attention_by_hand() -> None:
    rows, embedded, query = torch.randn(1, S, D), torch.randn(1, S, D), torch.randn(1, T, D)
    keep = torch.tensor([[True, True, False, True, False]])
    found = AttentionMemory.of(rows, embedded, keep).context(query, "x")[0]
    real, summed = rows[0, keep[0]], ((rows + embedded) * math.sqrt(0.5))[0, keep[0]]
    for place in range(T):
        weights = (real @ query[0, place]).softmax(0)
        expected = (weights[:, None] * summed).sum(0) * 3 * math.sqrt(1 / 3)
        torch.testing.assert_close(found[place], expected)


def test_hypotheses_of_one_sentence_ask_it_in_turn() -> None:
    memory = AttentionMemory.of(torch.randn(2, S, D), torch.randn(2, S, D), None)
    query = torch.randn(6, 1, D)
    copied = memory.select(torch.tensor([0, 0, 0, 1, 1, 1]))
    torch.testing.assert_close(memory.context(query, "x"), copied.context(query, "x"))


def test_the_vector_is_what_even_attention_finds() -> None:
    rows, embedded = torch.randn(1, S, D), torch.randn(1, S, D)
    keep = torch.tensor([[True, True, False, True, False]])
    decoder = ConvolutionalVectorDecoder(replace(SIZES, link="every_step"))
    vector = AttentionMemory.of(rows, embedded, keep).context(torch.zeros(1, 1, D), "x")[0, 0]
    conditions = decoder.remember(rows, embedded, keep).conditions[0]  # [L, 2D]
    torch.testing.assert_close(conditions.flatten(), decoder.condition(vector))


def test_a_layer_sees_its_kernel_and_no_more() -> None:
    model = Convolutional(replace(SIZES, encoder_layers=1)).eval()
    rows = torch.randn(1, S, D, requires_grad=True)
    model.encoder(rows, None)[0, 2].sum().backward()
    assert isinstance(rows.grad, Tensor)
    assert rows.grad[0].abs().sum(1).gt(0).tolist() == [False, True, True, True, False]


def test_variance_stays_from_embeddings_to_encoder_rows() -> None:
    torch.manual_seed(3)
    sizes = convolutional_sizes(V, size=61, encoder_layers=11, dropout=0.2, tied="none")
    encoder = Convolutional(sizes).encoder
    found = encoder(0.1 * torch.randn(29, 37, 61), None)
    assert 0.08 < float(found.detach().std()) < 0.12


def test_too_long_a_text_is_refused() -> None:
    model = Convolutional(replace(SIZES, longest=4)).eval()
    with pytest.raises(TolmachError, match="5 pieces is longer than the 4 positions"):
        model.encode(torch.ones(1, 5, dtype=torch.long), torch.ones(1, 5, dtype=torch.bool))
