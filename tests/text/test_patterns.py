"""No pattern repeats a group possessively: Python up to 3.11.4 goes wrong where that breaks off."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import tolmach

MODULES = [
    each.name
    for each in pkgutil.walk_packages(tolmach.__path__, "tolmach.")
    if each.name.split(".")[1]
    in ("text", "reading", "documents", "corpus", "markup", "glossary", "translation", "server")
]


def possessive_groups(parsed: Any) -> Iterator[Any]:
    """Yield what is repeated possessively in a parsed pattern and is more than one character."""
    for operation, argument in parsed:
        if operation is _constants.POSSESSIVE_REPEAT:
            repeated = argument[2]
            if len(repeated) != 1 or repeated[0][0] in (
                _constants.SUBPATTERN,
                _constants.BRANCH,
                _constants.ATOMIC_GROUP,
            ):
                yield repeated
        parts = argument if isinstance(argument, tuple | list) else (argument,)
        for part in parts:
            for inner in part if isinstance(part, list) else (part,):
                if isinstance(inner, _parser.SubPattern):
                    yield from possessive_groups(inner)


@pytest.mark.parametrize("name", MODULES)
def test_no_group_is_repeated_possessively(name: str) -> None:
    for found in vars(importlib.import_module(name)).values():
        if isinstance(found, re.Pattern):
            assert not list(possessive_groups(_parser.parse(found.pattern, found.flags))), found


def test_such_a_group_is_found() -> None:
    assert list(possessive_groups(_parser.parse(r"a(b(?:c\d)*+)")))
    assert not list(possessive_groups(_parser.parse(r"a++(b[c]*+(?>(?:c\d)*))")))
