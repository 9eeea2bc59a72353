from tests.study.study_results import write_quality
from tests.study.study_settings import settings
from tolmach.files import write_json
from tolmach.study.chapters.parts import Table
from tolmach.study.chapters.teacher_forcing import teaching_chapter
from tolmach.study.folder import StudyFolder
from tolmach.study.ladder import chosen_rungs

RUNGS = chosen_rungs(["recurrent-start", "transformer"])
STEPS = [
    {
        "beginning": "",
        "true": {"piece": "▁Na", "probability": 0.5},
        "likeliest": [{"piece": "▁Na", "probability": 0.5}],
    }
]


def test_the_steps_are_those_of_the_model_that_is_the_best_on_dev(
    study_folder: StudyFolder,
) -> None:
    write_quality(study_folder, "recurrent-start", 35.0, 10.0, dev=25.0)
    write_quality(study_folder, "transformer", 30.0, 30.0, dev=28.0)
    models = {rung.name: STEPS for rung in RUNGS}
    found = {"source": "Na", "target": "Well", "models": models}
    write_json(study_folder.result("teaching"), found)
    chapter = teaching_chapter(study_folder, RUNGS, settings(seeds=2))
    table = chapter.parts[0]
    assert isinstance(table, Table)
    assert table.caption.startswith("Transformer, the best by BLEU on dev:")
