import gzip
from pathlib import Path

import pytest

from tolmach.analysis.heads.treebank import Dependency, located, read_forest, read_treebank
from tolmach.errors import TolmachError

SMALL = """# text = Er geht am Abend, sagt Ada.
1\tEr\ter\tPRON\t_\t_\t2\tnsubj:pass\t_\t_
2\tgeht\tgehen\tVERB\t_\t_\t7\tccomp\t_\t_
3-4\tam\t_\t_\t_\t_\t_\t_\t_\t_
3\tan\tan\tADP\t_\t_\t5\tcase\t_\t_
4\tdem\tder\tDET\t_\t_\t5\tdet\t_\t_
5\tAbend\tAbend\tNOUN\t_\t_\t2\tobl\t_\tSpaceAfter=No
6\t,\t,\tPUNCT\t_\t_\t2\tpunct\t_\t_
7\tsagt\tsagen\tVERB\t_\t_\t0\troot\t_\t_
7.1\tleise\tleise\tADV\t_\t_\t_\t_\t7:advmod\t_
8\tAda\tAda\tPROPN\t_\t_\t7\tnsubj\t_\tSpaceAfter=No
9\t.\t.\tPUNCT\t_\t_\t7\tpunct\t_\t_

# sent_id = second
1\tJa\tja\tINTJ\t_\t_\t0\troot\t_\tSpaceAfter=No
2\t!\t!\tPUNCT\t_\t_\t1\tpunct\t_\t_

"""
ONE = "1\tJa\tja\tINTJ\t_\t_\t0\troot\t_\t_\n\n"


def written(folder: Path, text: str, name: str = "a.conllu") -> Path:
    path = folder / name
    packed = gzip.compress(text.encode()) if name.endswith(".gz") else text.encode()
    path.write_bytes(packed)
    return path


@pytest.mark.parametrize("name", ["a.conllu", "a.conllu.gz"])
def test_words_are_as_written_and_relations_without_subtypes(tmp_path: Path, name: str) -> None:
    first, second = read_treebank(written(tmp_path, SMALL, name))
    assert first.text == "Er geht am Abend, sagt Ada."
    assert first.words == ("Er", "geht", "am", "Abend", ",", "sagt", "Ada", ".")
    assert set(first.dependencies) == {
        Dependency(0, 1, "nsubj"),
        Dependency(1, 5, "ccomp"),
        Dependency(2, 3, "case"),
        Dependency(2, 3, "det"),
        Dependency(3, 1, "obl"),
        Dependency(4, 1, "punct"),
        Dependency(6, 5, "nsubj"),
        Dependency(7, 5, "punct"),
    }
    assert second.text == "Ja!"  # from its words, where no text is given


def test_words_are_found_in_their_text_in_order() -> None:
    assert located(["a", "a", "b."], "a, a b.") == [(0, 1), (3, 4), (5, 7)]
    assert located(["b", "a"], "a b") is None
    assert located([], "a") == []


def test_a_forest_is_two_treebanks_of_the_same_sentences(tmp_path: Path) -> None:
    here, there = written(tmp_path, SMALL), written(tmp_path, SMALL, "b.conllu")
    assert read_forest(here).target is None
    forest = read_forest(here, there)
    assert forest.target == forest.source == read_treebank(here)
    short = read_forest(here, there, longest=2)
    assert [tree.text for tree in short.source] == ["Ja!"]
    with pytest.raises(TolmachError, match="holds no sentence of at most 1 words; allow more"):
        read_forest(here, longest=1)
    with pytest.raises(TolmachError, match=r"holds 2 sentences and .* 1; give treebanks"):
        read_forest(here, written(tmp_path, ONE, "c.conllu"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no sentence"),
        ("Das ist kein Baum.\n\n", "is no treebank in CoNLL-U"),
        ("1\tJa\tja\n\n", r"is no treebank in CoNLL-U \(a word has no 'misc'\); those of"),
        (
            "1\tJa\tja\tINTJ\t_\t_\t7\tdep\t_\t_\n\n",
            r"is no treebank in CoNLL-U \(there is no word 7\); those of",
        ),
    ],
)
def test_what_is_no_treebank_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(TolmachError, match=message):
        read_treebank(written(tmp_path, text))


def test_bytes_that_are_no_text_and_files_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\n")
    with pytest.raises(TolmachError, match="is no treebank in CoNLL-U"):
        read_treebank(tmp_path / "bytes")
    with pytest.raises(TolmachError, match="cannot be read"):
        read_treebank(tmp_path / "nowhere")
