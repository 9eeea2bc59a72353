import re

import pytest

from tests.reading.readers import TOKENIZERS, VOCABULARY, WITHOUT_COUNTS, counted
from tolmach.reading.capitals import UsualCase, is_in_capitals
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

CASE, OLD = UsualCase(TOKENIZERS), UsualCase(WITHOUT_COUNTS)


def test_capitals_are_letters_without_small_ones() -> None:
    assert is_in_capitals("DER HUND!")
    assert is_in_capitals("GROß")
    assert not is_in_capitals("Der Hund")
    assert not is_in_capitals("A B")
    assert not is_in_capitals("5 !")
    assert not is_in_capitals("用USB线连接NAS")


@pytest.mark.parametrize("case", [CASE, OLD])
def test_words_are_written_as_training_wrote_them(case: UsualCase) -> None:
    assert case.written("DER HUND SCHLÄFT.", begins=True) == "Der Hund schläft."
    assert case.written("UND DIE KATZE", begins=False) == "und die Katze"


def test_each_sentence_has_its_capital() -> None:
    assert CASE.written("DER HUND! UND DIE KATZE?", begins=False) == "der Hund! Und die Katze?"
    assert CASE.written("„DER HUND.“ UND DIE", begins=True) == "„Der Hund.“ Und die"
    assert CASE.written("DIE, Z. B. DER HUND", begins=True).endswith(" der Hund")


def test_what_ends_a_number_is_written_small() -> None:
    assert CASE.written("DER 22ND HUND, 90ER", begins=False) == "der 22nd Hund, 90er"


def test_roman_numbers_stay_in_capitals() -> None:
    assert CASE.words("DER HUND XIV UND III") == ["der", "Hund", "XIV", "und", "III"]


@pytest.mark.parametrize(
    ("word", "usual"), [("STRASSE", "Straße"), ("GROSS", "groß"), ("NATO", "NATO"), ("XQZ", "XQZ")]
)
def test_double_s_and_acronyms_are_what_training_wrote(word: str, usual: str) -> None:
    assert CASE.words(word) == [usual]


def test_an_unknown_word_among_others_is_no_acronym_if_it_can_be_spoken() -> None:
    assert CASE.words("XQA") == ["XQA"]
    assert CASE.words("DER XQA UND XQZ") == ["der", "xqa", "und", "XQZ"]


@pytest.mark.parametrize(
    ("word", "mended"),
    [("hUND", "Hund"), ("HuND", "Hund"), ("dIE", "die"), ("Hund", "Hund"), ("HUND", "HUND")]
    + [(word, word) for word in ("iXqz", "NATOs", "nato", "")],
)
def test_a_known_word_is_mended_where_capitals_are_mixed_into_it(word: str, mended: str) -> None:
    assert CASE.mended(word, begins=False) == mended
    assert OLD.mended(word, begins=False) == word


def test_the_plural_of_an_acronym_is_mended_by_nothing() -> None:
    words = ["Es sind zwei pcs da."] * 9
    vocabulary = Tokenizer.learn(words, 300)
    case = UsualCase(TokenizerPair(vocabulary, vocabulary, counted(words)))
    assert case.mended("pCs", begins=False) == "pcs"
    assert case.mended("PCs", begins=False) == "PCs"


def test_a_mended_word_that_begins_has_its_capital() -> None:
    assert CASE.mended("uND", begins=True) == "Und"


def test_what_is_spelled_as_a_word_is_an_acronym_after_an_article() -> None:
    vocabulary = TokenizerPair(VOCABULARY, VOCABULARY, counted(["Tell us who the man is"]))
    case = UsualCase(vocabulary, "en")
    assert case.written("TELL US WHO IS THE US MAN", begins=True) == "Tell us who is the US man"


def test_runs_of_capitals_are_found_and_acronyms_are_not() -> None:
    def runs(text: str) -> list[str]:
        return [text[start:end] for start, end in CASE.runs(text)]

    assert runs("Das ist SEHR WICHTIG, oder?") == ["SEHR WICHTIG"]
    assert runs("Bitte LIES das.") == []
    assert runs("Die NATO zahlt der XQZ.") == []
    assert runs("Die KATZE schläft.") == ["KATZE"]
    assert runs("Die KATZE2 schläft, 3KATZE auch.") == []
    assert runs("Die KATZEN-Karte und KATZEN- und Hundekarte") == []
    assert runs("Das KATZEN-HAUS") == ["KATZEN-HAUS"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(("de", "Es steht im GG."), ("de", "Da sind 3 KG Mehl."), ("de", "Die UN tagt.")),
        *(("en", "He is in the US."), ("en-GB", "The IT is big."), ("en", "We go at 8 AM.")),
        *(("ru", "Это ВОЗ сказала."), ("ru", "В 1990 ГГ.")),
    ],
)
def test_acronyms_that_are_spelled_as_words_are_no_runs(language: str, text: str) -> None:
    words = "Es gg kg un us it who am воз гг".split()
    case = UsualCase(TokenizerPair(VOCABULARY, VOCABULARY, counted([f"A {w}." for w in words])))
    acronym = max(re.findall(r"\b[A-ZА-Я]{2,}\b", text), key=len)
    assert list(case.runs(text.replace(acronym, f"{acronym} {acronym}")))  # both are no acronym
    assert not list(UsualCase(case.tokenizers, language).runs(text))


def test_a_single_letter_ends_no_run_in_capitals() -> None:
    text = "HINWEIS: I bin da."
    case = UsualCase(TOKENIZERS, "de")
    assert [text[start:end] for start, end in case.runs(text)] == ["HINWEIS"]


@pytest.mark.parametrize(
    ("text", "small"),
    [
        ("Wichtig", True),
        ("AUCH, SEHR", True),
        ("Kostet: 5 Euro", True),
        ("Auch fünf Euro", False),
        ("Kostet fünf Euro", True),
        ("Kostet das fünf Euro?", True),
        ("Wichtig!", False),
        ("Wichtig,", False),
        ("Wichtig. 5", False),
        ("Auch, das Haus fünf", False),
        ("Hund, Katze", False),
        ("Das", False),
        ("wichtig", False),
        ("Schlafet", False),
        ("5", False),
    ],
)
def test_a_first_word_may_be_better_known_with_a_small_letter(text: str, small: bool) -> None:
    assert CASE.begins_small(text) == small
    assert not OLD.begins_small(text)
