"""The fields of a request, wherever a client puts them: JSON, a form, or the query string."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from tolmach.server.problems import RefusalError

_MOST_FIELDS = 2000
_NOT_UTF8 = "The request is not in UTF-8; encode it as UTF-8."
_FORM = "application/x-www-form-urlencoded"
_LISTED = re.compile(r"\[\d*\]\Z")
_INDEXED = re.compile(r"(?P<name>\w+)\[(?P<number>\d+)\]\.(?P<key>\w+)")


class Upload(NamedTuple):
    """A file as it was sent, by the name that its sender gives it."""

    name: str
    content: bytes


class Fields:
    """Values by name; a field that occurs again has several. A form may bring one file."""

    def __init__(self, values: Mapping[str, Sequence[Any]], file: Upload | None = None) -> None:
        self._values = values
        self._file = file

    @classmethod
    async def of(cls, request: Request) -> "Fields":
        """Read all fields; those of the body replace those of the query.

        Raises RefusalError where the body is not what its type says.
        """
        values = _by_name(_pairs(request.scope["query_string"]))
        if _kind_of(request) in (_FORM, "multipart/form-data"):
            items, file = await _form(request)
            return cls(values | _by_name(items), file)
        body = await request.body()
        return cls(values | _json_values(body) if body.strip() else values)

    def __contains__(self, name: str) -> bool:
        return bool(self._values.get(name))

    def require(self, name: str) -> None:
        """Raise RefusalError where a field is missing; an empty text is none."""
        if name not in self:
            raise RefusalError(400, f"Invalid request: missing {name} parameter.")

    def required_text(self, name: str) -> str:
        """Return the only text of a field that must be there."""
        self.require(name)
        return self.text(name)

    @property
    def file(self) -> Upload:
        """The file; raises RefusalError where there is none."""
        if self._file is None:
            raise RefusalError(400, "There is no file in the form.")
        return self._file

    def is_list(self, name: str) -> bool:
        """Say whether a field was given as a list, or several times."""
        values = self._values.get(name, ())
        return len(values) > 1 or any(isinstance(value, list) for value in values)

    def texts(self, name: str) -> list[str]:
        """Return all texts of a field; raises RefusalError where one is no text."""
        found: list[str] = []
        for value in self._values.get(name, ()):
            several = value if isinstance(value, list) else [value]
            if any(isinstance(each, bool) for each in several):
                raise RefusalError(400, f"{name} is to be text.")
            found.extend(_text(each, name) for each in several)
        return found

    def text(self, name: str, default: str = "") -> str:
        """Return the only text of a field, or `default` where it is absent, null or empty."""
        values = [value for value in self._values.get(name, ()) if value is not None]
        if len(values) > 1 or any(isinstance(value, list | dict) for value in values):
            raise RefusalError(400, f"{name} is to be one text.")
        return _text(values[0], name) or default if values else default

    def words(self, name: str) -> list[str]:
        """Return the words of a field that is a list, or a text with commas."""
        return [
            word.strip() for each in self.texts(name) for word in each.split(",") if word.strip()
        ]

    def number(self, name: str, default: int = 0) -> int:
        """Return a whole number; raises RefusalError where it is none."""
        try:
            value = float(self.text(name, str(default)))
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or value != int(value):
            raise RefusalError(400, f"{name} is to be a whole number.")
        return int(value)

    def objects(self, name: str) -> list[dict[str, Any]]:
        """Return the objects of a field: a list in JSON, or `name[0].key=value` in a form."""
        values = [each for value in self._values.get(name, ()) for each in _listed(value)]
        if not all(isinstance(value, dict) for value in values):
            raise RefusalError(400, f"{name} is to be a list of objects.")
        return [_sound_values(each) for each in (*values, *self._objects_in_form(name))]

    def _objects_in_form(self, name: str) -> list[dict[str, Any]]:
        rows: dict[str, dict[str, Any]] = {}
        for key, [value, *_] in self._values.items():
            found = _INDEXED.fullmatch(key)
            if found and found["name"] == name:
                rows.setdefault(found["number"], {})[found["key"]] = value
        return [rows[number] for number in sorted(rows, key=lambda each: (len(each), each))]


def sound(text: str) -> str:
    """Return a text that UTF-8 can write: halves of characters are replaced."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _sound_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: sound(each) if isinstance(each, str) else each for name, each in values.items()}


class _FormInMemory(MultiPartParser):
    """A form whose files stay in memory, as large as the gate lets them be."""

    spool_max_size = 0  # which never is too much


async def _form(request: Request) -> tuple[list[tuple[str, Any]], Upload | None]:
    """Return the fields of a form, and its file, if there is one."""
    if _kind_of(request) == _FORM:
        return _pairs(await request.body()), None
    form = await _form_with_file(request)
    files = [value for value in form.values() if isinstance(value, UploadFile)]
    found = [Upload(each.filename or "", await each.read()) for each in files]
    await form.close()
    items = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return items, next(iter(found), None)


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    """Return the fields of a query or a form, in which letters may also stand as they are.

    Starlette's own reading takes such for Latin-1.
    """
    try:
        return parse_qsl(
            encoded.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except UnicodeDecodeError as error:
        raise RefusalError(400, _NOT_UTF8) from error
    except ValueError as error:
        raise RefusalError(400, f"A form may have {_MOST_FIELDS:,} fields.") from error


async def _form_with_file(request: Request) -> FormData:
    largest = request.app.state.largest
    limits = {"max_files": 1, "max_fields": _MOST_FIELDS, "max_part_size": largest}
    try:
        async with aclosing(request.stream()) as stream:
            return await _FormInMemory(request.headers, stream, **limits).parse()
    except MultiPartException as error:
        raise RefusalError(400, f"The form cannot be read: {error.message}") from error


def _kind_of(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _by_name(items: Sequence[tuple[str, Any]]) -> dict[str, list[Any]]:
    values: dict[str, list[Any]] = {}
    for name, value in items:
        values.setdefault(_LISTED.sub("", name), []).append(value)
    return values


def _json_values(body: bytes) -> dict[str, list[Any]]:
    try:
        content = json.loads(body)
    except UnicodeDecodeError as error:
        raise RefusalError(400, _NOT_UTF8) from error
    except (ValueError, RecursionError) as error:
        raise RefusalError(400, "The body is no JSON; send an object, or a form.") from error
    if not isinstance(content, dict):
        raise RefusalError(400, "The body is to be a JSON object.")
    return {name: [value] for name, value in content.items() if value is not None}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any, name: str) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float | str):
        try:
            return sound(str(value))
        except ValueError:  # a number of too many digits
            pass
    raise RefusalError(400, f"{name} is to be text.")
