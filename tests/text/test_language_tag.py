import pytest
from hypothesis import given
from hypothesis import strategies as st
from langcodes import Language, standardize_tag

from tolmach.text.language_tag import (
    COMMON_SCRIPTS,
    common_tag,
    covers,
    general_tag,
    is_registered,
    language_of,
    same_language,
    script_of,
    standard_tag,
    usual_script,
    writing_direction,
)


@pytest.mark.parametrize(
    ("written", "standard"),
    [
        ("de_DE", "de-DE"),
        ("DEU", "de"),
        ("ger", "de"),
        ("de-Latn", "de"),
        (" en-us ", "en-US"),
        ("de_DE.UTF-8@euro", "de-DE"),
        ("sr_RS@latin", "sr-Latn-RS"),
        ("uz@Cyrillic", "uz-Cyrl"),
        ("cmn-Hans", "zh-Hans"),
        ("iw", "he"),
        ("german", None),
        ("d", None),
        ("", None),
        ("00_AAA_000", None),
        ("дe", None),
        ("de DE", None),
    ],
)
def test_tags_are_written_as_bcp_47_has_them(written: str, standard: str | None) -> None:
    assert standard_tag(written) == standard


@pytest.mark.parametrize(
    ("wanted", "found", "covered"),
    [
        ("de", "de_AT", True),
        ("deu", "de", True),
        ("de", "nds", False),
        ("en-GB", "en", True),
        ("en-GB", "en-US", False),
        ("zh", "zh-TW", True),
        ("zh-Hant", "zh-HK", True),
        ("zh-Hant", "zh-CN", False),
        ("zh-Hans", "zh", True),
        ("sr-Latn", "sr", False),
        ("no", "nb", True),
        ("nb", "nn", False),
        ("zh", "yue", False),
        ("Klingonisch", "klingonisch", True),
        ("Klingonisch", "de", False),
    ],
)
def test_a_wider_tag_covers_a_narrower_one(wanted: str, found: str, covered: bool) -> None:
    assert covers(wanted, found) is covered


def test_what_tags_have_in_common() -> None:
    assert common_tag({"de-DE"}) == "de-DE"
    assert common_tag({"de-DE", "de-AT"}) == "de"
    assert common_tag({"zh-TW", "zh-HK"}) == "zh-Hant"
    assert common_tag({"zh-TW", "zh-CN"}) == "zh"


def test_languages() -> None:
    assert language_of("pt_BR") == "pt"
    assert same_language("kmr", "km") is False
    assert same_language("ger", "de-CH") is True
    assert same_language(None, "de") is False
    assert is_registered("pt-BR")
    assert not is_registered("xq")


@given(st.text() | st.from_regex(r"[a-zA-Z]{1,4}([-_][a-zA-Z0-9]{1,5}){0,3}", fullmatch=True))
def test_any_text_is_a_tag_or_none_and_covers_itself(code: str) -> None:
    standard = standard_tag(code)
    if standard is not None:
        assert standard_tag(standard) == standard
        assert covers(general_tag(standard), standard)
    assert covers(code, code)


@pytest.mark.parametrize(
    ("code", "script"),
    [("de", "latin"), ("ru-RU", "cyrillic"), ("sr-Latn", "latin"), ("zh", "han"), ("chr", None)],
)
def test_a_language_has_a_usual_script(code: str, script: str | None) -> None:
    assert usual_script(code) == script


def test_a_script_tells_the_direction_of_writing() -> None:
    codes = "de ru zh ar fa he yi ckb az-Arab ar-Latn nonsense".split()
    directions = "ltr ltr ltr rtl rtl rtl rtl rtl rtl ltr ltr".split()
    assert list(map(writing_direction, codes)) == directions


def test_the_usual_scripts_that_are_listed_are_those_of_the_library() -> None:
    for code, script in COMMON_SCRIPTS.items():
        assert script_of(code) == script == Language.get(code).maximize().script


@pytest.mark.parametrize("code", sorted(COMMON_SCRIPTS))
def test_common_tags_are_written_as_the_library_writes_them(code: str) -> None:
    assert standardize_tag(standardize_tag(code, macro=True), macro=True) == standard_tag(code)
