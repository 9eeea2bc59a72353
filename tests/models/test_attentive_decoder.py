"""Recurrent decoders that attend, beside the equations of their papers."""

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.testing import assert_close

from tests.models.equations import Equations
from tests.models.toy_models import drawn, source, target
from tests.models.variants import RECURRENT, changed

SHAPES: dict[str, dict[str, object]] = {
    "GRU, dot": {"score": "dot"},
    "LSTM, deep, bilinear": {"cell": "lstm", "decoder_layers": 2, "score": "bilinear"},
    "deep, residual, mlp": {"encoder_layers": 2, "decoder_layers": 3, "residual": True},
}


def bahdanau(of: Equations, pieces: Tensor) -> Tensor:
    """Bahdanau et al. 2015, A.1.2 and A.2.2: s_i-1 finds c_i, and s_i = f(s_i-1, y_i-1, c_i)."""
    cells, rows = of.first_cells(), []
    for piece in of.embedded(pieces):
        c = of.context(cells[0][0])
        top, cells = of.step(torch.cat((piece, c), 1), cells)
        rows.append(of.read_out(top, c, piece))
    return of.logits(rows)


def luong(of: Equations, pieces: Tensor) -> Tensor:
    """Luong et al. 2015, §3.1 and eq. 5: h_t finds c_t, and h~_t = tanh(W [h_t; c_t])."""
    cells, rows = of.first_cells(), []
    for piece in of.embedded(pieces):
        h, cells = of.step(piece, cells)
        rows.append(of.read_out(h, of.context(h)))
    return of.logits(rows)


def luong_with_input_feeding(of: Equations, pieces: Tensor) -> Tensor:
    """Luong et al. 2015, §3.3: as above, where the next step reads h~_t beside its piece."""
    cells, rows = of.first_cells(), []
    fed = torch.zeros(len(pieces), of.decoder.sizes.embedding)
    for piece in of.embedded(pieces):
        h, cells = of.step(torch.cat((piece, fed), 1), cells)
        fed = of.read_out(h, of.context(h))
        rows.append(fed)
    return of.logits(rows)


PAPERS: dict[str, tuple[Any, dict[str, object]]] = {
    "Bahdanau et al.": (bahdanau, {"link": "attention_before"}),
    "Luong et al.": (luong, {"link": "attention_after"}),
    "Luong et al., input feeding": (
        luong_with_input_feeding,
        {"link": "attention_after", "input_feeding": True},
    ),
}


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
def test_it_computes_what_the_paper_says(paper: str, shape: dict[str, object]) -> None:
    equations, link = PAPERS[paper]
    model: Any = drawn(changed(RECURRENT, **shape, **link))
    memory, pieces = model.encode(*source()), target()
    expected = equations(Equations(model, memory), pieces)
    assert_close(model.decode(memory, pieces), expected, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("paper", PAPERS)
def test_where_steps_stop_and_go_on_makes_no_difference(paper: str) -> None:
    model: Any = drawn(changed(RECURRENT, cell="lstm", decoder_layers=2, **PAPERS[paper][1]))
    memory, pieces = model.encode(*source()), target()
    whole, _ = model.decoder(pieces, model.start(memory))
    first, state = model.decoder(pieces[:, :3], model.start(memory))
    chosen = torch.tensor([2, 0])
    second, _ = model.decoder(pieces[chosen, 3:], state.select(chosen))
    assert_close(first, whole[:, :3])
    assert_close(second, whole[chosen, 3:])


def test_what_is_attended_to_follows_the_sentences_that_are_left() -> None:
    model: Any = drawn(RECURRENT)
    ids, keep = source()
    state = model.start(model.encode(ids, keep))
    assert state.select(torch.tensor([0, 0, 1, 1, 2, 2])).source is state.source
    fewer = state.select(torch.tensor([2, 2])).source
    assert torch.equal(fewer.keys, state.source.keys[[2]])
    assert torch.equal(fewer.values, state.source.values[[2]])
    assert torch.equal(fewer.keep, keep[[2]])


def test_a_sentence_is_the_mean_of_what_is_attended_to() -> None:
    model: Any = drawn(RECURRENT)
    ids, keep = source()
    memory = model.encode(ids, keep)
    expected = [rows[real].mean(0) for rows, real in zip(memory.rows, keep, strict=True)]
    assert_close(model.sentence_vectors(memory), torch.stack(expected))
