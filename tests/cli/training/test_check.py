import json
import lzma
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tolmach.cli.main import app
from tolmach.corpus.survey import outlook

SOUND = "Der Lehrer kauft heute ein Buch.\tThe teacher buys a book today.\n"


def run(*arguments: object, text: str = "") -> Result:
    return CliRunner().invoke(app, ["check", *map(str, arguments)], input=text)


def test_a_sound_corpus_from_standard_input() -> None:
    result = run("-", text=SOUND)
    assert result.exit_code == 0
    assert "1 pair, de → en" in result.stdout
    assert "\nGood: 1 of 1 pair can be learnt from.\nExpect: Too little to" in result.stdout
    assert "Next: put the text into a file" in result.stdout


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


@pytest.mark.parametrize(
    ("pairs", "said"),
    [(999, "Too little"), (1_000, "Little:"), (10_000, "A beginning"), (100_000, "Enough for")],
)
def test_how_much_there_is_decides_what_to_expect(pairs: int, said: str) -> None:
    found = outlook(pairs)
    assert found is not None
    assert found.startswith(said)
    assert outlook(1_000_000) is None


def test_units_without_both_languages_are_told(tmp_path: Path) -> None:
    memory = tmp_path / "memory.xml"
    units = "".join(
        "<tu>"
        + "".join(f'<tuv xml:lang="{code}"><seg>eins</seg></tuv>' for code in codes)
        + "</tu>"
        for codes in (("de_DE", "en"), ("fr", "en"), ("fr", "it"))
    )
    memory.write_text(f"<tmx><body>{units}</body></tmx>", "utf-8")
    shown = run(memory, "--languages", "deu,en_GB").stdout
    assert "\n1 pair, de → en, " in shown
    assert "2 units that are not in both languages are left out (in fr 2, en 1, it 1)." in shown


def test_columns_that_are_not_read_are_told(tmp_path: Path) -> None:
    corpus = tmp_path / "a.tsv"
    corpus.write_text("".join(f"{SOUND.strip()}\tby somebody\n" for _ in range(3)), "utf-8")
    assert "\nThe first two of 3 columns are read; put" in run(corpus).stdout
    corpus.write_text("".join(f"{n}\t{SOUND}" for n in range(3)), "utf-8")
    assert "\nOf 3 columns numbers 2 and 3 are read, the first that hold" in run(corpus).stdout
    assert json.loads(run(corpus, "--json").stdout)["left_out"]["columns_read"] == [2, 3]


def test_standard_input_is_one_text() -> None:
    result = run("-", "--dev", "-")
    assert "Standard input is named twice, but can be read only once" in str(result.exception)


def test_what_is_written_can_be_read_and_is_sound(tmp_path: Path) -> None:
    lines = [
        SOUND,
        SOUND.replace("\t", "\tThis\t"),
        SOUND.replace("Buch", "Buch\x02"),
        "kein Tab\n",
    ]
    corpus, out = tmp_path / "a.tsv", tmp_path / "out.tsv.xz"
    corpus.write_bytes("".join(lines).encode("utf-16-be"))
    result = run(corpus, "--write", out, "--json")
    found = {each["name"]: each["count"] for each in json.loads(result.stdout)["findings"]}
    assert result.exit_code == 3
    assert found["torn"] == found["unpaired"] == found["control"] == 1
    assert lzma.decompress(out.read_bytes()).decode() == SOUND


def saved(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_the_next_step_is_a_command_that_can_be_typed(tmp_path: Path) -> None:
    corpus, out = saved(tmp_path / "my text.tsv", SOUND + "Leer.\t\n"), tmp_path / "clean.tsv"
    shown = run(corpus).stdout
    assert "Bad: the fault marked ✗ above would spoil a translator." in shown
    assert f"`tolmach check '{corpus}' --write 'clean.my text.tsv'` writes what is good" in shown
    cleaned = run(corpus, "--write", out).stdout
    assert f"spoil a translator, but is not in {out}." in cleaned
    assert f"`tolmach init {out}` prepares" in cleaned
    assert f"`tolmach init '{corpus}'` prepares" in run(saved(corpus, SOUND)).stdout


def test_nothing_is_written_where_no_pair_is_sound(tmp_path: Path) -> None:
    result = run(saved(tmp_path / "a.tsv", "Leer.\t\n" * 3), "--write", tmp_path / "out.tsv")
    assert "Nothing is written: no pair is sound." in result.stderr
    assert not (tmp_path / "out.tsv").exists()


def test_another_encoding_is_named_and_nothing_less_is_written(tmp_path: Path) -> None:
    lines = "".join(f"{n} Dächer über der Straße\t{n} roofs over the road\n" for n in range(9))
    corpus = saved(tmp_path / "a.tsv", (lines + SOUND).encode("windows-1252"))
    result = run(corpus, "--write", tmp_path / "out.tsv")
    assert result.exit_code == 3
    assert (
        f"`iconv -f windows-1252 -t utf-8 {corpus} > {tmp_path / 'a.utf-8.tsv'}`" in result.stdout
    )
    assert "Next: convert the text as said above" in result.stdout
    assert "Nothing is written: mend first what cannot be read." in result.stderr
    assert not (tmp_path / "out.tsv").exists()


def test_what_leaves_no_pair_is_not_written(tmp_path: Path) -> None:
    corpus = saved(tmp_path / "a.tsv", "source\ttarget\n")
    result = run(corpus, "--write", tmp_path / "out.tsv")
    assert result.exit_code == 3
    assert "Good: 0 of 1 pair can be learnt from." in result.stdout
    assert not (tmp_path / "out.tsv").exists()
