"""How many numbers come through a translation, and how many of the others are warned of.

    python -m benchmarks.numbers --json docs/measured/numbers.json

German sentences are made of templates and of numbers of every kind, with a seed: integers,
decimals, sums of money, times, dates and telephone numbers. A sentence is right if its translation
has the same numbers, in English form or as they were, and no others; "warned" counts those of the
rest that have a warning. Asked for are 99 % right, and a warning for every other.
"""

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.measurement import show_table, write_results
from tolmach import Translator
from tolmach.translation.result import Translation


@dataclass(frozen=True)
class Wanted:
    """A sentence, and the ways in which each of its numbers may be written in English."""

    text: str
    numbers: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Counted:
    """How many sentences of a kind there are, are right, and are wrong with a warning."""

    sentences: int
    right: int
    warned: int


TEMPLATES = {
    "integers": (
        "Ich habe {} Bücher gelesen.", "Hier wohnen {} Menschen.", "Er hat {} Fotos gemacht.",
        "Wir brauchen {} Stühle und {} Tische.", "Zimmer {} ist im ersten Stock.",
    ),
    "decimals": (
        "Der Tisch ist {} Meter lang.", "Das Paket wiegt {} Kilo.", "Sie lief {} Kilometer.",
        "Der Wert stieg von {} auf {}.", "Heute sind es {} Grad.",
    ),
    "sums": (
        "Das Buch kostet {} Euro.", "Ich habe {} Dollar bezahlt.", "Die Miete ist {} € im Monat.",
        "Er schuldet mir {} Euro.", "Das Haus kostet {} Euro, das Auto {} Euro.",
    ),
    "times": (
        "Der Zug fährt um {} Uhr ab.", "Wir treffen uns um {} Uhr.", "Es ist {} Uhr.",
        "Der Laden ist von {} bis {} Uhr offen.", "Um {} Uhr beginnt der Film.",
    ),
    "dates": (
        "Sie wurde am {} geboren.", "Das Treffen ist am {}.", "Am {} beginnt die Schule.",
        "Vom {} bis zum {} bin ich nicht da.", "Der Brief ist vom {}.",
    ),
    "telephone numbers": (
        "Meine Nummer ist {}.", "Ruf mich unter {} an.", "Wählen Sie {}.",
        "Die Nummer des Hotels ist {}.", "Unter {} hebt niemand ab.",
    ),
}  # fmt: skip


def integer(random: Random) -> tuple[str, tuple[str, ...]]:
    """Return a German integer, with its thousands apart or not, and its English forms."""
    value = random.choice(
        (random.randint(2, 99), random.randint(100, 9999), random.randint(10**4, 10**7))
    )
    grouped = f"{value:,}"
    german = random.choice((str(value), grouped.replace(",", ".")))
    return german, (str(value), grouped, german)


def decimal(random: Random) -> tuple[str, tuple[str, ...]]:
    """Return a German decimal number and its English forms."""
    value = random.uniform(0, 10 ** random.randint(1, 4))
    english = f"{value:,.{random.randint(1, 2)}f}"
    german = english.translate(str.maketrans(",.", ".,"))
    return german, (english, english.replace(",", ""), german)


def time(random: Random) -> tuple[str, tuple[str, ...]]:
    """Return a time of day."""
    written = f"{random.randint(0, 23)}:{random.randint(0, 59):02}"
    return written, (written,)


def date(random: Random) -> tuple[str, tuple[str, ...]]:
    """Return a date in one of the usual forms."""
    day, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(1950, 2030)
    ways = f"{day}.{month}.{year}", f"{day:02}.{month:02}.{year}", f"{year}-{month:02}-{day:02}"
    written = random.choice(ways)
    return written, (written, f"{month}/{day}/{year}", f"{day}/{month}/{year}")


def telephone(random: Random) -> tuple[str, tuple[str, ...]]:
    """Return a telephone number in one of the usual forms."""
    line = str(random.randint(10**5, 10**7))
    ways = (
        f"0{random.randint(30, 999)} {line}",
        f"+49 {random.randint(30, 999)} {line}",
        f"030/{line}",
    )
    written = random.choice(ways)
    return written, (written,)


MAKERS: dict[str, Callable[[Random], tuple[str, tuple[str, ...]]]] = {
    "integers": integer,
    "decimals": decimal,
    "sums": lambda random: random.choice((integer, decimal))(random),
    "times": time,
    "dates": date,
    "telephone numbers": telephone,
}


def made(kind: str, number: int, random: Random) -> Wanted:
    """Make a sentence with numbers of a kind."""
    template = TEMPLATES[kind][number % len(TEMPLATES[kind])]
    numbers = [MAKERS[kind](random) for _ in range(template.count("{}"))]
    return Wanted(
        template.format(*(written for written, _ in numbers)), tuple(ways for _, ways in numbers)
    )


def is_right(wanted: Wanted, text: str) -> bool:
    """Say whether a translation has the numbers wanted and no other digits."""
    for ways in wanted.numbers:
        found = next(
            (way for way in ways if re.search(rf"(?<!\d){re.escape(way)}(?!\d)", text)), None
        )
        if found is None:
            return False
        text = text.replace(found, " ", 1)
    return not any(map(str.isdigit, text))


def counted(wanted: list[Wanted], found: list[Translation]) -> Counted:
    """Return how many are right, and how many of the others have a warning."""
    wrong = [
        one for sentence, one in zip(wanted, found, strict=True) if not is_right(sentence, one.text)
    ]
    warned = sum(any(segment.warnings for segment in one.segments) for one in wrong)
    return Counted(len(wanted), len(wanted) - len(wrong), warned)


def main() -> None:
    """Translate the sentences, print the table, write the JSON file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sentences", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", type=Path, help="a model folder; by default the shipped model")
    parser.add_argument("--show", type=int, default=0, help="print so many that are wrong, by kind")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    random = Random(options.seed)
    translator = Translator.load(options.model)
    results = {}
    for place, kind in enumerate(MAKERS):
        count = (options.sentences + len(MAKERS) - 1 - place) // len(MAKERS)
        wanted = [made(kind, number, random) for number in range(count)]
        found = translator.translate([each.text for each in wanted])
        results[kind] = counted(wanted, found)
        wrong = [
            f"{w.text}\n    {f.text}"
            for w, f in zip(wanted, found, strict=True)
            if not is_right(w, f.text)
        ]
        print(*wrong[: options.show], sep="\n")
    total = Counted(
        *(
            sum(vars(each)[key] for each in results.values())
            for key in ("sentences", "right", "warned")
        )
    )
    rows = [*results.items(), ("all", total)]
    show_table(
        f"{total.sentences:,} sentences with numbers",
        ["kind", "sentences", "right", "wrong, warned of"],
        [[name, *map(str, vars(found).values())] for name, found in rows],
    )
    write_results(options.json, "numbers", {"seed": options.seed, "kinds": dict(rows)})


if __name__ == "__main__":
    main()
