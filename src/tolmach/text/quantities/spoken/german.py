"""Numbers and times in words of German.

A number is one word, its largest parts first, but units before tens.
"""

from tolmach.text.quantities.spoken.grammar import (
    DIGITS,
    HALF_DAY,
    NO_MORE,
    Clock,
    Grammar,
    TimePhrase,
    any_of,
    hours_among,
    numbered,
)

_UNITS = numbered("ein zwei drei vier fünf sechs sieben acht neun") | {"zwo": 2}
_TEENS = numbered(
    "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn", 10
)
_TENS = numbered("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig", 20, 10)
_TENS["dreissig"] = 30  # as in Switzerland
_WORDS = _UNITS | _TEENS | _TENS | {"eins": 1}
_COMPOUND = rf"{any_of(_UNITS)}und{any_of(_TENS)}"
_EARLY_TENS = [ten for ten, value in _TENS.items() if value < 60]
_COMPOUND_BELOW_60 = rf"{any_of(_UNITS)}und{any_of(_EARLY_TENS)}"
_BELOW_100 = rf"(?:{_COMPOUND}|{any_of(_WORDS)})"
_HUNDREDS = rf"{any_of(_UNITS, _TEENS)}?hundert(?:und)?"
_BELOW_1000 = rf"(?:{_HUNDREDS}{_BELOW_100}?|{_BELOW_100})"
_NUMBER = rf"(?:{_BELOW_1000}?tausend(?:und)?{_BELOW_1000}?|{_BELOW_1000})"
_MILLIONS = rf"(?:eine|{_BELOW_1000})\sMillion(?:en)?\s(?:und\s)?(?=[^\W\d_]*(?:hundert|tausend))"
# "Zwei-, dreihundert" and "mehrere hunderttausend" are no numbers.
_NO_PART = "".join(
    rf"(?<!{before}\s)"
    for before in ("- bis", "- oder", "- und", "-,", "mehrere", "einige", "viele", "paar", "wenige")
)
_DECIMAL = any_of(_UNITS, ["eins", "null"])
_PATTERN = (
    r"(?P<one_half>anderthalb)"
    rf"|{_NO_PART}(?:(?P<whole>{_BELOW_100})einhalb(?P<thousand>tausend)?"
    rf"|(?P<number>(?:{_MILLIONS})?{_NUMBER}))"
    rf"(?:ste[rnms]?(?P<ordinal>)|-?(?P<tail>(?:jährig|fach)(?:e[rnms]?)?|mal)"
    rf"|\sKomma(?P<decimals>(?:\s{_DECIMAL})+))?"
)


def german_value(words: str) -> int:
    """Return the value of a German number in small letters."""
    for name, size in (("million", 1_000_000), ("tausend", 1000), ("hundert", 100)):
        before, found, after = words.partition(name)
        if found:
            rest = after.removeprefix("en").strip().removeprefix("und").strip()
            many = german_value(before.strip()) if before else 1
            return size * many + (german_value(rest) if rest else 0)
    if words in _VALUES:
        return _VALUES[words]
    unit, _, ten = words.partition("und")
    return _UNITS[unit] + _TENS[ten]


_VALUES = _WORDS | {"null": 0, "eine": 1}

NUMBERS = Grammar(
    r"(?i)und\w{4,8}ig|hundert|tausend|halb|\skomma\s",
    _PATTERN,
    german_value,
    frozenset({*_WORDS, "hundert", "tausend"}),
    ",",
    ".",
)

_HOURS = "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split()
_LATER = (
    "null ein dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig einundzwanzig"
    " zweiundzwanzig dreiundzwanzig vierundzwanzig"
).split()
_EARLY_MINUTES = (
    "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn sechzehn"
    " siebzehn achtzehn neunzehn"
).split()
_COUNTED = (
    r"(?:Minuten?|Stunden?|Tagen?|Wochen|Monaten?|Jahren?|(?:Kilo|Zenti)?Metern?|Kilo|Gramm|Liter"
    r"|Grad|Prozent|Euro|Cent|Franken|Dollar|Mal|Personen|Leuten?|Menschen|Mann|Frauen|Männern?"
    r"|Kindern?|Seiten|Mark|Stück|Viertel|Drittel|Millionen)"
)
_END = rf"{NO_MORE}(?!\s{_COUNTED}\b)"
_HOUR = rf"(?P<hour>{any_of(_HOURS)}|{DIGITS}){_END}(?:\sUhr\b)?"
_SOME = r"(?P<minutes>fünf|zehn|drei|zwei|5|10)(?:\sMinuten)?"
_AT = r"\b(?:um|gegen|bis|ab|seit|ist|war|kurz)\s"
_OCLOCK = rf"(?<![\w.,:])(?P<said>(?P<hour>{any_of(_HOURS, _LATER)}|[01]?\d|2[0-4])\sUhr\s"
_AFTERNOON = TimePhrase(
    r"(?<![\w.,:/–-])(?P<said>(?P<hour>[1-6])"
    r"(?:[:.](?P<minutes>[0-5]\d))?\sUhr\snachmittags)\b",
    HALF_DAY,
    counted="hour",
)
# The parts of a day of which a model may say another or none, their hours, and how many minutes it
# is after these.
_PARTS_OF_DAY = (
    (range(6, 13), "vormittags", 0),
    (range(3, 12), r"(?:früh|in\sder\sFrühe?)", 0),
    (range(1, 6), "nachts", 0),
    (range(9, 12), "nachts", HALF_DAY),
    (range(12, 13), "nachts", -HALF_DAY),
    (range(21, 24), "nachts", 0),
)
CLOCK = Clock(
    r"(?i)halb\s|viertel\s|\sUhr\s|und\w{4,8}ig\s(?:Minuten\s)?(?:vor|nach)\s",
    german_value,
    (
        _AFTERNOON,
        *(
            TimePhrase(
                rf"(?<![\w.,:/–-])(?P<said>(?P<hour>{hours_among(_VALUES, hours)})"
                rf"(?:[:.](?P<minutes>[0-5]\d))?\sUhr\s{part})\b",
                offset,
                counted="hour",
            )
            for hours, part, offset in _PARTS_OF_DAY
        ),
        TimePhrase(rf"\b(?P<said>{_SOME}\svor\shalb\s{_HOUR})", -30, -1, "half"),
        TimePhrase(rf"\b(?P<said>{_SOME}\snach\shalb\s{_HOUR})", -30, 1, "half"),
        TimePhrase(rf"(?<!\w)(?P<said>halb\s{_HOUR})", -30, 1, "half"),
        TimePhrase(rf"\b(?P<said>drei[\s-]?viertel\s{_HOUR})", -15, 1, "half"),
        TimePhrase(rf"{_AT}(?P<said>viertel\s{_HOUR})", -45, 1, "half"),
        TimePhrase(
            rf"{_AT}(?P<said>(?P<minutes>{_COMPOUND_BELOW_60})(?:\sMinuten)?\snach"
            rf"\s{_HOUR})",
            counted="hour",
        ),
        TimePhrase(
            rf"{_AT}(?P<said>(?P<minutes>{_COMPOUND_BELOW_60})(?:\sMinuten)?\svor"
            rf"\s{_HOUR})",
            sign=-1,
            counted="hour",
        ),
        TimePhrase(
            rf"{_OCLOCK}(?P<minutes>{_COMPOUND_BELOW_60}"
            rf"|fünfzehn|zwanzig|drei(?:ß|ss)ig|vierzig|fünfzig)){_END}",
            counted="hour",
        ),
        TimePhrase(
            rf"{_OCLOCK}(?P<minutes>{any_of(_EARLY_MINUTES)}))\b"
            r"(?=\W*\Z|[.,;:!?)]|\s(?:an|ab|los|und|oder|bis|in|am|auf|von|nach)\b)",
            counted="hour",
        ),
        TimePhrase(
            r"(?<![\d.,:])(?P<said>(?P<hour>[01]?\d|2[0-4])\sUhr\s(?P<minutes>[0-5]\d))"
            rf"{_END}",
            counted="hour",
        ),
    ),
    " Uhr",
)
