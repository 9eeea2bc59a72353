import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.reading.readers import (
    COUNTS,
    READER,
    SENTENCES,
    TOKENIZERS,
    VOCABULARY,
    WITHOUT_COUNTS,
    counted,
    read,
)
from tolmach.reading.core import SHOUT, SHOUT_ENDS
from tolmach.reading.marks.part import as_they_are
from tolmach.reading.marks.plain_text import PlainText
from tolmach.reading.sentence import SentenceReader
from tolmach.text.source_counts import SourceCounts
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair


def kinds(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in read(text).changes]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("- Der Hund schläft. 😀", "Der Hund schläft."),
        ("Tom & Anna wohnen hier.", "Tom und Anna wohnen hier."),
        ("Tom @ Anna wohnen hier.", "Tom Anna wohnen hier."),
        ("Das ist **sehr** wichtig.", "Das ist sehr wichtig."),
        ("Er (Tom) wohnt hier.", "Er Tom wohnt hier."),
        ("»Komm jetzt!«, so ist es.", "„Komm jetzt!“, so ist es."),
        ("Nun kostet das 5 €.", "Nun kostet das 5."),
        ("Nun kostet das €5.", "Nun kostet das 5."),
        ("Der Hund\u200dschläft.", "Der Hundschläft."),
        ("Die Kund*innen hier", "Die Kundinnen hier"),
        ("Hund/Katze", "Hund Katze"),
        ("Liebe Leser/-innen, oder?", "Liebe Leserinnen, oder?"),
        ("Da ist jede:r krank, oder?", "Da ist jeder krank, oder?"),
        ("Schläft der Hund?!?", "Schläft der Hund?"),
        ("DER HUND SCHLÄFT.", "Der Hund schläft."),
        ("Das ist SEHR WICHTIG, oder?", "Das ist sehr wichtig, oder?"),
        ("Die kATZe schläft, oder?", "Die Katze schläft, oder?"),
        ("https://a.de/b Der Hund schläft.", "Der Hund schläft."),
        ("Der Hund schläft. #garten", "Der Hund schläft."),
        ("#garten @tom #hund Der Hund schläft.", "Der Hund schläft."),
        ("Der ﬁnde Hund", "Der finde Hund"),
        ("Der H\u0337u\u0337n\u0337d\u0337 schläft.", "Der Hund schläft."),
        ("Der 𝓗𝓾𝓷𝓭 schläft.", "Der Hund schläft."),
        ("DER HU\u0317ND SCHLÄFT.", "Der Hund schläft."),
        ("Das ist gr&ouml;&szlig;er, oder?", "Das ist größer, oder?"),
        ("Das ist&nbsp;er, oder?", "Das ist er, oder?"),
        ("Das Haus » der Garten › der Hund", "Das Haus der Garten der Hund"),
        ('Das ist 3,5" groß', "Das ist 3,5 groß"),
        ("Er sagt 'so', oder?", "Er sagt „so“, oder?"),
        ("Bitte komm , ja ! Oder :", "Bitte komm, ja! Oder"),
        ("Er sagt ‘so’, oder ‚das ist so‘?", "Er sagt „so“, oder „das ist so“?"),
        ("Er: »‚So‘, sagt er«, oder?", "Er: „„So“, sagt er“, oder?"),
        ("Der Hund ----- schläft", "Der Hund schläft"),
        ("Das Haus ` der Hund ´ ist so", "Das Haus der Hund ist so"),
        ("Der Hund --> die Katze", "Der Hund die Katze"),
        ("Der Huuuund ist seeehr groooß!", "Der Hund ist sehr groß!"),
        ("DAS IST GROOOOSS", "Das ist groß"),
        ("Das ist xxxxxxxxxxxx", "Das ist xxxxxxxxxxxx"),
        ("Der Hund schläft,weil er so ist.", "Der Hund schläft, weil er so ist."),
        ('Er sagt "komm!",oder?', "Er sagt „komm!“, oder?"),
        ("Der Hund schläft...", "Der Hund schläft"),
        ("Der Hund schläft …", "Der Hund schläft"),
        ("Der Hund schläft:", "Der Hund schläft"),
        ("12:30 Der Hund schläft.", "Der Hund schläft."),
        ("Der Hund schläft evtl. im 3. Haus.", "Der Hund schläft eventuell im 3 Haus."),
        ("Nun kostet das 5 Mio. Euro.", "Nun kostet das 5 Millionen Euro."),
        ('Er sagt ""komm"" dir', 'Er sagt "komm" dir'),
        ("Das ist '''sehr''' wichtig.", "Das ist sehr wichtig."),
        ("Das Haus ist 5'' groß", "Das Haus ist 5 groß"),
        ("2023-01-02 Tom wohnt hier.", "Tom wohnt hier."),
        ("Q: Schläft der Hund?", "Schläft der Hund?"),
        ("%s Der Hund schläft.", "Der Hund schläft."),
        ("<p>Der Hund schläft.", "Der Hund schläft."),
        ("\\tDer Hund schläft.\\n", "Der Hund schläft."),
        ("<b>Der Hund schläft.</b>", "Der Hund schläft."),
        ("<b><i>Der Hund</i> schläft.</b>", "Der Hund schläft."),
        ("&quot;Der Hund schläft.&quot;", "Der Hund schläft."),
        ("<!-- x --> &#8222;Der Hund schläft.&#8220;", "Der Hund schläft."),
    ],
)
def test_the_model_reads_what_it_can(text: str, seen: str) -> None:
    found = read(text)
    assert found.first_read == seen
    assert found.alters
    assert found.changes


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("Siehe https://a.de/b, so ist es", ("protected", "https://a.de/b")),
        ("Das ist 太郎, oder?", ("copied", "太郎")),
        ("Das ist C++, oder?", ("copied", "C++")),
        ("Das ist AT&T, oder?", ("copied", "AT&T")),
        ("Das ist AT&amp;T, oder?", ("copied", "AT&amp;T")),
        ("Tom &amp; Anna wohnen hier.", ("protected", "&amp;")),
        ("Der Hund &rarr; die Katze", ("protected", "&rarr;")),
        ("Der Hund &foo; die Katze", ("protected", "&foo;")),
        ("Das ist H₂O, oder?", ("copied", "H₂O")),
        ("Der Hund 😀 schläft", ("sign", "😀")),
        ("- Der Hund", ("aside", "-")),
        ("DER HUND", ("recased", "DER HUND")),
    ],
)
def test_changes_are_told(text: str, change: tuple[str, str]) -> None:
    assert change in kinds(text)


@pytest.mark.parametrize(
    "text", ["-----", "***", "123", "😀😀", "?!", "https://a.de/b", "01.01.2020"]
)
def test_what_has_no_letters_is_copied(text: str) -> None:
    found = read(text)
    assert not found.is_translated
    assert not found.unread
    assert found.before == text
    assert found.first_read == ""


def test_another_script_is_copied_and_named() -> None:
    assert read("Собака спит.").unread == "cyrillic"
    assert read("Das ist Владимир.").is_translated


@pytest.mark.parametrize("hyphen", "‐‑")
def test_a_hyphen_of_another_code_is_read_as_the_usual_one(hyphen: str) -> None:
    counts = counted([*SENTENCES, *["Der Hund - die Katze"] * 900, *["Ja‐Ja, oder‑oder"] * 900])
    reader = SentenceReader.of(TokenizerPair(VOCABULARY, VOCABULARY, counts), "de", "en")
    found = reader.read(f"Der Haus{hyphen}Hund schläft.")
    assert found.first_read == "Der Haus-Hund schläft."
    assert [(one.kind, one.text) for one in found.changes] == [("replaced", "-")]


def test_plain_text_is_read_as_it_is() -> None:
    found = read("Der Hund schläft, oder?")
    assert not found.alters
    assert found.first_read == "Der Hund schläft, oder?"


def test_a_model_of_lower_case_knows_no_capitals() -> None:
    reader = SentenceReader.of(TOKENIZERS, "de", lowercase=True)
    assert not reader.read("DER HUND").capitals


def whole(text: str) -> str:
    """Put a reading together again, with nothing translated."""
    found = read(text)
    rest = "".join(part.written for part in found.parts)
    return found.before + rest.replace(SHOUT, "").replace(SHOUT_ENDS, "") + found.after


@example("A-A")  # of a model that reads no hyphens
@given(st.text(max_size=40) | st.text(alphabet="Hund a*_&€5. „“()😀/狗-#@:", max_size=40))
def test_nothing_is_lost_but_what_is_written_otherwise(text: str) -> None:
    found = read(text)
    replaced = {one.kind for one in found.changes} & {"replaced", "recased"}
    if not replaced:
        assert whole(text) == text
    plain = PlainText.of(found.parts, as_they_are(found.parts))
    assert bool(found.parts) == any(map(str.isalpha, plain.text))
    assert READER.is_plain(text) <= (not found.alters)


def test_a_placeholder_before_a_noun_is_part_of_the_sentence() -> None:
    assert read("{n} Hunde und Katzen").before == ""
    assert read("{n}: Der Hund schläft.").before == "{n}: "


def test_a_wide_space_in_a_text_without_spaces_is_not_between_all_words() -> None:
    vocabulary = Tokenizer.learn(CHINESE, 500)
    tokenizers = TokenizerPair(vocabulary, vocabulary, counted(CHINESE))
    text, spaces = "红色的 猫在花园里睡觉。", {3: "\u3000"}
    assert SentenceReader.of(tokenizers, "zh").read(text, spaces).space == " "
    assert SentenceReader.of(tokenizers, "de").read(text, spaces).space == "\u3000"


CHINESE = ["红色的猫在花园里睡觉。", "大狗在学校里等。", "小猫在家里吃饭。"]


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        ("小猫在王喆的花园里睡觉。", ["王喆"]),
        ("红色的猫在Ωμέγα学校里睡觉。", ["Ωμέγα"]),
        ("あかいねこが寝ています", ["あかいねこが寝ています"]),
        ("USB红色的猫在花园里睡觉。", ["USB"]),
    ],
)
def test_of_a_stretch_without_spaces_only_unread_words_are_copied(
    text: str, copied: list[str]
) -> None:
    vocabulary = Tokenizer.learn(CHINESE, 500)
    reader = SentenceReader.of(TokenizerPair(vocabulary, vocabulary, counted(CHINESE)), "zh")
    found = reader.read(text)
    assert [one.text for one in found.changes if one.kind == "copied"] == copied
    assert not found.capitals


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        *(("Der Hund…und Anna", "Der Hund… und Anna"), ("Ja...und Tom", "Ja... und Tom")),
        ("Das ist so,und Tom", "Das ist so, und Tom"),
        ("Das Haus—so groß—ist wichtig", "Das Haus - so groß - ist wichtig"),
        ("Das Haus–das ist wichtig", "Das Haus - das ist wichtig"),
        ("Tom--und Anna", "Tom - und Anna"),
        ("Ja.Das ist so.", "Ja. Das ist so."),
        ("Er sagte:„Komm jetzt“", "Er sagte: „Komm jetzt“"),
    ],
)
def test_marks_between_words_are_read_with_a_space(text: str, read_as: str) -> None:
    vocabulary = Tokenizer.learn([*SENTENCES, "Nun… ja - so ist es..."] * 3, 500)
    counts = counted([*SENTENCES, *["Nun… ja - so ist es..."] * 20])
    reader = SentenceReader.of(TokenizerPair(vocabulary, vocabulary, counts), "de", "en")
    assert reader.read(text).first_read == read_as


@pytest.mark.parametrize("name", ["Anna–Tom", "Tom.das ist", "Tom.Xyz ist", "Sch…e", "T…m Hund"])
def test_marks_within_names_are_glued(name: str) -> None:
    assert ". " not in read(f"Das ist {name} wichtig").first_read
    assert "… " not in read(f"Das ist {name} wichtig").first_read


def test_a_sign_in_a_text_without_spaces_is_glued_to_no_word() -> None:
    vocabulary = Tokenizer.learn(CHINESE, 500)
    tokenizers = TokenizerPair(vocabulary, vocabulary, counted(CHINESE))
    found = SentenceReader.of(tokenizers, "zh").read("小猫😀在家里吃饭。")
    assert [part.kind for part in found.parts if part.written == "😀"] == ["fixed"]
    assert [part.kind for part in read("Der Hund😀 und").parts if part.written == "😀"] == ["lone"]


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("<b>Der</b> Hund ist <b>da.</b>", "", ""),
        ("<p>12:30 „Der Hund schläft.“<br/>", "<p>12:30 „", "“<br/>"),
        ("&quot;Der&quot; Hund ist &quot;da&quot;", "", ""),
        ("12:30 NATO zahlt.", "", ""),
        ("%d Der Hund schläft.", "", ""),
        ("%s Der Hund", "", ""),
        ("@anna, wie ist das?", "", ""),
    ],
)
def test_only_what_is_no_part_of_the_sentence_is_set_aside(
    text: str, before: str, after: str
) -> None:
    found = read(text)
    assert (found.before, found.after) == (before, after)


def test_words_that_nobody_counted_do_not_begin_a_sentence() -> None:
    reader = SentenceReader.of(WITHOUT_COUNTS, "de")
    assert reader.read("12:30 Der Hund schläft.").before == ""


def test_letters_of_a_compound_stay() -> None:
    assert not READER.is_plain("Der Schneeeule geht es so")
    assert not read("Der Schneeeule geht es so").alters


def test_a_text_with_an_abbreviation_is_not_plain() -> None:
    assert READER.is_plain("Der Hund schläft, und das ist gut.")
    assert not READER.is_plain("Der Hund schläft evtl. im Garten.")


@pytest.mark.parametrize("text", ["S / M / L / XL", "A/B, N/A"])
def test_a_list_of_letters_is_copied(text: str) -> None:
    assert not read(text).is_translated
    assert read("JA / SO").is_translated


@pytest.mark.parametrize("text", ["(a)", "[b]", "(sic!)", "(iv)"])
def test_a_letter_in_brackets_is_copied(text: str) -> None:
    assert not read(text).is_translated
    assert read("(Hund)").is_translated


def test_a_unit_keeps_its_capitals_behind_a_number() -> None:
    counts = counted(["Das sind hier fünf dxB und kwh im Haus.", "Da ist viel kwh, und so ist es."])
    reader = SentenceReader.of(TokenizerPair(VOCABULARY, VOCABULARY, counts), "de")
    assert reader.read("Das ist KwH, und so").first_read == "Das ist kwh, und so"
    assert reader.read("Das sind 5 kWh, und so").first_read == "Das sind 5 kWh, und so"


@pytest.mark.parametrize("arrow", [">", "->", "→", "=>", "&gt;", "-&gt;"])
def test_an_arrow_between_words_is_read_as_a_sign_if_the_model_reads_that(arrow: str) -> None:
    counts = SourceCounts({**COUNTS.characters, ">": 500}, COUNTS.cases)
    reader = SentenceReader.of(TokenizerPair(VOCABULARY, VOCABULARY, counts), "de")
    line = f"Der Hund {arrow} die Katze"
    assert reader.read(line).first_read == "Der Hund > die Katze"
    assert reader.read(line).changes
    assert read(line).first_read.replace("  ", " ") == "Der Hund die Katze"


def test_names_with_initials_come_through_in_latin_letters() -> None:
    words = ["Это сказал он, и всё. А потом он пришёл."]
    vocabulary = Tokenizer.learn(words * 3, 300)
    tokenizers = TokenizerPair(vocabulary, vocabulary, counted(words))
    russian = SentenceReader.of(tokenizers, "ru", "en")
    reading = russian.read("Это сказал А. С. Пушкин, и всё.")
    assert [part.written for part in reading.parts if part.kind == "fixed"] == ["A. S. Pushkin"]
    assert not russian.is_plain("Это Пушкин А. С.")
    alone = russian.read("Пушкин А. С.")
    assert not alone.is_translated
    assert alone.before == "Pushkin A. S."
    ukrainian = SentenceReader.of(tokenizers, "ru", "uk")
    assert not any(ukrainian.literacy.names_in("А. С. Пушкин"))


def russian(words: str) -> SentenceReader:
    vocabulary = Tokenizer.learn([words] * 3, 300)
    tokenizers = TokenizerPair(vocabulary, vocabulary, counted([words]))
    return SentenceReader.of(tokenizers, "ru", "en")


def test_a_word_is_read_without_its_feminine_ending_in_brackets() -> None:
    reader = russian("Он, она был так рад, милый должен, готов. Вернулся (а) домой")
    assert reader.read("Он был(а) дома").first_read == "Он был дома"
    assert reader.read("Он вернулся(ась) (а) дом").first_read == "Он вернулся (а) дом"
    assert reader.read("милый(ая) он готов(а)").first_read == "милый он готов"
    assert reader.read("Он должен(на) (на) дом").first_read == "Он должен (на) дом"


def test_what_nobody_knows_of_cyrillic_comes_through_in_latin_letters() -> None:
    reader = russian("Он был там, США и дом, а она стоит в углу.")

    def fixed(text: str) -> list[str]:
        return [part.written for part in reader.read(text).parts if part.kind == "fixed"]

    assert fixed("Он был в МГБУ и США") == ["MGBU"]
    assert fixed("Там дом 12а, он в 7Б.") == ["12a", "7B"]
    assert fixed("ОН БЫЛ В МГБУ") == []
    assert fixed("Он был в 1812а, там 3.5а") == []


@pytest.mark.parametrize(
    ("text", "first_read"),
    [
        ("LG", "Liebe Grüße"),
        ("BITTE MFG!", "Bitte Mit freundlichen Grüßen!"),
    ],
)
def test_first_letters_of_words_are_not_shouted(text: str, first_read: str) -> None:
    assert read(text).first_read == first_read


def test_a_day_in_digits_is_read_with_its_month() -> None:
    assert not READER.is_plain("Der Hund schläft am 5. 8. im Garten.")
    assert read("Der Hund schläft am 5. 8. im Garten.").first_read == (
        "Der Hund schläft am 5. August im Garten."
    )


@pytest.mark.parametrize(
    ("text", "first_read"),
    [
        ("Der Hund schlä- ft im Gar- ten.", "Der Hund schläft im Garten."),
        ("Der Schäfer- hund schläft.", "Der Schäferhund schläft."),
    ],
)
def test_a_word_that_a_line_end_parts_is_read_as_one(text: str, first_read: str) -> None:
    assert read(text).first_read == first_read
    assert read(text).source == text


@pytest.mark.parametrize("text", ["Gänse- und Katzen", "Der Hund- ist er groß?", "Das Xyz- abc"])
def test_a_hyphen_before_a_space_may_be_none_of_a_line_end(text: str) -> None:
    assert not list(READER.literacy.line_ends_in_words(text))


@pytest.mark.parametrize(
    ("text", "first_read"),
    [
        ("- Wichtig 😀", "wichtig"),
        ("WICHTIG", "wichtig"),
        ("Wichtig ist das.", "Wichtig ist das."),
        ("Garten", "Garten"),
    ],
)
def test_few_words_that_are_no_sentence_are_read_without_its_capital(
    text: str, first_read: str
) -> None:
    assert read(text).first_read == first_read
    assert READER.is_plain(text) == (first_read == text)


def test_an_abbreviation_in_small_letters_is_not_shouted() -> None:
    assert not read("Abs. 3 BITTE").capitals
    assert read("ABS. 3 BITTE").capitals


def test_an_abbreviation_by_itself_is_read_with_a_small_letter_too() -> None:
    sentences = ["Er kommt vielleicht, und vielleicht auch nicht."] * 9
    vocabulary = Tokenizer.learn(sentences, 300)
    tokenizers = TokenizerPair(vocabulary, vocabulary, counted(sentences))
    reader = SentenceReader.of(tokenizers, "de", "en")
    assert reader.read("Vllt, 5").first_read == "vielleicht, 5"
    known = Tokenizer.learn([*sentences, "Vielleicht", "Vielleicht"], 300)
    reader = SentenceReader.of(TokenizerPair(known, known, counted(sentences)), "de", "en")
    assert reader.read("Vllt, er kommt auch nicht").first_read.startswith("Vielleicht")


@pytest.mark.parametrize(
    ("text", "first_read", "after"),
    [
        ("- Der <b>Hund</b> schläft 😀.", "Der Hund schläft.", ""),
        ("DER HUND SCHLÄFT!!!", "Der Hund schläft!", ""),
        ("(Der Hund schläft)", "Der Hund schläft", ""),
        ("Der Hund SCHLÄFT:", "Der Hund schläft", ":"),
    ],
)
def test_a_bare_sentence_has_its_words_and_nothing_around_them(
    text: str, first_read: str, after: str
) -> None:
    bare = read(text).bare
    assert (bare.first_read, bare.before, bare.after) == (first_read, "", after)
    assert not bare.capitals
    assert {part.kind for part in bare.parts} <= {"text", "fixed"}
    assert SHOUT not in bare.decoded


def test_of_a_range_of_sums_the_numbers_are_read() -> None:
    counts = SourceCounts({**COUNTS.characters, "€": 500, "-": 500}, COUNTS.cases)
    reader = SentenceReader.of(TokenizerPair(VOCABULARY, VOCABULARY, counts), "de")
    assert reader.read("Das kostet 7€-9€ so").first_read == "Das kostet 7-9 so"
    assert reader.read("Das kostet €7–€9.").first_read == "Das kostet 7-9."
    assert reader.read("Das kostet 7€ und 9€.").first_read == "Das kostet 7€ und 9€."


def test_single_quotes_may_enclose_an_apostrophe() -> None:
    assert read("Er sagte 'das ist's auch' jetzt.").first_read == "Er sagte „das ist's auch“ jetzt."
