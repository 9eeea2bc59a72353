"""How many numbers come through a translation, and how many of the others are warned of.

    python -m benchmarks.numbers --json docs/measured/numbers.json
    python -m benchmarks.numbers --model src/tolmach/shipped/ru-en --json numbers-ru-en.json

Sentences in the model's source language (German, English or Russian) are made of templates and of
numbers of every kind, with a seed: integers, decimals, sums of money, times, dates and telephone
numbers, and numbers and times in words. A sentence is right if its translation has the same
numbers, in the form of its language or as they were, and no others; those in words must come in
digits. "Warned" counts those of the rest that have a warning. Asked for are 99 % right, and a
warning for every other.
"""

import argparse
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.measurement import show_table, write_results
from benchmarks.quality import checked_direction
from tolmach import Translator
from tolmach.translation.result import Translation


@dataclass(frozen=True)
class Wanted:
    """A sentence, and the ways in which each of its numbers may be written in its translation."""

    text: str
    numbers: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Counted:
    """How many sentences of a kind there are, are right, and are wrong with a warning."""

    sentences: int
    right: int
    warned: int


SENTENCES = Path(__file__).with_name("number_sentences.toml")
_SPACE = "\u00a0"
SIGNS = {"de": (".", ","), "en": (",", "."), "ru": (_SPACE, ",")}  # of thousands and decimals

Made = tuple[str, tuple[str, ...]]  # a number as the source writes it, and how it may be translated


class Numbers:
    """Sentences with numbers of every kind, as a language writes them, and how another would.

    Raises SystemExit where there are no sentences in the language.
    """

    def __init__(self, languages: tuple[str, str], random: Random) -> None:
        self.languages, self.random = languages, random
        known = tomllib.loads(SENTENCES.read_text("utf-8"))
        if languages[0] not in known or languages[1] not in SIGNS:
            raise SystemExit(f"There are no sentences for {languages[0]} to {languages[1]}.")
        self.templates: dict[str, list[str]] = known[languages[0]]
        self.values: dict[str, dict[str, str]] = known[languages[0]].pop("values")

    def made(self, kind: str, number: int) -> Wanted:
        """Make a sentence with numbers of a kind."""
        template = self.templates[kind][number % len(self.templates[kind])]
        numbers = [self.number(kind) for _ in range(template.count("{}"))]
        text = template.format(*(written for written, _ in numbers))
        return Wanted(text, tuple(ways for _, ways in numbers))

    def number(self, kind: str) -> Made:
        """Make a number of a kind."""
        match kind:
            case "integers":
                return self.integer()
            case "decimals":
                return self.decimal()
            case "sums":
                return self.random.choice((self.integer, self.decimal))()
            case "times":
                written = f"{self.random.randint(0, 23)}:{self.random.randint(0, 59):02}"
                return written, (written,)
            case "dates":
                return self.date()
            case "telephone numbers":
                return self.telephone()
        words, value = self.random.choice(list(self.values[kind].items()))
        return words, self._forms(int(value)) if value.isdecimal() else (value,)

    def integer(self) -> Made:
        """Return an integer, with its thousands apart or not, and its forms."""
        random = self.random
        value = random.choice(
            (random.randint(2, 99), random.randint(100, 9999), random.randint(10**4, 10**7))
        )
        grouped = f"{value:,}".replace(",", SIGNS[self.languages[0]][0])
        written = random.choice((str(value), grouped))
        return written, (*self._forms(value), written)

    def _forms(self, value: int) -> tuple[str, ...]:
        grouped = f"{value:,}".replace(",", SIGNS[self.languages[1]][0])
        return str(value), grouped, grouped.replace(_SPACE, " ")

    def decimal(self) -> Made:
        """Return a decimal number and its forms."""
        value = self.random.uniform(0, 10 ** self.random.randint(1, 4))
        english = f"{value:,.{self.random.randint(1, 2)}f}"
        here, there = (
            english.translate(str.maketrans(",.", "".join(SIGNS[one]))) for one in self.languages
        )
        thousands = SIGNS[self.languages[1]][0]
        return here, (there, there.replace(thousands, ""), there.replace(_SPACE, " "), here)

    def date(self) -> Made:
        """Return a date in one of the usual forms."""
        random = self.random
        day, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(1950, 2030)
        own = (
            (f"{month}/{day}/{year}", f"{month:02}/{day:02}/{year}")
            if self.languages[0] == "en"
            else (f"{day}.{month}.{year}", f"{day:02}.{month:02}.{year}")
        )
        written = random.choice((*own, f"{year}-{month:02}-{day:02}"))
        return written, (written, f"{month}/{day}/{year}", f"{day}/{month}/{year}")

    def telephone(self) -> Made:
        """Return a telephone number in one of the usual forms."""
        random = self.random
        line = str(random.randint(10**5, 10**7))
        ways = (
            f"0{random.randint(30, 999)} {line}",
            f"+49 {random.randint(30, 999)} {line}",
            f"030/{line}",
        )
        written = random.choice(ways)
        return written, (written,)


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
    translator = Translator.load(options.model)
    languages = checked_direction(translator, None)
    numbers = Numbers(languages, Random(options.seed))
    kinds = list(numbers.templates)
    results = {}
    for place, kind in enumerate(kinds):
        count = (options.sentences + len(kinds) - 1 - place) // len(kinds)
        wanted = [numbers.made(kind, number) for number in range(count)]
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
    named = {"model": translator.description.name, "seed": options.seed}
    write_results(options.json, "numbers", {**named, "kinds": dict(rows)})


if __name__ == "__main__":
    main()
