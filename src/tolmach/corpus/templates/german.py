"""German sentences with their English, out of templates.

Objects that come first (`german_events.py`), relative clauses, separable verbs, times of day, sums,
dates and titles are as rare in most corpora, or as regular.

What no template makes, the words of news, encyclopedia and home, was written sentence by sentence
(`german_phrases.tsv.gz`).
"""

from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.english import (
    HOURS,
    Date,
    Template,
    filled,
    grouped,
    half_past,
    hour_before,
    quarter,
)
from tolmach.corpus.templates.everyday.english_inflection import sentence, spaced
from tolmach.corpus.templates.everyday.lexicon import read_phrases
from tolmach.corpus.templates.german_events import (
    DETERMINERS,
    NOUNS,
    GermanPhrase,
    object_first,
    object_seldom_first,
    passive,
    relative_clause,
    subject_first,
    who_or_whom,
)
from tolmach.corpus.templates.german_letters import letter, titled_name


class _Separable(NamedTuple):
    """A separable verb with its object: stem, prefix, object, English in two forms."""

    stem: str
    infinitive: str
    prefix: str
    object: str
    does: str
    do: str
    participle: str


_SEPARABLE = tuple(
    _Separable(stem, infinitive, prefix, thing, f"{does} {english}", f"{do} {english}", participle)
    for things, forms in (
        (
            (
                ("den Koffer", "the suitcase"),
                ("die Flasche", "the bottle"),
                ("das Tor", "the gate"),
            ),
            (
                ("macht", "machen", "auf", "opens", "open", "gemacht"),
                ("macht", "machen", "zu", "closes", "close", "gemacht"),
            ),
        ),
        (
            (("den Fernseher", "the TV"), ("den Computer", "the computer")),
            (
                ("schaltet", "schalten", "ein", "turns on", "turn on", "geschaltet"),
                ("schaltet", "schalten", "aus", "turns off", "turn off", "geschaltet"),
                ("macht", "machen", "an", "turns on", "turn on", "gemacht"),
                ("macht", "machen", "aus", "turns off", "turn off", "gemacht"),
            ),
        ),
        (
            (("die Jacke", "the jacket"), ("das Hemd", "the shirt"), ("die Socken", "the socks")),
            (
                ("zieht", "ziehen", "an", "puts on", "put on", "gezogen"),
                ("zieht", "ziehen", "aus", "takes off", "take off", "gezogen"),
            ),
        ),
        (
            (("den Hut", "the hat"), ("die Brille", "the glasses")),
            (
                ("setzt", "setzen", "auf", "puts on", "put on", "gesetzt"),
                ("setzt", "setzen", "ab", "takes off", "take off", "gesetzt"),
            ),
        ),
        (
            (
                ("das Buch", "the book"),
                ("den Schlüssel", "the key"),
                ("die Kinder", "the children"),
            ),
            (
                ("bringt", "bringen", "mit", "brings along", "bring along", "gebracht"),
                ("bringt", "bringen", "zurück", "brings back", "bring back", "gebracht"),
                ("nimmt", "nehmen", "mit", "takes along", "take along", "genommen"),
            ),
        ),
        (
            (("den Vorschlag", "the proposal"), ("das Angebot", "the offer")),
            (
                ("lehnt", "lehnen", "ab", "rejects", "reject", "gelehnt"),
                ("nimmt", "nehmen", "an", "accepts", "accept", "genommen"),
            ),
        ),
    )
    for thing, english in things
    for stem, infinitive, prefix, does, do, participle in forms
)
_ADVERBS = (
    ("", ""),
    ("", ""),
    ("morgens", "in the morning"),
    ("immer wieder", "again and again"),
    ("jetzt", "now"),
    ("schnell", "quickly"),
    ("nie", "never"),
)


def _separable_verb(rng: Random) -> Pair:
    verb, who = rng.choice(_SEPARABLE), GermanPhrase(rng.choice(NOUNS), rng.choice(DETERMINERS))
    person, english = who.of(0), who.english
    if rng.random() < 0.4:
        person, english = rng.choice((("er", "he"), ("sie", "she")))
    if rng.random() < 0.25:
        german = f"{person} will {verb.object} {verb.prefix}{verb.infinitive}"
        return Pair(sentence(german), sentence(f"{english} wants to {verb.do}"))
    how, like = rng.choice(_ADVERBS)
    german = spaced(*[person, verb.stem, how, verb.object, verb.prefix])
    told = [english, like, verb.does] if like == "never" else [english, verb.does, like]
    return Pair(sentence(german), sentence(spaced(*told)))


_GERMAN_HOURS = (
    *("eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"),
    *("elf", "zwölf"),
)
_MINUTES = {"fünf": "five", "zehn": "ten", "zwanzig": "twenty"}
_AT = (
    ("der Zug fährt um {} ab", "the train leaves at {}"),
    ("ich stehe um {} auf", "I get up at {}"),
    ("die Schule fängt um {} an", "school starts at {}"),
    ("wir treffen uns um {}", "we meet at {}"),
    ("das Geschäft öffnet um {}", "the shop opens at {}"),
    ("er kam um {} nach Hause", "he came home at {}"),
    ("um {} war alles vorbei", "at {} it was all over"),
    ("sie ruft mich um {} an", "she calls me at {}"),
    ("das Flugzeug landet um {}", "the plane lands at {}"),
    ("der Unterricht endet um {}", "the lesson ends at {}"),
)
_NOW = (
    ("es ist {}", "it is {}"),
    ("jetzt ist es {}", "it is {} now"),
    ("es war schon {}", "it was already {}"),
)


def _time(rng: Random) -> Pair:
    frame, hour = rng.choice(_AT + _NOW), rng.randrange(len(HOURS))
    said, told = rng.choice((_half, _half, _quarters, _full_hour, _minutes, _digits))(hour, rng)
    return filled(frame, said, told)


def _half(hour: int, rng: Random) -> tuple[str, str]:
    return f"halb {_GERMAN_HOURS[hour]}", half_past(hour_before(hour), rng)


def _quarters(hour: int, rng: Random) -> tuple[str, str]:
    past = rng.random() < 0.5
    said = f"Viertel {'nach' if past else 'vor'} {_GERMAN_HOURS[hour]}"
    return said, quarter(hour, rng, past=past)


def _full_hour(hour: int, _: Random) -> tuple[str, str]:
    said = "ein" if hour == 0 else _GERMAN_HOURS[hour]
    return f"{said} Uhr", f"{HOURS[hour]} o'clock"


def _minutes(hour: int, rng: Random) -> tuple[str, str]:
    (some, minutes), past = rng.choice(list(_MINUTES.items())), rng.random() < 0.5
    said = f"{some} {'nach' if past else 'vor'} {_GERMAN_HOURS[hour]}"
    return said, f"{minutes} {'past' if past else 'to'} {HOURS[hour]}"


def _digits(_: int, rng: Random) -> tuple[str, str]:
    time = f"{rng.randrange(24)}:{rng.randrange(60):02}"
    return f"{time} Uhr", time


_PRICES = (
    ("das Haus kostet {}", "the house costs {}"),
    ("sie verdient {} im Jahr", "she earns {} a year"),
    ("wir haben {} ausgegeben", "we spent {}"),
    ("die Reparatur kostete {}", "the repair cost {}"),
    ("der Preis stieg auf {}", "the price rose to {}"),
    ("dafür bekam er {}", "he got {} for it"),
    ("die Rechnung betrug {}", "the bill came to {}"),
)
_CURRENCIES = (
    ("Euro", ("euros", "€")),
    ("Dollar", ("dollars", "$")),
    ("Franken", ("francs", "")),
    ("Kronen", ("crowns", "")),
)
_AMOUNTS = (
    ("die Stadt hat {} Einwohner", "the city has {} inhabitants"),
    ("die Datei hat {} Zeilen", "the file has {} lines"),
    ("der Berg ist {} Meter hoch", "the mountain is {} meters high"),
    ("es waren {} Zuschauer da", "there were {} spectators"),
)


def _sum(rng: Random) -> Pair:
    whole = rng.randrange(1000, 10 ** rng.randint(4, 7))
    cents = rng.choice(("", "", f"{rng.randrange(100):02}"))
    currency, names = rng.choice(_CURRENCIES)
    said = _german_number(whole) + (f",{cents}" if cents else "")
    return filled(rng.choice(_PRICES), f"{said} {currency}", grouped(whole, cents, rng, names))


def _amount(rng: Random) -> Pair:
    whole = rng.randrange(1000, 10 ** rng.randint(4, 8))
    return filled(rng.choice(_AMOUNTS), _german_number(whole), f"{whole:,}")


_MEASURES = (
    ("es sind {} Prozent", "it is {} percent"),
    ("der Weg ist {} Kilometer lang", "the path is {} kilometers long"),
    ("der Wert beträgt {}", "the value is {}"),
    ("das Paket wiegt {} Kilo", "the parcel weighs {} kilos"),
)


def _decimal(rng: Random) -> Pair:
    whole, rest = rng.randrange(1000), rng.randrange(1, 100)
    return filled(rng.choice(_MEASURES), f"{whole},{rest}", f"{whole}.{rest}")


def _german_number(whole: int) -> str:
    return f"{whole:,}".replace(",", ".")


_GERMAN_MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September"),
    *("Oktober", "November", "Dezember"),
)
_ON = (
    ("er wurde am {} geboren", "he was born on {}"),
    ("das Treffen findet am {} statt", "the meeting takes place on {}"),
    ("am {} war ich krank", "on {} I was ill"),
    ("die Frist endet am {}", "the deadline ends on {}"),
    ("wir heirateten am {}", "we got married on {}"),
)


def _date(rng: Random) -> Pair:
    date = Date.drawn(rng)
    said = spaced(f"{date.day}. {_GERMAN_MONTHS[date.month]}", str(date.year or ""))
    return filled(rng.choice(_ON), said, date.told(rng))


@cache
def german_phrases() -> tuple[Pair, ...]:
    """Read the written sentences and words, with their English."""
    return read_phrases(Path(__file__).parent / "german_phrases.tsv.gz")


def _phrase(rng: Random) -> Pair:
    return rng.choice(german_phrases())


GERMAN: tuple[Template, ...] = (
    *(subject_first, object_first, who_or_whom, passive, relative_clause, relative_clause),
    *(_separable_verb, _separable_verb, _time, _time, _sum, _amount, _decimal, _date, titled_name),
)
# for translation into German: what a German would rather not write is rare
INTO_GERMAN: tuple[Template, ...] = tuple(
    object_seldom_first if each is object_first else each for each in GERMAN
)
GERMAN_PHRASES: tuple[Template, ...] = (*(_phrase,) * 2 * len(GERMAN), letter)
