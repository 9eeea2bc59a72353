"""Settings that must stay as they were when a run began."""

from collections.abc import Mapping
from typing import Any

from tolmach.errors import TolmachError


def check_kept(began: Mapping[str, Any], now: Mapping[str, Any], what: str) -> None:
    """Raise TolmachError where a setting of `now` is another than `what` began with.

    `what` is a thing that has settings and its place, as "run in runs/mine".
    """
    for key, value in now.items():
        if began.get(key) != value:
            raise TolmachError(
                f"The {what} began with {key} = {began.get(key)!r}, and it is {value!r} now; put "
                "it back, or choose another folder with -o."
            )
