"""`docs/architecture.md` is true: where modules are, what they import, and how they are tested."""

import re
from pathlib import Path

import pytest

from tests.codebase import Codebase

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
TOLMACH = Codebase(ROOT / "src" / "tolmach", ROOT / "tests", PAGE)


def expect_none(contradictions: list[str]) -> None:
    if contradictions:
        pytest.fail("\n".join(contradictions), pytrace=False)


def test_every_module_belongs_to_a_package_on_the_page() -> None:
    assert TOLMACH.packages
    expect_none(TOLMACH.modules_of_no_package() + TOLMACH.packages_without_modules())


def test_a_package_imports_only_from_those_before_it() -> None:
    expect_none(TOLMACH.imports_upward())


def test_no_modules_import_one_another_in_a_circle() -> None:
    expect_none(TOLMACH.cycles())


def test_the_docstring_of_a_package_is_its_sentence_on_the_page() -> None:
    expect_none(TOLMACH.package_docstrings())


def test_no_docstring_of_a_module_is_a_question() -> None:
    expect_none(TOLMACH.questions())


def test_folders_are_not_crowded() -> None:
    expect_none(TOLMACH.crowded_folders(most=15))


def test_few_modules_are_small() -> None:
    expect_none(TOLMACH.small_modules(lines=50, most=20))


def test_no_two_classes_have_one_name() -> None:
    expect_none(TOLMACH.namesakes())


def test_every_module_is_tested_by_its_name_or_by_its_package() -> None:
    expect_none(TOLMACH.untested())


def test_files_named_on_the_page_exist() -> None:
    named = re.findall(r"`((?:\w+/)*\w+\.py)`", PAGE)
    places = (ROOT, ROOT / "src" / "tolmach")
    assert [file for file in named if not any((place / file).is_file() for place in places)] == []


SOUND = {
    "src/house/__init__.py": '"""A house."""\nfrom house.roof.tiles import Tile',
    "src/house/ground/__init__.py": '"""The ground."""',
    "src/house/ground/earth.py": '"""Earth."""\nclass Clay: ...',
    "src/house/roof/__init__.py": '"""The roof."""',
    "src/house/roof/tiles.py": '"""Tiles."""\nfrom house.ground import earth\nclass Tile: ...',
    "src/house/roof/nails.py": '"""Nails."""',
    "tests/ground/test_earth.py": "",
    "tests/roof/test_tiles.py": "",
    "tests/roof/test_fixings.py": "from house.roof.nails import Nail",
}
SOUND_PAGE = "- `ground/`: The ground.\n- `roof/`: The roof.\n"
CHECKS = {
    "modules_of_no_package": Codebase.modules_of_no_package,
    "packages_without_modules": Codebase.packages_without_modules,
    "imports_upward": Codebase.imports_upward,
    "cycles": Codebase.cycles,
    "package_docstrings": Codebase.package_docstrings,
    "questions": Codebase.questions,
    "crowded_folders": lambda house: house.crowded_folders(most=2),
    "small_modules": lambda house: house.small_modules(lines=5, most=3),
    "namesakes": Codebase.namesakes,
    "untested": Codebase.untested,
}
BROKEN = [
    ("modules_of_no_package", {"cellar.py": '"""A cellar."""'}, "cellar.py belongs to no package"),
    (
        "imports_upward",
        {"ground/earth.py": "def f():\n import house.roof.nails"},
        "imports roof/na",
    ),
    ("imports_upward", {"ground/earth.py": "from house import Tile"}, "imports __init__.py"),
    (
        "cycles",
        {
            "roof/nails.py": "from house.roof import tiles\n",
            "roof/tiles.py": "if TYPE_CHECKING:\n from house.roof.nails import Nail",
        },
        "roof/nails.py",
    ),
    ("package_docstrings", {"roof/__init__.py": '"""The roof. It leaks."""'}, "not one sentence"),
    ("package_docstrings", {"roof/__init__.py": '"""A roof."""'}, "the page says “The roof.”"),
    ("questions", {"roof/nails.py": '"""Which nails hold?"""'}, "begins with Which"),
    ("crowded_folders", {"roof/gutter.py": ""}, "roof/ has 3 modules"),
    ("small_modules", {"roof/gutter.py": ""}, "roof/gutter.py (0)"),
    ("namesakes", {"roof/nails.py": "class Clay: ..."}, "2 classes are called Clay"),
    ("untested", {"roof/gutter.py": ""}, "roof/gutter.py has no test"),
]


def house(folder: Path, changes: dict[str, str], page: str = SOUND_PAGE) -> Codebase:
    for path, text in {**SOUND, **{f"src/house/{name}": t for name, t in changes.items()}}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return Codebase(folder / "src" / "house", folder / "tests", page)


def test_a_sound_house_has_no_contradictions(tmp_path: Path) -> None:
    sound = house(tmp_path, {})
    assert {name: check(sound) for name, check in CHECKS.items() if check(sound)} == {}


@pytest.mark.parametrize(("check", "changes", "found"), BROKEN)
def test_what_is_broken_is_found(
    check: str, changes: dict[str, str], found: str, tmp_path: Path
) -> None:
    assert found in "\n".join(CHECKS[check](house(tmp_path, changes)))


def test_a_test_file_of_the_name_of_its_package_tests_a_module(tmp_path: Path) -> None:
    added = house(tmp_path, {"ground/sand.py": ""})
    assert len(added.untested()) == 1
    (tmp_path / "tests" / "ground" / "test_ground.py").write_text("", "utf-8")
    assert added.untested() == []


def test_a_package_on_the_page_alone_is_found(tmp_path: Path) -> None:
    planned = house(tmp_path, {}, SOUND_PAGE + "- `garden/`: A garden.\n")
    assert planned.packages_without_modules() == ["garden/ is on the page only"]
