"""CPU threads for a scope: one where there is little text, as many as allowed for more.

PyTorch keeps the number of threads per calling thread (its OpenMP and MKL settings are local to
it), and a thread that has not computed yet starts from the number that was set last. So a scope
here holds for the calling thread and is undone at its end: translators that run in several Python
threads of one process, each with a number of its own, do not change each other's.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager

import torch

LITTLE = 2000  # characters, some forty sentences: they fill no batch


@contextmanager
def on_threads(count: int | None) -> Iterator[None]:
    """Compute on so many threads inside; None leaves the number as it is."""
    before = torch.get_num_threads()
    if count is None or count == before:
        yield
        return
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def one_thread() -> AbstractContextManager[None]:
    """Compute on one thread inside: for loading a model, which is a hundred small matrices.

    Several threads would wait for one another at each; beside a busy core that takes a second.
    """
    return on_threads(1)


class FittingThreads:
    """The number of threads that the user asked for, or else one fitted to each portion of text.

    A handful of sentences means many small steps, each of which several threads would share and
    end together: little to gain, and on a busy machine every step waits for the slowest.
    """

    def __init__(self, asked: int | None = None) -> None:
        self._few = asked or 1
        self._many = asked or torch.get_num_threads()

    def fitted(self, texts: Iterable[str]) -> AbstractContextManager[None]:
        """Translate `texts` together inside."""
        little = sum(map(len, texts)) < LITTLE
        return on_threads(self._few if little else self._many)
