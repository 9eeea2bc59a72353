"""Titles before surnames, and the first and last lines of letters, in German with their English."""

from random import Random

from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.english import filled

_SURNAMES = (
    *("Schmidt", "Fischer", "Meyer", "Wagner", "Becker", "Schulz", "Koch", "Richter", "Klein"),
    *("Wolf", "Neumann", "Schwarz", "Braun", "Krüger", "Hartmann", "Lange", "Werner", "Krause"),
    *("Lehmann", "Köhler", "Maier", "Huber", "Yılmaz", "Novak", "Rossi", "Brown", "Martin"),
)
_TITLES = (("Herr", "Mr."), ("Herr", "Mr."), ("Frau", "Mrs."), ("Frau", "Mrs."), ("Frau", "Ms."))
_TITLED = (
    ("{} ist nicht da", "{} is not here"),
    ("{} wohnt in Köln", "{} lives in Cologne"),
    ("{} hat angerufen", "{} has called"),
    ("{} arbeitet hier", "{} works here"),
    ("{} ist krank", "{} is ill"),
    ("{} spricht kein Englisch", "{} does not speak English"),
    ("heute kommt {}", "{} is coming today"),
    ("wo ist {}", "where is {}"),
    ("guten Morgen, {}", "good morning, {}"),
    ("danke, {}", "thank you, {}"),
    ("{} schläft", "{} is sleeping"),
    ("{} liest die Zeitung", "{} is reading the newspaper"),
)


def titled_name(rng: Random) -> Pair:
    """Say something of somebody who is named with a title."""
    frame, name = rng.choice(_TITLED), rng.choice(_SURNAMES)
    title, called = rng.choice(_TITLES)
    mark = "?" if frame[0].startswith("wo ") else "."
    return filled(frame, f"{title} {name}", f"{called} {name}", mark)


_OPENINGS = (
    ("Sehr geehrte Frau{}", "Dear Ms.{}"),
    ("Sehr geehrter Herr{}", "Dear Mr.{}"),
    ("Liebe Frau{}", "Dear Ms.{}"),
    ("Lieber Herr{}", "Dear Mr.{}"),
    ("Guten Tag, Frau{}", "Hello, Ms.{}"),
    ("Hallo Herr{}", "Hello, Mr.{}"),
)
_TO_ANYBODY = (
    ("Sehr geehrte Damen und Herren", "Dear Sir or Madam"),
    ("Liebe Kolleginnen und Kollegen", "Dear colleagues"),
    ("Liebe Eltern", "Dear parents"),
    ("Liebe Gäste", "Dear guests"),
)
_CLOSINGS = (
    *(("Mit freundlichen Grüßen", "Kind regards"),) * 3,
    ("Mit freundlichem Gruß", "Kind regards"),
    ("Freundliche Grüße", "Kind regards"),
    ("Mit besten Grüßen", "Best regards"),
    ("Beste Grüße", "Best regards"),
    ("Herzliche Grüße", "Warm regards"),
    ("Viele Grüße", "Best wishes"),
    ("Schöne Grüße", "Best wishes"),
    ("Liebe Grüße", "Love"),
    ("Hochachtungsvoll", "Yours faithfully"),
)
_SENT_FROM = (
    ("Hamburg", "Hamburg"),
    ("Wien", "Vienna"),
    ("München", "Munich"),
    ("Köln", "Cologne"),
)
_DOCTORS = ((" Dr.", "Dr."), (" Professor", "Professor"))


def letter(rng: Random) -> Pair:
    """Open or close a letter."""
    name, draw = rng.choice(_SURNAMES), rng.random()
    if draw < 0.45:
        said, told = rng.choice(_OPENINGS)
        if rng.random() < 0.2:
            title, called = rng.choice(_DOCTORS)
            return Pair(said.format(f"{title} {name},"), f"{told.split()[0]} {called} {name},")
        return Pair(said.format(f" {name},"), told.format(f" {name},"))
    if draw < 0.5:
        said, told = rng.choice(_TO_ANYBODY)
        return Pair(f"{said},", f"{told},")
    said, told = rng.choice(_CLOSINGS)
    if draw < 0.65:
        mark = rng.choice(("", "", ","))
        return Pair(said + mark, told + mark)
    if draw < 0.75 and said.endswith(("Grüße", "Grüßen")):
        place, called = rng.choice(_SENT_FROM)
        return Pair(f"{said} aus {place}", f"{told} from {called}")
    initial, comma = rng.choice("ABEFHJKLMPRST"), rng.choice(("", ","))
    return Pair(f"{said}{comma} {initial}. {name}", f"{told}, {initial}. {name}")
