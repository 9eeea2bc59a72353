from pathlib import Path

import torch
from torch import nn

from tolmach.training.contenders import Contenders, Ranked


def model(value: float) -> nn.Module:
    made = nn.Linear(3, 2)
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.fill_(value)
    return made


def offered(contenders: Contenders, scores: list[float]) -> Ranked:
    """Offer a model full of its update's number for each score, at updates 1, 2, …"""
    ranked: Ranked = []
    for update, score in enumerate(scores, start=1):
        ranked = contenders.offer(model(float(update)), score, update, ranked)
    return ranked


def test_the_best_stay_and_the_earlier_wins_a_tie(tmp_path: Path) -> None:
    ranked = offered(Contenders(tmp_path, 2), [1.0, 5.0, 3.0, 5.0, 2.0])
    assert ranked == [(5.0, 2), (5.0, 4)]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "2.safetensors",
        "4.safetensors",
    ]


def test_weights_that_somebody_has_removed_are_no_loss(tmp_path: Path) -> None:
    contenders = Contenders(tmp_path, 1)
    ranked = offered(contenders, [1.0])
    (tmp_path / "1.safetensors").unlink()
    assert contenders.offer(model(2.0), 5.0, 2, ranked) == [(5.0, 2)]
    assert [path.name for path in tmp_path.iterdir()] == ["2.safetensors"]
    assert contenders.offer(model(3.0), 4.0, 3, [(5.0, 2)]) == [(5.0, 2)]
    assert [path.name for path in tmp_path.iterdir()] == ["2.safetensors"]


def test_the_average_is_the_mean_of_those_that_stayed(tmp_path: Path) -> None:
    contenders = Contenders(tmp_path, 3)
    ranked = offered(contenders, [4.0, 1.0, 9.0, 6.0])
    learnt = model(77.0)
    contenders.load_average(learnt, ranked)
    expected = (1 + 3 + 4) / 3
    for parameter in learnt.parameters():
        torch.testing.assert_close(parameter, torch.full_like(parameter, expected))
