"""Parts of the OpenAPI description that no signature of a route tells."""

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]

JSON, FORM, FORM_WITH_FILE = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
)
TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
FILE: Schema = {"type": "string", "format": "binary"}
ANY_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"*/*": {"schema": FILE}}}}


def choice(*values: str) -> Schema:
    """Return the schema of a text that is one of some."""
    return {**TEXT, "enum": list(values)}


def texts(*names: str) -> dict[str, Schema]:
    """Return the schemas of fields that are text, by their names."""
    return dict.fromkeys(names, TEXT)


def described_body(
    *kinds: str, required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None
) -> dict[str, Any]:
    """Return the description of a body with fields, of any of some media types."""
    properties = {**required, **(optional or {})}
    schema = {"type": "object", "properties": properties, "required": list(required)}
    content = {kind: {"schema": schema} for kind in kinds}
    return {"requestBody": {"content": content, "required": bool(required)}}


def described_query(fields: Mapping[str, Schema], *, required: bool = True) -> dict[str, Any]:
    """Return the description of fields in the query."""
    return {
        "parameters": [
            {"name": name, "in": "query", "required": required, "schema": schema}
            for name, schema in fields.items()
        ]
    }


def described_refusals(name: str) -> dict[int | str, dict[str, Any]]:
    """Return the description of answers that say in a field what is wrong."""
    schema = {"type": "object", "properties": texts(name), "required": [name]}
    return {"4XX": {"description": "Refused", "content": {JSON: {"schema": schema}}}}
