"""All parameters of a model in one vector, and all gradients in another.

One vector makes the optimiser, clipping, averaging and the exchange between processes one
operation each, instead of one for every matrix.
"""

import copy
from typing import Generic, TypeVar

import torch
from torch import Tensor, nn

_Model = TypeVar("_Model", bound=nn.Module)


class FlatParameters:
    """Owns the storage of a model's parameters and gradients; the model's tensors are views.

    Matrices come first and vectors (biases, norms) after them, so that weight decay can tell the
    two apart by `matrices`.
    """

    def __init__(self, model: nn.Module) -> None:
        parameters = sorted(model.parameters(), key=lambda parameter: parameter.dim() < 2)
        count = sum(parameter.numel() for parameter in parameters)
        self.values = torch.empty(count, dtype=parameters[0].dtype, device=parameters[0].device)
        self.gradients = torch.zeros_like(self.values)
        self.matrices = sum(p.numel() for p in parameters if p.dim() >= 2)
        start = 0
        for parameter in parameters:
            end = start + parameter.numel()
            view = self.values[start:end].view(parameter.shape)
            view.copy_(parameter.data)
            parameter.data = view
            parameter.grad = self.gradients[start:end].view(parameter.shape)
            start = end


class MixedPrecision(Generic[_Model]):
    """A float32 model that learns, and a copy in `dtype` that computes its gradients.

    In float32 both are the same model. (Micikevicius et al. 2018, §3.1, without loss scaling,
    which bfloat16 does not need.)
    """

    def __init__(self, model: _Model, dtype: torch.dtype) -> None:
        self.master = FlatParameters(model)
        self.worker_model = model
        self._worker = self.master
        if dtype != torch.float32:
            self.worker_model = copy.deepcopy(model).to(dtype)
            self._worker = FlatParameters(self.worker_model)

    def gather_gradients(self) -> Tensor:
        """Bring the gradients to the float32 model and return them as one vector."""
        if self._worker is not self.master:
            self.master.gradients.copy_(self._worker.gradients)
        return self.master.gradients

    def clear_gradients(self) -> None:
        """Set every gradient to zero."""
        self._worker.gradients.zero_()

    def scatter_values(self) -> None:
        """Bring the learnt values to the model that computes."""
        if self._worker is not self.master:
            self._worker.values.copy_(self.master.values)


def choose_precision(wanted: str, device: torch.device) -> torch.dtype:
    """Return bfloat16 where it is asked for, or on "auto" where the hardware gains from it."""
    if wanted == "auto":
        fast = (
            torch.cuda.is_bf16_supported()
            if device.type == "cuda"
            else device.type == "cpu" and torch.cpu._is_avx512_bf16_supported()
        )
        return torch.bfloat16 if fast else torch.float32
    return torch.bfloat16 if wanted == "bfloat16" else torch.float32
