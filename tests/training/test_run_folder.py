"""What a run may write, and what it must leave alone."""

import json
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest

from tests.toy_folder import make_toy_folder
from tests.training.runs import write_corpus
from tolmach.config.corpora import TrainingCorpus
from tolmach.config.recipe import Recipe, read_recipe
from tolmach.errors import TolmachError
from tolmach.training.run_folder import RunFolder


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    return read_recipe(write_corpus(tmp_path))


def test_a_run_may_begin_anew_until_there_is_a_checkpoint(recipe: Recipe, tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    for _ in range(2):
        folder.begin(recipe)
        folder.data.mkdir(exist_ok=True)
    (folder.checkpoints.folder / "5").mkdir(parents=True)
    with pytest.raises(TolmachError, match="run holds a run already; add --resume"):
        folder.begin(recipe)


@pytest.mark.parametrize("name", ["data", "model", "best", "checkpoints", "metrics.jsonl"])
def test_what_is_no_runs_is_left_alone(name: str, recipe: Recipe, tmp_path: Path) -> None:
    (tmp_path / "mine" / name).mkdir(parents=True)
    with pytest.raises(TolmachError, match=rf"mine/{name} is there already, and is no training"):
        RunFolder(tmp_path / "mine").begin(recipe)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == [name]


def test_text_where_the_run_would_write_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    recipe = read_recipe(write_corpus(tmp_path / "data"))
    with pytest.raises(TolmachError, match=r"data/train\.tsv would be overwritten"):
        RunFolder(tmp_path).begin(recipe)


def test_a_model_is_not_overwritten_by_the_run_that_starts_from_it(
    recipe: Recipe, tmp_path: Path
) -> None:
    make_toy_folder(tmp_path / "run" / "model")
    started = recipe.model_copy(update={"start_from": tmp_path / "run"})
    with pytest.raises(TolmachError, match="run/model would be overwritten"):
        RunFolder(tmp_path / "run").begin(started)


def test_what_was_learnt_with_other_settings_is_not_gone_on_with(
    recipe: Recipe, tmp_path: Path
) -> None:
    folder = RunFolder(tmp_path / "run")
    folder.begin(recipe)
    folder.check_same(recipe)
    longer = recipe.training.model_copy(update={"updates": 99})
    folder.check_same(recipe.model_copy(update={"training": longer}))
    for key, began, now in (
        ("warmup", 5, 7),
        ("best_by", "'auto'", "loss"),
        ("validate_beam", 1, 3),
    ):
        other = recipe.training.model_copy(update={key: now})
        message = rf"began with training\.{key} = {began}, and it is {now!r} now"
        with pytest.raises(TolmachError, match=message):
            folder.check_same(recipe.model_copy(update={"training": other}))
    folder.recipe.write_text("half", "utf-8")
    with pytest.raises(TolmachError, match=r"recipe\.json cannot be read"):
        folder.check_same(recipe)


def test_a_run_from_before_a_setting_was_there_goes_on_with_its_default(
    recipe: Recipe, tmp_path: Path
) -> None:
    folder = RunFolder(tmp_path / "run")
    folder.begin(recipe)
    written = json.loads(folder.recipe.read_text("utf-8"))
    del written["training"]["r_drop"], written["data"]["templates"]
    folder.recipe.write_text(json.dumps(written), "utf-8")
    folder.check_same(recipe)
    other = recipe.training.model_copy(update={"r_drop": 0.5})
    with pytest.raises(TolmachError, match=r"began with training\.r_drop = 0\.0, and it is 0\.5"):
        folder.check_same(recipe.model_copy(update={"training": other}))


def test_a_run_goes_on_from_another_place_but_not_with_other_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, folder = write_corpus(tmp_path), RunFolder(tmp_path / "run")
    monkeypatch.chdir(tmp_path)
    start = make_toy_folder(tmp_path / "toy")
    began = read_recipe(Path(path.name)).model_copy(update={"start_from": Path("toy")})
    folder.begin(began)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    now = read_recipe(Path("..") / path.name).model_copy(update={"start_from": start})
    folder.check_same(now)
    other = [TrainingCorpus(files=[tmp_path / "other.tsv"])]
    message = r"data\.train = \[\['train\.tsv'\]\], and it is \[\['other\.tsv'\]\] now"
    data = now.data.model_copy(update={"train": other})
    with pytest.raises(TolmachError, match=message):
        folder.check_same(now.model_copy(update={"data": data}))
    with pytest.raises(TolmachError, match="start_from = 'toy', and it is None now"):
        folder.check_same(now.model_copy(update={"start_from": None}))


HOLDER = """
import sys
from pathlib import Path
from tolmach.training.run_folder import RunFolder
with RunFolder(Path(sys.argv[1])).alone():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_process_at_a_time_and_a_killed_one_blocks_nobody(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "new" / "run")
    command = [sys.executable, "-c", HOLDER, str(folder.path)]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        message = (
            r"^Another `tolmach train` is at work in .*run; wait for its end, or choose .* -o\.$"
        )
        with pytest.raises(TolmachError, match=message), folder.alone():
            pass
        holder.kill()
    for _ in range(2):
        with folder.alone():
            pass


def test_a_folder_that_cannot_be_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with (
        pytest.raises(TolmachError, match="cannot be written"),
        RunFolder(tmp_path / "file").alone(),
    ):
        pass
