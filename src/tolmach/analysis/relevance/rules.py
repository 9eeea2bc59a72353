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

# A term z of an output of sign s weighs _HALF·|z| + sz / 2: (1 + OPPOSED)·|z| where z has that
# sign, OPPOSED·|z| where it has the other. So sums of terms need no term by itself.
_HALF = 0.5 + OPPOSED


def through_sum(relevance: Tensor, one: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    """Share the relevance [.., I] of `one + other` between the two."""
    sign = (one + other).sign()
    terms = [_HALF * term.abs() + 0.5 * sign * term for term in (one, other)]
    share = _inverse(terms[0] + terms[1])
    return relevance * (terms[0] * share), relevance * (terms[1] * share)


def through_linear(
    relevance: Tensor, rows: Tensor, weight: Tensor, bias: Tensor | None = None
) -> Tensor:
    """Return the relevance [.., I] of `rows` from that, [.., J], of `rows @ weight.T + bias`.

    `weight` is [J, I]. Leading axes of `rows` and `relevance` are broadcast.
    """
    sizes, weight_sizes = _HALF * rows.abs(), weight.abs()  # [.., I], [J, I]
    brought = rows @ weight.T  # [.., J]
    sign = (brought if bias is None else brought + bias).sign()
    inverse = _inverse(sizes @ weight_sizes.T + 0.5 * sign * brought)
    by_size = relevance * inverse  # [.., J]
    by_sign = relevance * (0.5 * sign * inverse)
    return torch.addcmul(sizes * (by_size @ weight_sizes), rows, by_sign @ weight)


def through_attention(relevance: Tensor, weights: Tensor, values: Tensor) -> Tensor:
    """Return the relevance [.., S, E] of `values` from that, [.., T, E], of `weights @ values`.

    The weights [.., T, S] count as given, so that queries and keys get nothing (Ali et al. 2022).
    A key that is hidden weighs 0 and gets none.
    """
    sizes, back = _HALF * values.abs(), weights.transpose(-1, -2)  # [.., S, E], [.., S, T]
    brought = weights @ values  # [.., T, E]
    sign = brought.sign()
    inverse = _inverse(weights @ sizes + 0.5 * sign * brought)
    by_size, by_sign = relevance * inverse, relevance * (0.5 * sign * inverse)  # [.., T, E]
    return torch.addcmul(sizes * (back @ by_size), values, back @ by_sign)


def of_logits(rows: Tensor, weight: Tensor) -> Tensor:
    """Share a relevance of 1 among the entries of `rows` [.., I] by what they add to a logit.

    The logit is `rows · weight`, both [.., I]; only what raises it counts, whatever its sign.
    """
    raising = (rows * weight).clamp_min(0)
    return raising / raising.sum(-1, keepdim=True).clamp_min(torch.finfo(rows.dtype).tiny)


def _inverse(total: Tensor) -> Tensor:
    """Return 1 / total, and 0 where there is nothing to share by."""
    return torch.where(total > torch.finfo(total.dtype).tiny, 1 / total, 0)
