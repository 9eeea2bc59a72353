import pytest

from tests.study.study_results import write_quality
from tests.study.study_settings import settings
from tolmach.corpus.parallel import Pair
from tolmach.files import read_json, write_json
from tolmach.study.__main__ import main
from tolmach.study.division import part_path, write_pairs
from tolmach.study.folder import StudyFolder
from tolmach.study.measurements.quality import compare
from tolmach.training.monitoring.metrics_log import DIVERGED, MetricsLog
from tolmach.training.run_folder import RunFolder

PAIRS = [Pair("Der Hund schläft hier.", "The dog is asleep here."), Pair("Na gut.", "Very well.")]
COUNTED = ["6 6 6 5 4 3 6 5 4 3", "3 3 3 2 1 0 3 2 1 0"]


def test_models_whose_runs_all_diverged_are_not_compared(study_folder: StudyFolder) -> None:
    write_pairs(PAIRS, part_path(study_folder, "test"))
    write_quality(study_folder, "one", 20.0, None, statistics=COUNTED)
    write_quality(study_folder, "other", 20.0, 21.0, statistics=COUNTED)
    write_quality(study_folder, "gone", None, None)
    found = compare(study_folder, settings(seeds=2), ["one", "other", "gone"])
    assert list(found["models"]) == ["one", "other"]
    assert [len(model["BLEU"]) for model in found["models"].values()] == [1, 2]
    assert [(each["one"], each["other"]) for each in found["differences"]] == [("one", "other")]


@pytest.mark.parametrize("section", ["quality", "toy", "searches"])
def test_of_a_run_that_diverged_nothing_is_measured(
    section: str, study_folder: StudyFolder
) -> None:
    write_json(study_folder.settings, settings().model_dump(mode="json"))
    log = MetricsLog(RunFolder(study_folder.run("transformer")).metrics)
    log.append({"event": "warning", "update": 3, "kind": DIVERGED, "message": "It is gone."})
    main(str(study_folder.path), section, "transformer")
    assert read_json(study_folder.result(f"{section}/transformer")) is None
