"""Options of commands as dataclasses: one declaration for a flag, its default and its value."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints


def flattened(command: Callable[..., None]) -> Callable[..., None]:
    """Let Typer see every field of a command's dataclass parameters as an option of its own.

    A field is declared as a parameter would be: `Annotated[type, typer.Option(...)] = default`.
    The command itself gets the dataclasses.
    """
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, type[Any]] = {
        name: kind for name, kind in hints.items() if isinstance(kind, type) and is_dataclass(kind)
    }
    signature = inspect.signature(command)
    parameters = list(_parameters(signature, hints, groups))

    def call(**given: Any) -> None:
        values = {
            name: kind(**{each.name: given.pop(each.name) for each in fields(kind)})
            for name, kind in groups.items()
        }
        command(**given, **values)

    call.__name__, call.__doc__ = command.__name__, command.__doc__
    call.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    call.__annotations__ = {each.name: each.annotation for each in parameters}
    return call


def _parameters(
    signature: inspect.Signature, hints: dict[str, Any], groups: dict[str, type[Any]]
) -> Iterator[inspect.Parameter]:
    for each in signature.parameters.values():
        if each.name not in groups:
            yield each.replace(annotation=hints[each.name], kind=inspect.Parameter.KEYWORD_ONLY)
            continue
        kind = groups[each.name]
        types = get_type_hints(kind, include_extras=True)
        for one in fields(kind):
            yield inspect.Parameter(
                one.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=one.default,
                annotation=types[one.name],
            )
