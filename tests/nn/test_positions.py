import math

import pytest
import torch

from tolmach.errors import TolmachError
from tolmach.nn.positions import LearnedPositions, Rotation, SinusoidalPositions


def test_sinusoids_by_hand() -> None:
    added = SinusoidalPositions(4)(torch.zeros(1, 2, 4))
    place = torch.tensor([1.0, 1e-4])
    torch.testing.assert_close(added[0, 0], torch.tensor([0.0, 0.0, 1.0, 1.0]))
    torch.testing.assert_close(added[0, 1], torch.cat((place.sin(), place.cos())))


@pytest.mark.parametrize("size", [7, 8])
def test_wavelengths_are_spaced_geometrically_from_one_end_to_the_other(size: int) -> None:
    added = SinusoidalPositions(size)(torch.zeros(1, 6, size))[0, 5]
    angles = [5.0 * 10_000 ** (-step / 3) for step in range(4)]
    expected = [*map(math.sin, angles), *map(math.cos, angles)][:size]
    torch.testing.assert_close(added, torch.tensor(expected))


def test_positions_are_added_to_what_is_there() -> None:
    rows = torch.randn(2, 3, 6)
    for positions in (SinusoidalPositions(6), LearnedPositions(6, 9)):
        added = positions(torch.zeros(2, 3, 6), 2)
        torch.testing.assert_close(positions(rows, 2), rows + added)


def test_what_is_computed_is_not_saved() -> None:
    assert not SinusoidalPositions(6).state_dict()
    assert not Rotation(6).state_dict()


@pytest.mark.parametrize("deviation", [0.02, 0.1])
def test_learned_positions_begin_small(deviation: float) -> None:
    torch.manual_seed(1)
    drawn = LearnedPositions(31, 997, deviation=deviation).embedding.weight.detach()
    assert float(drawn.std()) == pytest.approx(deviation, rel=0.03)


def test_unless_told_otherwise_learned_positions_begin_at_two_hundredths() -> None:
    torch.manual_seed(1)
    drawn = LearnedPositions(31, 997).embedding.weight.detach()
    assert float(drawn.std()) == pytest.approx(0.02, rel=0.03)


def test_a_rotation_turns_each_pair_of_dimensions_by_its_own_angle() -> None:
    rows = torch.randn(2, 3, 5, 8)  # E = 8: frequencies 1, 1/10, 1/100, 1/1,000
    turned = Rotation(8)(rows, 7)
    for place in range(5):
        for pair in range(4):
            angle = (7 + place) * 10.0**-pair
            one, other = rows[:, :, place, pair], rows[:, :, place, pair + 4]
            expected = one * math.cos(angle) - other * math.sin(angle)
            torch.testing.assert_close(turned[:, :, place, pair], expected)
            expected = other * math.cos(angle) + one * math.sin(angle)
            torch.testing.assert_close(turned[:, :, place, pair + 4], expected)


def test_any_length_and_any_first_position() -> None:
    positions = SinusoidalPositions(6)
    long = positions(torch.zeros(1, 700, 6))
    torch.testing.assert_close(positions(torch.zeros(1, 3, 6), 500), long[:, 500:503])


def test_learned_positions_end() -> None:
    positions = LearnedPositions(6, 5)
    torch.testing.assert_close(
        positions(torch.zeros(1, 2, 6), 3)[0], positions.embedding.weight[3:]
    )
    assert positions(torch.zeros(1, 5, 6)).shape == (1, 5, 6)
    with pytest.raises(TolmachError, match="longer than the 5 positions"):
        positions(torch.zeros(1, 6, 6))


def test_rotations_are_not_rounded_in_a_model_in_bfloat16() -> None:
    rows = torch.randn(1, 1, 200, 64)
    assert torch.equal(Rotation(64).to(torch.bfloat16)(rows), Rotation(64)(rows))
