"""A command forked from the warm process is a process like any other."""

import os
import signal
import subprocess
from pathlib import Path

from tests.warm import WarmProcess, run_warm, warm_commands


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
