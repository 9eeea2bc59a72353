"""German sentences with their English, out of templates.

Word order says little in German about who does what to whom; articles and pronouns do. A corpus
has a hundred sentences that begin with their subject for one that begins with the object, so that
a model may read them all alike. Here half begin so. Relative clauses, separable verbs, times of
day, sums, dates and titles are as rare or as regular.

What no template makes, the words of news, encyclopedia and home, was written sentence by sentence
(`german_phrases.tsv.gz`).
"""

from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.english import (
    DATIVE,
    HOURS,
    Date,
    Determiner,
    Event,
    Template,
    filled,
    grouped,
    half_past,
    hour_before,
    quarter,
)
from tolmach.corpus.templates.everyday.english_inflection import sentence, spaced, with_article
from tolmach.corpus.templates.everyday.lexicon import read_phrases


class _GermanNoun(NamedTuple):
    """A person or an animal: nominative, English, gender, and the other cases where they differ."""

    word: str
    english: str
    gender: str
    oblique: str = ""

    def of(self, case: int) -> str:
        """Return the noun in the nominative (0), accusative (1) or dative (2)."""
        return self.oblique if case and self.oblique else self.word


class _GermanVerb(NamedTuple):
    """A verb: past and participle, and the base form of its English."""

    past: str
    participle: str
    english: str


def _like_ein(stem: str, english: str) -> Determiner:
    male = (stem, stem + "en", stem + "em")
    female = (stem + "e", stem + "e", stem + "er")
    return Determiner({"m": male, "f": female, "n": (stem, stem, stem + "em")}, english)


def _like_dieser(stem: str, english: str) -> Determiner:
    male = (stem + "er", stem + "en", stem + "em")
    female = (stem + "e", stem + "e", stem + "er")
    return Determiner(
        {"m": male, "f": female, "n": (stem + "es", stem + "es", stem + "em")}, english
    )


_THE = Determiner(
    {"m": ("der", "den", "dem"), "f": ("die", "die", "der"), "n": ("das", "das", "dem")}, "the"
)
_DETERMINERS = (
    *(_THE,) * 6,
    _like_ein("ein", "a"),
    _like_ein("mein", "my"),
    _like_ein("unser", "our"),
    _like_dieser("dies", "this"),
)
NOUNS = tuple(
    _GermanNoun(*each)
    for each in (
        ("Onkel", "uncle", "m"),
        ("Bruder", "brother", "m"),
        ("Vater", "father", "m"),
        ("Sohn", "son", "m"),
        ("Schüler", "pupil", "m"),
        ("Bauer", "farmer", "m", "Bauern"),
        ("Junge", "boy", "m", "Jungen"),
        ("Student", "student", "m", "Studenten"),
        ("Polizist", "policeman", "m", "Polizisten"),
        ("Nachbar", "neighbour", "m", "Nachbarn"),
        ("Dieb", "thief", "m"),
        ("Fahrer", "driver", "m"),
        ("Maler", "painter", "m"),
        ("Richter", "judge", "m"),
        ("Bäcker", "baker", "m"),
        ("Gast", "guest", "m"),
        ("Freund", "friend", "m"),
        ("Kellner", "waiter", "m"),
        ("Wolf", "wolf", "m"),
        ("Bär", "bear", "m", "Bären"),
        ("Vogel", "bird", "m"),
        ("Fuchs", "fox", "m"),
        ("Affe", "monkey", "m", "Affen"),
        ("Tante", "aunt", "f"),
        ("Schwester", "sister", "f"),
        ("Tochter", "daughter", "f"),
        ("Großmutter", "grandmother", "f"),
        ("Schülerin", "pupil", "f"),
        ("Studentin", "student", "f"),
        ("Polizistin", "policewoman", "f"),
        ("Freundin", "friend", "f"),
        ("Kellnerin", "waitress", "f"),
        ("Verkäuferin", "saleswoman", "f"),
        ("Königin", "queen", "f"),
        ("Ziege", "goat", "f"),
        ("Kuh", "cow", "f"),
        ("Maus", "mouse", "f"),
        ("Ente", "duck", "f"),
        ("Mädchen", "girl", "n"),
        ("Kind", "child", "n"),
        ("Baby", "baby", "n"),
        ("Pferd", "horse", "n"),
        ("Schaf", "sheep", "n"),
        ("Huhn", "chicken", "n"),
    )
)
_VERBS = tuple(
    _GermanVerb(*each)
    for each in (
        ("hörte", "gehört", "hear"),
        ("traf", "getroffen", "meet"),
        ("besuchte", "besucht", "visit"),
        ("kannte", "gekannt", "know"),
        ("liebte", "geliebt", "love"),
        ("hasste", "gehasst", "hate"),
        ("fragte", "gefragt", "ask"),
        ("küsste", "geküsst", "kiss"),
        ("biss", "gebissen", "bite"),
        ("jagte", "gejagt", "chase"),
        ("fing", "gefangen", "catch"),
        ("weckte", "geweckt", "wake"),
        ("rettete", "gerettet", "save"),
        ("verließ", "verlassen", "leave"),
        ("vergaß", "vergessen", "forget"),
        ("erkannte", "erkannt", "recognize"),
        ("beobachtete", "beobachtet", "watch"),
        ("verfolgte", "verfolgt", "follow"),
        ("warnte", "gewarnt", "warn"),
        ("überraschte", "überrascht", "surprise"),
        ("verletzte", "verletzt", "hurt"),
        ("bezahlte", "bezahlt", "pay"),
        ("verstand", "verstanden", "understand"),
        ("bemerkte", "bemerkt", "notice"),
    )
)
_DATIVE_VERBS = (
    _GermanVerb("half", "geholfen", "help"),
    _GermanVerb("dankte", "gedankt", "thank"),
    _GermanVerb("antwortete", "geantwortet", "answer"),
    _GermanVerb("verzieh", "verziehen", "forgive"),
    _GermanVerb("vertraute", "vertraut", "trust"),
    _GermanVerb("gratulierte", "gratuliert", "congratulate"),
)
_WHEN = (("", ""),) * 5 + (
    ("gestern", "yesterday"),
    ("heute", "today"),
    ("gestern Abend", "last night"),
    ("am Morgen", "in the morning"),
    ("im Garten", "in the garden"),
    ("auf der Straße", "in the street"),
)
_QUALITIES = (
    ("jung", "young"),
    ("krank", "ill"),
    ("müde", "tired"),
    ("weg", "gone"),
    ("hier", "here"),
    ("sehr groß", "very big"),
    ("traurig", "sad"),
    ("glücklich", "happy"),
    ("noch klein", "still small"),
)


class _GermanPhrase(NamedTuple):
    """A noun with its determiner, in German by case, and in English."""

    noun: _GermanNoun
    determiner: Determiner

    def of(self, case: int) -> str:
        return f"{self.determiner.forms[self.noun.gender][case]} {self.noun.of(case)}"

    @property
    def english(self) -> str:
        if self.determiner.english == "a":
            return with_article(self.noun.english)
        return f"{self.determiner.english} {self.noun.english}"


def _event(rng: Random) -> Event[_GermanPhrase, _GermanVerb]:
    dative = rng.random() < 0.2
    while True:
        one, other = (
            _GermanPhrase(noun, rng.choice(_DETERMINERS)) for noun in rng.sample(NOUNS, 2)
        )
        if dative or "m" in (one.noun.gender, other.noun.gender):
            break
    verbs, case = (_DATIVE_VERBS, DATIVE) if dative else (_VERBS, 1)
    return Event(one, rng.choice(verbs), other, case)


def _object_first(rng: Random) -> Pair:
    event, (when, then) = _event(rng), rng.choice(_WHEN)
    subject, given = event.subject.of(0), event.object.of(event.case)
    if rng.random() < 0.3:
        german = [given, event.verb.past, subject, when]
    else:
        german = [given, "hat", subject, when, event.verb.participle]
    return Pair(sentence(spaced(*german)), event.told.statement(then))


def _subject_first(rng: Random) -> Pair:
    event, (when, then) = _event(rng), rng.choice(_WHEN)
    subject, given = event.subject.of(0), event.object.of(event.case)
    if rng.random() < 0.3:
        german = [subject, event.verb.past, given, when]
    elif rng.random() < 0.7:
        german = [subject, "hat", given, when, event.verb.participle]
    else:
        german = [when or "gestern", "hat", subject, given, event.verb.participle]
        then = then or "yesterday"
    return Pair(sentence(spaced(*german)), event.told.statement(then))


def _object_seldom_first(rng: Random) -> Pair:
    return _object_first(rng) if rng.random() < 0.2 else _subject_first(rng)


def _who_or_whom(rng: Random) -> Pair:
    event = _event(rng)
    if rng.random() < 0.5:
        german = spaced("wer hat", event.object.of(event.case), event.verb.participle)
        return Pair(sentence(german, "?"), event.told.who())
    whom = "wem" if event.case == DATIVE else "wen"
    german = spaced(whom, "hat", event.subject.of(0), event.verb.participle)
    return Pair(sentence(german, "?"), event.told.whom())


def _passive(rng: Random) -> Pair:
    event = _event(rng)
    while event.case == DATIVE:
        event = _event(rng)
    by_whom = spaced("von", event.subject.of(DATIVE), event.verb.participle)
    return Pair(sentence(spaced(event.object.of(0), "wurde", by_whom)), event.told.passive())


def _relative_clause(rng: Random) -> Pair:
    event, (quality, like) = _event(rng), rng.choice(_QUALITIES)
    verb = event.verb.past if rng.random() < 0.25 else f"{event.verb.participle} hat"
    phrase, case, other, english = event.described(f"is {like}", rng)
    pronoun = _THE.forms[phrase.noun.gender][case]
    german = f"{phrase.of(0)}, {spaced(pronoun, other, verb)}, ist {quality}"
    return Pair(sentence(german), english)


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
    verb, who = rng.choice(_SEPARABLE), _GermanPhrase(rng.choice(NOUNS), rng.choice(_DETERMINERS))
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


def _title(rng: Random) -> Pair:
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


@cache
def german_phrases() -> tuple[Pair, ...]:
    """Read the written sentences and words, with their English."""
    return read_phrases(Path(__file__).parent / "german_phrases.tsv.gz")


def _phrase(rng: Random) -> Pair:
    return rng.choice(german_phrases())


GERMAN: tuple[Template, ...] = (
    *(_subject_first, _object_first, _who_or_whom, _passive, _relative_clause, _relative_clause),
    *(_separable_verb, _separable_verb, _time, _time, _sum, _amount, _decimal, _date, _title),
)
# for translation into German: what a German would rather not write is rare
INTO_GERMAN: tuple[Template, ...] = tuple(
    _object_seldom_first if each is _object_first else each for each in GERMAN
)
GERMAN_PHRASES: tuple[Template, ...] = (*(_phrase,) * 2 * len(GERMAN), letter)
