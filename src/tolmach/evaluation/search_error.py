"""Search errors: where a search misses the most probable translation (Stahlberg and Byrne 2019)."""

from typing import Protocol

from tolmach.search.hypothesis import Proof

ROUNDING = 1e-3  # of a log-probability: batches of other shapes round differently


class Found(Protocol):
    """A translation of one sentence found by search."""

    @property
    def log_probability(self) -> float:
        """The summed log-probability of all pieces."""
        ...

    @property
    def finished(self) -> bool:
        """True where it ends with `</s>`, not at a limit of length."""
        ...

    @property
    def proof(self) -> Proof | None:
        """The proof of exact search, if there is one."""
        ...


def is_proven(found: Found) -> bool:
    """Say whether exact search came to its end, so that `found` is the argmax."""
    return found.proof is not None and found.proof.stopped_by is None


def is_search_error(found: Found, argmax: Found) -> bool:
    """Say whether `found` is cut, or less probable than what exact search proved best."""
    return not found.finished or argmax.log_probability - found.log_probability > ROUNDING
