"""`make install` says whether the extension that is there was compiled from what is there."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULE = Path("src/tolmach/inference/_native.some-abi.so")

# Commands that stand for those of `.venv/bin`: an import finds the module, if there is one.
IMPORTS = f"#!/bin/sh\ntest -f {MODULE}\n"
FAILS_TO_COMPILE = "#!/bin/sh\n"
COMPILES = f"#!/bin/sh\ntouch {MODULE}\n"


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
@pytest.mark.parametrize("pip", [FAILS_TO_COMPILE, COMPILES], ids=["fails", "compiles"])
def test_a_module_of_older_code_does_not_outlive_a_failed_build(tmp_path: Path, pip: str) -> None:
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "cmake/CMakeLists.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / MODULE).parent.mkdir(parents=True)
    (tmp_path / MODULE).touch()
    commands = tmp_path / ".venv" / "bin"
    commands.mkdir(parents=True)
    for name, script in (("pip", pip), ("python", IMPORTS)):
        (commands / name).write_text(script, "utf-8")
        (commands / name).chmod(0o755)
    done = subprocess.run(
        ["make", "install"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ("could not be compiled here" in done.stdout) == (pip == FAILS_TO_COMPILE)
    assert (tmp_path / MODULE).exists() == (pip == COMPILES)
