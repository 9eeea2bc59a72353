"""Sections of a TOML file: kinds of values, the check on reading, and what must stay the same."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from tolmach.config.messages import mistake
from tolmach.errors import RequestError

_S = TypeVar("_S", bound=BaseModel)


def _file_name(path: Path) -> Path:
    if "\0" in str(path):
        raise ValueError("no file has a zero byte in its name")
    return path


# Strict, so that no "7", true or 1.0 passes for 7 and 1.
Real = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Amount = Annotated[Real, Field(ge=0)]
Fraction = Annotated[Real, Field(ge=0, lt=1)]
Whole = Annotated[int, Field(strict=True, ge=0, lt=2**63)]
Count = Annotated[Whole, Field(ge=1)]
Switch = Annotated[bool, Field(strict=True)]
File = Annotated[Path, AfterValidator(_file_name)]


class Section(BaseModel):
    """A table of a TOML file: no unknown keys, and nothing changes after reading."""

    # what validates a section is built for the first one: most commands read few kinds of them
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=False, allow_inf_nan=False, defer_build=True
    )


def validated(kind: type[_S], settings: dict[str, Any], where: str) -> _S:
    """Return `settings` as a `kind`, or raise one sentence naming the first mistake."""
    try:
        return kind.model_validate(settings)
    except ValidationError as error:
        mistakes = error.errors()
        # A mistyped key is why another one is missing: say that first.
        unknown = [each for each in mistakes if each["type"] == "extra_forbidden"]
        raise RequestError(
            f"{where}: {mistake(kind, settings, (unknown or mistakes)[0])}."
        ) from error


def with_defaults(kind: type[BaseModel], written: dict[str, Any]) -> dict[str, Any]:
    """Return settings of a `kind` that were `written` before it had all its present keys.

    What was never valid, or is no longer, is returned as it is.
    """
    try:
        return kind.model_validate(written).model_dump(mode="json")
    except ValidationError:
        return written


def check_kept(began: Mapping[str, Any], now: Mapping[str, Any], what: str) -> None:
    """Raise TolmachError where a setting of `now` is another than `what` began with.

    `what` is a thing that has settings and its place, as "run in runs/mine".
    """
    for key, value in now.items():
        if began.get(key) != value:
            raise RequestError(
                f"The {what} began with {key} = {began.get(key)!r}, and it is {value!r} now; put "
                "it back, or choose another folder with -o."
            )
