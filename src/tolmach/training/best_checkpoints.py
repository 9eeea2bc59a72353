"""The best checkpoints of a run, kept to be averaged at its end."""

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

from tolmach.files import whole_file
from tolmach.model_folder import save_tensors

Ranked = list[tuple[float, int]]  # score and update, the best first


@dataclass(frozen=True)
class Contenders:
    """At most `count` sets of weights in `folder`, each named by its update."""

    folder: Path
    count: int

    def offer(self, model: nn.Module, score: float, update: int, ranked: Ranked) -> Ranked:
        """Keep the model's weights if they are among the best; return the new ranking."""
        ranked = sorted([*ranked, (score, update)], key=lambda entry: (-entry[0], entry[1]))
        kept, dropped = ranked[: self.count], ranked[self.count :]
        if (score, update) in kept:
            with whole_file(self._path(update)) as path:
                save_tensors(_weights(model), path)
        for _, loser in dropped:
            self._path(loser).unlink(missing_ok=True)
        return kept

    def load_average(self, model: nn.Module, ranked: Ranked) -> None:
        """Set the model's weights to the mean of those in `ranked`.

        (Vaswani et al. 2017, §6.1, average the last checkpoints; we average the best.)
        """
        weights = _weights(model)
        for weight in weights.values():
            weight.zero_()
        for _, update in ranked:
            for name, value in load_file(self._path(update)).items():
                weights[name] += value.to(weights[name]) / len(ranked)

    def _path(self, update: int) -> Path:
        return self.folder / f"{update}.safetensors"


def _weights(model: nn.Module) -> dict[str, torch.Tensor]:
    return {name: parameter.detach() for name, parameter in model.named_parameters()}
