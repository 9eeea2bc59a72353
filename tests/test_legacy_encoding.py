"""Legacy encodings told by their letters, and what is said of them."""

from pathlib import Path

import pytest

from tolmach.errors import TolmachError
from tolmach.files import read_lines
from tolmach.legacy_encoding import conversion_advice, legacy_encoding

SENTENCES = {
    "windows-1252": "Die Vögel flüstern über den Dächern, weiß er.",
    "macintosh": "Die Vögel flüstern über den Dächern, weiß er.",
    "cp850": "Die Vögel flüstern über den Dächern, weiß er.",
    "windows-1250": "Želva běží přes nejhlubší řeku.",
    "iso-8859-2": "Żółw powoli idzie ścieżką przez łąkę, więc śpiewa.",
    "windows-1251": "Черепаха медленно ползёт через реку.",
    "koi8-r": "Черепаха медленно ползёт через реку.",
    "cp866": "Черепаха медленно ползёт через реку.",
    "windows-1253": "Η χελώνα περπατάει αργά στο ποτάμι.",
    "windows-1254": "Kaplumbağa ırmağın kıyısında yavaşça yürüyor, şimdi.",
    "windows-1255": "הצב הולך לאט ליד הנהר הגדול",
    "windows-1256": "السلحفاة تمشي ببطء قرب النهر",
    "windows-1257": "Vėžlys lėtai eina palei upę, žiūrėdamas į ąžuolą.",
    "cp874": "เต่าเดินช้าๆไปตามแม่น้ำ",
    "cp932": "亀は川のそばをゆっくり歩いている。",
    "euc-jp": "亀は川のそばをゆっくり歩いている。",
    "cp949": "거북이가 강가를 천천히 걷는다.",
    "gb18030": "我们的乌龟在河边上慢慢地走着，你看到了吗？",
    "cp950": "我們的烏龜在河邊上慢慢地走著，你看到了嗎？",
}
GERMAN = SENTENCES["windows-1252"]
CAPITALS = (
    "СТАРАЯ ЧЕРЕПАХА МЕДЛЕННО ПОЛЗЁТ ЧЕРЕЗ РЕКУ. НА ДРУГОМ БЕРЕГУ ЕЁ ЖДЁТ МОЛОДОЙ ЗАЯЦ, КОТОРЫЙ "
    "УЖЕ ДАВНО ВСЁ СЪЕЛ. НИКТО НЕ ЗНАЕТ, О ЧЁМ ОНИ БУДУТ ГОВОРИТЬ ВЕЧЕРОМ."
)


@pytest.mark.parametrize(("encoding", "sentence"), SENTENCES.items())
def test_the_letters_tell_the_encoding(encoding: str, sentence: str) -> None:
    found = legacy_encoding([sentence.encode(encoding)])
    assert found is not None
    assert found.iconv == encoding


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r"])
def test_capitals_of_one_encoding_are_no_small_letters_of_another(encoding: str) -> None:
    found = legacy_encoding([CAPITALS.encode(encoding)])
    assert found is not None
    assert found.iconv == encoding


@pytest.mark.parametrize(
    "damage", [b"caf\xc3 und", b"\xed\xa0\xbd\xed\xb8\x80", b"x\xff\xfey", b""]
)
def test_what_no_encoding_explains_is_not_guessed(damage: bytes) -> None:
    assert legacy_encoding([damage]) is None
    assert "cannot be told" in conversion_advice([damage], None)


def test_the_command_converts_the_very_file(tmp_path: Path) -> None:
    path = tmp_path / "meine Vögel.de"
    path.write_bytes(f"Ja.\n{GERMAN}\nNein.\n".encode("windows-1252"))
    converted = tmp_path / "meine Vögel.utf-8.de"
    command = f"iconv -f windows-1252 -t utf-8 '{path}' > '{converted}'"
    with pytest.raises(TolmachError, match=r"line 2: byte 6 \(0xf6\)") as caught:
        list(read_lines(path))
    assert f"seems to be in windows-1252: convert the file by `{command}`." in str(caught.value)


def test_a_file_of_two_encodings_is_not_to_be_converted_whole() -> None:
    lines = [GERMAN.encode(), GERMAN.encode("windows-1252")]
    advice = conversion_advice(lines, Path("my.de"))
    assert "convert the part that is in windows-1252" in advice
    assert "my.utf-8.de" not in advice


@pytest.mark.parametrize("path", [None, Path("my.de.gz")])
def test_what_cannot_be_named_is_converted_by_a_filter(path: Path | None) -> None:
    advice = conversion_advice([GERMAN.encode("windows-1252")], path)
    assert advice.endswith("convert the text by `iconv -f windows-1252 -t utf-8`.")
