"""The weights of a model folder as checked views of the mapped file, without torch and numpy.

Processes that map the same file share its memory, and nothing is read before it is used.
"""

import json
import math
import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tolmach.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LENGTH = 8  # bytes that hold the length of the header
_WIDTHS = {"F32": 4, "F16": 2, "BF16": 2}  # bytes of a number


class StoredTensor(NamedTuple):
    """A tensor as it lies in a file: the type of its numbers, its shape, its bytes."""

    type: str
    shape: tuple[int, ...]
    content: memoryview

    def array(self) -> "NDArray[np.float32]":
        """Return its numbers in float32; those of bfloat16, which numpy lacks, are upper halves."""
        import numpy as np

        kinds = {"F32": np.float32, "F16": np.float16, "BF16": np.uint16}
        stored = np.frombuffer(self.content, kinds[self.type]).reshape(self.shape)
        if self.type == "BF16":
            return (stored.astype(np.uint32) << 16).view(np.float32)
        return stored.astype(np.float32)


Weights = Mapping[str, StoredTensor]


class MappedWeights(dict[str, StoredTensor]):
    """Tensors by name, as views of a file that is mapped as long as one of them is used."""

    def __init__(self, content: mmap.mmap) -> None:
        super().__init__()
        self._content = content

    def release(self) -> None:
        """Give back the memory of what has been read so far; it is read again where needed."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._content.madvise(mmap.MADV_DONTNEED)


def map_weights(path: Path) -> MappedWeights:
    """Map a safetensors file.

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
        data = memoryview(content)[end:]
        weights.update((name, _tensor(data, entry)) for name, entry in header.items())
        return weights
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ModelError(
            f"The weights {path} cannot be read ({error}); copy the model folder again."
        ) from error


def _tensor(data: memoryview, entry: dict[str, Any]) -> StoredTensor:
    kind, shape, (first, last) = entry["dtype"], entry["shape"], entry["data_offsets"]
    if kind not in _WIDTHS:
        raise ValueError(f"numbers of type {kind} are not known")
    if not all(isinstance(each, int) and each >= 0 for each in (*shape, first, last)):
        raise ValueError("a shape or an offset is no whole number")
    if last - first != math.prod(shape) * _WIDTHS[kind] or last > len(data):
        raise ValueError("a tensor lies beyond the end of the file")
    return StoredTensor(kind, tuple(shape), data[first:last])
