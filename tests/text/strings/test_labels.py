import pytest

from tolmach.text.strings.labels import label

SENTENCE = "Der Hund schläft."


def parted(text: str) -> tuple[str, str, bool]:
    found = label(text, 0, len(text))
    assert found is not None
    return text[: found.end], text[found.end :], found.certain


@pytest.mark.parametrize(
    "before",
    [
        *("2023-01-02 ", "2023-01-02 12:30 ", "2023-01-02T12:30:00Z ", "[2023-01-02 12:30] "),
        *("02.01.2023 ", "02.01.2023: ", "3.10. ", "1/2/2023 ", "(02.01.23, 9:05) "),
        *("12:30:45 ", "00:01:02,500 --> 00:01:04,000 ", "[12:30] ", "(1/5) ", "[12] ", "1/ "),
        *(
            "[ERROR] ",
            "(INFO) ",
            "[TODO] ",
            "INFO: ",
            "TODO: ",
            "Re: ",
            "PS: ",
            "P.S. ",
            "P. P. S.: ",
        ),
        *("Б: ", "Q: ", "b. ", "2.3.1 ", "2.3.1. ", "[^1]: ", "INFO | ", "2023-01-02 - "),
    ],
)
def test_a_label_before_a_capital_is_none_of_the_sentence(before: str) -> None:
    assert parted(before + SENTENCE) == (before, SENTENCE, True)
    assert parted(f"{before}„{SENTENCE}“")[0] == before


@pytest.mark.parametrize("before", ["TODO: ", "PS: ", "P.S.: ", "P. S.: ", "Re: "])
def test_behind_a_note_may_be_a_small_letter(before: str) -> None:
    assert parted(f"{before}der Hund") == (before, "der Hund", True)
    assert label("P.S. der Hund", 0, 13) is None
    assert label("Q: der Hund", 0, 11) is None


@pytest.mark.parametrize("before", ["12:30 ", "1.1 ", "§ 5 ", "№5: ", "#7: ", "1/5: ", "A. "])
def test_of_some_the_next_word_tells(before: str) -> None:
    assert parted(before + SENTENCE) == (before, SENTENCE, False)


@pytest.mark.parametrize(
    "text",
    [
        *("12:30 ist zu früh.", "2023-01-02 war ein Montag.", "WARNING: Der Hund.", "Tom: Komm!"),
        *(
            "z. B. Der Hund",
            "1.5 Millionen",
            "2.5 Million people",
            "2.5 Meter",
            "INFO Der",
            "a: der",
        ),
        *("12:30:45 Uhr", "TODO", "5:3", "(Hund) Der", "[Fehler] Der", "E.ON Der", ""),
    ],
)
def test_what_goes_on_is_no_label(text: str) -> None:
    assert label(text, 0, len(text)) is None


def test_only_what_is_within_the_places_counts() -> None:
    text = "x 12:30:45 Der Hund"
    found = label(text, 2, len(text))
    assert found is not None
    assert text[found.end :] == "Der Hund"
    assert label(text, 2, 10) is None
