"""The extension in C++, if it was compiled, and what it refuses."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from tolmach.errors import RequestError

try:
    from tolmach.inference import _native
except ImportError:  # installed where nothing could compile it
    _native = None  # type: ignore[assignment]


def native_is_installed() -> bool:
    """Return whether the extension was compiled when Tolmach was installed."""
    return _native is not None


def extension() -> ModuleType:
    """Return the extension; raises RequestError where it was not compiled."""
    if _native is None:
        raise RequestError(
            "The native engine was not compiled when Tolmach was installed; install it again "
            "where there is GCC or Clang, or use the PyTorch engine."
        )
    return _native


@contextmanager
def refusals() -> Iterator[None]:
    """Let what the extension refuses be a request's fault."""
    try:
        yield
    except ValueError as error:
        raise RequestError(str(error)) from error
