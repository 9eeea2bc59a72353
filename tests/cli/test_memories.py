"""Commands that read pairs for a model: of a memory they take the model's two languages."""

from pathlib import Path

import pytest

from tests.cli.command import tolmach_text
from tests.test_matrix import PAIRS
from tests.toy_folder import make_toy_folder

COMMANDS: dict[str, list[object]] = {
    "score": ["score", "PAIRS"],
    "align": ["align", "PAIRS"],
    "evaluate": ["evaluate", "PAIRS", "--json"],
    "attribute": ["attribute", "--pairs", "PAIRS", "--first", 3, "--json"],
    "heads": ["heads", "PAIRS"],
    "shortlist": ["shortlist", "PAIRS"],
}


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write pairs as a table, and as a memory of three languages, English first."""
    folder = tmp_path_factory.mktemp("texts")
    (folder / "pairs.tsv").write_text("".join(f"{a}\t{b}\n" for a, b in PAIRS), "utf-8")
    units = "".join(
        "<tu>"
        + "".join(
            f'<tuv xml:lang="{code}"><seg>{text}</seg></tuv>'
            for code, text in (("en-GB", english), ("fr", "non"), ("de", german))
        )
        + "</tu>"
        for german, english in PAIRS
    )
    memory = f'<tmx version="1.4"><header srclang="en-GB"/><body>{units}</body></tmx>'
    (folder / "pairs.tmx").write_text(memory, "utf-8")
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_a_memory_is_read_in_the_direction_of_the_model(
    texts: Path, tmp_path: Path, command: str
) -> None:
    found = []
    for name in ("pairs.tsv", "pairs.tmx"):
        model = make_toy_folder(tmp_path / name / "toy")
        words = [texts / name if word == "PAIRS" else word for word in COMMANDS[command]]
        done = tolmach_text(*words, "-m", model)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
        learnt = model / "shortlist.npz"
        found.append((done.stdout, learnt.read_bytes() if learnt.exists() else b""))
    assert found[0] == found[1]


@pytest.mark.parametrize("command", [*COMMANDS, "calibrate"])
def test_a_memory_without_the_languages_of_the_model_is_refused(
    texts: Path, tmp_path: Path, command: str
) -> None:
    model = make_toy_folder(tmp_path / "toy", languages=("de", "it"))
    words = COMMANDS.get(command, [command, "PAIRS"])
    done = tolmach_text(
        *(texts / "pairs.tmx" if word == "PAIRS" else word for word in words), "-m", model
    )
    assert done.returncode == 1
    assert "holds no unit with both de and it in two languages" in done.stderr
