"""How many CPU threads translate: one where there is little text, as many as may be for more."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import torch

LITTLE = 2000  # characters, some forty sentences: they fill no batch


class FittingThreads:
    """PyTorch's threads, as the user asked for, or else fitted to each portion of text.

    A handful of sentences means many small steps, each of which several threads would share and
    end together: little to gain, and on a busy machine every step waits for the slowest.
    """

    def __init__(self, asked: int | None = None) -> None:
        self._few = asked or 1
        self._many = asked or torch.get_num_threads()

    def fit(self, texts: Iterable[str]) -> None:
        """Prepare for translating `texts` together."""
        little = sum(map(len, texts)) < LITTLE
        torch.set_num_threads(self._few if little else self._many)


@contextmanager
def one_thread() -> Iterator[None]:
    """Inside, PyTorch computes on one thread: for loading a model, a hundred small matrices.

    Several threads would wait for one another at each; beside a busy core that takes a second.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
