import json
import re
import subprocess
from pathlib import Path

from tests.warm import run_warm
from tolmach.study.folder import StudyFolder

PAIRS = [
    (f"Das Kind sieht {n} Hunde und {m} Katzen.", f"The child sees {n} dogs and {m} cats.")
    for n in range(2, 22)
    for m in range(2, 22)
]


def study(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return run_warm("study", *arguments, cwd=folder)


def test_two_models_are_compared_and_reported(tmp_path: Path) -> None:
    lines = "".join(f"{source}\t{target}\n" for source, target in PAIRS)
    (tmp_path / "my.de-en.tsv").write_text(lines, "utf-8")
    models = ["--model", "convolutional-vector", "--model", "transformer"]
    toys = ["--toy-updates", "2", "--toy-sequences", "1", "--toy-width", "16"]
    budget = ["--epochs", "0.5", "--search-sentences", "2", "--seeds", "1", *toys]
    part = study("my.de-en.tsv", *models, *budget, "--only", "train/reversal*", folder=tmp_path)
    assert part.returncode == 0, part.stderr
    assert part.stderr.count("done in") == 3
    assert "other jobs are left" in part.stderr
    assert part.stdout == ""
    toys = ["--only", "*/copy.*", "--only", "toy/*"]
    part = study("my.de-en.tsv", *models, *budget, *toys, folder=tmp_path)
    assert part.stdout == "report/report.html\n", part.stderr
    page = (tmp_path / "report" / "report.html").read_text("utf-8")
    assert page.count("</h2>") == page.count("Copy and reversal</h2>") == 1
    assert "this is what is measured so far" in page
    done = study("my.de-en.tsv", *models, *budget, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "train/reversal.transformer done" not in done.stderr
    page = (tmp_path / "report" / "report.html").read_text("utf-8")
    assert page.count("<svg") == 12
    for title in (
        *("How the models were trained", "state represents", "Teacher forcing", "Search"),
        *("Attention learns alignment", "Byte-pair encoding", "The bottleneck"),
    ):
        assert f"{title}</h2>" in page
    assert "so far" not in page
    assert not re.search(r'(src|href)="(?!#)', page)  # nothing is fetched from elsewhere
    results = tmp_path / "report" / "results"
    parameters = [
        json.loads((results / "quality" / f"{name}.json").read_text("utf-8"))["parameters"]
        for name in ("convolutional-vector", "transformer")
    ]
    assert max(parameters) < 1.25 * min(parameters)
    for name in ("convolutional-vector", "transformer"):
        found = json.loads((results / "searches" / f"{name}.json").read_text("utf-8"))
        exact = found["searches"].pop("exact")["log_probability"]
        assert found["sentences"] == 2
        assert all(each["log_probability"] < exact + 1e-3 for each in found["searches"].values())
    assert {path.stem for path in (results / "pieces").glob("*.json")} == {
        *("transformer", "pieces-500", "pieces-1000", "pieces-4000")
    }
    steps = json.loads((results / "steps.json").read_text("utf-8"))["steps"]
    assert steps[0]["words"][0][1] > 0
    assert [step["count"] for step in steps] == sorted((s["count"] for s in steps), reverse=True)
    again = study("my.de-en.tsv", *models, *budget, folder=tmp_path)
    assert again.returncode == 0
    assert "done in" not in again.stderr
    with StudyFolder(tmp_path / "report").alone():
        second = study("my.de-en.tsv", *models, *budget, folder=tmp_path)
    assert second.returncode == 1
    assert "Another `tolmach study` is at work in report; wait for its end" in second.stderr
    other = study("my.de-en.tsv", *models, "--epochs", "3", folder=tmp_path)
    assert other.returncode == 1
    assert "put it back" in other.stderr


def test_an_end_by_time_and_one_by_the_dev_curve_exclude_each_other(tmp_path: Path) -> None:
    (tmp_path / "my.de-en.tsv").write_text("Haus\thouse\nHund\tdog\n", "utf-8")
    done = study("my.de-en.tsv", "--equal", "time", "--tune", folder=tmp_path)
    assert done.returncode == 1
    assert "leave out the one or the other" in done.stderr


def test_one_model_is_no_comparison(tmp_path: Path) -> None:
    (tmp_path / "my.de-en.tsv").write_text("Haus\thouse\nHund\tdog\n", "utf-8")
    done = study("my.de-en.tsv", "--model", "transformer", folder=tmp_path)
    assert done.returncode == 1
    assert "nothing to be compared with" in done.stderr


def test_families_that_are_wrong_are_told_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "my.de-en.tsv").write_text("Haus\thouse\nHund\tdog\n", "utf-8")
    (tmp_path / "my.toml").write_text("forms = ['plain', 'turned']\n", "utf-8")
    given = ["--families", "my.toml", "--example", "Das Haus", "The house"]
    done = study("my.de-en.tsv", *given, folder=tmp_path)
    assert done.returncode == 1
    assert "my.toml: families is missing" in done.stderr
    assert not (tmp_path / "report").exists()
