"""English endings and auxiliaries: plurals, articles, verbs in every tense, asked and negated."""

from typing import NamedTuple

_VOWELS = "aeiou"
_DOUBLED = frozenset(
    """
    admit ban bar beg begin bet chat chop clap cut dig drag drip drop fit forget get grab grin hit
    hop hug jog kid kidnap knit let nod occur pat permit pet plan plug prefer put quit refer regret
    rob rub run set shop shut sip sit skip slam slap slip snap spin spit split stop strip swim swap
    tap tip trap trim trip upset wag wet win wrap zip
    """.split()
)

_SOUNDS_WITH_CONSONANT = ("uni", "use", "usu", "eu", "one", "once", "ukr", "uto")
_MUTE = ("hour", "honest", "heir", "honor")
NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)


def plural(noun: str) -> str:
    """Return the regular plural of a noun, or of a phrase by its last word."""
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + "s"


def with_article(phrase: str) -> str:
    """Return the phrase after "a" or "an", by its first sound."""
    low = phrase.lower()
    vowel = low[0] in _VOWELS and not low.startswith(_SOUNDS_WITH_CONSONANT)
    return f"{'an' if vowel or low.startswith(_MUTE) else 'a'} {phrase}"


def third_person(base: str) -> str:
    """Return the form of he, she and it: "goes out"."""
    verb, _, rest = base.partition(" ")
    irregular = {"have": "has", "be": "is"}.get(verb)
    form = irregular or (verb + "es" if verb.endswith("o") else plural(verb))
    return f"{form} {rest}".strip()


def gerund(base: str) -> str:
    """Return the form in -ing: "going out"."""
    verb, _, rest = base.partition(" ")
    if verb.endswith("ie"):
        form = verb[:-2] + "ying"
    elif verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        form = verb[:-1] + "ing"
    else:
        form = verb + verb[-1] * (verb in _DOUBLED) + "ing"
    return f"{form} {rest}".strip()


class EnglishVerb(NamedTuple):
    """A verb, maybe with a particle: base form, past, participle; a state is never in progress."""

    base: str
    past: str
    participle: str
    state: bool = False


TO_BE = EnglishVerb("be", "was", "been", True)
TO_HAVE = EnglishVerb("have", "had", "had", True)


class Tensed(NamedTuple):
    """A verb in a tense: its auxiliary, "" for none, and the rest, and what negates it."""

    auxiliary: str
    main: str


# persons: "I", "you" (and we, they), "he" (and she, it)
_BE = {"I": "am", "you": "are", "he": "is"}
_WAS = {"I": "was", "you": "were", "he": "was"}
_NEGATED = {
    "am": "am not",
    "will": "won't",
    "can": "can't",
    "must": "must not",
    **{each: f"{each}n't" for each in ("is", "are", "was", "were", "do", "does", "did", "have")},
    **{each: f"{each}n't" for each in ("has", "had", "would", "could", "should")},
}
_CONTRACTED = {"am": "'m", "is": "'s", "are": "'re", "will": "'ll", "have": "'ve", "has": "'s"}
CONTRACTIBLE = frozenset(("I", "you", "he", "she", "it", "we", "they"))


def tensed(verb: EnglishVerb, person: str, tense: str) -> Tensed:
    """Put a verb into a tense for "I", "you" or "he"; the auxiliary do is there, too.

    Tenses: present, past, ongoing, was ongoing, future, going to, perfect, had, would have, or a
    modal verb.
    """
    if verb.base.split()[0] == "be" and tense in ("present", "past"):
        forms = _BE if tense == "present" else _WAS
        return Tensed(forms[person], verb.base.removeprefix("be").strip())
    he = person == "he"
    by_tense = {
        "present": ("does" if he else "do", verb.base),
        "past": ("did", verb.base),
        "ongoing": (_BE[person], gerund(verb.base)),
        "was ongoing": (_WAS[person], gerund(verb.base)),
        "future": ("will", verb.base),
        "going to": (_BE[person], f"going to {verb.base}"),
        "perfect": ("has" if he else "have", verb.participle),
        "had": ("had", verb.participle),
        "would have": ("would", f"have {verb.participle}"),
    }
    return Tensed(*by_tense.get(tense, (tense, verb.base)))  # or a modal verb


def affirmed(verb: EnglishVerb, person: str, tense: str) -> tuple[str, str]:
    """Return the auxiliary, "" where it is do, and the finite verb or what follows."""
    auxiliary, main = tensed(verb, person, tense)
    if auxiliary in ("do", "does", "did"):
        finite = {"do": verb.base, "does": third_person(verb.base), "did": verb.past}
        return "", finite[auxiliary]
    return auxiliary, main


def statement(subject: str, auxiliary: str, *rest: str, contract: bool) -> str:
    """Return "he is reading", or "he's reading" where asked for and possible."""
    if contract and subject in CONTRACTIBLE and auxiliary in _CONTRACTED and any(rest):
        return spaced(subject + _CONTRACTED[auxiliary], *rest)
    return spaced(subject, auxiliary, *rest)


def negated(auxiliary: str, *, contract: bool) -> str:
    """Return the auxiliary with not, "isn't" or "is not"."""
    if contract:
        return _NEGATED.get(auxiliary, f"{auxiliary} not")
    return "cannot" if auxiliary == "can" else f"{auxiliary} not"


def asked(verb: EnglishVerb, subject: str, person: str, tense: str, rest: str) -> str:
    """Return "is he reading …", "does he read …", without a mark."""
    auxiliary, main = tensed(verb, person, tense)
    return spaced(auxiliary, subject, main, rest)


def spaced(*words: str) -> str:
    """Join the words that are there."""
    return " ".join(filter(None, words))


def sentence(text: str, mark: str = ".") -> str:
    """Return the text as a sentence: a capital at the start, a mark at the end."""
    return text[:1].upper() + text[1:] + mark
