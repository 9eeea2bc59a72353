"""The weights of a model folder as checked views of the mapped file; importing costs no torch.

Processes that map the same file share its memory, and nothing is read before it is used.
"""

import json
import math
import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tolmach.errors import ModelError

_LENGTH = 8  # bytes that hold the length of the header
_TYPES = {"F32": np.float32, "F16": np.float16, "BF16": np.uint16}  # numpy knows no bfloat16

Weights = Mapping[str, NDArray[Any]]


class MappedWeights(dict[str, NDArray[Any]]):
    """Tensors by name, as views of a file that is mapped as long as one of them is used."""

    def __init__(self, content: mmap.mmap) -> None:
        super().__init__()
        self._content = content

    def release(self) -> None:
        """Give back the memory of what has been read so far; it is read again where needed."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._content.madvise(mmap.MADV_DONTNEED)


def map_weights(path: Path) -> MappedWeights:
    """Map a safetensors file; bfloat16 comes as uint16, bit by bit.

    Raises TolmachError where it is missing or damaged, or holds another type of number.
    """
    try:
        with path.open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        end = _LENGTH + int.from_bytes(content[:_LENGTH], "little")
        if end > len(content):
            raise ValueError("its header is cut off")
        header = json.loads(content[_LENGTH:end])
        header.pop("__metadata__", None)
        weights = MappedWeights(content)
        weights.update((name, _view(content, end, entry)) for name, entry in header.items())
        return weights
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ModelError(
            f"The weights {path} cannot be read ({error}); copy the model folder again."
        ) from error


def _view(content: mmap.mmap, data: int, entry: dict[str, Any]) -> NDArray[Any]:
    kind, shape, (first, last) = entry["dtype"], entry["shape"], entry["data_offsets"]
    if kind not in _TYPES:
        raise ValueError(f"numbers of type {kind} are not known")
    if not all(isinstance(each, int) and each >= 0 for each in (*shape, first, last)):
        raise ValueError("a shape or an offset is no whole number")
    item = np.dtype(_TYPES[kind])
    count = math.prod(shape)
    if last - first != count * item.itemsize or data + last > len(content):
        raise ValueError("a tensor lies beyond the end of the file")
    return np.frombuffer(content, item, count, data + first).reshape(shape)
