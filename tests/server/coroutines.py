"""Coroutines in tests that are none themselves."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

_Result = TypeVar("_Result")


def awaited(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Return what a coroutine returns, run in a thread of its own.

    In this one the browser's driver keeps its event loop running, once a test has opened a page.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
