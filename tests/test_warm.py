"""A command forked from the warm process is a process like any other."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.warm import WarmProcess, run_warm, start_warm_process, warm_commands


def test_it_has_its_own_folder_streams_and_status(tmp_path: Path) -> None:
    (tmp_path / "my.tsv").write_text("Haus\thouse\n", "utf-8")
    done = run_warm("check", "my.tsv", "--json", cwd=tmp_path)
    assert '"pairs": 1' in done.stdout
    wrong = run_warm("check", "elsewhere.tsv", cwd=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith("tolmach: elsewhere.tsv")


def test_it_can_be_killed() -> None:
    process = WarmProcess("study", "--help")
    process.kill()
    process.communicate()
    assert process.poll() in (0, -signal.SIGKILL)


def test_it_is_found_on_the_path_and_reads_what_is_piped_into_it(tmp_path: Path) -> None:
    (tmp_path / "my.tsv").write_text("Haus\thouse\n", "utf-8")
    found = {"PATH": f"{warm_commands()}{os.pathsep}{os.environ['PATH']}"}
    line = "cat my.tsv | tolmach check - | head -n 1; echo ${PIPESTATUS[1]}; tolmach nothing"
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=tmp_path,
        env=os.environ | found,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "No such command 'nothing'" in done.stderr
    assert done.stdout.splitlines()[-1] in ("0", "1")


def test_python_is_forked_too_and_so_is_what_it_starts() -> None:
    warm = "'torch' in sys.modules, os.getppid()"
    inner = f"import os, sys; print({warm})"
    outer = f"import os, subprocess, sys; print({warm}, flush=True)\n"
    outer += f"subprocess.run([sys.executable, '-c', {inner!r}], check=True)"
    process = WarmProcess("-c", outer, program="python")
    printed, said = process.communicate()
    assert process.returncode == 0, said
    first, second = printed.splitlines()
    assert first == second
    assert first.startswith("True ")


def test_a_mistake_in_a_program_is_traced() -> None:
    process = WarmProcess("-c", "import sys\nsys.argv[5]", program="python")
    assert "IndexError" in process.communicate()[1]
    assert process.returncode == 1


def test_what_is_no_module_of_ours_runs_in_a_fresh_process() -> None:
    python = warm_commands() / "python"
    done = subprocess.run([python, "-m", "json.tool"], input="[1]", capture_output=True, text=True)
    assert done.stdout.split() == ["[", "1", "]"]


def test_who_started_it_can_end_it() -> None:
    waiting = "import sys, time; print('here', flush=True); time.sleep(60)"
    command = [str(warm_commands() / "python"), "-c", waiting]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        process.terminate()
        assert process.wait(timeout=60) == -signal.SIGTERM


def test_its_first_line_is_read_while_it_runs() -> None:
    waiting = "import time; print('here', flush=True); time.sleep(60)"
    process = WarmProcess("-c", waiting, program="python")
    assert process.first_line() == "here"
    assert process.poll() is None
    process.kill()
    assert process.communicate() == ("here\n", "")
    silent = WarmProcess("-c", "", program="python")
    assert (silent.first_line(), silent.communicate()) == ("", ("", ""))


def test_processes_below_the_one_that_started_it_share_it() -> None:
    parent = "import os; print(os.getppid())"
    inner = f"WarmProcess('-c', {parent!r}, program='python').communicate()[0]"
    outer = f"from tests.warm import WarmProcess; print({inner}, end='')"
    command, root = [sys.executable, "-c", outer], Path(__file__).parents[1]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.stdout == WarmProcess("-c", parent, program="python").communicate()[0]


def test_a_client_that_is_killed_takes_it_from_nobody_else() -> None:
    request = json.dumps([["python", "-c", ""], "/", {}]).encode()
    for sent in (b"", len(request).to_bytes(4, "big") + request):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(start_warm_process())
            client.sendall(sent)
    process = WarmProcess("-c", "print('here')", program="python")
    assert process.communicate() == ("here\n", "")
