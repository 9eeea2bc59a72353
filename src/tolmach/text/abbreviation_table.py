"""The table of abbreviations: what becomes of their full stop, and what they are read in full as.

One whose full stop is nothing special here may still be read in full. A model has seen few of those
that are, tears them apart, and takes their full stop for the end of a sentence; only those are that
mean one thing, and that translations gained by.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

# A full stop that is held ends no sentence, even before a capital: a name, a number or a noun
# follows. Before anything but a number, the abbreviation may be a word, or come at the end. One
# that comes at the end as often is followed by a small letter inside a sentence.
FullStop = Literal["ends", "held", "held before number", "either"]

_NUMBER = r"(?=\s?\d)"  # a number follows
_AFTER = r"(?<=\d\s)"  # a number stands before
_NAME = r"(?=\s[A-ZÄÖÜ][a-zäöüß])"
_DAY = r"(?<=\b[Aa]m\s)"
_CENTURY = r"(?<=[IVX]\s)"
_SPACE = r"(?=\s)"
_CITY = r"(?=\s?[А-ЯЁ][а-яё])"


class Abbreviation(NamedTuple):
    """An abbreviation in its `spellings`, with spaces between them and without the last full stop.

    Where it is `full`, it is read so, in these spellings alone, `behind` and `before` what patterns
    say. Single letters, which may be initials, hold their full stop anyway.
    """

    spellings: str
    full_stop: FullStop = "ends"
    full: str = ""
    behind: str = ""
    before: str = ""

    @property
    def pattern(self) -> str:
        """A pattern of it with all its full stops, at a place where it is read in full."""
        spelled = (re.escape(one).replace(r"\.", r"\.\s?") for one in self.spellings.split())
        return rf"{self.behind}(?:{'|'.join(spelled)})\.{self.before}"


_GERMAN = (
    Abbreviation("Abb", "held", "Abbildung", before=_NUMBER),
    Abbreviation("Tab", "held before number", "Tabelle", before=_NUMBER),
    Abbreviation("Kap", "held before number", "Kapitel", before=_NUMBER),
    Abbreviation("S", full="Seite", before=_NUMBER),
    Abbreviation("Abs", "held before number", "Absatz", before=_NUMBER),
    Abbreviation("Art", "held before number", "Artikel", before=_NUMBER),
    Abbreviation("Bd", "held before number", "Band", before=_NUMBER),
    Abbreviation("Nr", "held before number", "Nummer", before=_NUMBER),
    Abbreviation("Mio", "held", "Millionen", behind=_AFTER),
    Abbreviation("Mrd", "held", "Milliarden", behind=_AFTER),
    Abbreviation("Tsd", "held", "Tausend", behind=_AFTER),
    Abbreviation("Std", full="Stunden", behind=_AFTER),
    Abbreviation("Min", full="Minuten", behind=_AFTER),
    Abbreviation("Sek", full="Sekunden", behind=_AFTER),
    Abbreviation("ca Ca", "held", "etwa", before=_NUMBER),
    Abbreviation("evtl Evtl", "held", "eventuell"),
    Abbreviation("bspw Bspw", "held", "beispielsweise"),
    Abbreviation("i.d.R", full="in der Regel"),
    Abbreviation("z.T", full="teilweise"),
    Abbreviation("vgl Vgl", "held", "siehe"),
    Abbreviation("gem Gem", "held", "gemäß"),
    Abbreviation("lt Lt", "held", "laut"),
    Abbreviation("bzgl Bzgl", "held", "bezüglich"),
    Abbreviation("Hrn", "held", "Herrn", before=_NAME),
    Abbreviation("Hr", "held", "Herr", before=_NAME),
    Abbreviation("Fr", "held", "Frau", before=_NAME),
    Abbreviation("Mo", full="Montag", behind=_DAY),
    Abbreviation("Di", full="Dienstag", behind=_DAY),
    Abbreviation("Mi", full="Mittwoch", behind=_DAY),
    Abbreviation("Do", full="Donnerstag", behind=_DAY),
    Abbreviation("Fr", "held", "Freitag", behind=_DAY),
    Abbreviation("Sa", full="Samstag", behind=_DAY),
    Abbreviation("So", full="Sonntag", behind=_DAY),
    Abbreviation("Frl Dr Prof Ing Dipl med phil jur nat habil", "held"),
    Abbreviation("bzw ehem einschl inkl exkl zzgl abzgl ggf sog jew", "held"),
    Abbreviation("gegr geb gest Abschn Anm Ziff Tel", "held"),
    Abbreviation("Bde Taf Jan Feb Febr Mär Apr Jun Jul Aug Sep Sept", "held before number"),
    Abbreviation("Okt Nov Dez", "held before number"),
    Abbreviation("usw f ff n.Chr v.Chr", "either"),
)
_ENGLISH = (
    Abbreviation("No", "held before number", "number", before=_NUMBER),
    Abbreviation("Nos", full="numbers", before=_NUMBER),
    Abbreviation("approx Approx", "held", "approximately"),
    Abbreviation("fig Fig", "held", "figure", before=_NUMBER),
    Abbreviation("figs Figs", "held", "figures", before=_NUMBER),
    Abbreviation("p", full="page", before=_NUMBER),
    Abbreviation("pp", "held", "pages", before=_NUMBER),
    Abbreviation("ch Ch", full="chapter", before=_NUMBER),
    Abbreviation("vol Vol", "held before number", "volume", before=_NUMBER),
    Abbreviation("Mon", full="Monday", before=_SPACE),
    Abbreviation("Tue Tues", full="Tuesday", before=_SPACE),
    Abbreviation("Wed", full="Wednesday", before=_SPACE),
    Abbreviation("Thu Thur Thurs", full="Thursday", before=_SPACE),
    Abbreviation("Fri", full="Friday", before=_SPACE),
    Abbreviation("Sat", full="Saturday", before=_SPACE),
    Abbreviation("Sun", full="Sunday", before=_SPACE),
    Abbreviation("Jan", "held before number", "January", before=_NUMBER),
    Abbreviation("Feb", "held before number", "February", before=_NUMBER),
    Abbreviation("Apr", "held before number", "April", before=_NUMBER),
    Abbreviation("Aug", "held before number", "August", before=_NUMBER),
    Abbreviation("Sep Sept", "held before number", "September", before=_NUMBER),
    Abbreviation("Oct", "held before number", "October", before=_NUMBER),
    Abbreviation("Nov", "held before number", "November", before=_NUMBER),
    Abbreviation("Dec", "held before number", "December", before=_NUMBER),
    Abbreviation("dept Dept", "held", "department"),
    Abbreviation("Dr Prof Hon Mr Mrs Ms St Gen Col Lt Capt Sgt Gov Sen Rep Rev Pres", "held"),
    Abbreviation("vs cf U.S U.K E.U", "held"),
    Abbreviation("Jun Jul ed", "held before number"),
    Abbreviation("etc Inc Ltd Co Corp Jr Bros a.m p.m", "either"),
)
_RUSSIAN = (
    Abbreviation("тыс", "held", "тысяч", behind=_AFTER),
    Abbreviation("т.к Т.к", full="так как"),
    Abbreviation("т.е Т.е", full="то есть"),
    Abbreviation("т.д", full="так далее", behind=r"(?<=\bи\s)"),
    Abbreviation("гг", "held", "годах", behind=_AFTER),
    Abbreviation("в", full="веке", behind=_CENTURY),
    Abbreviation("вв", "held", "веках", behind=_CENTURY),
    Abbreviation("стр", "held before number", "странице", before=_NUMBER),
    Abbreviation("напр Напр", "held", "например"),
    Abbreviation("д", full="дом", before=_NUMBER),
    Abbreviation("кв", "held before number", "квартира", before=_NUMBER),
    Abbreviation("мин", full="минут", behind=_AFTER),
    Abbreviation("сек", full="секунд", behind=_AFTER),
    Abbreviation("ч", full="часов", behind=_AFTER),
    Abbreviation("чел", full="человек", behind=_AFTER),
    Abbreviation("шт", full="штук", behind=_AFTER),
    Abbreviation("г", full="городе", behind=r"(?<=\b[вВ]\s)", before=_CITY),
    Abbreviation("г", full="город", behind=r"(?<!\d\s)", before=_CITY),
    Abbreviation("обл пер пос наб ул пл просп проф акад им см рис", "held"),
    Abbreviation("гл ст табл разд корп", "held before number"),
)
_FRENCH = (Abbreviation("Mme Mlle Mgr", "held"),)
_SPANISH = (Abbreviation("Sr Sra", "held"),)

ABBREVIATIONS: Mapping[str, Sequence[Abbreviation]] = {
    "de": _GERMAN,
    "en": _ENGLISH,
    "ru": _RUSSIAN,
    "fr": _FRENCH,
    "es": _SPANISH,
}


def with_full_stop(kind: FullStop) -> frozenset[str]:
    """Return the abbreviations, in lower case, with such a full stop in any of the languages."""
    return frozenset(_words(kind))


def _words(kind: FullStop) -> Iterator[str]:
    for table in ABBREVIATIONS.values():
        for one in table:
            if one.full_stop == kind:
                yield from one.spellings.lower().split()
