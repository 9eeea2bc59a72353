"""How linear maps begin."""

from torch import nn


def draw_linear_maps(module: nn.Module) -> None:
    """Draw the matrices of all linear maps in `module` anew, and set their biases to zero.

    Matrices are uniform with the variance that keeps the scale of what goes through them, forth
    and back (Glorot and Bengio 2010, eq. 16).
    """
    for part in module.modules():
        if isinstance(part, nn.Linear):
            nn.init.xavier_uniform_(part.weight)
            if part.bias is not None:
                nn.init.zeros_(part.bias)
