import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.reading.names.russian import in_english, russian_names


def names(text: str) -> list[str]:
    return [in_english(found) for found in russian_names().finditer(text)]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Иван Петров, с Иваном Петровым", ["Ivan Petrov"] * 2),
        ("Ивана Петрова, Ивану Петрову, об Иване Петрове", ["Ivan Petrov"] * 3),
        ("Мария Иванова, Марии Ивановой, Марию Иванову", ["Maria Ivanova"] * 3),
        ("с Ольгой Сергеевной Смирновой", ["Olga Sergeyevna Smirnova"]),
        ("Пётр Ильич Чайковский, Петра Ильича Чайковского", ["Pyotr Ilich Chaykovsky"] * 2),
        ("Лев Ильин и Льва Ильина", ["Lev Ilin"] * 2),
        ("Тарасом Шевченко и Верой Шевченко", ["Taras Shevchenko", "Vera Shevchenko"]),
        ("Илье Репину, Никиты Белых", ["Ilya Repin", "Nikita Belykh"]),
        ("А. С. Пушкиным и Сергеем Есениным", ["A. S. Pushkin", "Sergei Yesenin"]),
    ],
)
def test_names_in_any_case_are_written_in_the_nominative(text: str, english: list[str]) -> None:
    assert names(text) == english


@pytest.mark.parametrize(
    "text",
    [
        *("Роман Достоевского", "Вера Ивановой", "Иван Москва", "иван петров", "Ивана Петров"),
        *("Надежда умирает", "Лев спит", "Марина и Пётр", "Иван-Петров"),
    ],
)
def test_other_words_are_none(text: str) -> None:
    assert names(text) == []


@given(st.lists(st.sampled_from("Иван Ивана Мария Петров Петрова ой ого А. и , Лев".split())))
def test_any_words_are_read(words: list[str]) -> None:
    for name in names(" ".join(words)):
        assert name.isascii()
