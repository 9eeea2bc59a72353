"""Minimal pairs of Russian and English, out of templates.

Kinds: who does what to whom where the object stands first; relative clauses; negation; aspect and
tense; times of day; dates; sums; titles; names; `a` before vowels; capitals at the start.
"""

from collections.abc import Iterator
from itertools import combinations, islice, product, starmap
from typing import NamedTuple

from benchmarks.contrast.items import MinimalPair, Sides, article_pair, capital_pair

_MOST = 60  # pairs of a kind


class _Noun(NamedTuple):
    nominative: str
    accusative: str
    english: str


_MALE = (
    _Noun("кот", "кота", "cat"),
    _Noun("врач", "врача", "doctor"),
    _Noun("учитель", "учителя", "teacher"),
    _Noun("мальчик", "мальчика", "boy"),
)
_FEMALE = (
    _Noun("собака", "собаку", "dog"),
    _Noun("женщина", "женщину", "woman"),
    _Noun("сестра", "сестру", "sister"),
    _Noun("девочка", "девочку", "girl"),
)
# of a male and of a female subject
_VERBS = (
    ("видел", "видела", "saw"),
    ("нашёл", "нашла", "found"),
    ("любил", "любила", "loved"),
    ("услышал", "услышала", "heard"),
)
_MONTHS = {
    "января": "January",
    "марта": "March",
    "мая": "May",
    "июля": "July",
    "октября": "October",
}


def russian_pairs() -> list[MinimalPair]:
    """Return the pairs of every kind, at most 60 of each, always the same."""
    kinds = (
        _roles(),
        _relative_clauses(),
        _negation(),
        _tenses(),
        _times(),
        _dates(),
        _sums(),
        _titles(),
        _names(),
        _articles(),
        _capitals(),
    )
    return [pair for kind in kinds for pair in islice(kind, _MOST)]


def _roles() -> Iterator[MinimalPair]:
    for him, her, (_, did, english) in product(_MALE, _FEMALE, _VERBS):
        first = f"{him.accusative.capitalize()} {did} {her.nominative}."
        he_did = next(male for male, female, _ in _VERBS if female == did)
        yield MinimalPair(
            "roles",
            Sides(first, f"The {her.english} {english} the {him.english}."),
            Sides(
                f"{him.nominative.capitalize()} {he_did} {her.accusative}.",
                f"The {him.english} {english} the {her.english}.",
            ),
        )


def _relative_clauses() -> Iterator[MinimalPair]:
    for him, her, (he_did, she_did, english) in product(_MALE, _FEMALE, _VERBS):
        name = him.nominative.capitalize()
        yield MinimalPair(
            "relative clauses",
            Sides(
                f"{name}, которого {she_did} {her.nominative}, ушёл.",
                f"The {him.english} that the {her.english} {english} left.",
            ),
            Sides(
                f"{name}, который {he_did} {her.accusative}, ушёл.",
                f"The {him.english} that {english} the {her.english} left.",
            ),
        )


def _negation() -> Iterator[MinimalPair]:
    people = {"Мой брат": "My brother", "Учитель": "The teacher", "Том": "Tom"}
    clauses = [
        ("знает дорогу", "не знает дорогу", "knows the way", "does not know the way"),
        ("любит чай", "не любит чай", "likes tea", "does not like tea"),
        ("прочитал книгу", "не прочитал книгу", "read the book", "did not read the book"),
        ("закрыл окно", "не закрыл окно", "closed the window", "did not close the window"),
        ("видит дом", "не видит дом", "sees the house", "does not see the house"),
    ]
    for (who, person), (yes, no, does, does_not) in product(people.items(), clauses):
        yield MinimalPair(
            "negation",
            Sides(f"{who} {yes}.", f"{person} {does}."),
            Sides(f"{who} {no}.", f"{person} {does_not}."),
        )
    owners = {"У меня": "I have", "У нас": "We have"}
    things = [("есть время", "нет времени", "time"), ("есть деньги", "нет денег", "money")]
    for (who, have), (some, none, thing) in product(owners.items(), things):
        yield MinimalPair(
            "negation",
            Sides(f"{who} {some}.", f"{have} {thing}."),
            Sides(f"{who} {none}.", f"{have} no {thing}."),
        )


def _tenses() -> Iterator[MinimalPair]:
    verbs = [
        ("читает книгу", "прочитает книгу", "is reading a book", "will read the book"),
        ("пишет письмо", "напишет письмо", "is writing a letter", "will write a letter"),
        ("открывает дверь", "открыл дверь", "is opening the door", "opened the door"),
        ("покупает хлеб", "купил хлеб", "is buying bread", "bought bread"),
        ("строит дом", "построил дом", "is building a house", "built a house"),
    ]
    people = {"Он": "He", "Мой брат": "My brother", "Учитель": "The teacher"}
    for (who, person), (now, then, does, did) in product(people.items(), verbs):
        yield MinimalPair(
            "tenses",
            Sides(f"{who} {now}.", f"{person} {does}."),
            Sides(f"{who} {then}.", f"{person} {did}."),
        )


def _times() -> Iterator[MinimalPair]:
    halves = [
        ("второго", "two", "one"),
        ("четвёртого", "four", "three"),
        ("шестого", "six", "five"),
        ("восьмого", "eight", "seven"),
        ("десятого", "ten", "nine"),
    ]
    begins = {"Фильм начинается в": "The film begins at", "Мы обедаем в": "We have lunch at"}
    for (start, begin), (genitive, hour, before) in product(begins.items(), halves):
        yield MinimalPair(
            "times",
            Sides(f"{start} половине {genitive}.", f"{begin} half past {before}."),
            Sides(f"{start} половине {genitive}.", f"{begin} half past {hour}."),
            one_way=True,
        )
    for (start, begin), (hour, other) in product(
        begins.items(), combinations(("14:30", "09:15", "18:45", "21:10", "07:05"), 2)
    ):
        yield MinimalPair(
            "times",
            Sides(f"{start} {hour}.", f"{begin} {hour}."),
            Sides(f"{start} {other}.", f"{begin} {other}."),
        )


def _dates() -> Iterator[MinimalPair]:
    for (one, other), day, year in product(
        combinations(_MONTHS.items(), 2), (3, 11, 22), (1912, 2024)
    ):
        (month, name), (another, other_name) = one, other
        yield MinimalPair(
            "dates",
            Sides(f"Она приехала {day} {month} {year} года.", f"She came on {name} {day}, {year}."),
            Sides(
                f"Она приехала {day} {another} {year} года.",
                f"She came on {other_name} {day}, {year}.",
            ),
        )


def _sums() -> Iterator[MinimalPair]:
    for whole, cents in product((1250, 3400, 12700, 48900, 99500), (25, 50, 75)):
        thousands, rest = divmod(whole, 1000)
        russian, english = f"{thousands} {rest:03},{cents}", f"{thousands},{rest:03}.{cents}"
        yield MinimalPair(
            "sums",
            Sides(f"Это стоит {russian} евро.", f"It costs {english} euros."),
            Sides(f"Это стоит {russian} евро.", f"It costs {russian} euros."),
            one_way=True,
        )
        yield MinimalPair(
            "sums",
            Sides(f"Это стоит {russian} евро.", f"It costs {english} euros."),
            Sides(f"Это стоит {thousands},{cents} евро.", f"It costs {thousands}.{cents} euros."),
        )


def _titles() -> Iterator[MinimalPair]:
    names = [("Петров", "Петрова", "Petrov"), ("Иванов", "Иванова", "Ivanov")]
    verbs = {"ждёт": "is waiting", "смеётся": "is laughing", "работает": "is working"}
    for (his, hers, name), (verb, does) in product(names, verbs.items()):
        yield MinimalPair(
            "titles",
            Sides(f"Господин {his} {verb}.", f"Mr. {name} {does}."),
            Sides(f"Госпожа {hers} {verb}.", f"Mrs. {name}a {does}."),
        )


def _names() -> Iterator[MinimalPair]:
    names = [
        ("Москва", "Moscow"),
        ("Анна", "Anna"),
        ("Берлин", "Berlin"),
        ("Наташа", "Natasha"),
        ("Сибирь", "Siberia"),
        ("Париж", "Paris"),
    ]
    frames = [("{} далеко.", "{} is far away."), ("Это {}.", "This is {}.")]
    for (one, other), (frame, english) in product(combinations(names, 2), frames):
        first, second = (
            Sides(frame.format(russian), english.format(name)) for russian, name in (one, other)
        )
        yield MinimalPair("names", first, second)


def _articles() -> Iterator[MinimalPair]:
    nouns = [
        ("яблоко", "an apple"),
        ("яйцо", "an egg"),
        ("остров", "an island"),
        ("слон", "an elephant"),
        ("университет", "a university"),
        ("дом", "a house"),
        ("старый друг", "an old friend"),
        ("пустой стакан", "an empty glass"),
    ]
    for noun, right in nouns:
        yield article_pair(f"Это {noun}.", "This is {}.", right)


def _capitals() -> Iterator[MinimalPair]:
    sentences = [
        ("Собака спит.", "The dog is sleeping."),
        ("Мы идём домой.", "We are going home."),
        ("Вода холодная.", "The water is cold."),
        ("Почему ты плачешь?", "Why are you crying?"),
        ("Никто не знает.", "Nobody knows."),
        ("Сегодня понедельник.", "Today is Monday."),
        ("Дверь закрыта.", "The door is closed."),
        ("Все смеялись.", "Everyone laughed."),
    ]
    yield from starmap(capital_pair, sentences)
