"""Minimal pairs of German and English, out of templates.

Kinds: who does what to whom where German puts the object first; relative clauses; separable
prefixes; negation; times of day; dates; sums; titles; compounds; names; `a` before vowels; capitals
at the start.
"""

from collections.abc import Iterator
from itertools import combinations, islice, product, starmap

from benchmarks.contrast.items import MinimalPair, Sides, article_pair, capital_pair

_MONTHS = {
    "Januar": "January",
    "März": "March",
    "Mai": "May",
    "Juli": "July",
    "Oktober": "October",
    "Dezember": "December",
}
_HOURS = {
    "eins": "one",
    "zwei": "two",
    "drei": "three",
    "vier": "four",
    "fünf": "five",
    "sechs": "six",
    "sieben": "seven",
    "acht": "eight",
    "neun": "nine",
    "zehn": "ten",
    "elf": "eleven",
    "zwölf": "twelve",
}
# masculine nouns, whose accusative has an article of its own
_MALE = {"Hund": "dog", "Arzt": "doctor", "Lehrer": "teacher", "Mann": "man", "König": "king"}
_FEMALE = {"Katze": "cat", "Frau": "woman", "Nachbarin": "neighbour", "Mutter": "mother"}
_DONE = {
    "gesehen": ("saw", "seen"),
    "gesucht": ("looked for", "looked for"),
    "gerufen": ("called", "called"),
    "gefunden": ("found", "found"),
    "geschlagen": ("hit", "hit"),
}
_MOST = 60  # pairs of a kind


def german_pairs() -> list[MinimalPair]:
    """Return the pairs of every kind, at most 60 of each, always the same."""
    kinds = (
        _roles(),
        _relative_clauses(),
        _prefixes(),
        _negation(),
        _times(),
        _dates(),
        _sums(),
        _titles(),
        _compounds(),
        _names(),
        _articles(),
        _capitals(),
    )
    return [pair for kind in kinds for pair in islice(kind, _MOST)]


def _roles() -> Iterator[MinimalPair]:
    for (male, him), (female, her), (done, (did, _)) in product(
        _MALE.items(), _FEMALE.items(), _DONE.items()
    ):
        yield MinimalPair(
            "roles",
            Sides(f"Den {male} hat die {female} {done}.", f"The {her} {did} the {him}."),
            Sides(f"Der {male} hat die {female} {done}.", f"The {him} {did} the {her}."),
        )


def _relative_clauses() -> Iterator[MinimalPair]:
    for (male, him), (female, her), (done, (did, _)) in product(
        _MALE.items(), _FEMALE.items(), _DONE.items()
    ):
        yield MinimalPair(
            "relative clauses",
            Sides(
                f"Der {male}, den die {female} {done} hat, ist alt.",
                f"The {him} that the {her} {did} is old.",
            ),
            Sides(
                f"Der {male}, der die {female} {done} hat, ist alt.",
                f"The {him} that {did} the {her} is old.",
            ),
        )


def _prefixes() -> Iterator[MinimalPair]:
    verbs = [
        ("macht", "die Tür", "auf", "zu", "opens the door", "closes the door"),
        ("macht", "das Fenster", "auf", "zu", "opens the window", "closes the window"),
        ("schaltet", "das Licht", "ein", "aus", "turns on the light", "turns off the light"),
        ("schaltet", "das Radio", "ein", "aus", "turns on the radio", "turns off the radio"),
        ("zieht", "den Mantel", "an", "aus", "puts on the coat", "takes off the coat"),
        ("zieht", "die Schuhe", "an", "aus", "puts on the shoes", "takes off the shoes"),
    ]
    times = {"": "", "heute ": " today", "jeden Tag ": " every day", "am Abend ": " in the evening"}
    people = {"Er": "He", "Sie": "She", "Das Kind": "The child"}
    for (verb, thing, one, other, does, undoes), when, who in product(verbs, times, people):
        yield MinimalPair(
            "separable verbs",
            Sides(f"{who} {verb} {when}{thing} {one}.", f"{people[who]} {does}{times[when]}."),
            Sides(f"{who} {verb} {when}{thing} {other}.", f"{people[who]} {undoes}{times[when]}."),
        )


def _negation() -> Iterator[MinimalPair]:
    subjects = {"Der Lehrer": "The teacher", "Meine Schwester": "My sister", "Tom": "Tom"}
    clauses = [
        ("hat das Buch gelesen", "hat das Buch nicht gelesen", "has read", "has not read", "book"),
        ("hat den Film gesehen", "hat den Film nicht gesehen", "has seen", "has not seen", "film"),
        ("kennt den Weg", "kennt den Weg nicht", "knows", "does not know", "way"),
        ("mag den Tee", "mag den Tee nicht", "likes", "does not like", "tea"),
        ("findet den Schlüssel", "findet den Schlüssel nicht", "finds", "does not find", "key"),
    ]
    for (who, person), (yes, no, does, does_not, thing) in product(subjects.items(), clauses):
        yield MinimalPair(
            "negation",
            Sides(f"{who} {yes}.", f"{person} {does} the {thing}."),
            Sides(f"{who} {no}.", f"{person} {does_not} the {thing}."),
        )
    things = {"Geld": "money", "Zeit": "time", "Arbeit": "work", "Angst": "fear"}
    for (who, person), (thing, named) in product(subjects.items(), things.items()):
        ending = "" if thing == "Geld" else "e"
        yield MinimalPair(
            "negation",
            Sides(f"{who} hat {thing}.", f"{person} has {named}."),
            Sides(f"{who} hat kein{ending} {thing}.", f"{person} has no {named}."),
        )


def _times() -> Iterator[MinimalPair]:
    begins = {"Der Film beginnt um": "The film begins at", "Wir essen um": "We eat at"}
    hours = list(_HOURS.items())
    for (start, begin), place in product(begins.items(), range(1, len(hours))):
        before, (hour, english) = hours[place - 1][1], hours[place]
        yield MinimalPair(
            "times",
            Sides(f"{start} halb {hour}.", f"{begin} half past {before}."),
            Sides(f"{start} {hour} Uhr.", f"{begin} {english} o'clock."),
        )
        yield MinimalPair(
            "times",
            Sides(f"{start} Viertel vor {hour}.", f"{begin} a quarter to {english}."),
            Sides(f"{start} Viertel nach {hour}.", f"{begin} a quarter past {english}."),
        )


def _dates() -> Iterator[MinimalPair]:
    days = (3, 11, 22, 30)
    for (one, other), day, year in product(
        combinations(_MONTHS.items(), 2), days, (1912, 1989, 2024)
    ):
        (month, name), (another, other_name) = one, other
        yield MinimalPair(
            "dates",
            Sides(f"Sie kam am {day}. {month} {year}.", f"She came on {name} {day}, {year}."),
            Sides(
                f"Sie kam am {day}. {another} {year}.", f"She came on {other_name} {day}, {year}."
            ),
        )


def _sums() -> Iterator[MinimalPair]:
    for whole, cents in product((1250, 3400, 12700, 48900, 99500), (0, 50, 75)):
        thousands, rest = divmod(whole, 1000)
        german = f"{thousands}.{rest:03}" + (f",{cents}" if cents else "")
        english = f"{thousands},{rest:03}" + (f".{cents}" if cents else "")
        for start, begin in (("Das kostet", "It costs"), ("Er zahlte", "He paid")):
            yield MinimalPair(
                "sums",
                Sides(f"{start} {german} Euro.", f"{begin} {english} euros."),
                Sides(f"{start} {german} Euro.", f"{begin} {german} euros."),
                one_way=True,
            )
            less = f"{thousands}" + (f",{cents}" if cents else ",10")
            yield MinimalPair(
                "sums",
                Sides(f"{start} {german} Euro.", f"{begin} {english} euros."),
                Sides(f"{start} {less} Euro.", f"{begin} {less.replace(',', '.')} euros."),
            )


def _titles() -> Iterator[MinimalPair]:
    names = ("Müller", "Weber", "Hoffmann", "Schröder", "Özdemir")
    verbs = {"wartet": "is waiting", "lacht": "is laughing", "kommt morgen": "is coming tomorrow"}
    for name, (verb, does) in product(names, verbs.items()):
        yield MinimalPair(
            "titles",
            Sides(f"Herr {name} {verb}.", f"Mr. {name} {does}."),
            Sides(f"Frau {name} {verb}.", f"Mrs. {name} {does}."),
        )


def _compounds() -> Iterator[MinimalPair]:
    things = [
        ("Haustür", "front door", "Hausarzt", "family doctor"),
        ("Fußballspieler", "football player", "Fußballspiel", "football match"),
        ("Krankenhaus", "hospital", "Krankenwagen", "ambulance"),
        ("Bahnhof", "station", "Bahnsteig", "platform"),
        ("Handtuch", "towel", "Handtasche", "handbag"),
        ("Regenschirm", "umbrella", "Regenmantel", "raincoat"),
        ("Klavierlehrer", "piano teacher", "Klavierkonzert", "piano concert"),
        ("Sonnenbrille", "sunglasses", "Sonnenbrand", "sunburn"),
        ("Schlafzimmer", "bedroom", "Wohnzimmer", "living room"),
        ("Wörterbuch", "dictionary", "Kochbuch", "cookbook"),
    ]
    frames = [("Wo ist {}?", "Where is {}?"), ("Ich denke an {}.", "I am thinking of {}.")]
    genders = {"Haustür": "die", "Handtasche": "die", "Sonnenbrille": "die"}
    for (one, first, other, second), (frame, english) in product(things, frames):
        if english.startswith("Where"):
            sides = [
                Sides(
                    frame.format(f"mein{'e' * (genders.get(word) == 'die')} {word}"),
                    english.format(f"my {meaning}"),
                )
                for word, meaning in ((one, first), (other, second))
            ]
        else:
            sides = [
                Sides(frame.format(f"{word} und Wetter"), english.format(f"{meaning} and weather"))
                for word, meaning in ((one, first), (other, second))
            ]
        yield MinimalPair("compounds", sides[0], sides[1])


def _names() -> Iterator[MinimalPair]:
    names = ("Wuppertal", "Schröder", "Özdemir", "Kowalski", "Heilbronn", "Annegret", "Tübingen")
    frames = [
        ("{} ist weit weg.", "{} is far away."),
        ("Ich kenne {} gut.", "I know {} well."),
        ("Hast du von {} gehört?", "Have you heard of {}?"),
    ]
    for (one, other), (frame, english) in product(combinations(names, 2), frames):
        yield MinimalPair(
            "names",
            Sides(frame.format(one), english.format(one)),
            Sides(frame.format(other), english.format(other)),
        )


def _articles() -> Iterator[MinimalPair]:
    nouns = [
        ("ein Apfel", "an apple"),
        ("ein Ei", "an egg"),
        ("eine Insel", "an island"),
        ("eine Orange", "an orange"),
        ("ein Esel", "a donkey"),
        ("eine Uhr", "a clock"),
        ("eine Universität", "a university"),
        ("ein ehrlicher Mann", "an honest man"),
        ("ein Elefant", "an elephant"),
        ("ein alter Freund", "an old friend"),
    ]
    frames = [("Das ist {}.", "That is {}."), ("Dort ist {}.", "There is {}.")]
    for (noun, right), (frame, english) in product(nouns, frames):
        yield article_pair(frame.format(noun), english, right)


def _capitals() -> Iterator[MinimalPair]:
    sentences = [
        ("Der Hund schläft.", "The dog is sleeping."),
        ("Wir gehen nach Hause.", "We are going home."),
        ("Es regnet seit gestern.", "It has been raining since yesterday."),
        ("Das Wasser ist kalt.", "The water is cold."),
        ("Warum weinst du?", "Why are you crying?"),
        ("Niemand weiß es.", "Nobody knows it."),
        ("Komm sofort her!", "Come here at once!"),
        ("Meine Mutter kocht gern.", "My mother likes to cook."),
        ("Heute ist Montag.", "Today is Monday."),
        ("Alle lachten laut.", "Everyone laughed loudly."),
    ]
    yield from starmap(capital_pair, sentences)
