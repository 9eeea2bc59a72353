"""The mutants of small programs, one by one, and where their tests are found."""

from pathlib import Path

import pytest

from benchmarks.measurement import REPOSITORY
from benchmarks.mutants import choose, equivalents, modules, own_tests
from benchmarks.mutation import mutants


def changed(source: str) -> list[str]:
    return [make().after for make in mutants(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = a < b", ["x = a <= b"]),
        ("x = a >= 3", ["x = a > 3", "x = a >= 4"]),
        ("x = a == b", ["x = a != b"]),
        ("x = a is None", ["x = a is not None"]),
        ("x = a in b", ["x = a not in b"]),
        ("x = a + b", ["x = a - b"]),
        ("x = a // b", ["x = a / b"]),
        ("x = a and b", ["x = a or b"]),
        ("x = not a", ["x = a"]),
        ("x = -a", ["x = a"]),
        ("x = 0.0", ["x = 1.0"]),
        ("x = 0.3", ["x = 0.6"]),
        ("x = True", ["x = False"]),
        ("x += a", ["x -= a", "pass"]),
        ("f(a, b)", ["pass", "f(b, a)"]),
        ("x = f(a, size=b)", ["x = f(a)"]),
        ("x = a if b else c", ["x = a if not b else c"]),
        ("if a:\n    f()", ["if not a:", "pass"]),
    ],
)
def test_every_kind_of_fault(source: str, expected: list[str]) -> None:
    assert sorted(changed(source)) == sorted(expected)


@pytest.mark.parametrize(
    "source",
    [
        "Rows = A | B",
        "Kind = Literal[1, 2]",
        "def f(a: A | B) -> A | B:\n    return a",
        "@dataclass(frozen=True)\nclass A(B[1]):\n    x: int | None",
        'raise ValueError(f"{a + 1}")',
        'x = f"{a:.3f} of {b + 1}"',
        "x = zip(*a, strict=True)",
        "x = folder / 'name'",
        "x = f(device=a)",
        "x = a.transpose(y, z)",
        "if TYPE_CHECKING:\n    from a import b",
        '"""What 1 + 1 is."""',
    ],
)
def test_what_is_left_alone(source: str) -> None:
    assert changed(source) == []


def test_a_mutant_is_the_whole_module_with_one_line_changed() -> None:
    source = "def f(a):\n    if a > 1:\n        return a\n    return 2 * a\n"
    made = [make() for make in mutants(source)]
    assert len({one.source for one in made}) == len(made) == 5
    for one in made:
        lines = zip(one.source.splitlines(), source.splitlines(), strict=True)
        [(after, before)] = [each for each in lines if each[0] != each[1]]
        assert (one.before, one.after) == (before.strip(), after.strip())
        assert source.splitlines()[one.line - 1].strip() == one.before


def test_every_mutant_that_changes_nothing_is_still_one_of_its_module() -> None:
    made = {
        (path, mutant.before, mutant.after)
        for path in {path for path, _, _ in equivalents()}
        for mutant in (make() for make in mutants((REPOSITORY / path).read_text("utf-8")))
    }
    assert equivalents() <= made


def test_the_choice_follows_from_the_seed_and_takes_modules_in_turn() -> None:
    paths = modules("nn/")
    few = choose(paths, 30, seed=1)
    assert few == choose(paths, 30, seed=1) != choose(paths, 30, seed=2)
    mutable = {path for path in paths if any(mutants((REPOSITORY / path).read_text("utf-8")))}
    assert {each.path for each in few} == mutable
    assert len(few) == len({each.mutant.source for each in few}) == 30


def test_a_modules_tests_bear_its_name_or_import_it_and_bear_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.mutants.REPOSITORY", tmp_path)
    for name, text in {
        "src/tolmach/nn/loss.py": "",
        "src/tolmach/nn/layers.py": "",
        "tests/nn/test_loss.py": "from tolmach.nn.layers import Dropout\n",
        "tests/nn/test_dropout.py": "from tolmach.nn.layers import Dropout\n",
        "tests/nn/test_layers.py": "from tolmach.nn import loss\n",
        "tests/nn/helper.py": "from tolmach.nn.layers import Dropout\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    every = ("test_dropout", "test_layers", "test_loss")
    for module, expected in {
        "nn/loss.py": ("test_loss",),
        "nn/layers.py": ("test_dropout", "test_layers"),
        "nn/nowhere.py": every,
        "nn/inner/deep.py": every,
    }.items():
        found = own_tests(Path("src/tolmach", module))
        assert found == tuple(Path("tests/nn", f"{name}.py") for name in expected)
