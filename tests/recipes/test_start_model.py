"""What a draft knows of a trained model, seen without PyTorch."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.toy_folder import make_toy_folder
from tolmach.config.model import TransformerSettings
from tolmach.errors import TolmachError
from tolmach.models.build import build_model
from tolmach.recipes.start_model import StartModel


def test_it_is_what_the_folder_holds(tmp_path: Path) -> None:
    make_toy_folder(tmp_path / "run" / "model")
    found = StartModel.read(tmp_path / "run")
    pieces = len(found.tokenizers.source)
    settings = TransformerSettings(size=22, heads=1, inner=13, encoder_layers=1, decoder_layers=1)
    model = build_model(settings, pieces, pieces)
    assert found.languages == ("de", "en")
    assert found.size == 22
    assert found.parameters == sum(each.numel() for each in model.parameters())


@pytest.mark.parametrize(
    ("settings", "longest"),
    [('positions = "learned"\nlongest = 64', 63), ('positions = "rotary"\nlongest = 64', None)],
)
def test_learned_positions_limit_what_it_reads(
    tmp_path: Path, settings: str, longest: int | None
) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    config = (folder / "config.toml").read_text("utf-8")
    head, _, model = config.partition("[model]\n")
    kept = [line for line in model.splitlines() if not line.startswith(("positions", "longest"))]
    lines = "\n".join(kept)
    (folder / "config.toml").write_text(f"{head}[model]\n{settings}\n{lines}\n", "utf-8")
    assert StartModel.read(folder).longest == longest


def test_it_costs_no_torch(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from tolmach.recipes.start_model import StartModel\n"
        "StartModel.read(Path(sys.argv[1])); sys.exit('torch' in sys.modules)"
    )
    folder = make_toy_folder(tmp_path / "toy")
    subprocess.run([sys.executable, "-c", program, str(folder)], check=True)


def test_a_damaged_or_missing_model_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TolmachError, match="nowhere is no model folder"):
        StartModel.read(tmp_path / "nowhere")
    folder = make_toy_folder(tmp_path / "toy")
    (folder / "model.safetensors").write_bytes(b"half")
    with pytest.raises(TolmachError, match=r"model\.safetensors is damaged \(.*\); copy the model"):
        StartModel.read(folder)
    (folder / "model.safetensors").unlink()
    with pytest.raises(TolmachError, match=r"model\.safetensors is damaged"):
        StartModel.read(folder)
    (folder / "config.toml").write_text('source_language = "de"\n', "utf-8")
    with pytest.raises(TolmachError, match=r"config\.toml: name is missing"):
        StartModel.read(folder)
