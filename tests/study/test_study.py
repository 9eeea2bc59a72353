import json
import re
import subprocess
import sys
from pathlib import Path

PAIRS = [
    (f"Das Kind sieht {n} Hunde und {m} Katzen.", f"The child sees {n} dogs and {m} cats.")
    for n in range(2, 22)
    for m in range(2, 22)
]


def study(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tolmach", "study", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_two_models_are_compared_and_reported(tmp_path: Path) -> None:
    lines = "".join(f"{source}\t{target}\n" for source, target in PAIRS)
    (tmp_path / "my.de-en.tsv").write_text(lines, "utf-8")
    models = ["--model", "convolutional-vector", "--model", "convolutional-attention"]
    budget = ["--epochs", "0.5", "--toy-updates", "2"]
    done = study("my.de-en.tsv", *models, *budget, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "report" / "report.html").read_text("utf-8")
    assert "Convolutional, attention at every layer" in page
    assert page.count("<svg") == 8
    for title in ("state represents", "Teacher forcing", "Attention learns alignment"):
        assert title in page
    assert not re.search(r'(src|href)="(?!#)', page)  # nothing is fetched from elsewhere
    results = tmp_path / "report" / "results"
    parameters = [
        json.loads((results / "quality" / f"{name}.json").read_text("utf-8"))["parameters"]
        for name in ("convolutional-vector", "convolutional-attention")
    ]
    assert max(parameters) < 1.25 * min(parameters)
    again = study("my.de-en.tsv", *models, *budget, folder=tmp_path)
    assert again.returncode == 0
    assert "done in" not in again.stderr
    other = study("my.de-en.tsv", *models, "--epochs", "3", folder=tmp_path)
    assert other.returncode == 1
    assert "put it back" in other.stderr


def test_one_model_is_no_comparison(tmp_path: Path) -> None:
    (tmp_path / "my.de-en.tsv").write_text("Haus\thouse\nHund\tdog\n", "utf-8")
    done = study("my.de-en.tsv", "--model", "transformer", folder=tmp_path)
    assert done.returncode == 1
    assert "nothing to be compared with" in done.stderr


def test_families_that_are_wrong_are_told_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "my.de-en.tsv").write_text("Haus\thouse\nHund\tdog\n", "utf-8")
    (tmp_path / "my.toml").write_text("forms = ['plain']\n", "utf-8")
    given = ["--families", "my.toml", "--example", "Das Haus", "The house"]
    done = study("my.de-en.tsv", *given, folder=tmp_path)
    assert done.returncode == 1
    assert "my.toml: families is missing" in done.stderr
    assert not (tmp_path / "report").exists()
