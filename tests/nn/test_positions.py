import pytest
import torch

from tolmach.errors import TolmachError
from tolmach.nn.positions import LearnedPositions, SinusoidalPositions


def test_sinusoids_by_hand() -> None:
    added = SinusoidalPositions(4)(torch.zeros(1, 2, 4))
    place = torch.tensor([1.0, 1e-4])
    torch.testing.assert_close(added[0, 0], torch.tensor([0.0, 0.0, 1.0, 1.0]))
    torch.testing.assert_close(added[0, 1], torch.cat((place.sin(), place.cos())))


def test_any_length_and_any_first_position() -> None:
    positions = SinusoidalPositions(6)
    long = positions(torch.zeros(1, 700, 6))
    torch.testing.assert_close(positions(torch.zeros(1, 3, 6), 500), long[:, 500:503])


def test_learned_positions_end() -> None:
    positions = LearnedPositions(6, 5)
    torch.testing.assert_close(
        positions(torch.zeros(1, 2, 6), 3)[0], positions.embedding.weight[3:]
    )
    with pytest.raises(TolmachError, match="longer than the 5 positions"):
        positions(torch.zeros(1, 6, 6))
