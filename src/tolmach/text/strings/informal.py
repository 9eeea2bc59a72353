"""Words of chats and of speech, which are read in standard language: "gonna", "kannste", "щас".

Models learn from edited text, and garble them.
"""

import re
from collections.abc import Iterator

from tolmach.text.language_tag import language_of

_ENGLISH = {
    "asap": "as soon as possible", "btw": "by the way", "fyi": "for your information",
    "imho": "in my opinion", "idk": "I don't know", "nvm": "never mind",
    "brb": "be right back", "ttyl": "talk to you later", "cya": "see you",
    "thx": "thanks", "plz": "please", "pls": "please", "ppl": "people", "gr8": "great",
    "tmr": "tomorrow", "tmrw": "tomorrow", "cuz": "because", "coz": "because",
    "gonna": "going to", "wanna": "want to", "gotta": "have to", "hafta": "have to",
    "oughta": "ought to", "imma": "I'm going to", "lemme": "let me", "gimme": "give me",
    "dunno": "don't know", "kinda": "a bit", "sorta": "sort of", "lotta": "lot of",
    "outta": "out of", "shoulda": "should have", "coulda": "could have", "woulda": "would have",
    "musta": "must have", "y'all": "you all", "c'mon": "come on", "whatcha": "what are you",
}  # fmt: skip
# Written without their apostrophe; those that are words of their own are none: its, were, lets.
_NEGATED = "ai ca could did do does had has have is must should was were wo would".split()
_JOINED = "I'm I've you're they're we've you've they've you'll they'll it'll".split()
_WITH_IS = "that what there here who where he she".split()
_ENGLISH |= {f"{verb}nt": f"{verb}n't" for verb in _NEGATED}
_ENGLISH |= {words.replace("'", "").lower(): words for words in _JOINED}
_ENGLISH |= {f"{word}s": f"{word}'s" for word in _WITH_IS}
_GERMAN = {
    "mfg": "Mit freundlichen Grüßen", "vllt": "vielleicht", "vlt": "vielleicht",
    "nich": "nicht", "nix": "nichts", "nö": "nein", "jetz": "jetzt",
    "so'n": "so ein", "so'ne": "so eine", "was'n": "was denn",
    "'n": "ein", "'ne": "eine", "'nen": "einen", "'nem": "einem", "'ner": "einer",
    "aufm": "auf dem", "fürn": "für einen",
}  # fmt: skip
_WITH_YOU = "hast bist kannst willst weißt kommst gehst siehst machst".split()
_GERMAN |= {f"{verb}e": f"{verb} du" for verb in _WITH_YOU}
_GERMAN |= {f"{verb}s": f"{verb} es" for verb in "geht gibt hat wird".split()}
_RUSSIAN = {
    "спс": "спасибо", "пасиб": "спасибо", "плз": "пожалуйста", "пож": "пожалуйста",
    "пжл": "пожалуйста", "пжлст": "пожалуйста", "пжст": "пожалуйста",
    "щас": "сейчас", "ща": "сейчас", "чё": "что", "чо": "что", "ваще": "вообще",
    "оч": "очень", "комп": "компьютер", "инет": "интернет",
    "прив": "привет", "седня": "сегодня", "сёдня": "сегодня", "скока": "сколько",
}  # fmt: skip
# Those that may be names, too, are greetings where nothing but a name is with them.
_GREETINGS = {"lg": "Liebe Grüße", "vg": "Viele Grüße"}
_STANDARD = {"de": _GERMAN | _GREETINGS, "en": _ENGLISH, "ru": _RUSSIAN}
_ALONE_OR_WITH_NAME = r"[.,!]?(?:\s[A-ZÄÖÜ][\w-]*)?[.!]?\Z"

_ANY_WORD = re.compile(r"[\w']+")
_WORD = re.compile(r"(?<![\w.@#/-])['’]?\w+(?:['’]\w+)?(?![\w@/-]|\.\w)")
_BEGINS = r"(?:\A|[.!?…:]\s|[\"“”„«»(])\Z"  # stands before
# With the form of a company behind them, or in Russian before them, capitals are a name.
_COMPANY = (
    r"(?:\s(?:&\s)?(?:Co\.|[A-ZÄÖÜ][\w-]*)){0,3}\s"
    r"(?:g?GmbH|mbH|UG|AG|SE|KG|KGaA|OHG|GbR|eG|e\.\s?[KV]\.|Ltd|LLC|LLP|Inc|Corp|plc|PLC|S\.A\.)"
    r"(?!\w)"
)
_FORM_BEFORE = r"(?:[ОА]О|ИП)\s[«\"„]?\Z"  # ООО, ОАО, ЗАО, ПАО, АО, ИП


def informal_words(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Yield such words in a text of a language, `text[start:end]`, and the standard ones.

    Of a name, "Ive", or one in capitals, "MFG GmbH", there are none.
    """
    standard = _STANDARD.get(language_of(language) or "", {})
    may_be = not standard.keys().isdisjoint(_ANY_WORD.findall(text.lower().replace("’", "'")))
    for found in _WORD.finditer(text) if may_be else ():
        word, (start, end) = found[0].replace("’", "'").lower(), found.span()
        fits = word in standard and (word not in _GREETINGS or _is_alone(text, start, end))
        if fits and not _is_name(text, start, end):
            yield start, end, standard[word]


def _is_alone(text: str, start: int, end: int) -> bool:
    """Say whether a word begins a sentence in which nothing but a name follows."""
    before = re.search(_BEGINS, text[:start])
    return before is not None and re.match(_ALONE_OR_WITH_NAME, text[end:]) is not None


def _is_name(text: str, start: int, end: int) -> bool:
    """Say whether a word is written as a name: with a capital inside a sentence, or a company's."""
    word = text[start:end]
    if word.islower() or word == "Im":
        return False
    if not word.isupper():
        return re.search(_BEGINS, text[:start]) is None
    company = re.match(_COMPANY, text[end:]) or re.search(_FORM_BEFORE, text[:start])
    return company is not None
