"""The mutants of small programs, one by one, where their tests are found, and what they say."""

from pathlib import Path

import pytest

from benchmarks.measurement import REPOSITORY
from benchmarks.mutants import (
    Chosen,
    Laboratory,
    Verdict,
    VerdictFile,
    choose,
    equivalents,
    modules,
    own_tests,
    table_rows,
)
from benchmarks.mutation import Mutant, mutants


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


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the root of a tree that stands in the place of the repository, empty still."""
    monkeypatch.setattr("benchmarks.mutants.REPOSITORY", tmp_path)
    return tmp_path


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def test_a_modules_tests_bear_its_name_or_import_it_and_bear_no_others(tree: Path) -> None:
    files = {
        "src/tolmach/nn/loss.py": "",
        "src/tolmach/nn/layers.py": "",
        "tests/nn/test_loss.py": "from tolmach.nn.layers import Dropout\n",
        "tests/nn/test_dropout.py": "from tolmach.nn.layers import Dropout\n",
        "tests/nn/test_layers.py": "from tolmach.nn import loss\n",
        "tests/nn/helper.py": "from tolmach.nn.layers import Dropout\n",
    }
    write(tree, files)
    every = ("test_dropout", "test_layers", "test_loss")
    for module, expected in {
        "nn/loss.py": ("test_loss",),
        "nn/layers.py": ("test_layers", "test_dropout"),
        "nn/nowhere.py": every,
        "nn/inner/deep.py": every,
    }.items():
        found = own_tests(Path("src/tolmach", module))
        assert found == tuple(Path("tests/nn", f"{name}.py") for name in expected)


TEST_OF_COUNT = "tests/nn/test_count.py"
COUNT = {
    "src/tolmach/__init__.py": "",
    "src/tolmach/nn/__init__.py": "",
    "src/tolmach/nn/count.py": "def count(n):\n    while n > 0:\n        n -= 1\n    return n\n",
    TEST_OF_COUNT: "from tolmach.nn.count import count\ndef test_it():\n    assert count(3) == 0\n",
}
CALLED_OFF = "n > 0", "n >= 0"  # counts to -1
FOR_EVER = "n -= 1", "pass"
THE_SAME = "return n", "return 0"


def with_fault(tree: Path, before: str, after: str) -> Chosen:
    path = Path("src/tolmach/nn/count.py")
    source = (tree / path).read_text("utf-8").replace(before, after)
    return Chosen(path, Mutant(1, before, after, source))


def test_a_verdict_is_kept_while_module_and_tests_are_what_they_were(tree: Path) -> None:
    write(tree, COUNT)
    one, other = (with_fault(tree, *fault) for fault in (CALLED_OFF, THE_SAME))
    kept = tree / "runs" / "verdicts.jsonl"
    VerdictFile(kept).add(one, Verdict.CAUGHT)
    VerdictFile(kept).add(other, Verdict.SURVIVED)
    found = [VerdictFile(kept).find(each) for each in (one, other)]
    assert found == [Verdict.CAUGHT, Verdict.SURVIVED]
    assert VerdictFile(kept).find(with_fault(tree, *FOR_EVER)) is None
    assert VerdictFile(None).find(one) is None
    (tree / TEST_OF_COUNT).write_text("", "utf-8")
    assert VerdictFile(kept).find(with_fault(tree, *CALLED_OFF)) is None


@pytest.mark.slow
def test_verdicts_are_those_of_the_tests(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tree, COUNT)
    monkeypatch.setattr("benchmarks.mutants._PATIENCE", 2)
    monkeypatch.setattr("benchmarks.mutants._SPARE", 1)
    chosen = [with_fault(tree, *fault) for fault in (CALLED_OFF, FOR_EVER, THE_SAME)]
    found = Laboratory(tree.parent / "places", 1).judge(chosen, VerdictFile(None))
    assert found == [Verdict.CAUGHT, Verdict.OUT_OF_TIME, Verdict.SURVIVED]


def test_what_was_ended_for_its_time_is_not_caught(tree: Path) -> None:
    write(tree, COUNT)
    one = with_fault(tree, *CALLED_OFF)
    judged = [(one, verdict) for verdict in (*Verdict, Verdict.CAUGHT)]
    assert table_rows(judged) == [
        ["nn", "4", "2", "1", "1", "50.0%"],
        ["all", "4", "2", "1", "1", "50.0%"],
    ]
