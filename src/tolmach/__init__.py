"""Tolmach: train, run and look inside neural translation models."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tolmach.search.methods import (
        BeamSearch,
        DiverseBeamSearch,
        ExactSearch,
        MinimumRisk,
        Sampling,
    )
    from tolmach.search.options import SearchOptions
    from tolmach.translation.result import Translation
    from tolmach.translation.translator import Translator

__all__ = [
    "BeamSearch",
    "DiverseBeamSearch",
    "ExactSearch",
    "MinimumRisk",
    "Sampling",
    "SearchOptions",
    "Translation",
    "Translator",
]

_HOMES = {
    "BeamSearch": "tolmach.search.methods",
    "DiverseBeamSearch": "tolmach.search.methods",
    "ExactSearch": "tolmach.search.methods",
    "MinimumRisk": "tolmach.search.methods",
    "Sampling": "tolmach.search.methods",
    "SearchOptions": "tolmach.search.options",
    "Translation": "tolmach.translation.result",
    "Translator": "tolmach.translation.translator",
}


def __getattr__(name: str) -> Any:
    """Fetch a public name when it is first asked for, so that importing Tolmach costs no torch."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
