import json
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner, Result

from tolmach.cli.main import app

SOUND = "Der Lehrer kauft heute ein Buch.\tThe teacher buys a book today.\n"


def run(*arguments: object, text: str = "") -> Result:
    return CliRunner().invoke(app, ["check", *map(str, arguments)], input=text)


def test_a_sound_corpus_from_standard_input() -> None:
    result = run("-", text=SOUND)
    assert result.exit_code == 0
    assert "1 pair, de → en" in result.stdout
    assert "Fit for training." in result.stdout


def test_a_severe_fault_has_its_own_exit_status(tmp_path: Path) -> None:
    dev = tmp_path / "dev.tsv"
    dev.write_text(SOUND)
    result = run("-", "--dev", dev, text=SOUND)
    assert result.exit_code == 3
    assert "✗ 1 pair found in dev or test too" in result.stdout
    assert "line 1  Der Lehrer" in result.stdout


def test_json_and_write(tmp_path: Path) -> None:
    corpus, out = tmp_path / "a.tsv", tmp_path / "out.tsv"
    corpus.write_text(SOUND + "Leer.\t\n")
    result = run(corpus, "--write", out, "--json")
    report = json.loads(result.stdout)
    assert [(each["name"], each["count"]) for each in report["findings"]] == [("empty", 1)]
    assert report["findings"][0]["examples"][0]["line"] == 2
    assert out.read_text() == SOUND


def test_write_takes_the_place_of_nothing_that_is_read(tmp_path: Path) -> None:
    for name in ("a.tsv", "dev.tsv"):
        (tmp_path / name).write_text(SOUND)
        result = run(tmp_path / "a.tsv", "--dev", tmp_path / "dev.tsv", "--write", tmp_path / name)
        assert "would be overwritten" in str(result.exception)
        assert (tmp_path / name).read_text() == SOUND


def test_dev_may_be_two_files(tmp_path: Path) -> None:
    for name, text in zip(("dev.de", "dev.en"), SOUND.strip().split("\t"), strict=True):
        (tmp_path / name).write_text(text + "\n")
    result = run("-", "--dev", tmp_path / "dev.de", "--dev", tmp_path / "dev.en", text=SOUND)
    assert result.exit_code == 3


def test_no_torch_is_loaded_for_text_work(tmp_path: Path) -> None:
    corpus = tmp_path / "a.tsv"
    corpus.write_text(SOUND)
    program = (
        "import sys\nfrom tolmach.cli.main import app\n"
        f"app(['check', {str(corpus)!r}], standalone_mode=False)\n"
        "sys.exit('torch' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
