"""References in running text that are no decimals: "Joh 3,16", "Seiten 3,5", "Chapter 3.2".

Known by the word before: a book of the Bible, or a part of a text or of a law, as languages with a
decimal comma name them; in English a part of a text, or a name of which it is the version. A unit
or a word for a large number after it tells an amount nevertheless.
"""

import re
from functools import cache

# German, French, Spanish, Italian, Portuguese, Polish and Czech, in full and as editions abbreviate
# them; abbreviations that are words as well ("Am", "So", "Ab") are left out.
_BOOKS = """
    Gen Lev Num Dtn Jos Ri Rut Sam Kön Chr Esr Neh Tob Jdt Est Makk Hiob Ijob Ps Spr Koh Pred Hld
    Weish Sir Jes Jer Klgl Bar Ez Hes Dan Hos Obd Jona Mi Nah Hab Zef Hag Sach Mt Mk Lk Joh Apg Röm
    Kor Gal Eph Phil Kol Thess Tim Tit Phlm Hebr Jak Petr Jud Offb Apk
    Gn Lv Nb Dt Rt Esd Ne Tb Qo Ct Jr Lm Jl Ml Mc Lc Jn Ac Rm Ga Ép Th Tt Phm Jc Éx Jue Sal Prov Ecl
    Cant Sab Eclo Lam Abd Miq Sof Zac Hch Rom Ef Flp Flm Heb Sant Gv Fil Giac Pt Gd Ger Sl Jó Rdz
    Wj Kpł Pwt Joz Prz Iz Oz Łk Dz Rz Hbr Jk Ž Sk Řím Žid
    Genesis Exodus Levitikus Numeri Deuteronomium Mose Josua Richter Samuel Könige Chronik Esra
    Nehemia Esther Psalm Psalmen Sprüche Prediger Hohelied Jesaja Jeremia Klagelieder Hesekiel
    Ezechiel Daniel Hosea Joel Amos Obadja Micha Nahum Habakuk Zefanja Haggai Sacharja Maleachi
    Matthäus Markus Lukas Johannes Apostelgeschichte Römer Korinther Galater Epheser Philipper
    Kolosser Thessalonicher Timotheus Titus Philemon Hebräer Jakobus Petrus Judas Offenbarung
    Genèse Exode Psaume Psaumes Proverbes Isaïe Matthieu Marc Luc Jean Actes Romains Corinthiens
    Apocalypse Génesis Salmo Salmos Proverbios Isaías Mateo Marcos Lucas Juan Hechos Romanos
    Corintios Apocalipsis Genesi Salmi Proverbi Matteo Marco Luca Giovanni Atti Romani Corinzi
    Apocalisse Mateus João Atos Coríntios Mateusza Marka Łukasza Jana
"""
# Parts of texts and of laws; an abbreviation has its full stop.
_ABBREVIATIONS = """
    S Art Abs Kap Nr Ziff Bd Abb Tab Taf Anm Rn Rdnr V Vv p pp art chap cap núm fig str čl rozdz
"""
_PARTS = """
    Seite Seiten Artikel Absatz Absätze Kapitel Vers Verse Versen Nummer Nummern Ziffer Ziffern
    Zeile Zeilen Abbildung Abbildungen Tabelle Tabellen Sure Zahlen page pages article articles
    chapitre chapitres verset versets página páginas capítulo capítulos artículo artículos pagina
    pagine capitolo capitoli articolo articoli versetto versetti strana strany
"""
# Parts and versions in English, with a point: "Fig. 1.2", "Python 3.11", "USB 3.0".
_SECTION = re.compile(
    r"""
    (?: \b(?i:chapter|chap\.|section|sec\.|figure|fig\.|table|version|ver\.|release|appendix|part
        |equation|eq\.|example|exercise|item|step|level|lesson|room|gate|rule|article|clause|paragraph|annex)
      | (?<![\w.]) (?: \w*[a-z]\w*[A-Z]\w* | [A-Z]{2,} )
      | (?<![.!?:]\s) (?<!\A) \b[A-Z][a-z]+
      | \b(?:Python|Java|Windows|Android|Linux|Ubuntu|Debian|Firefox|Chrome|Bluetooth|Office|Word)
    ) [ ](?:(?:[<>=~]=?|[≤≥])[ ]?)?\Z
    """,
    re.VERBOSE,
)
_AND = re.compile(r",? (?:and|or|to|through|until|replaces|than|instead of|&) |, |[-–]")
_ONE_POINT = re.compile(r"\d{1,3}\.\d{1,3}")
_PASSAGE = r"\d{1,3},\d{1,3}"
_ONE_COMMA = re.compile(_PASSAGE)
_FURTHER = rf"(?:{_PASSAGE}(?:[-–.]\d+)*(?:;|,|[ ](?:und|u\.|et|y|e|i|a))[ ])"  # Mt 5,3; 6,9
_LONGEST_BEFORE = 50  # characters of such a word, and of the passages since
_UNITS = "km/h|[kcm]?m[²³]?|[mk]?g|t|[mc]?l|h|min|s|Mio|Mrd|°[CF]?"
_AMOUNTS = (
    "Mill?ion|Mil?l?iard|Prozent|pour[ ]cent|por[ ]ciento|Euro|Dollar|Franken|Kronen"
    "|(?:Zenti|Milli|Kilo)?[Mm]eter|Kilo|Liter|Grad|Stunden|Tage|Jahre|Punkte|Tonnen"
    "|(?:[mb]|tr)illion|percent|euros?|dollars?|pounds?|met(?:er|re)s?|kilos?|lit(?:er|re)s?|degrees"
    "|hours?|days?|years?|points?|miles?|feet|inch|times"
)
_AMOUNT = re.compile(rf"[ ]?(?:[%‰€$£]|(?:{_UNITS})(?!\w)|{_AMOUNTS})")


def is_passage(text: str, start: int, end: int) -> bool:
    """Say whether the number `text[start:end]`, written with one comma, refers to a passage.

    Two numbers in square brackets, [1,2], are of sources, or of a range.
    """
    if not _ONE_COMMA.fullmatch(text, start, end) or _AMOUNT.match(text, end):
        return False
    if text[start - 1 : start] == "[" and text[end : end + 1] == "]":
        return True
    return _named().search(text, max(0, start - _LONGEST_BEFORE), start) is not None


def is_section(text: str, start: int, end: int) -> bool:
    """Say whether the number `text[start:end]`, with one point, is of a part or of a version."""
    if not _ONE_POINT.fullmatch(text, start, end) or _AMOUNT.match(text, end):
        return False
    return _SECTION.search(text, max(0, start - _LONGEST_BEFORE), start) is not None


def goes_on(text: str, last: int, start: int, end: int) -> bool:
    """Say whether the number `text[start:end]` is of a version as that is which ends at `last`."""
    one = _ONE_POINT.fullmatch(text, start, end) and not _AMOUNT.match(text, end)
    return bool(one) and _AND.fullmatch(text, last, start) is not None


def is_amount(text: str, place: int) -> bool:
    """Say whether a unit, or a word for a large number, stands at a place, in any case."""
    after = text[place : place + _LONGEST_BEFORE]
    return _AMOUNT.match(after) is not None or _AMOUNT.match(after.lower()) is not None


@cache
def _named() -> re.Pattern[str]:
    """Compile the pattern when it is first needed: few texts have a decimal comma."""
    books, parts = "|".join(_BOOKS.split()), "|".join(_PARTS.split())
    abbreviations = "|".join(_ABBREVIATIONS.split())
    name = rf"(?:(?:{books})\.?|(?:{abbreviations})\.|{parts}|§§?)"
    return re.compile(rf"(?:(?<![\w.])|(?<=\b[1-5])){name}[ ]?{_FURTHER}*\Z")
