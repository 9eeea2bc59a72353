from dataclasses import replace
from pathlib import Path

import pytest

from tolmach.corpus.overview import Corpus
from tolmach.corpus.parallel import Pair
from tolmach.errors import TolmachError
from tolmach.study.budget import Budget
from tolmach.study.division import Division, divide, part, write_pairs
from tolmach.study.folder import StudyFolder
from tolmach.study.ladder import chosen_rungs
from tolmach.study.long_pairs import leave_out_long_pairs

PAIRS = [Pair(f"Haus {n} und Hund {n + 1}", f"house {n} and dog {n + 1}") for n in range(211)]
SHORT, LONG = Pair("Hund 3", "dog 77"), Pair("Katze", "cat sees dog 5" * 60)


def written(path: Path, pairs: list[Pair]) -> Path:
    write_pairs(pairs, path)
    return path


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus.of([written(tmp_path / "x.tsv", PAIRS)], ("de", "en"))


def divided(corpus: Corpus, folder: StudyFolder, test: list[Pair]) -> Division:
    beside = folder.path.parent
    dev = written(beside / "dev.tsv", [SHORT])
    return divide(corpus, [dev], [written(beside / "test.tsv", test)], folder)


def shortened(corpus: Corpus, folder: StudyFolder, division: Division, *names: str) -> Division:
    budget = Budget.of(corpus, division.train, folder, lowercase=False)
    return leave_out_long_pairs(division, folder, budget, chosen_rungs(list(names)))


def test_what_one_model_cannot_read_none_is_judged_by(
    corpus: Corpus, study_folder: StudyFolder
) -> None:
    division = divided(corpus, study_folder, [LONG, SHORT])
    found = shortened(corpus, study_folder, division, "transformer", "convolutional-attention")
    assert found == replace(division, test=1, too_long=1)
    assert part(study_folder, "test") == part(study_folder, "dev") == [SHORT]
    again = divided(corpus, study_folder, [LONG, SHORT])
    assert again == found
    assert shortened(corpus, study_folder, again, "convolutional-attention") == found


def test_models_that_read_anything_are_judged_by_all(
    corpus: Corpus, study_folder: StudyFolder
) -> None:
    division = divided(corpus, study_folder, [LONG, SHORT])
    found = shortened(corpus, study_folder, division, "transformer", "recurrent-start")
    assert found == replace(division, too_long=0)
    assert part(study_folder, "test") == [LONG, SHORT]


def test_something_is_left_to_judge_by(corpus: Corpus, study_folder: StudyFolder) -> None:
    division = divided(corpus, study_folder, [LONG])
    with pytest.raises(TolmachError, match="Every pair of the test set is too long for some"):
        shortened(corpus, study_folder, division, "convolutional-attention")
