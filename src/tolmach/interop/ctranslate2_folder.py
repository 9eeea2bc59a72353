"""Export of a model folder as CTranslate2 reads one.

Its format is written here, without CTranslate2: `model.bin` is a version, the name and revision of
a specification, then named arrays, one behind the other, little-endian; beside it lie the pieces
of either side and what it must know of the special ones.
"""

import shutil
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np

from tolmach.config.model import TransformerSettings
from tolmach.errors import RequestError
from tolmach.files import check_place, write_json, write_lines, writing
from tolmach.inference.mapped_weights import map_weights
from tolmach.inference.shortlist import Shortlist
from tolmach.interop.ctranslate2_weights import Array, Variables, variables
from tolmach.model_folder import Description
from tolmach.model_paths import CARD, TOKENIZER, WEIGHTS
from tolmach.text.tokenizer import BOS, EOS, PAD, Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

_BINARY_VERSION = 6
_SPECIFICATION, _REVISION = "TransformerSpec", 7
_TYPES = [np.float32, np.int8, np.int16, np.int32]  # a type's number is its place here
_CONFIG = {
    "unk_token": PAD,  # there is no unknown piece, for every byte is one
    "bos_token": BOS,
    "eos_token": EOS,
    "decoder_start_token": BOS,
    "add_source_bos": False,
    "add_source_eos": True,
    "layer_norm_epsilon": None,  # its own, which is PyTorch's, too
    "multi_query_attention": False,
}


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give a temporary folder that takes the place of `folder`, which must not exist, on success.

    On an error nothing is left.
    """
    if folder.exists():
        raise RequestError(f"{folder} is there already; name a new folder.")
    check_place(folder)
    partial = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        with writing(folder):
            partial.mkdir(parents=True)
            yield partial
            partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def write_ctranslate2(
    model: Path, description: Description, tokenizers: TokenizerPair, folder: Path
) -> None:
    """Write the model in the folder `model` into `folder`, which is there.

    Raises TolmachError where CTranslate2 has no such model.
    """
    settings = description.model
    if not isinstance(settings, TransformerSettings):
        raise RequestError(
            f"CTranslate2 runs Transformers alone, and {description.name} is "
            f"{settings.architecture}; use Tolmach itself for it."
        )
    if settings.decoder_self != "attention":
        raise RequestError(
            f"CTranslate2 knows no decoder without self-attention, and that of {description.name} "
            f"has recurrent units ({settings.decoder_self}); use Tolmach itself for it."
        )
    with (folder / "model.bin").open("wb") as file:
        _write_model(file, variables(settings, map_weights(model / WEIGHTS)))
    write_json(folder / "config.json", _CONFIG)
    _write_vocabularies(folder, tokenizers)
    if (shortlist := Shortlist.load(model)) is not None:
        _write_shortlist(folder / "vmap.txt", shortlist, tokenizers)
    if (model / CARD).is_file():
        shutil.copyfile(model / CARD, folder / CARD)


def _write_vocabularies(folder: Path, tokenizers: TokenizerPair) -> None:
    """Write the pieces as CTranslate2 reads them, and tokenizers as the `tokenizers` library does.

    Where both sides have one vocabulary, there is one file of each.
    """
    sides: dict[str, tuple[str, Tokenizer]] = {
        "shared_vocabulary.json": (TOKENIZER, tokenizers.source)
    }
    if not tokenizers.joint:
        sides = {
            "source_vocabulary.json": (f"source_{TOKENIZER}", tokenizers.source),
            "target_vocabulary.json": (f"target_{TOKENIZER}", tokenizers.target),
        }
    for vocabulary, (name, tokenizer) in sides.items():
        write_json(folder / vocabulary, tokenizer.symbols())
        (folder / name).write_text(tokenizer.to_json(), "utf-8")


def _write_shortlist(path: Path, shortlist: Shortlist, tokenizers: TokenizerPair) -> None:
    """Write a shortlist as CTranslate2's vocabulary map, which `use_vmap=True` switches on.

    The pieces of an empty source are on every list.
    """
    read, said = tokenizers.source.symbols(), tokenizers.target.symbols()
    rows = [("", shortlist.frequent.tolist()), *zip(read, shortlist.rows(), strict=True)]
    write_lines(path, (f"{one}\t{' '.join(said[n] for n in row)}" for one, row in rows if row))


def _write_model(file: IO[bytes], content: Variables) -> None:
    file.write(struct.pack("<I", _BINARY_VERSION) + _text(_SPECIFICATION))
    file.write(struct.pack("<II", _REVISION, len(content.arrays)))
    for name, array in sorted(content.arrays.items()):
        file.write(_text(name))
        _write_array(file, array)
    file.write(struct.pack("<I", len(content.aliases)))
    for alias, name in sorted(content.aliases.items()):
        file.write(_text(alias) + _text(name))


def _write_array(file: IO[bytes], array: Array) -> None:
    kind = _TYPES.index(array.dtype.type)
    shape = struct.pack(f"<B{array.ndim}I", array.ndim, *array.shape)
    file.write(shape + struct.pack("<BI", kind, array.nbytes))
    file.write(np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes())


def _text(text: str) -> bytes:
    content = text.encode() + b"\0"
    return struct.pack("<H", len(content)) + content
