import pytest
import torch
from torch import Tensor, nn

from tolmach.training.flat_parameters import FlatParameters, MixedPrecision, choose_precision


def tiny() -> nn.Sequential:
    torch.manual_seed(3)
    return nn.Sequential(nn.Linear(3, 5), nn.LayerNorm(5), nn.Linear(5, 2, bias=False))


def summed(model: nn.Module) -> Tensor:
    inputs = torch.arange(6.0).reshape(2, 3)
    dtype = next(model.parameters()).dtype
    loss: Tensor = model(inputs.to(dtype)).square().sum()
    return loss


def test_the_model_computes_as_before_and_lives_in_one_vector() -> None:
    model, same = tiny(), tiny()
    flat = FlatParameters(model)
    assert summed(model).equal(summed(same))
    assert len(flat.values) == 15 + 5 + 5 + 5 + 10
    assert flat.matrices == 15 + 10
    with torch.no_grad():
        flat.values.mul_(2)
    for ours, theirs in zip(model.parameters(), same.parameters(), strict=True):
        assert ours.equal(2 * theirs)


def test_gradients_arrive_in_the_vector_matrices_first() -> None:
    model, same = tiny(), tiny()
    flat = FlatParameters(model)
    summed(model).backward()
    summed(same).backward()
    parameters = sorted(same.parameters(), key=lambda parameter: parameter.dim() < 2)
    expected = torch.cat([p.grad.flatten() for p in parameters if p.grad is not None])
    assert flat.gradients.equal(expected)


def test_shared_parameters_stand_there_once() -> None:
    model = nn.Sequential(nn.Linear(3, 3, bias=False), nn.Linear(3, 3, bias=False))
    model[1].weight = model[0].weight
    assert len(FlatParameters(model).values) == 9
    assert model[1].weight is model[0].weight


def test_in_float32_worker_and_master_are_one() -> None:
    model = tiny()
    precision = MixedPrecision(model, torch.float32)
    assert precision.worker_model is model
    summed(model).backward()
    assert precision.gather_gradients() is precision.master.gradients
    precision.clear_gradients()
    assert not precision.gather_gradients().any()


def test_in_bfloat16_small_steps_are_not_lost() -> None:
    precision = MixedPrecision(tiny(), torch.bfloat16)
    worker = precision.worker_model
    summed(worker).backward()
    gradients = precision.gather_gradients()
    assert gradients.dtype == torch.float32
    assert gradients.any()
    before = precision.master.values.clone()
    for _ in range(100):  # each step is far below what bfloat16 can tell apart
        precision.master.values.add_(before, alpha=1e-4)
        precision.scatter_values()
    learnt = torch.cat([p.flatten() for p in worker.parameters()]).float().abs().sum()
    assert learnt > 1.005 * before.abs().sum()


@pytest.mark.parametrize("supported", [False, True])
def test_precision_is_what_gains_where_nobody_asked(
    supported: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    cpu, cuda, other = map(torch.device, ("cpu", "cuda", "meta"))
    chosen = torch.bfloat16 if supported else torch.float32
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: supported)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: not supported)
    assert choose_precision("auto", cpu) == chosen
    assert choose_precision("auto", other) == torch.float32
    assert choose_precision("auto", cuda) != chosen
    assert choose_precision("bfloat16", cuda) == torch.bfloat16


def test_kernels_of_three_dimensions_are_matrices_too() -> None:
    model = nn.Sequential(nn.LayerNorm(4), nn.Conv1d(4, 3, 2))
    flat = FlatParameters(model)
    assert flat.matrices == 3 * 4 * 2
    kernel = model[1].weight.detach()  # type: ignore[operator]
    assert torch.equal(flat.values[:24].view(3, 4, 2), kernel)


def test_precision_is_as_asked() -> None:
    cpu = torch.device("cpu")
    assert choose_precision("bfloat16", cpu) == torch.bfloat16
    assert choose_precision("float32", cpu) == torch.float32
