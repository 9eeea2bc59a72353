"""Settings as they stand in TOML files, one of which may extend another."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tolmach.config.architectures import DEFAULT_ARCHITECTURE
from tolmach.errors import RequestError
from tolmach.files import reading
from tolmach.model_paths import model_named

_EXTENDS = "extends"
LEARNT_ONCE = frozenset({"size", "joint"})  # of a vocabulary; a model that goes on brings them


def read_toml(path: Path) -> dict[str, Any]:
    """Parse a TOML file."""
    try:
        with reading(path):
            return tomllib.loads(path.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RequestError(
            f"{path} is not valid UTF-8 from byte {error.start + 1} on; save it as UTF-8 text."
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RequestError(
            f"{path} is not valid TOML: {error}; mend that, or name a recipe, as `tolmach init` "
            "writes one."
        ) from error


def extended_toml(path: Path) -> dict[str, Any]:
    """Parse a recipe together with those that it extends, its own settings before theirs.

    Tables are merged key by key; anything else, lists too, is taken whole. Paths that come from a
    base are absolute, since they are relative to its folder. Where a recipe names a model to start
    from, the vocabulary of its bases gives way to the model's, and where it names an architecture,
    the model of bases of another one to its own. Raises TolmachError where a file
    extends itself, directly or by way of others.
    """
    return _extended(path, ())


def with_started_vocabulary(settings: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return `settings` without a vocabulary that only what `own` is laid over asks for.

    So it is where `own` says from which model to start, and not that another one be learnt.
    """
    vocabulary = settings.get("vocabulary")
    if not own.get("start_from") or not isinstance(vocabulary, dict) or vocabulary.get("anew"):
        return settings
    named = own.get("vocabulary")
    overruled = LEARNT_ONCE - (named.keys() if isinstance(named, dict) else set())
    left = {key: value for key, value in vocabulary.items() if key not in overruled}
    return settings | {"vocabulary": left}


def without_folders(data: dict[str, Any]) -> dict[str, Any]:
    """Return a section of data with the bare names of its files, wherever these are."""
    return _with_paths(data, lambda path: Path(path).name)


def _extended(path: Path, extending: tuple[Path, ...]) -> dict[str, Any]:
    settings = read_toml(path)
    if _EXTENDS not in settings:
        return settings
    base = _base(path, settings.pop(_EXTENDS))
    extending = (*extending, path.resolve())
    if base.resolve() in extending:
        raise RequestError(
            f"{path} extends {base}, which extends it in turn; take {_EXTENDS} out of one of them."
        )
    inherited = _of_same_architecture(_extended(base, extending), settings)
    both = _merged(_relocated(inherited, base.parent.absolute()), settings)
    return with_started_vocabulary(both, settings)


def _of_same_architecture(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of a base, without its model if `own` names another architecture."""
    theirs, ours = base.get("model"), own.get("model")
    if not isinstance(theirs, dict) or not isinstance(ours, dict):
        return base
    theirs_is = theirs.get("architecture", DEFAULT_ARCHITECTURE)
    if ours.get("architecture", theirs_is) == theirs_is:
        return base
    return {key: value for key, value in base.items() if key != "model"}


def _base(path: Path, name: object) -> Path:
    if not isinstance(name, str) or not name or "\0" in name:
        raise RequestError(f"{path}: {_EXTENDS} must be the name of another recipe, in quotes.")
    return path.parent / name


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    both = {
        key: _merged(base[key], value)
        for key, value in own.items()
        if isinstance(value, dict) and isinstance(base.get(key), dict)
    }
    return base | own | both


def _relocated(settings: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return `settings` with every path of theirs counted from `folder`."""
    moved = dict(settings)
    if isinstance(moved.get("start_from"), str):
        moved["start_from"] = str(model_named(Path(moved["start_from"]), folder))
    data = moved.get("data")
    if isinstance(data, dict):
        moved["data"] = _with_paths(data, lambda path: str(folder / path))
    return moved


def _with_paths(data: dict[str, Any], changed: Callable[[str], str]) -> dict[str, Any]:
    """Return a section of data, as it is written, with the path of every file changed."""
    sides = {side: _changed(data[side], changed) for side in ("train", "dev") if side in data}
    return data | sides


def _changed(corpora: Any, changed: Callable[[str], str]) -> Any:
    """Change paths in lists or under `files`; leave the rest."""
    match corpora:
        case str():
            return changed(corpora)
        case list():
            return [_changed(each, changed) for each in corpora]
        case dict() if "files" in corpora:
            return corpora | {"files": _changed(corpora["files"], changed)}
    return corpora
