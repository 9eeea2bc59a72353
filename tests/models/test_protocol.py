"""What every architecture owes to search and training, whatever is inside."""

from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.models.toy_models import B, S, T, V, drawn, source, target
from tests.models.variants import CONVOLUTIONAL, RECURRENT, TRANSFORMER, VARIANTS, changed
from tolmach.models.protocol import TranslationModel, chosen_sentences

LONGEST = {
    "sinusoidal": TRANSFORMER,
    "learned": changed(TRANSFORMER, positions="learned"),
    "convolutional": CONVOLUTIONAL,
}


@pytest.fixture(params=list(VARIANTS.values()), ids=list(VARIANTS))
def model(request: pytest.FixtureRequest) -> TranslationModel:
    return drawn(request.param)


def test_step_by_step_equals_all_at_once(model: TranslationModel) -> None:
    memory, inputs = model.encode(*source()), target()
    at_once = model.decode(memory, inputs)
    state: Any = model.start(memory)
    for place in range(T):
        logits, state = model.step(inputs[:, place], state)
        torch.testing.assert_close(logits, at_once[:, place], atol=1e-4, rtol=1e-4)


def test_the_last_rows_of_the_layers_are_the_rows(model: TranslationModel) -> None:
    memory, inputs = model.encode(*source()), target()
    *_, last = model.decode_layers(memory, inputs)
    torch.testing.assert_close(last, model.decode_rows(memory, inputs))


def test_padding_changes_nothing(model: TranslationModel) -> None:
    (ids, keep), inputs = source(), target()
    together = model.decode(model.encode(ids, keep), inputs)
    for row in range(B):
        alone = ids[row : row + 1, keep[row]]
        memory = model.encode(alone, torch.ones_like(alone, dtype=torch.bool))
        logits = model.decode(memory, inputs[row : row + 1])
        torch.testing.assert_close(logits[0], together[row], atol=1e-4, rtol=1e-4)


def test_a_sentence_has_one_vector_however_it_is_batched(model: TranslationModel) -> None:
    ids, keep = source()
    together = model.sentence_vectors(model.encode(ids, keep))
    for row in range(B):
        alone = ids[row : row + 1, keep[row]]
        memory = model.encode(alone, torch.ones_like(alone, dtype=torch.bool))
        vector = model.sentence_vectors(memory)
        torch.testing.assert_close(vector[0], together[row], atol=1e-5, rtol=1e-4)
        other = torch.where(alone == 4, 5, 4)
        memory = model.encode(other, torch.ones_like(other, dtype=torch.bool))
        assert not torch.allclose(model.sentence_vectors(memory), vector, atol=1e-3)


def test_the_future_does_not_leak(model: TranslationModel) -> None:
    memory, inputs = model.encode(*source()), target()
    changed = inputs.clone()
    changed[:, 4:] = (changed[:, 4:] + 1) % (V - 3) + 3
    before, after = model.decode(memory, inputs), model.decode(memory, changed)
    torch.testing.assert_close(before[:, :4], after[:, :4])
    assert not torch.allclose(before[:, 4], after[:, 4])


@pytest.mark.parametrize(
    "rows",
    [[0, 0, 1, 1, 2, 2], [2, 2, 0, 0], [1], [0, 1, 1, 2], [2, 1, 0]],
    ids=["beams", "fewer sentences", "one", "uneven", "turned"],
)
def test_selected_rows_go_on_as_they_were(model: TranslationModel, rows: list[int]) -> None:
    memory, inputs = model.encode(*source()), target()
    at_once = model.decode(memory, inputs)
    state: Any
    _, state = model.step(inputs[:, 0], model.start(memory))
    chosen = torch.tensor(rows)
    logits, state = model.step(inputs[chosen, 1], state.select(chosen))
    torch.testing.assert_close(logits, at_once[chosen, 1], atol=1e-4, rtol=1e-4)
    again = torch.arange(len(rows)).flip(0)
    logits, _ = model.step(inputs[chosen, 2].flip(0), state.select(again))
    torch.testing.assert_close(logits, at_once[chosen, 2].flip(0), atol=1e-4, rtol=1e-4)


def test_only_learnt_positions_limit_what_can_be_read() -> None:
    settings = {name: changed(each, longest=99) for name, each in LONGEST.items()}
    assert {name: drawn(each).longest for name, each in settings.items()} == {
        "sinusoidal": None,
        "learned": 99,
        "convolutional": 99,
    }
    assert drawn(RECURRENT).longest is None


def test_the_source_matters(model: TranslationModel) -> None:
    (ids, keep), inputs = source(), target()
    other = ids.masked_fill(keep & (torch.arange(S) == 0), 4)
    before, after = (model.decode(model.encode(each, keep), inputs) for each in (ids, other))
    assert not torch.allclose(before[:, 0], after[:, 0])


def test_every_parameter_learns(model: TranslationModel) -> None:
    memory = model.train().encode(*source())
    model.decode(memory, target()).square().sum().backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.any(), name


@pytest.mark.parametrize(
    ("rows", "needed"),
    [
        ([0, 1, 2, 3, 4, 5], None),  # all as they are
        ([1, 0, 3, 3, 4, 5], None),
        ([0, 2, 4], None),  # one of each
        ([0, 0, 0, 2, 3, 2, 5, 4, 4], None),  # three of each
        ([2, 3, 4, 5], [1, 2]),
        ([4], [2]),
        ([5, 4, 1, 0], [2, 0]),
        ([0, 1, 2], [0, 0, 1]),  # not equally many of each
        ([0, 1, 2, 3, 4, 4, 5], [0, 0, 1, 1, 2, 2, 2]),
        ([0, 2, 1, 3], [0, 1, 0, 1]),  # runs of one
    ],
)
def test_two_hypotheses_of_three_sentences(rows: list[int], needed: list[int] | None) -> None:
    found = chosen_sentences(torch.tensor(rows), 6, 3)
    assert (None if found is None else found.tolist()) == needed


@given(st.integers(1, 3), st.integers(1, 4), st.data())
def test_every_row_finds_its_own_sentence(width: int, sentences: int, data: st.DataObject) -> None:
    count = width * sentences
    rows = data.draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=9))
    found = chosen_sentences(torch.tensor(rows), count, sentences)
    memory = list(range(sentences)) if found is None else found.tolist()
    each = len(rows) // len(memory)
    assert len(rows) == each * len(memory)
    assert [memory[place // each] for place in range(len(rows))] == [row // width for row in rows]
