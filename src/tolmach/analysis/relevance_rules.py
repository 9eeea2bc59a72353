"""How relevance passes back through one operation: layer-wise relevance propagation.

Each output entry hands all its relevance to the terms it is the sum of, in proportion to how much
they make it what it is: terms of its own sign count whole, and those of the other sign, which
work against it, hardly at all. For outputs above 0 this is the αβ rule with α = 1, β = 0 (Bach et
al. 2015, eq. 60; Voita et al. 2021, §2); for those below 0, which the rows of a Transformer are
full of, the same with signs turned (the limit γ → ∞ of the generalised γ rule, Andéol et al. 2021).
So no relevance is negative, and none is lost. Biases are no terms: they get nothing.

Shapes: .. any, I entries of the input, J of the output, H heads, T queries, S keys, E head size.
"""

import torch
from torch import Tensor

# What a term of the other sign weighs. It is there for outputs that a bias alone gave their sign,
# and keeps the smallest sum a thousandth of its terms, far above rounding.
OPPOSED = 1e-3


def through_sum(relevance: Tensor, one: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    """Share the relevance [.., I] of `one + other` between the two."""
    sign = (one + other).sign()
    terms = [_weighed(term.abs(), sign * term) for term in (one, other)]
    per_unit = _quotient(relevance, terms[0] + terms[1])
    return terms[0] * per_unit, terms[1] * per_unit


def through_linear(
    relevance: Tensor, rows: Tensor, weight: Tensor, bias: Tensor | None = None
) -> Tensor:
    """Return the relevance [.., I] of `rows` from that, [.., J], of `rows @ weight.T + bias`.

    `weight` is [J, I]. Leading axes of `rows` and `relevance` are broadcast.
    """
    size, brought = weight.abs(), rows @ weight.T  # [J, I], [.., J]
    sign = (brought if bias is None else brought + bias).sign()
    per_unit = _quotient(relevance, _weighed(rows.abs() @ size.T, sign * brought))  # [.., J]
    return _weighed(rows.abs() * (per_unit @ size), rows * ((sign * per_unit) @ weight))


def through_attention(relevance: Tensor, weights: Tensor, values: Tensor) -> Tensor:
    """Return the relevance [.., S, E] of `values` from that, [.., T, E], of `weights @ values`.

    The weights [.., T, S] count as given, so that queries and keys get nothing (Ali et al. 2022,
    §4.1). A key that is hidden weighs 0 and gets none.
    """
    brought = weights @ values  # [.., T, E]
    sign, back = brought.sign(), weights.transpose(-1, -2)
    per_unit = _quotient(relevance, _weighed(weights @ values.abs(), sign * brought))
    return _weighed(values.abs() * (back @ per_unit), values * (back @ (sign * per_unit)))


def of_logits(rows: Tensor, weight: Tensor) -> Tensor:
    """Share a relevance of 1 among the entries of `rows` [.., I] by what they add to a logit.

    The logit is `rows · weight`, both [.., I]; only what raises it counts, whatever its sign.
    """
    raising = (rows * weight).clamp_min(0)
    return raising / raising.sum(-1, keepdim=True).clamp_min(torch.finfo(rows.dtype).tiny)


def _weighed(size: Tensor, agreeing: Tensor) -> Tensor:
    """Weigh terms, or sums of them, given by their absolute sizes and by sign times term.

    (|z| + sz) / 2 is |z| where z has the sign s, and 0 where it has not.
    """
    return (0.5 + OPPOSED) * size + 0.5 * agreeing


def _quotient(relevance: Tensor, total: Tensor) -> Tensor:
    """Divide, and give nothing where there is nothing to share by."""
    return torch.where(total > 0, relevance / total, 0)
