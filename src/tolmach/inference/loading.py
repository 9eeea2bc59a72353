"""Engines for model folders: the native one, PyTorch's, or both. Importing this costs no torch."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, get_args

from tolmach.errors import RequestError
from tolmach.inference.engine import Engine, EngineName, Precision
from tolmach.inference.threads import catch_up, one_thread, processor_threads
from tolmach.model_folder import Description, FolderTexts, SelfTest
from tolmach.text.tokenizer_pair import TokenizerPair

if TYPE_CHECKING:
    from tolmach.inference.native_engine import NativeEngine
    from tolmach.inference.torch_engine import TorchEngine
    from tolmach.models.build import LoadedModel
    from tolmach.models.protocol import TranslationModel

# Devices of NVIDIA, AMD, and of either in a Linux that runs inside Windows.
_ACCELERATORS = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")


@dataclass(frozen=True)
class EngineSettings:
    """The engine that is asked for, and how it computes; None leaves a choice to the engine.

    `precision` and the use of a `shortlist`, where the model has one, are the native engine's,
    `device` and `batch_tokens` are PyTorch's; the automatic choice falls on PyTorch where one of
    these two is named, but for `cpu`. PyTorch, which computes in float32 and has no shortlist,
    refuses `int8`. `threads` are CPU threads of each call.
    """

    engine: EngineName = "auto"
    precision: Precision = "float32"
    device: str | None = None
    batch_tokens: int | None = None
    threads: int | None = None
    shortlist: bool = True

    def __post_init__(self) -> None:
        for name, known in (
            (self.engine, get_args(EngineName)),
            (self.precision, get_args(Precision)),
        ):
            if name not in known:
                raise RequestError(f'"{name}" is none of {", ".join(known)}; choose one of these.')


class LoadedEngine(NamedTuple):
    """An engine, and what its model's folder holds beside the weights."""

    engine: Engine
    tokenizers: TokenizerPair
    description: Description
    selftest: SelfTest


def load_engine(folders: Sequence[Path], settings: EngineSettings) -> LoadedEngine:
    """Load the model in a single folder, or the ensemble of the models in several.

    Raises TolmachError where a folder is damaged or the engine cannot run its model.
    """
    if settings.engine == "native":
        return _native(folders, settings)
    if settings.engine == "auto" and len(folders) == 1 and _fits_native(settings):
        return _auto(folders[0], settings)
    return _torch(folders, settings)


def _native(folders: Sequence[Path], settings: EngineSettings) -> LoadedEngine:
    if settings.device not in (None, "cpu") or settings.batch_tokens is not None:
        raise RequestError(
            "The native engine runs on a CPU and chooses batches itself; name neither a device nor "
            "a size of batches."
        )
    if len(folders) > 1:
        raise RequestError("The native engine runs one model; several need the PyTorch engine.")
    texts = FolderTexts.load(folders[0])
    return _loaded(_native_engine(folders[0], settings), texts)


def _auto(folder: Path, settings: EngineSettings) -> LoadedEngine:
    from tolmach.inference.auto_engine import AutoEngine

    texts = FolderTexts.load(folder)

    def load_reference() -> "TorchEngine":
        return _torch_engine(_torch_model([folder]).model, settings)

    return _loaded(AutoEngine(_native_engine(folder, settings), load_reference), texts)


def _torch(folders: Sequence[Path], settings: EngineSettings) -> LoadedEngine:
    if settings.precision == "int8":
        raise RequestError(
            "PyTorch, which would run here, computes in float32; int8 is the native engine's, "
            "which runs one model on a CPU, where it was compiled. Leave one of the two out."
        )
    loaded = _torch_model(folders)
    engine = _torch_engine(loaded.model, settings)
    return LoadedEngine(engine, loaded.tokenizers, loaded.description, loaded.selftest)


def _loaded(engine: Engine, texts: FolderTexts) -> LoadedEngine:
    return LoadedEngine(engine, texts.tokenizers, texts.description, texts.selftest)


def _fits_native(settings: EngineSettings) -> bool:
    """Say whether nothing speaks for PyTorch, neither a setting nor a device of this machine.

    Where a setting is the native engine's alone, the device does not.
    """
    from tolmach.inference.native_extension import native_is_installed

    if settings.batch_tokens is not None or settings.device not in (None, "cpu"):
        return False
    if not native_is_installed():
        return False
    return settings.device == "cpu" or settings.precision == "int8" or not _has_cuda()


def default_device() -> str:
    """Return where PyTorch computes unless it is told otherwise: "cuda" or "cpu"."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _has_cuda() -> bool:
    """Ask PyTorch for a CUDA device, but only where the system shows that there may be one."""
    if os.name == "posix" and not any(map(os.path.exists, _ACCELERATORS)):
        return False
    return default_device() == "cuda"


def _native_engine(folder: Path, settings: EngineSettings) -> "NativeEngine":
    # only here, so that PyTorch's engine does not load the extension at every start
    from tolmach.inference.native_engine import NativeEngine

    threads = settings.threads or processor_threads()
    return NativeEngine.load(
        folder, precision=settings.precision, threads=threads, shortlist=settings.shortlist
    )


def _torch_model(folders: Sequence[Path]) -> "LoadedModel":
    from tolmach.models.build import load_models

    with one_thread():
        return load_models(folders)


def _torch_engine(model: "TranslationModel", settings: EngineSettings) -> "TorchEngine":
    from tolmach.inference.torch_engine import BATCH_TOKENS, TorchEngine

    catch_up()
    return TorchEngine(
        _on_device(model, settings.device),
        batch_tokens=BATCH_TOKENS if settings.batch_tokens is None else settings.batch_tokens,
        threads=settings.threads,
    )


def _on_device(model: "TranslationModel", device: str | None) -> "TranslationModel":
    import torch

    chosen = device or default_device()
    try:
        torch.zeros(1, device=chosen).item()  # some devices take weights and cannot compute
        return model.to(chosen)
    except (RuntimeError, AssertionError) as error:
        reason = str(error).splitlines()[0].partition(". ")[0].removesuffix(".")
        raise RequestError(
            f"The device {chosen} cannot be used: {reason}; choose another, such as cpu."
        ) from error
