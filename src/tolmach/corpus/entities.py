"""Entities of a translation memory: those of HTML, and those that it declares itself.

A few lines of declarations can fill any memory ("billion laughs"), and others ask for files of the
reader's machine; so only short text is taken, and nothing that lies elsewhere.
"""

import re
from html.entities import html5

_LONGEST = 1000  # characters that one entity may stand for
_REFERENCE = re.compile(r"&([^#;\s][^;\s]*);")
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})


class Entities:
    """The entities that one document may use."""

    def __init__(self) -> None:
        self._lengths: dict[str, int] = {}

    def declare(self, name: str, text: str | None) -> None:
        """Note an entity of the document's own; None is one that lies in another file.

        Raises ValueError, saying why, where it is refused.
        """
        if text is None:
            return  # an error where it is used
        length = len(text)
        if length <= _LONGEST:
            length += sum(self._length(name, inner) for inner in _REFERENCE.findall(text))
        if length > _LONGEST:
            raise ValueError(
                f"the XML declares an entity ({name}) of more than {_LONGEST:,} characters, which "
                "is refused; take it out"
            )
        self._lengths.setdefault(name, length)

    def _length(self, name: str, inner: str) -> int:
        if inner in self._lengths:
            return self._lengths[inner]
        if inner in _PREDEFINED or html_text(inner) is not None:
            return 1
        raise ValueError(
            f"the XML declares an entity ({name}) by another ({inner}) that is not declared before "
            "it, which is refused; take it out"
        )


def html_text(name: str) -> str | None:
    """Return what `&name;` stands for in HTML; None where it stands for nothing."""
    return html5.get(f"{name};")
