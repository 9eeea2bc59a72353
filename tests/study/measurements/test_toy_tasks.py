from pathlib import Path

import pytest

from tolmach.config.recipe import read_recipe
from tolmach.corpus.parallel import read_pairs
from tolmach.study.budget import write_recipe
from tolmach.study.folder import StudyFolder
from tolmach.study.ladder import LADDER, TRANSFORMER
from tolmach.study.measurements.toy_tasks import (
    LONGEST,
    Toy,
    breaking_point,
    toys,
    widened,
    write_task,
)


def points(*right: float) -> list[dict[str, float]]:
    return [{"length": 2 * number, "right": share} for number, share in enumerate(right, start=1)]


@pytest.mark.parametrize(
    ("right", "length"),
    [((1.0, 0.75, 0.25, 0.0), 5.0), ((0.0, 0.0), 1.0), ((1.0, 0.9), 4.0), ((0.5, 0.4), 2.0)],
)
def test_a_model_breaks_where_half_of_the_sequences_are_wrong(
    right: tuple[float, ...], length: float
) -> None:
    assert breaking_point(points(*right)) == pytest.approx(length)


def test_every_rung_has_both_tasks_and_vectors_have_all_widths() -> None:
    vectors = widened(LADDER)
    assert {rung.link for rung in vectors} == {"vector"}
    found = toys(LADDER, [16, 64], [1, 2])
    assert len(found) == 2 * 2 * len(LADDER) + len(vectors) * 2 * 2
    assert len({toy.run for toy in found}) == len(found)
    assert Toy("copy", TRANSFORMER, 2).run == "copy.transformer.seed-2"


@pytest.mark.parametrize("rung", widened(LADDER), ids=lambda rung: rung.name)
def test_recipes_of_a_width_are_read_as_written(rung: object, tmp_path: Path) -> None:
    folder = StudyFolder(tmp_path)
    toy = Toy.widened(rung, 64)  # type: ignore[arg-type]
    path = folder.recipe(toy.run)
    write_recipe(toy.recipe(80, folder), path)
    assert read_recipe(path).training.updates == 80


def test_sequences_are_the_same_each_time_and_half_of_them_short(tmp_path: Path) -> None:
    folder = StudyFolder(tmp_path)
    write_task("reversal", 20, folder)
    path = folder.data / "reversal.dev.tsv"
    before = path.read_bytes()
    pairs = list(read_pairs([path]))
    assert all(pair.target == pair.source[::-1] for pair in pairs)
    lengths = [len(pair.source.split()) for pair in pairs]
    assert (min(lengths), max(lengths)) == (1, LONGEST)
    assert 0.3 < sum(length <= LONGEST // 4 for length in lengths) / len(lengths) < 0.6
    path.unlink()
    write_task("reversal", 20, folder)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("updates", "counts"), [(2, (300, 75)), (14, (2100, 500))])
def test_few_updates_learn_from_few_sequences_and_are_judged_by_few(
    updates: int, counts: tuple[int, int], tmp_path: Path
) -> None:
    folder = StudyFolder(tmp_path)
    write_task("copy", updates, folder)
    files = (folder.data / f"copy.{name}.tsv" for name in ("train", "dev"))
    assert tuple(len(list(read_pairs([file]))) for file in files) == counts
