import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tolmach.text.word_segmentation import WordSegmenter
from tolmach.text.words import word_spans


def cut(language: str, text: str, sample: list[str] | None = None) -> list[str]:
    return [text[start:end] for start, end in WordSegmenter(language, sample or []).spans(text)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["我们", "明天", "去", "学校", "，", "好", "！"]),
        ("zh_Hans-CN", ["用", "AI", "技术", "写", "C++"]),
        ("zh-TW", ["我們", "明天", "去", "學校", "。"]),
        ("ja", ["彼", "は", "東京大学", "の", "コンピューター", "を", "使", "う"]),
        ("th", ["เขา", "ไป", "โรงเรียน", "กับ", "เพื่อน"]),
        ("km", ["ខ្ញុំ", "។"]),
        ("en", ["it's", "well-known", "."]),
    ],
)
def test_words_by_language(language: str, words: list[str]) -> None:
    text = " ".join(words) if language == "en" else "".join(words)
    assert cut(language, text.replace(" .", ".")) == words


def test_a_tag_that_only_begins_alike_is_another_language() -> None:
    assert cut("kmr", "Ez diçim malê.") == ["Ez", "diçim", "malê", "."]
    assert cut("zh-Latn", "wo qu") == ["wo", "qu"]


def test_a_word_that_mostly_stands_alone_is_cut_off() -> None:
    text = "红色的猫在花园里睡觉。"
    assert "猫在" in cut("zh", text)
    sample = ["他们在学校里。", "小鸟在房子里。", "小牛在城市里。", "老马在森林里。", "你在家。"]
    assert cut("zh", text, sample) == ["红色", "的", "猫", "在", "花园", "里", "睡觉", "。"]


@given(st.sampled_from(["zh", "zh-Hant", "ja", "th", "lo", "de", "xx"]), st.text())
@example("zh", "{\u1067")  # a vowel sign, which joins the mark before it, is a letter here
def test_nothing_but_space_is_lost(language: str, text: str) -> None:
    spans = WordSegmenter(language).spans(text)
    assert "".join(text[start:end] for start, end in spans) == "".join(
        text[start:end] for start, end in word_spans(text)
    )
    assert spans == sorted(spans)
