"""Mistakes in settings, in plain words: the key, the value, and what would be right."""

import json
from collections.abc import Mapping
from difflib import get_close_matches
from itertools import zip_longest
from types import UnionType
from typing import Any, get_args

from pydantic import BaseModel

from tolmach.wording import excerpt

_LONGEST = 80  # characters of a value that is shown
_TAG = "architecture"  # the key that says which kind of section it is, where there are several

_Path = tuple[int | str, ...]

# What pydantic calls an error, and what the value must be instead.
_MUST_BE = {
    "int": "a whole number",
    "float": "a number",
    "finite_number": "a finite number",
    "bool": "true or false",
    "string": "text in quotes",
    "string_too_short": "text of at least one character",
    "path": "a file name in quotes",
    "list": "a list, in brackets",
    "tuple": "a list, in brackets",
    "model": "a section with keys of its own",
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "literal_error": "{expected}",
    "too_short": "a list of at least {min_length}",
    "too_long": "a list of at most {max_length}",
}


def mistake(kind: type[BaseModel], settings: object, error: Mapping[str, Any]) -> str:
    """Return a sentence, without its full stop, on one of pydantic's errors.

    `settings` are what it found wrong with a `kind`.
    """
    whole, section = _located(kind, error["loc"])
    path = _as_written(whole, settings)
    key, value = key_name(path), _shown(error["input"])
    match error["type"]:
        case "extra_forbidden":
            return f"{key} is no known key; {_known_keys(section, path)}"
        case "union_tag_invalid":
            tag = _shown(error["input"][_TAG])
            expected = error["ctx"]["expected_tags"]
            return f"{key}.{_TAG} = {tag} is wrong: it must be one of {expected}"
        case "missing" if isinstance(path[-1], int):
            return f"{key_name(path[:-1])} has too few values; give it one more"
        case "missing":
            return f"{key} is missing; add it"
        case "value_error" if path and not isinstance(error["input"], dict):
            return f"{key} = {value} is wrong: {error['ctx']['error']}"
        case "value_error":
            return f"{key}: {error['ctx']['error']}" if path else str(error["ctx"]["error"])
    return f"{key} = {value} is wrong: it must be {_wanted(error)}"


def key_name(path: _Path) -> str:
    """Return the key with the sections around it; places in a list count from 0."""
    written = ""
    for part in path:
        written += f"[{part}]" if isinstance(part, int) else f".{part}"
    return written.removeprefix(".")


def _wanted(error: Mapping[str, Any]) -> str:
    named = error["type"]
    phrase = _MUST_BE.get(named) or _MUST_BE.get(named.partition("_")[0])
    return phrase.format(**error.get("ctx", {})) if phrase else error["msg"]


def _shown(value: object) -> str:
    written = json.dumps(value, ensure_ascii=False, default=str)
    written = written.encode("utf-8", "replace").decode()
    return excerpt(written, _LONGEST)


def _located(kind: type[BaseModel], location: _Path) -> tuple[_Path, Any]:
    """Return a location as one writes it, and the section in which its last key stands.

    Where a section is one of several kinds, pydantic names the kind after the section's key.
    """
    path: _Path = ()
    holder: Any = kind
    inside: Any = kind
    for part in location:
        if isinstance(inside, UnionType) and isinstance(part, str):
            inside = next(one for one in get_args(inside) if one.model_fields[_TAG].default == part)
            continue
        path = (*path, part)
        if isinstance(part, int):  # a place in a list
            inside = next(iter(get_args(inside)), None)
            continue
        fields = getattr(inside, "model_fields", {})
        holder, inside = inside, fields[part].annotation if part in fields else None
    return path, holder


def _as_written(path: _Path, settings: Any) -> _Path:
    """Leave out of a path what the settings do not write: the keys and places of short forms.

    Where a list of names stands for a section, the section's key goes; where it stands for a list
    of such sections, so does the place.
    """
    written: _Path = ()
    inside = settings
    for part, following in zip_longest(path, path[1:]):
        if isinstance(inside, list):
            if isinstance(part, str):
                continue
            item = inside[part] if part < len(inside) else None
            if isinstance(following, str) and _is_value(item):
                continue
            inside = item
        elif isinstance(inside, dict):
            inside = inside.get(part)
        written = (*written, part)
    return written


def _is_value(item: object) -> bool:
    return not isinstance(item, list | dict)


def _known_keys(section: type[BaseModel], path: _Path) -> str:
    known = list(section.model_fields)
    key = path[-1]
    meant: list[_Path] = [(name, key) for name in known if key in _keys_inside(section, name)]
    meant = meant or [(name,) for name in get_close_matches(str(key), known, 1)]
    if meant:
        return f"perhaps you mean {' or '.join(key_name((*path[:-1], *one)) for one in meant)}"
    return f"known here are {', '.join(known)}"


def _keys_inside(section: type[BaseModel], name: str) -> set[str]:
    """Return the keys of a section within a section, of every kind that it may be."""
    annotation = section.model_fields[name].annotation
    kinds = get_args(annotation) or (annotation,)
    return {key for kind in kinds for key in getattr(kind, "model_fields", ())}
