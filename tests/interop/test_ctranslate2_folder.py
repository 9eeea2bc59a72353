"""What `tolmach export` writes, and what it refuses."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from tests.cli.command import tolmach_text
from tests.models.variants import HYBRID, RECURRENT, TRANSFORMER, changed
from tests.toy_folder import make_random_folder, make_toy_folder
from tolmach.errors import TolmachError
from tolmach.inference.shortlist import Shortlist
from tolmach.interop import ctranslate2_engine
from tolmach.interop.ctranslate2_folder import new_folder, write_ctranslate2
from tolmach.model_folder import ModelFolder


def names_in(binary: bytes) -> list[str]:
    """The names of all arrays in a `model.bin`, whose sizes must add up to its own."""
    place = 0

    def take(layout: str) -> tuple[int, ...]:
        nonlocal place
        values = struct.unpack_from(layout, binary, place)
        place += struct.calcsize(layout)
        return values

    def text() -> str:
        nonlocal place
        (length,) = take("<H")
        place += length
        return binary[place - length : place - 1].decode()

    assert take("<I") == (6,)
    assert text() == "TransformerSpec"
    _, count = take("<II")
    names = []
    for _ in range(count):
        names.append(text())
        (rank,) = take("<B")
        take(f"<{rank}I")
        _, size = take("<BI")
        place += size
    (aliases,) = take("<I")
    names += [f"{text()} = {text()}" for _ in range(aliases)]
    assert place == len(binary)
    return names


def test_the_folder_holds_model_pieces_and_card(tmp_path: Path) -> None:
    model = make_toy_folder(tmp_path / "toy")
    content = ModelFolder.load(model)
    with new_folder(tmp_path / "out") as partial:
        write_ctranslate2(model, content.description, content.tokenizers, partial)
    out = tmp_path / "out"
    assert sorted(file.name for file in out.iterdir()) == [
        "card.md",
        "config.json",
        "model.bin",
        "shared_vocabulary.json",
        "tokenizer.json",
    ]
    pieces = json.loads((out / "shared_vocabulary.json").read_text("utf-8"))
    assert pieces[:3] == ["<pad>", "<s>", "</s>"]
    assert len(pieces) == len(content.tokenizers.source)
    names = names_in((out / "model.bin").read_bytes())
    assert "decoder/projection/weight = decoder/embeddings/weight" in names
    assert "encoder/layer_0/self_attention/linear_0/weight" in names


def test_two_vocabularies_are_two_files(tmp_path: Path) -> None:
    model = make_random_folder(tmp_path / "model", changed(TRANSFORMER, tied="target"))
    content = ModelFolder.load(model)
    (tmp_path / "out").mkdir()
    write_ctranslate2(model, content.description, content.tokenizers, tmp_path / "out")
    source, target = (
        json.loads((tmp_path / "out" / f"{side}_vocabulary.json").read_text("utf-8"))
        for side in ("source", "target")
    )
    assert (source, target) == (
        content.tokenizers.source.symbols(),
        content.tokenizers.target.symbols(),
    )
    assert (tmp_path / "out" / "source_tokenizer.json").is_file()


@pytest.mark.parametrize("settings", [RECURRENT, HYBRID], ids=["recurrent", "hybrid"])
def test_what_is_no_transformer_is_refused_and_nothing_is_left(
    settings: object, tmp_path: Path
) -> None:
    model = make_random_folder(tmp_path / "model", settings)  # type: ignore[arg-type]
    done = tolmach_text("export", model, "--to", "ctranslate2", "-o", tmp_path / "out")
    assert done.returncode == 1
    assert "CTranslate2 runs Transformers alone" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["model"]


def test_a_decoder_of_recurrent_units_is_refused_with_the_reason(tmp_path: Path) -> None:
    model = make_random_folder(tmp_path / "model", changed(TRANSFORMER, decoder_self="ssru"))
    done = tolmach_text("export", model, "--to", "ctranslate2", "-o", tmp_path / "out")
    assert done.returncode == 1
    assert "knows no decoder without self-attention" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["model"]


def test_weights_of_another_shape_are_refused(tmp_path: Path) -> None:
    model = make_toy_folder(tmp_path / "toy")
    content = ModelFolder.load(model)
    settings = content.description.model
    for change in ({"encoder_layers": 2}, {"encoder_heads": [0]}):
        description = content.description.model_copy(update={"model": changed(settings, **change)})
        with pytest.raises(TolmachError, match=r"do not fit the model's config.toml"):
            write_ctranslate2(model, description, content.tokenizers, tmp_path)


def test_a_folder_that_is_there_stays(tmp_path: Path) -> None:
    make_toy_folder(tmp_path / "toy")
    before = (tmp_path / "toy" / "card.md").read_text("utf-8")
    done = tolmach_text("export", tmp_path / "toy", "--to", "ctranslate2", "-o", tmp_path / "toy")
    assert (done.returncode, "is there already" in done.stderr) == (1, True)
    assert (tmp_path / "toy" / "card.md").read_text("utf-8") == before


def test_without_ctranslate2_the_command_says_that_nothing_was_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ctranslate2_engine, "find_spec", lambda _: None)
    make_toy_folder(tmp_path / "toy")
    done = tolmach_text("export", tmp_path / "toy", "--to", "ctranslate2", "-o", tmp_path / "out")
    assert done.returncode == 0
    assert "not checked, for it is not installed" in done.stderr
    assert (tmp_path / "out" / "model.bin").is_file()


def test_a_shortlist_becomes_a_vocabulary_map(tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    pieces = ModelFolder.load(folder).tokenizers.source.symbols()
    starts = np.zeros(len(pieces) + 1, np.int32)
    starts[8:] = 2
    Shortlist(np.array([5], np.int32), starts, np.array([9, 6], np.int32)).save(folder)
    content = ModelFolder.load(folder)
    write_ctranslate2(folder, content.description, content.tokenizers, tmp_path)
    lines = (tmp_path / "vmap.txt").read_text("utf-8").splitlines()
    assert lines == [f"\t{pieces[5]}", f"{pieces[7]}\t{pieces[9]} {pieces[6]}"]
