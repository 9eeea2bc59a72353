"""Hard Concrete gates: random while they learn, able to be exactly 0 (Louizos et al. 2018, §2.2).

A gate has one parameter, log α. Its penalty is the probability that it is not 0: the expectation
of the L0 norm, which has a gradient where the norm itself has none. (Voita et al. 2019, §6.1, put
one on every attention head.) Shapes: B batch rows, G gates, H gates of one site.
"""

import math
from collections.abc import Mapping

import torch
from torch import Tensor, nn

TEMPERATURE = 0.33  # β of the paper: as Voita et al.'s code has it, where the paper has 2/3
LOW, HIGH = -0.1, 1.1  # γ and ζ of the paper, to which it stretches
FAINT = 0.1  # a gate that must stay open although it learnt to close
_MARGIN = 1e-6  # keeps log u finite


def sample_gates(log_alpha: Tensor) -> Tensor:
    """Return random gates, 0 to 1, one for each log α (Louizos et al. 2018, eqs. 10 and 11)."""
    u = torch.empty_like(log_alpha).uniform_(_MARGIN, 1 - _MARGIN)
    concrete = ((u.log() - (1 - u).log() + log_alpha) / TEMPERATURE).sigmoid()
    return _rectified(concrete)


def settled_gates(log_alpha: Tensor) -> Tensor:
    """Return the gates to be used once they have learnt (Louizos et al. 2018, eq. 13)."""
    return _rectified(log_alpha.sigmoid())


def open_probability(log_alpha: Tensor) -> Tensor:
    """Return how likely each random gate is not 0 (Louizos et al. 2018, eq. 12)."""
    return (log_alpha - TEMPERATURE * math.log(-LOW / HIGH)).sigmoid()


class HardConcreteGates(nn.Module):
    """Gates on the heads of attention, by site, all in one vector of log α.

    They begin at log α = `start`: at 2, open with probability 0.94.
    """

    def __init__(self, heads: Mapping[str, int], *, start: float = 2.0) -> None:
        super().__init__()
        self.heads = dict(heads)
        self.log_alpha = nn.Parameter(torch.full((sum(heads.values()),), start))  # [G]

    def sampled(self, site: str, rows: int) -> Tensor | None:
        """Return random gates [B, H] of a site, or None where it has none; for `drawn_gating`.

        Every row has its own: the mean over a batch tells far more surely what a head is worth
        than one draw for all of it.
        """
        parts = self._by_site(self.log_alpha)
        return sample_gates(parts[site].expand(rows, -1)) if site in parts else None

    def expected_open(self) -> Tensor:
        """Return the expected number of gates that are not 0."""
        return open_probability(self.log_alpha).sum()

    def settled(self, count: int | None = None) -> dict[str, Tensor]:
        """Return the learnt gates [H] by site; with `count`, exactly so many are open.

        Those with the largest log α are, at least faintly.
        """
        with torch.no_grad():
            gates = settled_gates(self.log_alpha)  # [G]
            if count is not None:
                ranked = self.log_alpha.argsort(descending=True, stable=True)
                gates[ranked[:count]] = gates[ranked[:count]].clamp(min=FAINT)
                gates[ranked[count:]] = 0.0
        return self._by_site(gates)

    def _by_site(self, values: Tensor) -> dict[str, Tensor]:
        return dict(zip(self.heads, values.split(list(self.heads.values())), strict=True))


def _rectified(concrete: Tensor) -> Tensor:
    return (concrete * (HIGH - LOW) + LOW).clamp(0.0, 1.0)
