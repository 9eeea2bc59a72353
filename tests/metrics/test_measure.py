import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.errors import TolmachError
from tolmach.metrics import measure
from tolmach.metrics.corpus_scores import TOKENIZERS, Scoring, bleu
from tolmach.metrics.measure import fitting_measure

CHINESE = ["红色的猫在花园里睡觉。", "他明天去学校。"]
JAPANESE = ["赤い猫は庭で眠っています。", "彼は明日学校に行きます。"]
KOREAN = ["빨간 고양이가 정원에서 자고 있습니다."]
THAI = ["แมวสีแดงนอนอยู่ในสวน", "พรุ่งนี้เขาไปโรงเรียน"]
UNSPACED = [
    ["ແມວສີແດງນອນຢູ່ໃນສວນ"],
    ["ឆ្មាក្រហមកំពុងដេកនៅក្នុងសួន"],
    ["ကြောင်နီသည်ဥယျာဉ်ထဲတွင်အိပ်နေသည်"],
    ["ཞི་མི་དམར་པོ་ལྡུམ་རའི་ནང་དུ་ཉལ་འདུག"],
    THAI,
]


@pytest.fixture(params=[False, True], ids=["without dictionaries", "with dictionaries"])
def installed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    known = ("ja-mecab", "ko-mecab") if request.param else ()
    monkeypatch.setattr(measure, "_is_installed", lambda name: name in known)
    monkeypatch.setattr(measure, "_bleu_tells", lambda *_: True)
    return bool(request.param)


def _tokenizer(references: list[str], language: str | None = None) -> str:
    return fitting_measure(references, language).scoring.tokenize


@pytest.mark.parametrize("language", [None, "zh", "zh-Hans", "zh_CN", "cmn", "ZH", "xx", "en"])
def test_chinese_is_cut_by_its_own_tokenizer(language: str | None) -> None:
    assert _tokenizer(CHINESE, language) == "zh"
    assert bleu(CHINESE, CHINESE, fitting_measure(CHINESE).scoring) == pytest.approx(100)


@pytest.mark.parametrize("language", [None, "ja", "jpn", "zh"])
def test_japanese_is_cut_into_words_or_characters(language: str | None, installed: bool) -> None:
    assert _tokenizer(JAPANESE, language) == ("ja-mecab" if installed else "char")


def test_without_a_single_kana_the_language_tells_japanese(installed: bool) -> None:
    assert _tokenizer(["東京都庁"], "ja-JP") == ("ja-mecab" if installed else "char")
    assert _tokenizer(["東京都庁"], "zh-TW") == "zh"


def test_korean_is_cut_into_words_or_characters(installed: bool) -> None:
    assert _tokenizer(KOREAN) == ("ko-mecab" if installed else "char")


@pytest.mark.parametrize(("words", "book"), [("a b ", "a b " * 4_000), ("猫", "猫" * 8_000)])
def test_a_line_as_long_as_a_book_gets_no_ter(words: str, book: str) -> None:
    page = words * 100
    assert fitting_measure([page]).scoring.ter != "none"
    assert fitting_measure([*[page] * 5_000, book]).scoring.ter == "none"


@pytest.mark.parametrize("references", UNSPACED)
def test_other_text_without_spaces_is_cut_into_characters(references: list[str]) -> None:
    scoring = fitting_measure(references).scoring
    assert (scoring.tokenize, scoring.ter) == ("char", "none")


@pytest.mark.parametrize(
    ("references", "language"),
    [
        (["The word for cat is 猫 in that language."], "en"),
        (["wo men zai jia li deng ni."], "zh-Latn"),
        (["Кошка спит в саду на траве."], "ru"),
        (["बिल्ली बगीचे में सो रही है।"], "hi"),
    ],
)
def test_spaced_text_is_cut_as_ever(references: list[str], language: str) -> None:
    assert fitting_measure(references, language) == fitting_measure(references)
    assert fitting_measure(references).scoring == Scoring()


def test_text_about_software_in_chinese_is_chinese() -> None:
    assert _tokenizer(["在 Windows Server 2019 中打开 PowerShell 窗口。"]) == "zh"


@pytest.mark.parametrize(
    ("references", "judge"),
    [
        (["cat", "dog", "to sleep"], "chrf"),
        (["红色", "猫", "花园"], "chrf"),
        (["The cat sleeps here.", "dog", "It is four words."], "bleu"),
        (CHINESE, "bleu"),
        (THAI, "bleu"),
    ],
)
def test_chrf_judges_where_references_are_too_short_for_bleu(
    references: list[str], judge: str
) -> None:
    assert fitting_measure(references).judge == judge


def test_the_user_may_choose_the_tokenizer_and_fold_case() -> None:
    chosen = fitting_measure(CHINESE, tokenize="char", lowercase=True).scoring
    assert (chosen.tokenize, chosen.lowercase) == ("char", True)
    with pytest.raises(TolmachError, match="no tokenizer"):
        fitting_measure(CHINESE, tokenize="moses")


def test_where_there_are_no_letters_the_language_tells() -> None:
    assert _tokenizer(["12 34 56 78"], "th") == "char"
    assert _tokenizer(["12 34 56 78"]) == "13a"


@given(st.lists(st.text()), st.none() | st.text())
def test_any_text_has_a_measure_that_needs_no_network(texts: list[str], language: str) -> None:
    found = fitting_measure(texts, language)
    assert found.scoring.tokenize in set(TOKENIZERS) - {"flores200"}
    assert found.name in ("BLEU", "chrF")
