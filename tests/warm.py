"""`tolmach` and Python in processes forked from one that has imported what is slow to import.

A process of its own costs two seconds of imports; forked from a warm one it costs none, and is a
process all the same: with its own folder, environment, streams and signals. So are those that it
starts as `sys.executable`. What a fresh start alone can show (what is imported, how long it takes)
is tested with one. All processes that run tests share one warm one (`tests/conftest.py`).
"""

import contextlib
import gc
import io
import json
import os
import select
import selectors
import signal
import socket
import subprocess
import sys
import traceback
from functools import cache
from importlib import import_module
from pathlib import Path
from runpy import run_module
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

_SLOW = (
    *("torch", "torch.distributed", "torch._dynamo", "sacrebleu", "tokenizers", "langcodes"),
    *("matplotlib.figure", "matplotlib.backends.backend_svg", "rich.progress"),
    *("tolmach.cli.main", "tolmach.training.run", "tolmach.study.run", "tolmach.pruning.run"),
    *("tolmach.translation.translator", "tolmach.markup.build", "tolmach.evaluation.report"),
    "tolmach.server.process",
)
# How `init` times updates: a second of the drafted model's takes longer than all else that it does.
BRIEFLY: dict[str, Any] = {"_SECONDS": 0.0, "_OPERATIONS": 0}
_MODULES = {"tolmach", "torch", "sacrebleu"}  # which may be forked by `python -m`
CLIENT = """#!{python} -IS
import os, signal, socket, sys
name = os.path.basename(sys.argv[0])
start = sys.argv[1:3]
ours = start[:1] == ["-c"] or start[:1] == ["-m"] and start[1].split(".")[0] in {modules!r}
if name == "python" and not ours:
    os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
server = socket.socket(socket.AF_UNIX)
server.connect({address!r})
from json import dumps
request = dumps([[name, *sys.argv[1:]], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(server, [len(request).to_bytes(4, "big")], [0, 1, 2])
server.sendall(request)
answer = server.makefile()
process = int(answer.readline())
signal.signal(signal.SIGTERM, lambda number, frame: os.kill(process, number))
status = int(answer.readline())
if status < 0:
    if -status != signal.SIGKILL:
        signal.signal(-status, signal.SIG_DFL)
    os.kill(os.getpid(), -status)
os._exit(status)
"""


class WarmProcess:
    """A running `tolmach WORDS`, forked; as `subprocess.Popen`, as far as tests need it.

    Where `program` is "python", the words are `-m MODULE …` or `-c PROGRAM …`.
    """

    def __init__(
        self,
        *words: object,
        cwd: Path | None = None,
        program: str = "tolmach",
        **environment: str,
    ) -> None:
        self.args = [program, *map(str, words)]
        self.returncode: int | None = None
        self._streams = TemporaryFile(), TemporaryFile()  # noqa: SIM115
        self._printed = ("", "")
        self._server = socket.socket(socket.AF_UNIX)
        self._server.connect(start_warm_process())
        request = [self.args, str(cwd or Path.cwd()), {**os.environ, **environment}]
        with Path(os.devnull).open("rb") as nothing:
            files = [nothing.fileno(), *(stream.fileno() for stream in self._streams)]
            _send(self._server, request, files)
        self._answer = self._server.makefile("rb", buffering=0)
        self.pid = int(self._answer.readline())

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal, unless the process has ended."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Send the signal that nothing can catch."""
        self.send_signal(signal.SIGKILL)

    def poll(self) -> int | None:
        """Return the exit status, or None while the process runs."""
        if self.returncode is None and select.select([self._server], [], [], 0)[0]:
            self.communicate()
        return self.returncode

    def first_line(self) -> str:
        """Wait until a line is printed, or for the end; return what there is of the line."""
        while True:
            ended = select.select([self._server], [], [], 0.01)[0]
            line, end, _ = os.pread(self._streams[0].fileno(), 4096, 0).partition(b"\n")
            if end or ended:
                return line.decode()

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait for the end; return what was printed and what was said on standard error."""
        if self.returncode is None:
            self._server.settimeout(timeout)
            self.returncode = int(self._answer.readline())
            self._answer.close()
            self._server.close()
            said, complained = map(_content, self._streams)
            self._printed = said, complained
        return self._printed


def run_warm(*words: object, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """Run `tolmach WORDS` to its end."""
    process = WarmProcess(*words, cwd=cwd)
    said, complained = process.communicate(timeout=600)
    assert process.returncode is not None
    return subprocess.CompletedProcess(process.args, process.returncode, said, complained)


def warm_commands() -> Path:
    """Return a folder for PATH whose `tolmach` and `python` are forked from the warm process."""
    return Path(start_warm_process()).parent


def start_warm_process() -> str:
    """Start the warm process, unless a process above this one has; return its socket.

    It imports nothing before its first request, and ends with the process that started it.
    """
    if _SHARED in os.environ:
        return os.environ[_SHARED]
    folder = TemporaryDirectory(prefix="warm-")
    address = str(Path(folder.name) / "socket")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(address)
    listening.listen(64)
    client = CLIENT.format(python=sys.executable, address=address, modules=_MODULES)
    for name in ("tolmach", "python"):
        path = Path(folder.name, name)
        path.write_text(client, "utf-8")
        path.chmod(0o755)
    with listening:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.warm", address, str(listening.fileno())],
            stdin=subprocess.PIPE,  # whose end tells the server that the tests have ended
            cwd=Path(__file__).parents[1],
            env=os.environ | {"OMP_NUM_THREADS": "1"},
            pass_fds=[listening.fileno()],
        )
    _KEPT.extend((folder, server))
    os.environ[_SHARED] = address
    return address


_SHARED = "TOLMACH_WARM"  # the variable that tells processes below this one
_KEPT: list[Any] = []  # what must live as long as this process


def _send(server: socket.socket, request: Any, files: list[int]) -> None:
    content = json.dumps(request).encode()
    socket.send_fds(server, [len(content).to_bytes(4, "big")], files)
    server.sendall(content)


def _content(stream: IO[bytes]) -> str:
    with stream:
        stream.seek(0)
        return stream.read().decode()


class _Server:
    """The warm process: forks a child for each request and tells when it has ended."""

    def __init__(self, listening: socket.socket) -> None:
        self.events = selectors.DefaultSelector()
        self.listening = listening
        self.events.register(self.listening, selectors.EVENT_READ, self._accept)
        self.events.register(sys.stdin, selectors.EVENT_READ, sys.exit)

    def serve(self) -> None:
        """Answer requests until standard input ends."""
        while True:
            for key, _ in self.events.select():
                key.data()

    def _accept(self) -> None:
        _warm()  # not before, for perhaps nobody asks
        client, _ = self.listening.accept()
        head, files, _, _ = socket.recv_fds(client, 4, 3)
        with client.makefile("rb") as stream:
            request = stream.read(int.from_bytes(head, "big"))
        if request:  # of a client that was not killed before
            self._fork(client, files, *json.loads(request))
        for each in files:
            os.close(each)

    def _fork(
        self,
        client: socket.socket,
        files: list[int],
        words: list[str],
        folder: str,
        environment: dict[str, str],
    ) -> None:
        child = os.fork()
        if not child:
            client.close()
            self.listening.close()
            _become(words, folder, environment, files)
        _answer(client, child)
        ended = os.pidfd_open(child)
        self.events.register(ended, selectors.EVENT_READ, lambda: self._tell(child, ended, client))

    def _tell(self, child: int, ended: int, client: socket.socket) -> None:
        self.events.unregister(ended)
        os.close(ended)
        with client:
            _answer(client, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _answer(client: socket.socket, number: int) -> None:
    with contextlib.suppress(OSError):  # a client that was killed listens no more
        client.sendall(f"{number}\n".encode())


def _become(words: list[str], folder: str, environment: dict[str, str], files: list[int]) -> None:
    """Run the command in this forked process, and end it."""
    status = 1
    try:
        for wanted, given in enumerate(files):
            os.dup2(given, wanted)
        for given in files:
            os.close(given)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
        _run(words)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def _run(words: list[str]) -> None:
    match words:
        case ["python", "-m", module, *rest]:
            sys.argv = [module, *rest]
            run_module(module, run_name="__main__", alter_sys=True)
        case ["python", "-c", program, *rest]:
            sys.argv = ["-c", *rest]
            exec(compile(program, "<string>", "exec"), {"__name__": "__main__"})
        case _:
            sys.argv = words
            import_module("tolmach.cli.main").main()


def _draw_a_figure() -> None:
    """Fill the caches of fonts and styles, which takes as long as several figures."""
    figure = import_module("matplotlib.figure").Figure()
    figure.subplots().plot([1], label="loss")
    figure.axes[0].legend()
    figure.savefig(io.BytesIO(), format="svg")


@cache
def _warm() -> None:
    """Import what is slow to import, and fill caches."""
    for module in _SLOW:
        import_module(module)
    _draw_a_figure()
    vars(import_module("tolmach.training.rehearsal")).update(BRIEFLY)
    gc.collect()
    gc.freeze()  # so that forked processes go on sharing its memory


if __name__ == "__main__":
    sys.executable = str(Path(sys.argv[1]).with_name("python"))  # for what the forked ones start
    _Server(socket.socket(fileno=int(sys.argv[2]))).serve()
