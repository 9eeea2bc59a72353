"""Numbers and times in words of English.

A number is several words with spaces and hyphens; a year may be two numbers.
"""

import re

from tolmach.text.quantities.spoken.grammar import (
    DIGITS,
    HALF_DAY,
    NO_MORE,
    Clock,
    Grammar,
    TimePhrase,
    any_of,
    numbered,
)

_UNITS = numbered("one two three four five six seven eight nine")
_TEENS = numbered(
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10
)
_TENS = numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
_ANY_UNIT = any_of(_UNITS)
_TENS_BELOW_60 = any_of(ten for ten, value in _TENS.items() if value < 60)
_ORDINALS = numbered("first second third fourth fifth sixth seventh eighth ninth")
_LATE_ORDINALS = numbered(
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth"
    " nineteenth",
    10,
) | numbered(
    "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth", 20, 10
)
_WORDS = _UNITS | _TEENS | _TENS
_VALUES = _WORDS | _ORDINALS | _LATE_ORDINALS | {"a": 1, "and": 0, "oh": 0, "o": 0, "zero": 0}
JOIN = r"[\s‐‑-]"
_NO_HYPHEN = r"(?![‐‑-]\w)"
# "Twenty five-year-olds" and "two hundred-dollar notes" are twenty and two, but what is
# "two-hundred-year-old" is 200: after a space, what stands before a hyphen is of another word.
_COMPOUND = rf"(?:{any_of(_TENS)}(?:[‐‑-]{any_of(_UNITS)}|\s{any_of(_UNITS)}{_NO_HYPHEN}))"
_BELOW_100 = rf"(?:{_COMPOUND}|{any_of(_WORDS)})"
_HUNDRED = rf"(?:(?:{_BELOW_100}|a)\shundred(?![‐‑-](?!and\b))|{_BELOW_100}-hundred)"
_AND = rf"{JOIN}and{JOIN}"
_LAST = rf"(?:{_COMPOUND}|{any_of(_WORDS)}{_NO_HYPHEN})"
_HUNDREDS = rf"{_HUNDRED}(?:{_AND}{_BELOW_100}|{JOIN}{_LAST})?"
_BELOW_1000 = rf"(?:{_HUNDREDS}|{_BELOW_100})"
_THOUSANDS = (
    rf"(?:{_BELOW_1000}|a)\sthousand(?![‐‑-])"
    rf"(?:{_AND}{_BELOW_100}|,?\s{_HUNDREDS}|\s{_LAST})?"
)
_MILLIONS = rf"(?:{_BELOW_1000}|a)\smillion,?\s(?:and\s)?(?:{_THOUSANDS}|{_HUNDREDS})"
_NUMBER = rf"(?:{_MILLIONS}|{_THOUSANDS}|{_BELOW_1000})"
_MORE = rf"(?!{JOIN}(?:{any_of(_WORDS)}|hundred|thousand)\b)"
_ORDINAL = (
    rf"(?:{_HUNDRED}{_AND}{any_of(_ORDINALS, _LATE_ORDINALS)}"
    rf"|(?:{_HUNDRED}(?:{_AND}|\s))?{any_of(_TENS)}[‐‑-]{any_of(_ORDINALS)}"
    rf"|{any_of(_TENS)}\s{any_of(_ORDINALS)}(?=\scentury))"
)
_CENTURIES = any_of([*list(_TEENS)[3:], "twenty"])
_TO_99 = rf"(?:{any_of(list(_TENS)[4:])}(?:{JOIN}{any_of(_UNITS)})?)"
_IN = "".join(
    rf"(?<=\b{before}\s)|"
    for before in ("in", "since", "until", "till", "before", "after", "by", "of", "from", "year")
).removesuffix("|")
_NO_NOUN = "this|thus|unless|always|across|perhaps|sometimes|besides|towards|upstairs|downstairs"
_UNIT = (
    "(?:minute|second|hour|day|week|month|year|dollar|pound|euro|cent|mile|point|inch|foot|metre"
    "|meter)"
)
_NO_COUNT = (  # no noun of things that are counted, nor the second part of a compound
    rf"{_NO_HYPHEN}(?!\s(?!(?:{_NO_NOUN}|\w+days)\b)(?:{_UNIT}|people|feet"
    r"|per\s?cent|of|thing|hundred|thousand|[mb]illion|man|men|women|children|\w{3,}s)\b)"
)
_PATTERN = (
    rf"(?P<number>{_ORDINAL})(?P<ordinal>)"
    r"|an?\s(?P<noun>hour|minute|day|week|month|year|mile|kilometre|kilometer|pound|million)"
    rf"{_AND}a{JOIN}half(?!['’])"
    rf"|(?P<whole>{_BELOW_100}){_AND}a{JOIN}half(?P<thousand>\sthousand)?"
    rf"|(?P<year>{_CENTURIES}{JOIN}(?:(?:oh|o){JOIN}{any_of(_UNITS)}|{_COMPOUND})"
    rf"{_NO_HYPHEN}(?!\s{_UNIT}s?\b)"
    rf"|(?:{_IN})(?:{_CENTURIES}\s{any_of(_TEENS, _TENS)}"
    rf"|{any_of(_TEENS)}\s{_TO_99}){_NO_COUNT}){_MORE}"
    rf"|(?<![‐‑-])(?P<cardinal>{_NUMBER})"
    rf"(?:(?<!\bat\sone)\spoint(?P<decimals>(?:\s{any_of(_UNITS, ['oh', 'zero'])})+))?{_MORE}"
)


def english_value(text: str) -> int:
    """Return the value of an English number in small letters."""
    total = current = 0
    for word in re.findall(r"[a-z]+", text):
        match word:
            case "million":
                total, current = 1_000_000 * (total + current), 0
            case "thousand":
                total, current = total + 1000 * current, 0
            case "hundred":
                current *= 100
            case _:
                current += _VALUES[word]
    return total + current


NUMBERS = Grammar(
    rf"(?i)ty{JOIN}|teen{JOIN}|(?:ten|eleven|twelve)\s\w+ty|hundred|thousand|{JOIN}half"
    r"|\spoint\s",
    _PATTERN,
    english_value,
    frozenset({*_WORDS, "a hundred", "a thousand"}),
    ".",
    ",",
    "s",
    rf"(?i)\b(?:{any_of(_WORDS)}|hundred|thousand){JOIN}\Z",
)

_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_HOUR = rf"(?P<hour>{any_of(_HOURS)}|{DIGITS}){NO_MORE}(?:\so['’]clock\b)?"
_MINUTES = (
    rf"(?:{_TENS_BELOW_60}(?:[\s-]{_ANY_UNIT})?"
    rf"|(?:oh|o)[\s-]{_ANY_UNIT}|ten|fifteen|(?:thir|four|six|seven|eigh|nine)teen)"
)
_SOME = (
    r"(?:(?P<minutes>twenty[\s-]five|five|ten|twenty|5|10|20|25)"
    rf"|(?P<some>{_MINUTES}|{_ANY_UNIT}|eleven|twelve|[1-5]?\d)(?=\sminutes?))"
    r"(?:\sminutes?)?"
)
_AT = r"\b(?:at|by|around|about|till|until|before|after|from|since|between|and)\s"
_IT_IS = r"(?:\bit\s(?:is|was)|\bit['’]s)\s"
_IS = rf"(?:\b(?:at|by|around|about|till|until|since|nearly|almost)\s|{_IT_IS})"
# "5 pm", and "2" of "2-3 pm". The last point of a text ends its sentence, too.
_CLOCK_TIME = r"(?:1[0-2]|0?[1-9])(?:[:.][0-5]\d)?"
_HALF_OF_DAY = r"\s?(?P<half>[ap])(?:m\b|\.\s?m\b(?:\.(?!\W*\Z))?)"
_FIRST = r"(?<![\w.,:/$€£])(?P<said>(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minutes>[0-5]\d))?"
_HALVES = (
    TimePhrase(rf"{_FIRST}{_HALF_OF_DAY})", counted="half of day"),
    TimePhrase(
        rf"{_FIRST})(?=(?:\s?[–—-]\s?|\s(?:to|until|till|and)\s)"
        rf"(?P<until>{_CLOCK_TIME}){_HALF_OF_DAY})",
        counted="half of day",
    ),
)
_AFTERNOON = TimePhrase(
    r"(?<![\w.,:/$€£–-])(?P<said>(?P<hour>[1-6])"
    r"(?:[:.](?P<minutes>[0-5]\d))?(?:\so['’]clock)?\sin\sthe\safternoon)\b",
    HALF_DAY,
    counted="half of day",
)
CLOCK = Clock(
    r"(?i)\bhalf[\s-]|\s(?:past|to|after|till|before)\s|(?:t(?:y|een)|\bten|\boh?)\b"
    r"|\d\s?[ap]\.?\s?m\b|\sin\sthe\safternoon\b",
    english_value,
    (
        *_HALVES,
        _AFTERNOON,
        TimePhrase(rf"\b(?P<said>half[\s-]past\s{_HOUR})", 30, 1, "half"),
        TimePhrase(
            rf"(?:{_AT}|{_IT_IS}(?![^.!?]{{,40}}\bhalf\b[^.!?]{{,40}}\bhalf\b))"
            rf"(?P<said>half\s{_HOUR}){_NO_COUNT}",
            30,
            1,
            "half",
        ),
        TimePhrase(rf"\b(?P<said>(?:a\s)?quarter\s(?:past|after)\s{_HOUR})", 15),
        TimePhrase(
            rf"\b(?P<said>(?:a\s)?quarter\s(?:to|till|before)\s{_HOUR}){_NO_COUNT}",
            -15,
        ),
        TimePhrase(rf"(?<!and\s)\b(?P<said>{_SOME}\spast\s{_HOUR})"),
        TimePhrase(
            rf"{_IS}(?P<said>{_SOME}\s(?:to|till|before)\s{_HOUR}){_NO_COUNT}",
            sign=-1,
        ),
        TimePhrase(
            rf"\b(?:at|by|until|till|before|after|since|from|to|around)\s(?P<said>"
            rf"(?P<hour>{any_of(_HOURS)})[\s-](?P<minutes>{_MINUTES}))\b"
            rf"{_NO_COUNT}",
            counted="hour",
        ),
        TimePhrase(
            rf"\b(?P<said>(?P<hour>{any_of(_HOURS)})-(?P<minutes>thirty|forty-five))\b"
            rf"{_NO_COUNT}",
            counted="hour",
        ),
    ),
)
