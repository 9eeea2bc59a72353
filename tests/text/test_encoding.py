import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.encoding import has_entities, has_lost_characters, has_mojibake, repaired

letters = st.text("abc äöüßéèçñøčžд中 „“’–€", min_size=1)


@pytest.mark.parametrize("text", ["für", "it’s – “so”", "Ärger", "100 €", "лоб", "中文"])
@pytest.mark.parametrize("times", [1, 2])
def test_text_read_in_the_wrong_encoding_is_mended(text: str, times: int) -> None:
    damaged = text
    for _ in range(times):
        raw = damaged.encode()
        damaged = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in raw)
    assert has_mojibake(damaged)
    assert repaired(damaged) == text


@pytest.mark.parametrize("text", ["„Ich vergaß“, sagte er", "« Né »", "É…", "Æ–Ø", "ÀÈ", "naïve—"])
def test_sound_text_is_left_alone(text: str) -> None:
    assert not has_mojibake(text)
    assert repaired(text) == text


def test_entities() -> None:
    assert has_entities("Tom &amp; Mary&#39;s")
    assert repaired("Tom &amp; Mary&#39;s &amp;lt;3") == "Tom & Mary's <3"
    assert not has_entities("Tom & Mary; R&D")


def test_lost_characters_stay_lost() -> None:
    assert has_lost_characters("f\ufffdr")
    assert repaired("f\ufffdr") == "f\ufffdr"


@given(st.text())
def test_mending_ends(text: str) -> None:
    assert isinstance(repaired(text), str)


@given(letters)
def test_damage_done_to_real_letters_is_undone(text: str) -> None:
    damaged = text.encode().decode("latin-1")
    if not has_mojibake(text) and damaged != text:
        assert has_mojibake(damaged)
