"""German sentences of who does what to whom, with their English.

Word order says little in German about that; articles and pronouns do. A corpus has a hundred
sentences that begin with their subject for one that begins with the object, so that a model may
read them all alike. Here half begin so.
"""

from random import Random
from typing import NamedTuple

from tolmach.corpus.parallel import Pair
from tolmach.corpus.templates.english import DATIVE, Determiner, Event
from tolmach.corpus.templates.everyday.english_inflection import sentence, spaced, with_article


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
DETERMINERS = (
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


class GermanPhrase(NamedTuple):
    """A noun with its determiner, in German by case, and in English."""

    noun: _GermanNoun
    determiner: Determiner

    def of(self, case: int) -> str:
        """Return the phrase in the nominative (0), accusative (1) or dative (2)."""
        return f"{self.determiner.forms[self.noun.gender][case]} {self.noun.of(case)}"

    @property
    def english(self) -> str:
        """The phrase in English."""
        if self.determiner.english == "a":
            return with_article(self.noun.english)
        return f"{self.determiner.english} {self.noun.english}"


def _event(rng: Random) -> Event[GermanPhrase, _GermanVerb]:
    dative = rng.random() < 0.2
    while True:
        one, other = (GermanPhrase(noun, rng.choice(DETERMINERS)) for noun in rng.sample(NOUNS, 2))
        if dative or "m" in (one.noun.gender, other.noun.gender):
            break
    verbs, case = (_DATIVE_VERBS, DATIVE) if dative else (_VERBS, 1)
    return Event(one, rng.choice(verbs), other, case)


def object_first(rng: Random) -> Pair:
    """Tell an event with the object first: "den Hund hat der Onkel gehört"."""
    event, (when, then) = _event(rng), rng.choice(_WHEN)
    subject, given = event.subject.of(0), event.object.of(event.case)
    if rng.random() < 0.3:
        german = [given, event.verb.past, subject, when]
    else:
        german = [given, "hat", subject, when, event.verb.participle]
    return Pair(sentence(spaced(*german)), event.told.statement(then))


def subject_first(rng: Random) -> Pair:
    """Tell an event with the subject first, or behind the verb."""
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


def object_seldom_first(rng: Random) -> Pair:
    """Tell an event with the object first as often as people write so, else the subject."""
    return object_first(rng) if rng.random() < 0.2 else subject_first(rng)


def who_or_whom(rng: Random) -> Pair:
    """Ask for the subject or the object of an event."""
    event = _event(rng)
    if rng.random() < 0.5:
        german = spaced("wer hat", event.object.of(event.case), event.verb.participle)
        return Pair(sentence(german, "?"), event.told.who())
    whom = "wem" if event.case == DATIVE else "wen"
    german = spaced(whom, "hat", event.subject.of(0), event.verb.participle)
    return Pair(sentence(german, "?"), event.told.whom())


def passive(rng: Random) -> Pair:
    """Tell an event in the passive voice."""
    event = _event(rng)
    while event.case == DATIVE:
        event = _event(rng)
    by_whom = spaced("von", event.subject.of(DATIVE), event.verb.participle)
    return Pair(sentence(spaced(event.object.of(0), "wurde", by_whom)), event.told.passive())


def relative_clause(rng: Random) -> Pair:
    """Say something of the subject or the object of an event, which a relative clause tells."""
    event, (quality, like) = _event(rng), rng.choice(_QUALITIES)
    verb = event.verb.past if rng.random() < 0.25 else f"{event.verb.participle} hat"
    phrase, case, other, english = event.described(f"is {like}", rng)
    pronoun = _THE.forms[phrase.noun.gender][case]
    german = f"{phrase.of(0)}, {spaced(pronoun, other, verb)}, ist {quality}"
    return Pair(sentence(german), english)
