"""Names of persons in Russian, in any case, and in Latin letters as English has them.

They are told by initials, or by a first name before a surname with one of the usual endings.
"""

import re
from collections.abc import Sequence
from functools import cache

from tolmach.text.quantities.spoken.grammar import any_of
from tolmach.text.words import in_latin_letters

_INITIALS, _SURNAME = r"[А-ЯЁ]\.(?:\s?[А-ЯЁ]\.)?", r"[А-ЯЁ][а-яё]{2,}(?:-[А-ЯЁ][а-яё]+)?"
_INITIALLED = rf"(?<![\w.])(?:{_INITIALS}\s?{_SURNAME}|{_SURNAME}\s[А-ЯЁ]\.\s?[А-ЯЁ]\.)(?!\w)"
# Cases of surnames that are told by their endings, and the nominative.
_CASES = (
    (re.compile(r"(ск|цк)(?:ого|ому|им|ом)\b"), r"\1ий"),
    (re.compile(r"(ск|цк)(?:ой|ую)\b"), r"\1ая"),
    (re.compile(r"([оеё]в|[иы]н)(?:ым|у|е)\b"), r"\1"),
    (re.compile(r"([оеё]в|[иы]н)ой\b"), r"\1а"),
)
_OF_MAN = (
    (re.compile(r"(?<=ич)(?:ем|[ауе])\b"), ""),
    (re.compile(r"(?<=[оеё]в|[иы]н)(?:ым|[ауе])\b"), ""),
    (re.compile(r"(?<=[сц]к)(?:ого|ому|им|ом)\b"), "ий"),
    (re.compile(r"(?<=чук)(?:ом|[ауе])\b"), ""),
)
_OF_WOMAN = (
    (re.compile(r"(?<=[оеё]вн|ичн)(?:ой|[ыеу])\b"), "а"),
    (re.compile(r"(?<=[оеё]в|[иы]н)(?:ой|у)\b"), "а"),
    (re.compile(r"(?<=[сц]к)(?:ой|ую)\b"), "ая"),
)
# First names of men and of women, with the usual English where that is no transliteration.
_MEN = """
    Александр:Alexander Алексей:Alexei Анатолий Андрей:Andrei Антон Аркадий Арсений Артём Артур
    Богдан Борис Вадим Валентин Валерий Василий:Vasily Виктор:Viktor Виталий:Vitaly Владимир
    Владислав Всеволод Вячеслав Геннадий Георгий Глеб Григорий:Grigory Давид:David Даниил:Daniil
    Денис Дмитрий:Dmitry Евгений:Evgeny Егор Ефим Иван Игорь Илья:Ilya Кирилл Константин Лев Леонид
    Максим:Maxim Марат Марк Матвей Михаил Никита Николай:Nikolai Олег Павел Пётр Петр:Pyotr Роман
    Ростислав Руслан Савелий Святослав Семён Сергей:Sergei Станислав Степан Тарас Тимофей Тимур
    Фёдор Федор:Fyodor Эдуард:Eduard Эльдар Юрий:Yuri Яков Ярослав
"""
_WOMEN = """
    Александра:Alexandra Алёна Алина Алиса Алла Анастасия:Anastasia Анна Антонина Валентина
    Валерия:Valeria Варвара Василиса Вера Вероника:Veronika Виктория:Viktoria Галина Дарья:Daria
    Диана Евгения:Evgenia Екатерина:Ekaterina Елена:Elena Елизавета:Elizaveta Жанна Зинаида Зоя
    Инна Ирина Карина Кира Клавдия:Klavdia Кристина Ксения:Ksenia Лариса Лидия:Lidia Лилия:Lilia
    Любовь:Lyubov Людмила Маргарита Марина Мария:Maria Надежда Наталья:Natalia Наталия:Natalia Нина
    Оксана Ольга:Olga Полина Раиса Светлана София:Sofia Софья:Sofia Тамара Татьяна:Tatiana Ульяна
    Эвелина Элла Юлия:Yulia Яна
"""
# Endings of first names in the nominative, and in all cases.
_ENDINGS = (
    ("ий", "ий ия ию ием ии"), ("й", "й я ю ем е"), ("ь", "ь я ю ем е и ью"),
    ("ия", "ия ии ию ией"), ("я", "я и е ю ей"), ("а", "а ы и е у ой ей"), ("", "а у ом е"),
)  # fmt: skip
_OBLIQUE = {"Пётр": "Петр", "Павел": "Павл", "Лев": "Льв"}  # stems of other cases
_STEM = "[А-ЯЁ][а-яё]+?"
_ALWAYS = f"{_STEM}(?:енко|ых)"  # surnames that are alike in all cases
# Patronymics and surnames of a man and of a woman, in the nominative and in other cases.
_HIS = (
    rf"(?:{_STEM}(?:[оеё]в|[иь]|м)ич\s)?(?:{_STEM}(?:[оеё]в|[иы]н|[сц]кий|чук)|{_ALWAYS})",
    rf"(?:{_STEM}(?:[оеё]в|[иь]|м)ич(?:ем|[ауе])\s)?"
    rf"(?:{_STEM}(?:(?:[оеё]в|[иы]н)(?:ым|[ауе])|[сц]к(?:ого|ому|им|ом)|чук(?:ом|[ауе]))|{_ALWAYS})",
)
_HER = (
    rf"(?:{_STEM}(?:[оеё]в|ич)на\s)?(?:{_STEM}(?:[оеё]ва|[иы]на|[сц]кая|чук)|{_ALWAYS})",
    rf"(?:{_STEM}(?:[оеё]в|ич)н(?:ой|[ыеу])\s)?"
    rf"(?:{_STEM}(?:(?:[оеё]в|[иы]н|[сц]к)(?:ой|у)|[сц]кую|чук)|{_ALWAYS})",
)


@cache
def russian_names() -> re.Pattern[str]:
    """Return what finds names with initials, and those of men and of women behind first names.

    First name and surname are in one case: "Роман Достоевского" is a novel.
    """
    ways = [_INITIALLED]
    for who, firsts, lasts in (("his", _MEN, _HIS), ("her", _WOMEN, _HER)):
        nominative = [entry.partition(":")[0] for entry in firsts.split()]
        others = _forms(firsts).keys() - set(nominative)
        for case, forms, last in zip(("", "_oblique"), (nominative, others), lasts, strict=True):
            name = f"{who}{case}"
            ways.append(rf"\b(?P<{name}>{any_of(forms)})\s(?P<{name}_last>{last})(?![\w-])")
    return re.compile("|".join(ways))


@cache
def _forms(names: str) -> dict[str, str]:
    """Return the forms of first names, each with the name in Latin letters."""
    forms: dict[str, str] = {}
    for entry in names.split():
        name, _, english = entry.partition(":")
        ending, endings = next(each for each in _ENDINGS if name.endswith(each[0]))
        stem = _OBLIQUE.get(name, name.removesuffix(ending))
        latin = english or in_latin_letters(name)
        forms |= {stem + each: latin for each in endings.split()} | {name: latin}
    return forms


def in_english(found: re.Match[str]) -> str:
    """Return a name that was found, in its nominative and in Latin letters."""
    said = {name: text for name, text in found.groupdict().items() if text}
    if not said:
        return in_latin_letters(_with_endings(found[0], _CASES))
    (who, first), (_, last) = said.items()
    names, endings = (_MEN, _OF_MAN) if who.startswith("his") else (_WOMEN, _OF_WOMAN)
    return f"{_forms(names)[first]} {in_latin_letters(_with_endings(last, endings))}"


def _with_endings(names: str, endings: Sequence[tuple[re.Pattern[str], str]]) -> str:
    for case, nominative in endings:
        names = case.sub(nominative, names)
    return names
