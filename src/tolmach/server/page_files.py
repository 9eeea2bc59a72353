"""The files of the page, at addresses that change with them, so that a browser asks for each once.

A page of three dozen files would else ask, each time that it is opened, whether any of them has
changed, and whoever sits far from the server would wait for that.
"""

import os
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from os import PathLike, stat_result
from pathlib import Path
from typing import NamedTuple

from fastapi import Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

PAGE = Path(__file__).parent / "page"
_FRESH = {"Cache-Control": "no-cache"}  # kept, and asked for whether it has changed
_KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}  # for a year
_ADDRESS = "page/"
_VERSION = re.compile(r"[0-9a-f]{16}")


class PageFiles(StaticFiles):
    """The files of the page: `VERSION/NAME` is kept without a question, `NAME` is asked for."""

    def __init__(self) -> None:
        super().__init__(directory=PAGE)

    def get_path(self, scope: Scope) -> str:
        """Return the path of a file within the folder, below any version or none."""
        path = super().get_path(scope)
        first, _, rest = path.partition(os.sep)
        return rest if rest and _VERSION.fullmatch(first) else path

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Return a file, or that it has not changed.

        Below another version than this server's it is not kept, nor where it has changed since:
        behind one address there may be servers of two versions, while the one gives way to the
        other.
        """
        answer = super().file_response(full_path, stat_result, scope, status_code)
        known = _latest()
        is_this = f"/{_ADDRESS}{known.version}/" in scope["path"]
        is_same = known.times.get(os.fspath(full_path)) == stat_result.st_mtime_ns
        answer.headers.update(_KEPT if is_this and is_same else _FRESH)
        return answer


def start_page() -> Response:
    """Return the page itself, which is asked for each time and names the version of its files."""
    _latest.cache_clear()
    text = (PAGE / "index.html").read_text("utf-8")
    return HTMLResponse(
        text.replace(f'"{_ADDRESS}', f'"{_ADDRESS}{_latest().version}/'), headers=_FRESH
    )


class _Edition(NamedTuple):
    """The files at one time: a name that no others have, and when each was changed last."""

    version: str
    times: Mapping[str, int]


@lru_cache(maxsize=1)
def _latest() -> _Edition:
    """Return the files as they were when the page was opened last, or now."""
    files = tuple(sorted(_files(PAGE.resolve())))
    return _Edition(_version(files), dict(files))


def _files(folder: str | PathLike[str]) -> Iterator[tuple[str, int]]:
    """Yield the files below a folder, with the times of their last change."""
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from _files(entry)
        else:
            yield entry.path, entry.stat().st_mtime_ns


@lru_cache(maxsize=1)
def _version(files: tuple[tuple[str, int], ...]) -> str:
    folder = PAGE.resolve()
    contents = [(os.path.relpath(path, folder), Path(path).read_bytes()) for path, _ in files]
    return sha256(repr(contents).encode()).hexdigest()[:16]
