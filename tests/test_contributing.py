"""What contributors are told is there: make targets, files, and the hooks before a commit."""

import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def hooks() -> list[dict[str, Any]]:
    content = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    return [hook for repository in content["repos"] for hook in repository["hooks"]]


def test_every_target_named_exists() -> None:
    named = set(re.findall(r"(?:`|\$ )make ([\w-]+)", CONTRIBUTING))
    assert len(named) > 4
    assert [name for name in named if not re.search(rf"^{name}:", MAKEFILE, re.MULTILINE)] == []


def test_every_file_named_exists() -> None:
    named = set(re.findall(r"\]\(([^):]+)\)|\b((?:tests|benchmarks)/[\w/]+\.py)", CONTRIBUTING))
    assert len(named) > 4
    assert [name for pair in named for name in pair if not (ROOT / name).exists()] == []


def test_hooks_before_a_commit_are_what_make_check_runs() -> None:
    checks = re.search(r"^check: (.+)$", MAKEFILE, re.MULTILINE)
    assert checks
    assert [hook["entry"] for hook in hooks()] == [f"make {name}" for name in checks[1].split()]


def test_every_hook_calls_a_target_for_the_whole_tree() -> None:
    for hook in hooks():
        assert re.search(rf"^{hook['entry'].removeprefix('make ')}:", MAKEFILE, re.MULTILINE), hook
        assert hook["language"] == "system"
        assert hook["pass_filenames"] is False


def test_the_changelog_begins_with_the_version_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    first = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert first
    assert first[1] in (project["version"], "Unreleased")
