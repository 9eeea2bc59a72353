import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.text.sentences import spliced
from tolmach.text.strings.informal import informal_words


def standard(text: str, language: str) -> str:
    return spliced(text, informal_words(text, language))


@pytest.mark.parametrize(
    ("language", "text", "read"),
    [
        ("en", "She's gonna say she wouldnt, cuz y’all dunno.",
         "She's going to say she wouldn't, because you all don't know."),
        ("en-GB", "thats why im here (plz)", "that's why I'm here (please)"),
        ("de", "willste so'n Ei oder nich?", "willst du so ein Ei oder nicht?"),
        ("de", "fürn ’nen Tag gehts", "für einen einen Tag geht es"),
        ("ru", "Ща буду, оч жду, спс", "сейчас буду, очень жду, спасибо"),
        ("de", "MFG", "Mit freundlichen Grüßen"),
    ],
)  # fmt: skip
def test_words_of_speech_are_read_in_standard_language(language: str, text: str, read: str) -> None:
    assert standard(text, language) == read


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Jony Ive lets Anna know its id; Wanna and Gonna?"),
        ("en", "gonna.txt, @gonna, #gonna, /gonna, a-gonna, gonna@x"),
        ("de", "MFG GmbH, Star Wars, Nix"),
        ("ru", "ООО «СПС»"),
        ("fr", "gonna"),
    ],
)
def test_names_and_words_of_their_own_stay(language: str, text: str) -> None:
    assert standard(text, language) == text


@given(st.text("gonawi'’ m.A(") | st.text(), st.sampled_from(["de", "en", "ru"]))
def test_any_text_has_them_in_order(text: str, language: str) -> None:
    place = 0
    for start, end, read in informal_words(text, language):
        assert place <= start < end
        assert read
        place = end
