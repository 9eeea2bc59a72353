"""The command `tolmach` run inside the test's own process, which spares seconds of start-up.

What a process of its own alone can show (locales, pipes, signals, what is imported) is tested with
one.
"""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from subprocess import CompletedProcess
from unittest.mock import patch

import torch

from tests.warm import BRIEFLY
from tolmach.cli.main import main
from tolmach.training import rehearsal


def tolmach(
    *words: object, given: bytes = b"", folder: Path | None = None
) -> CompletedProcess[bytes]:
    """Run `tolmach WORDS` in `folder`, with `given` on standard input."""
    arguments = ["tolmach", *map(str, words)]
    said, complained = io.BytesIO(), io.BytesIO()
    out, err = (io.TextIOWrapper(each, "utf-8", newline="\n") for each in (said, complained))
    with _same_process(), chdir(folder or Path.cwd()):
        stdin = io.TextIOWrapper(io.BytesIO(given))
        with patch.multiple(sys, argv=arguments, stdin=stdin, stdout=out, stderr=err):
            status = _status()
    out.flush()
    err.flush()
    return CompletedProcess(arguments, status, said.getvalue(), complained.getvalue())


def tolmach_text(
    *words: object, given: str = "", folder: Path | None = None
) -> CompletedProcess[str]:
    """Run `tolmach WORDS` as above, on text in UTF-8."""
    done = tolmach(*words, given=given.encode(), folder=folder)
    return CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def _status() -> int:
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


@contextmanager
def _same_process() -> Iterator[None]:
    """Put back what a command sets for the whole of its process."""
    threads = torch.get_num_threads()
    with patch.dict(os.environ, {"COLUMNS": "120"}), patch.multiple(rehearsal, **BRIEFLY):
        yield
    torch.set_num_threads(threads)
