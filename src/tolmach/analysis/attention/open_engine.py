"""The engine of a translator whose model can be looked into."""

from tolmach.errors import TolmachError
from tolmach.inference.torch_engine import TorchEngine
from tolmach.translation.translator import Translator


def open_engine(translator: Translator, wanted: str) -> TorchEngine:
    """Return the PyTorch engine of a translator; `wanted` says what for, as `Vectors are read`.

    Raises TolmachError where the translator runs on another one.
    """
    if not isinstance(translator.engine, TorchEngine):
        raise TolmachError(f"{wanted} on PyTorch alone; load the model with it.")
    return translator.engine
