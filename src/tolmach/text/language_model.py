"""The language identifier's model, unpacked once and mapped into memory from then on.

py3langid ships 68 MB of tables in an archive, and unpacking it takes longer than all else that
`tolmach check` does with a few sentences. The tables go into the user's cache; where that cannot be
written, the archive is unpacked every time.
"""

import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
from platformdirs import user_cache_path
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier
from py3langid.modelio import load_model

_ARCHIVE = MODEL_DIR / MODEL_FILE
_TABLES = ("weights", "prior", "languages", "moves", "rows", "features")


def language_identifier() -> LanguageIdentifier:
    """Return py3langid's identifier, giving probabilities."""
    folder = _cache()
    with suppress(OSError):  # nothing can be written there
        if folder.is_dir():
            with suppress(EOFError, ValueError):  # the tables are damaged
                return _mapped(folder)
            shutil.rmtree(folder)
        _unpack(folder)
        return _mapped(folder)
    return LanguageIdentifier.from_model_file(_ARCHIVE, norm_probs=True)


def _cache() -> Path:
    stamp = _ARCHIVE.stat()
    # another archive goes into another folder
    return user_cache_path("tolmach") / f"languages-{stamp.st_size:x}-{stamp.st_mtime_ns:x}"


def _unpack(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(mkdtemp(prefix=".languages-", dir=folder.parent))
    try:
        for name, table in zip(_TABLES, load_model(_ARCHIVE), strict=True):
            np.save(temporary / f"{name}.npy", np.asarray(table))
        with suppress(OSError):  # another process was faster
            temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _mapped(folder: Path) -> LanguageIdentifier:
    # as plain arrays: numpy's own class for mapped ones makes every look-up slower
    tables: dict[str, Any] = {
        name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in _TABLES
    }
    return LanguageIdentifier(
        tables["weights"],
        tables["prior"],
        tables["languages"].tolist(),
        memoryview(tables["moves"]),
        tables["features"].tolist(),
        norm_probs=True,
        tk_row=tables["rows"].tolist(),
    )
