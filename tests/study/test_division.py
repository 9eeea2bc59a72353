from pathlib import Path

import pytest

from tolmach.corpus.overview import Corpus
from tolmach.corpus.parallel import Pair
from tolmach.errors import TolmachError
from tolmach.files import read_json, write_json
from tolmach.study.division import Division, divide, part, part_path
from tolmach.study.study_folder import Settings, StudyFolder

PAIRS = [Pair(f"Haus {n}", f"house {n}") for n in range(101)]


def write(path: Path, pairs: list[Pair]) -> Path:
    path.write_text("".join(f"{source}\t{target}\n" for source, target in pairs), "utf-8")
    return path


def test_parts_share_no_sentence_and_nothing_is_lost(tmp_path: Path) -> None:
    corpus = Corpus.of([write(tmp_path / "x.tsv", PAIRS)], ("de", "en"))
    folder = StudyFolder(tmp_path / "study")
    division = divide(corpus, [], [], folder)
    parts = [part(folder, name) for name in ("train", "dev", "test")]
    assert sorted(pair for each in parts for pair in each) == sorted(PAIRS)
    assert division == Division(len(parts[0]), len(parts[1]), len(parts[2]), 0)
    assert divide(corpus, [], [], folder) == division


def test_given_text_is_kept_out_of_training(tmp_path: Path) -> None:
    corpus = Corpus.of([write(tmp_path / "x.tsv", PAIRS)], ("de", "en"))
    dev = write(tmp_path / "dev.tsv", [Pair("Haus 3", "another house")])
    test = write(tmp_path / "test.tsv", [Pair("Das Haus", "HOUSE 5")])
    folder = StudyFolder(tmp_path / "study")
    assert divide(corpus, [dev], [test], folder) == Division(99, 1, 1, 2)
    assert part_path(folder, "test").read_text("utf-8") == "Das Haus\tHOUSE 5\n"


def test_a_study_goes_on_only_with_the_same_settings(tmp_path: Path) -> None:
    asked = Settings(
        corpus=[Path("x.tsv")],
        dev=[],
        test=[],
        languages=("de", "en"),
        lowercase=False,
        rungs=["transformer"],
        equal="parameters",
        epochs=3,
        minutes=5,
        toy_updates=7,
    )
    folder = StudyFolder(tmp_path / "study")
    folder.begin(asked)
    folder.begin(asked)
    with pytest.raises(TolmachError, match=r"epochs = 3\.0, and it is 4\.0 now"):
        folder.begin(asked.model_copy(update={"epochs": 4.0}))
    with pytest.raises(TolmachError, match="example = None, and it is"):
        folder.begin(asked.model_copy(update={"example": ("Na!", "Well!")}))
    older = {key: value for key, value in read_json(folder.settings).items() if value is not None}
    assert "families" not in older
    write_json(folder.settings, older)
    folder.begin(asked)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine.txt").touch()
    with pytest.raises(TolmachError, match="holds something else"):
        StudyFolder(tmp_path / "other").begin(asked)
