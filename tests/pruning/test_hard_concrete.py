import math

import pytest
import torch
from torch.testing import assert_close

from tolmach.pruning.hard_concrete import (
    HardConcreteGates,
    open_probability,
    sample_gates,
    settled_gates,
)

LOG_ALPHA = torch.tensor([-3.0, -1.0, 0.0, 0.5, 2.0])


def test_gates_are_closed_exactly_as_often_as_the_closed_form_says() -> None:
    torch.manual_seed(0)
    drawn = sample_gates(LOG_ALPHA.repeat(40_000, 1))
    assert float(drawn.min()) == 0.0
    assert float(drawn.max()) == 1.0
    assert_close((drawn != 0).float().mean(0), open_probability(LOG_ALPHA), atol=0.01, rtol=0)
    # A gate is wholly open where its stretched value passes 1, symmetric to its passing 0.
    assert_close((drawn == 1).float().mean(0), 1 - open_probability(-LOG_ALPHA), atol=0.01, rtol=0)


def test_the_probability_worked_by_hand() -> None:
    # At log α = 0: 1 / (1 + (1/11)^0.33).
    expected = 1 / (1 + math.exp(0.33 * math.log(1 / 11)))
    assert float(open_probability(torch.tensor(0.0))) == pytest.approx(expected, rel=1e-6)


def test_settled_gates_reach_both_ends_exactly() -> None:
    # The logistic function is 1/12 at -log 11, where the stretched gate passes 0; 11/12 is 1.
    edge = math.log(11)
    values = torch.tensor([-edge - 0.01, -edge + 0.01, 0.0, edge - 0.01, edge + 0.01])
    gates = settled_gates(values)
    assert gates[0] == 0
    assert gates[4] == 1
    assert_close(gates[2], torch.tensor(0.5))
    assert bool(((gates[1:4] > 0) & (gates[1:4] < 1)).all())


def test_no_gate_is_ever_no_number() -> None:
    for seed in range(5):
        torch.manual_seed(seed)
        assert sample_gates(torch.zeros(1 << 20)).isfinite().all()


def test_gates_begin_open_with_probability_0_94() -> None:
    gates = HardConcreteGates({"encoder.self.1": 2, "decoder.cross.3": 3})
    assert gates.log_alpha.tolist() == [2.0] * 5
    assert float(gates.expected_open().detach()) == pytest.approx(5 * 0.94, abs=0.02)


def test_the_penalty_and_the_loss_have_gradients() -> None:
    gates = HardConcreteGates({"encoder.self.1": 2, "encoder.self.2": 3}, start=0.5)
    gates.expected_open().backward()
    p = open_probability(gates.log_alpha.detach())
    assert_close(gates.log_alpha.grad, p * (1 - p))
    torch.manual_seed(1)
    log_alpha = torch.zeros(5_000, requires_grad=True)
    drawn = sample_gates(log_alpha)
    drawn.sum().backward()
    assert log_alpha.grad is not None
    inside = (drawn > 0) & (drawn < 1)
    assert torch.equal(log_alpha.grad > 0, inside)


def test_only_named_sites_have_gates_and_every_row_draws_its_own() -> None:
    gates = HardConcreteGates({"encoder.self.1": 2, "decoder.cross.3": 3}, start=0.0)
    assert gates.sampled("encoder.self.2", 5) is None
    drawn = gates.sampled("decoder.cross.3", 5)
    assert drawn is not None
    assert drawn.shape == (5, 3)
    assert len(drawn.unique(dim=0)) > 1


def test_exactly_as_many_stay_open_as_asked_those_first_that_learnt_to() -> None:
    gates = HardConcreteGates({"encoder.self.1": 2, "decoder.cross.3": 3})
    gates.log_alpha.data = torch.tensor([5.0, -5.0, 4.0, 3.0, -6.0])

    def settled(count: int | None) -> list[list[float]]:
        return [
            [round(gate, 6) for gate in each.tolist()] for each in gates.settled(count).values()
        ]

    assert settled(None) == [[1, 0], [1, 1, 0]]
    assert settled(2) == [[1, 0], [1, 0, 0]]
    assert settled(4) == [[1, 0.1], [1, 1, 0]]
    assert settled(0) == [[0, 0], [0, 0, 0]]
