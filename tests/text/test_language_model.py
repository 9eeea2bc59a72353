from pathlib import Path

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from tolmach.text.language_model import language_identifier

TEXTS = [
    "Das Wetter wird morgen viel besser.",
    "Le chat dort sur la chaise.",
    "ЗАВТРА БУДЕТ ДОЖДЬ",
    "今日は雨です",
    "",
    "\0\ud800 1234",
]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "tolmach"


@pytest.fixture(scope="module")
def expected() -> list[object]:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return [identifier.rank(text) for text in TEXTS]


def ranks() -> list[object]:
    identifier = language_identifier()
    return [identifier.rank(text) for text in TEXTS]


def test_unpacked_tables_say_what_the_archive_says(cache: Path, expected: list[object]) -> None:
    assert ranks() == expected  # unpacks
    (folder,) = cache.iterdir()
    unpacked = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert ranks() == expected
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == unpacked


def test_a_cache_that_cannot_be_written_is_done_without(
    cache: Path, expected: list[object]
) -> None:
    cache.write_text("a file where the folder should be")
    assert ranks() == expected


def test_damaged_tables_are_replaced(cache: Path, expected: list[object]) -> None:
    ranks()
    (moves,) = cache.glob("*/moves.npy")
    whole = moves.read_bytes()
    for size in (0, 100, 10_000):
        moves.write_bytes(whole[:size])
        assert ranks() == expected
        assert moves.read_bytes() == whole
        assert ranks() == expected
