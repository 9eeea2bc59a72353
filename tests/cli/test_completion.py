"""Completion as a shell asks for it, in a real bash, with the modules that it imports."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = """#!{python}
import atexit, json, sys
from pathlib import Path
atexit.register(lambda: Path("modules.json").write_text(json.dumps(sorted(sys.modules))))
from tolmach.cli.main import main
main()
"""
SCRIPT = """
set -euo pipefail
eval "$(tolmach --show-completion)"
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_tolmach_completion tolmach
printf '%s\\n' "${COMPREPLY[@]}"
"""


def completed(words: list[str], folder: Path) -> list[str]:
    """Return what bash offers for the last of `words`."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash here")
    command = folder / "tolmach"
    command.write_text(COMMAND.format(python=sys.executable), "utf-8")
    command.chmod(0o755)
    done = subprocess.run(
        [bash, "--norc", "-c", SCRIPT, "bash", *words],
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["tolmach", "tr"], {"translate", "train", "trust"}),
        (["tolmach", "bpe", ""], {"explain", "learn", "apply", "decode"}),
        (["tolmach", "translate", "--mo"], {"--model"}),
        (["tolmach", "translate", "--errors", ""], {"strict", "replace"}),
    ],
)
def test_bash_completes_without_torch(words: list[str], offered: set[str], tmp_path: Path) -> None:
    assert set(completed(words, tmp_path)) == offered
    modules = json.loads((tmp_path / "modules.json").read_text("utf-8"))
    assert "typer" in modules
    assert not {"torch", "numpy"} & set(modules)
