import pytest
import torch

from tests.toy_model import ToyModel
from tolmach.analysis.inspect.next_pieces import next_pieces

MODEL, SOURCE, TARGET = ToyModel(11, seed=1), [3, 5, 7], [4, 9, 4, 10]


def test_the_distributions_are_those_of_teacher_forcing() -> None:
    table = MODEL.decode(
        MODEL.encode(torch.tensor([[3, 5, 7, 2]]), torch.ones(1, 4, dtype=torch.bool)),
        torch.tensor([[1, *TARGET]]),
    )[0].softmax(-1)
    places = next_pieces(MODEL, SOURCE, TARGET, shown=3)
    assert [place.said for place in places] == [*TARGET, 2]
    for row, place in zip(table, places, strict=True):
        order = row.argsort(descending=True).tolist()
        assert [piece for piece, _ in place.best] == order[:3]
        assert place.rank == 1 + order.index(place.said)
        assert place.probability == pytest.approx(row[place.said].item(), abs=1e-6)
        expected = row[order[:3]].tolist()
        assert [share for _, share in place.best] == pytest.approx(expected, abs=1e-6)


def test_no_more_pieces_are_shown_than_there_are() -> None:
    places = next_pieces(MODEL, SOURCE, [], shown=99)
    assert [len(place.best) for place in places] == [11]
    assert sum(share for _, share in places[0].best) == pytest.approx(1)
