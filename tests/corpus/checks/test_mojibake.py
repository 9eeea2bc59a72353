import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.corpus.checks.damage import repaired
from tolmach.corpus.checks.mojibake import has_mojibake

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


@pytest.mark.parametrize(
    "page",
    ["cp1250", "cp1251", "cp437", "cp850", "cp866", "koi8_r", "mac_roman", "mac_cyrillic"],
)
@pytest.mark.parametrize(
    "text",
    ["Где мой ключ? И ещё один.", "Der Mädchenname", "Schöne Grüße an Zoë", "„Žena“ či muž, café"],
)
def test_text_read_in_another_code_page_is_mended(text: str, page: str) -> None:
    damaged = "".join(bytes([b]).decode(page, "ignore") or chr(b) for b in text.encode())
    assert has_mojibake(damaged)
    assert repaired(damaged) == text


SOUND = [
    *(
        "J’étais à l’école",
        "C’était l’été",
        "Її",
        "Ті",
        "Рі",
        "Её",
        "AČ\u00a0, A",
        "ORĂŞENI",
        "Ĺľ",
        "x + √π",
    ),
    *("Strauß’s waltzes", "ABCĆ’S", "Miloš’s"),
    *("├── src", "Γεια σου", "Żółć", "Răspuns: înşeală", "ТЁ РЁ СЁ", "Гј", "№ 5", "ЄС і США"),
    *("„Ich vergaß“, sagte er", "« Né »", "É…", "Æ–Ø", "ÀÈ", "naïve—", "PŘÍŠERA", "Ü–30"),
    *("AINDA MANHÃ…", "“MINHA IRMÃ”, DISSE", "A MAÇÃ» É", "PÃ™", "ĐÃ’", "amanhã…”", "“Um café…”"),
    *("«Irmã—»", "VÃ’S", "MANHÃ…E NOITE", "Â‘ntreg", "îÂ“n"),
    *("Das Heft »Ödes Land« liegt hier.", "La «ópera» de hoy", "Det er «ærlig» talt"),
    *("l’école, l’église et l’état", "kılıç, kılıçlar, kılıçtan", "чай, хан, шип"),
]


@pytest.mark.parametrize("text", SOUND)
def test_sound_text_is_left_alone(text: str) -> None:
    assert not has_mojibake(text)
    assert repaired(text) == text


ACCENTED = st.sampled_from([chr(code) for code in range(0xC0, 0x250) if chr(code).isalpha()])
SIGNS = st.text("…”“’»–—™®°\u00a0", min_size=1, max_size=3)
WORDS = st.text("abcxyz", min_size=1)


@given(WORDS, ACCENTED, SIGNS)
def test_a_word_before_any_signs_is_left_alone(word: str, letter: str, signs: str) -> None:
    cased = word.upper() if letter.isupper() else word
    text = f"{cased}{letter}{signs}, {cased}"
    assert repaired(text) == text


@given(WORDS, st.sampled_from("»«›‹“„‘’"), ACCENTED)
def test_a_word_behind_a_quotation_mark_is_left_alone(word: str, mark: str, letter: str) -> None:
    text = f"{word} {mark}{letter}{word}"
    assert repaired(text) == text


@pytest.mark.parametrize(
    "text",
    ["KÖLN", "MÄDCHEN", "ESPAÑA", "CORAZÓN", "cœur", "5 × 3", "Åsa", "« À la mer »", "DÉJÀ VU"],
)
def test_capitals_read_in_the_wrong_encoding_are_mended(text: str) -> None:
    damaged = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode())
    assert repaired(damaged) == text


def test_what_may_be_sound_is_mended_where_all_else_is_damaged() -> None:
    assert repaired("OLÃ€, PERÃ’!") == "OLÀ, PERÒ!"
    assert repaired("PERÃ’!") == "PERÃ’!"
    assert repaired("ATÉ AMANHÃ… CafÃ©") == "ATÉ AMANHÃ… Café"


def test_letters_that_lost_a_byte_are_lost() -> None:
    text = "Где мой велосипед? Я с трудом вижу."
    damaged = text.encode().decode("cp1252", "ignore")
    kept = "".join("\ufffd" if letter in "ся" else letter for letter in text)
    assert repaired(damaged) == kept
    assert repaired("Voilà: cafÃ© et ÇÀ") == "Voilà: café et ÇÀ"


def test_a_closing_quote_that_lost_a_byte_is_mended() -> None:
    assert repaired("â€œSo,â€ he said. It was â€œgoodâ€.") == "“So,” he said. It was “good”."
    assert has_mojibake("â€œSo isâ€™sâ€")
    assert repaired("10 € â€” 20 €") == "10 € — 20 €"


def test_signs_of_windows_read_as_latin_1_are_mended() -> None:
    assert has_mojibake("don\x92t")
    assert repaired("Café \x84don\x92t\x93") == "Café „don’t“"
    assert not has_mojibake("a\x85b")


@given(letters)
def test_damage_done_to_real_letters_is_undone(text: str) -> None:
    damaged = text.encode().decode("latin-1")
    if not has_mojibake(text) and damaged != text:
        assert has_mojibake(damaged)


@pytest.mark.parametrize("unit", ["fÃ¼r ", "РџСЂРёРІРµС‚ ", "f\u0102\u017ar "])
def test_a_text_of_any_length_is_mended(unit: str) -> None:
    assert repaired(unit * 60_000) == repaired(unit) * 60_000  # minutes if each looks at all
