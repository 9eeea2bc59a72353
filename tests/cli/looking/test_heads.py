import gzip
import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.command import tolmach
from tests.toy_folder import LINES, make_toy_folder

TREE = """# text = Der Hund schläft.
1\tDer\tder\tDET\t_\t_\t2\tdet\t_\t_
2\tHund\tHund\tNOUN\t_\t_\t3\tnsubj\t_\t_
3\tschläft\tschlafen\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No
4\t.\t.\tPUNCT\t_\t_\t3\tpunct\t_\t_

"""


def run(*options: str, text: str = "") -> CompletedProcess[bytes]:
    return tolmach("heads", *options, given=text.encode())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_toy_folder(tmp_path_factory.mktemp("models") / "toy")


def test_the_shipped_model_is_examined_with_no_preparation() -> None:
    done = run()
    said = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert said.startswith("Heads of de-en on 44 pairs\n")
    rows = [line for line in said.splitlines() if line.startswith(("encoder", "decoder"))]
    assert sum("→" not in row for row in rows) == 80
    assert re.search(r"encoder\.self\.\d \d +\(?positional -1 [789]\d %", said)
    assert re.search(r"\w+→\w+", said)
    assert "No syntactic roles: give trees" in said
    assert "44 sentences of a self-test are few" in said
    assert "Spearman's rank correlation of confidence and gradient: 0." in said


def test_figures_and_a_map_are_written_and_json_printed(folder: Path, tmp_path: Path) -> None:
    trees = tmp_path / "trees.conllu.gz"
    trees.write_bytes(gzip.compress(TREE.encode()))
    table = "".join(f"{de}\t{en}\n" for de, en in (LINES[:2], LINES[2:]))
    both = "--treebank", str(trees), "--target-treebank", str(trees)
    place = tmp_path / "out"
    done = run("-", "-m", str(folder), *both, "--json", "-o", str(place), text=table)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == (place / "heads.json").read_bytes()
    record = json.loads(done.stdout)
    assert (record["model"], record["pairs"], record["trees"]) == ("toy", 2, 1)
    sites = [head["site"] for head in record["heads"]]
    assert sites == ["encoder.self.1", "decoder.self.1", "decoder.cross.1"]
    assert {each["relation"] for each in record["heads"][0]["syntax"]} == {"nsubj"}
    assert [each["looks_at"] for each in record["heads"][1]["syntax"]] == ["dependent"]
    assert ElementTree.parse(place / "heads.svg").getroot().tag.endswith("svg")
    assert sorted(path.name for path in place.iterdir()) == ["heads.json", "heads.svg"]


def test_trees_alone_are_the_text_and_an_example_may_be_given(folder: Path, tmp_path: Path) -> None:
    trees = tmp_path / "trees.conllu"
    trees.write_text(TREE * 3, "utf-8")
    done = run("-m", str(folder), "--treebank", str(trees), "--example", "Guten Hund!")
    assert (done.returncode, done.stderr) == (0, b"")
    said = done.stdout.decode()
    assert said.startswith("Heads of toy on 3 pairs, syntax on 3 trees\n")
    assert "\nGuten Hund! → " in said
    assert "No syntactic roles" not in said


@pytest.mark.parametrize(
    ("options", "text", "message"),
    [
        (["-"], "", "There is no text to examine heads on"),
        (["-"], "a\tb\nc\n", "Line 2 has one side and others have two"),
        (["nowhere"], "", "nowhere cannot be read"),
        (["--treebank", "nowhere"], "", "nowhere cannot be read"),
        (["--target-treebank", __file__], "", "Trees of translations need those of the sources"),
    ],
)
def test_mistakes_are_one_sentence(
    folder: Path, options: list[str], text: str, message: str
) -> None:
    done = run(*options, "-m", str(folder), text=text)
    assert done.returncode == 1
    assert done.stderr.decode().startswith(f"tolmach: {message}")
    assert done.stderr.count(b"\n") == 1
