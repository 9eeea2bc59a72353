import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.corpus.checks.damage import (
    has_control_characters,
    has_entities,
    has_lost_characters,
    has_mojibake,
    has_pieces,
    is_tokenised,
    repaired,
)

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


def test_control_characters() -> None:
    assert has_control_characters("a\x02b")
    assert has_control_characters("a\ufffeb")
    assert not has_control_characters("a\tb\r\nc\u200d")


def test_entities() -> None:
    assert has_entities("Tom &amp; Mary&#39;s")
    assert repaired("Tom &amp; Mary&#39;s &amp;lt;3") == "Tom & Mary's <3"
    assert not has_entities("Tom & Mary; R&D")


@pytest.mark.parametrize(
    ("cut", "text"),
    [
        ("Der Gar@@ ten ist gro@@ ß@@ .", "Der Garten ist groß."),
        ("▁Der ▁Gar ten ▁ist ▁gro ß .", "Der Garten ist groß."),
        ("▁▂▃", "▁▂▃"),
        ("@@ -1,3 +1,4 @@ def a@@", "@@ -1,3 +1,4 @@ def a@@"),
    ],
)
def test_pieces_are_joined(cut: str, text: str) -> None:
    assert repaired(cut) == text
    assert has_pieces(cut) == (cut != text)
    assert not has_pieces(text)


@pytest.mark.parametrize(
    ("parted", "text"),
    [
        ("Das ist gut , oder ?", "Das ist gut, oder?"),
        ("&quot; Komm &quot; , sagt er .", '"Komm", sagt er.'),
        ("„ Komm “ , sagt er ( laut ) ; ja .", "„Komm“, sagt er (laut); ja."),
        ("Do n&apos;t go , Tom &apos;s E @-@ mail !", "Don't go, Tom's E-mail!"),
        ("Est @-@ ce que c&apos; est l&apos; eau ?", "Est-ce que c'est l'eau ?"),
        ("我 喜欢 狗 。", "我喜欢狗。"),
    ],
)
def test_what_a_tokeniser_parted_is_joined(parted: str, text: str) -> None:
    assert is_tokenised(parted)
    assert repaired(parted) == text
    assert not is_tokenised(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Quoi ? Oui !", "Nun . . . gut", "Das ist ... gut.", "Die Datei .env"),
        *("Ein . steht im Pfad.", "50 % sind es.", "Anna @ home", "Hans' Hund", "a ,b"),
    ],
)
def test_spaces_of_raw_text_stay(text: str) -> None:
    assert not is_tokenised(text)
    assert repaired(text) == text


@pytest.mark.parametrize("text", ["Das Caf? f?r G?ste", "(K?se)", "Gr??e an alle", "?? ????? ???."])
def test_question_marks_for_letters_are_lost_characters(text: str) -> None:
    assert has_lost_characters(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Was?Nein!", "Wer? Ich?", "http://a.de/b?c=d", "such?a=b", "Dienst.asmx?wsdl", "?? !!"),
        *("怎么?我不知道", "a?b:c", "Wirklich???", "Что?Нет"),
    ],
)
def test_other_question_marks_are_none(text: str) -> None:
    assert not has_lost_characters(text)


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


@pytest.mark.parametrize(
    "text",
    [
        "Ein & wird als &amp; geschrieben.",
        'Write &lt; for < and &quot; for ".',
        "Rufe PREFIX . '::datei' auf.",
        'The name is $folder . "/log" and nothing else.',
        "Sums such as $first . $second are joined.",
    ],
)
def test_text_about_signs_and_code_stays(text: str) -> None:
    assert repaired(text) == text
    assert not has_entities(text)


@pytest.mark.parametrize("unit", ["fÃ¼r ", "РџСЂРёРІРµС‚ ", "f\u0102\u017ar "])
def test_a_text_of_any_length_is_mended(unit: str) -> None:
    assert repaired(unit * 60_000) == repaired(unit) * 60_000  # minutes if each looks at all


def test_what_was_escaped_any_number_of_times_is_unescaped() -> None:
    assert repaired("&" + "amp;" * 100_000 + "lt;3 &#38;#x26;AMP;") == "<3 &"
    assert repaired("& becomes &amp;lt; or &#38;amp;") == "& becomes &amp;lt; or &#38;amp;"
    assert repaired("< becomes &amp;lt;") == "< becomes &lt;"


@pytest.mark.parametrize(
    "text",
    [
        *("Nimm &nbsp; als Leerzeichen.", "&nbsp; is a space.", "In HTML ist das &auml; ein Buchstabe."),
        *("Das Zeichen &reg; ergibt ®.", "Type `&lt;` here.", 'Type "&gt;" here.', "&uuml; ist ein ü"),
        *("Пиши &lt; в HTML.", "Escape it as &quot; there."),
    ],
)
def test_entities_that_a_text_is_about_stay(text: str) -> None:
    assert not has_entities(text)
    assert repaired(text) == text


def test_entities_in_their_place_are_replaced_in_a_text_about_html_too() -> None:
    assert repaired("Die HTML-Datei &quot;a.html&quot;") == 'Die HTML-Datei "a.html"'
    assert repaired("Das kostet 5&nbsp;&euro; oder 6 €") == "Das kostet 5\xa0€ oder 6 €"
    assert repaired("Der Hund &nbsp; ruft.") == "Der Hund \xa0 ruft."
    assert repaired("Nimm &amp;amp; statt &amp;.") == "Nimm &amp; statt &."
    assert repaired("A&amp;amp;B") == "A&B"


def test_entities_beside_other_bare_signs_are_replaced() -> None:
    assert repaired("It's &quot;fine&quot; &amp; good.") == 'It\'s "fine" & good.'
