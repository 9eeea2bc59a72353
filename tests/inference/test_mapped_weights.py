from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tolmach.errors import TolmachError
from tolmach.inference.mapped_weights import map_weights
from tolmach.model_folder import save_tensors


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    matrix = torch.arange(6.0).view(2, 3) - 2.5
    save_tensors({"a": matrix, "b": matrix.half(), "c": matrix.bfloat16()}, path)
    return path


def test_tensors_come_as_they_were_saved(file: Path) -> None:
    weights = map_weights(file)
    assert {name: each.type for name, each in weights.items()} == {
        "a": "F32",
        "b": "F16",
        "c": "BF16",
    }
    for each in weights.values():
        np.testing.assert_array_equal(each.array(), np.arange(6).reshape(2, 3) - 2.5)


def test_nobody_can_write_into_the_file(file: Path) -> None:
    with pytest.raises(TypeError, match="read-only"):
        map_weights(file)["a"].content[0] = 1


@pytest.mark.parametrize("content", [b"", b"\0" * 8, b"\xff" * 40, b"\2" + b"\0" * 7 + b"[]"])
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    with pytest.raises(TolmachError, match=r"cannot be read .*; copy the model folder again"):
        map_weights(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TolmachError, match=r"missing.safetensors cannot be read"):
        map_weights(tmp_path / "missing.safetensors")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_damage_reads_beyond_the_file(file: Path, data: st.DataObject) -> None:
    content = bytearray(file.read_bytes())
    end = 8 + int.from_bytes(content[:8], "little")
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, end - 1))] = data.draw(st.integers(0, 255))
    damaged = file.with_name("damaged.safetensors")
    damaged.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    try:
        weights = map_weights(damaged)
    except TolmachError:
        return
    assert all(each.content.nbytes <= len(content) for each in weights.values())
    for each in weights.values():
        bytes(each.content)


def test_memory_that_was_given_back_is_read_again(file: Path) -> None:
    weights = map_weights(file)
    before = {name: bytes(each.content) for name, each in weights.items()}
    weights.release()
    assert {name: bytes(each.content) for name, each in weights.items()} == before
