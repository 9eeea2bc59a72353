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
# that comes at the end as often is followed by a small letter inside a sentence. In another case
# than it is written in, "Sat", one may be a word.
FullStop = Literal["ends", "held", "held before number", "held before number as written", "either"]

_NUMBER = r"(?=\s?\d)"  # a number follows
_AFTER, _GLUED = r"(?<=[\d½¼¾]\s)", r"(?<=[\d½¼¾])"  # a number stands before
_BEFORE_ALL = r"(?<![\d½¼¾]\s)(?<![\d½¼¾])"  # none does
_SCALE = r"(?:(?<=тыс\.\s)|(?<=млн\s)|(?<=млрд\s))"  # the word of one stands before
_NAME = r"(?=\s[A-ZÄÖÜ][a-zäöüß])"
_NAME_OR_INITIAL = r"(?=\s[A-ZÄÖÜ][a-zäöüß.])"
_ORDINAL = r"(?<=\d\.\s)"
_CENTURY = r"(?<=[IVX]\s)"
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

    @property
    def glued_pattern(self) -> str:
        """A pattern of it glued to a number, "5min."; nothing if it stands behind none."""
        return _GLUED + self.pattern.removeprefix(_AFTER) if self.behind == _AFTER else ""


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
    Abbreviation("Std", "held before number", "Stunden", behind=_AFTER),
    Abbreviation("Min", full="Minuten", behind=_AFTER),
    Abbreviation("Sek", full="Sekunden", behind=_AFTER),
    Abbreviation("ca Ca", "held", "etwa", before=_NUMBER),
    Abbreviation("zw Zw", "held", "zwischen", before=_NUMBER),
    Abbreviation("u", full="und", before=r"(?=\s(?:\d|\w\w))"),
    Abbreviation("evtl Evtl", "held", "eventuell"),
    Abbreviation("inkl Inkl einschl", "held", "einschließlich"),
    Abbreviation("zzgl Zzgl", "held", "zuzüglich"),
    Abbreviation("ggf Ggf ggfs", "held", "gegebenenfalls"),
    Abbreviation("max Max", "held before number", "maximal", before=_NUMBER),
    Abbreviation("Jh Jhd", "held before number", "Jahrhundert", behind=_ORDINAL),
    Abbreviation("Tel", "held", "Telefon", before=r"(?=:|\s?[\d+(])"),
    Abbreviation("bspw Bspw", "held", "beispielsweise"),
    Abbreviation("i.d.R I.d.R", full="in der Regel"),
    Abbreviation("z.T", full="teilweise"),
    Abbreviation("i.V.m", full="in Verbindung mit"),
    Abbreviation("u.U U.U", full="unter Umständen"),
    Abbreviation("u.a", full="zum Beispiel", before=r"(?=\s\w\w)"),
    Abbreviation("d.h D.h", full="also"),
    Abbreviation("i.A", full="im Namen von", before=_NAME_OR_INITIAL),
    Abbreviation("mind Mind", "held", "mindestens", before=_NUMBER),
    Abbreviation("min Min", "held before number", "mindestens", behind=_BEFORE_ALL, before=_NUMBER),
    Abbreviation("insb Insb insbes Insbes", "held", "insbesondere"),
    Abbreviation("z.Zt Z.Zt zzt Zzt", "held", "zurzeit"),
    Abbreviation("sog", "held", "sogenannte"),
    Abbreviation("mtl", "held", "monatlich"),
    Abbreviation("tägl", "held", "täglich"),
    Abbreviation("wöch wöchentl", "held", "wöchentlich"),
    Abbreviation("jährl", "held", "jährlich"),
    Abbreviation("m.E M.E", full="in meinen Augen"),
    Abbreviation("u.v.m", full="und vieles mehr"),
    Abbreviation("u.v.a", full="und viele andere"),
    Abbreviation("o.ä o.Ä", full="oder Ähnliches"),
    Abbreviation("exkl", "held", "ohne"),
    Abbreviation("abzgl Abzgl", "held", "minus"),
    Abbreviation("allg", "held", "allgemein"),
    Abbreviation("vorauss Vorauss", "held", "voraussichtlich"),
    Abbreviation("Pers", "held", "Personen", behind=_AFTER),
    Abbreviation("Pers", "held", "Person", behind=r"(?<=\b[Pp]ro\s)"),
    Abbreviation("ehem", "held", "ehemalige"),
    Abbreviation("o.g", full="obige"),
    Abbreviation("engl", "held", "englisch"),
    Abbreviation("dt", "held", "deutsch"),
    Abbreviation("J", full="Jahre", behind=_AFTER),
    Abbreviation("Stk Stck", "held", "Stück", behind=_AFTER),
    Abbreviation("z.Hd z.H", "held", "für", before=_NAME_OR_INITIAL),
    Abbreviation("vgl Vgl", "held", "siehe"),
    Abbreviation("gem Gem", "held", "gemäß"),
    Abbreviation("lt", "held", "gemäß"),
    Abbreviation("Lt", "held", "laut"),
    Abbreviation("bzgl Bzgl", "held", "bezüglich"),
    Abbreviation("Hrn", "held", "Herrn", before=_NAME),
    Abbreviation("Hr", "held", "Herr", before=_NAME),
    Abbreviation("Fr", "held", "Frau", before=_NAME),
    Abbreviation("Frl Dr Prof Ing Dipl med phil jur nat habil", "held"),
    Abbreviation("Fa", "held", "Firma", before=_NAME),
    Abbreviation("Fam", "held", "Familie", before=_NAME),
    Abbreviation("gez Abk Hd Kd Rg Pck Pkg", "held"),
    Abbreviation("bzw jew lit", "held"),
    Abbreviation("gegr geb gest Abschn Anm Ziff", "held"),
    Abbreviation("Bde Taf Jan Feb Febr Mär Apr Jun Jul Aug Sep Sept", "held before number"),
    Abbreviation("Okt Nov Dez", "held before number"),
    Abbreviation("Mo Di Mi Do Sa So", "held before number as written"),
    Abbreviation("usw f ff n.Chr v.Chr", "either"),
)
_ENGLISH = (
    Abbreviation("No no", "held before number", "number", before=_NUMBER),
    Abbreviation("e.g", full="for example"),
    Abbreviation("est", "held before number", "established", before=_NUMBER),
    Abbreviation("incl Incl", "held", "including"),
    Abbreviation("excl Excl", "held", "excluding"),
    Abbreviation("Nos", full="numbers", before=_NUMBER),
    Abbreviation("approx Approx", "held", "about"),
    Abbreviation("fig Fig", "held", "figure", before=_NUMBER),
    Abbreviation("figs Figs", "held", "figures", before=_NUMBER),
    Abbreviation("p", full="page", before=_NUMBER),
    Abbreviation("pp", "held", "pages", before=_NUMBER),
    Abbreviation("ch Ch", "held before number", "chapter", before=_NUMBER),
    Abbreviation("vol Vol", "held before number", "volume", before=_NUMBER),
    Abbreviation("dept Dept", "held", "department"),
    Abbreviation("i.e", full="that is"),
    Abbreviation("min Min", "held before number", "at least", behind=_BEFORE_ALL, before=_NUMBER),
    Abbreviation("max Max", "held before number", "up to", before=_NUMBER),
    Abbreviation("Apt apt", "held before number", "apartment", before=_NUMBER),
    Abbreviation("appt Appt", "held", "appointment"),
    Abbreviation("govt Govt", "held", "government"),
    Abbreviation("hrs hr", "held", "hours", behind=_AFTER),
    Abbreviation("yrs yr", "held", "years", behind=_AFTER),
    Abbreviation("mi", full="miles", behind=_AFTER),
    Abbreviation("deg", full="degrees", behind=_AFTER),
    Abbreviation("tbsp", "held", "tablespoons", behind=_AFTER),
    Abbreviation("tsp", "held", "teaspoons", behind=_AFTER),
    Abbreviation("sec Sec", "held before number", "section", behind=_BEFORE_ALL, before=_NUMBER),
    Abbreviation("para Para", "held", "paragraph", before=_NUMBER),
    Abbreviation("temp Temp", "held", "temperature"),
    Abbreviation("qty Qty", "held", "quantity"),
    Abbreviation("avg Avg", "held", "average"),
    Abbreviation("Est est", full="estimated", before=r"(?=\s[a-z])"),
    Abbreviation("intl Intl", "held", "international"),
    Abbreviation("misc Misc", "held", "miscellaneous"),
    Abbreviation("ca Ca", "held", "about", before=_NUMBER),
    Abbreviation("c", full="about", before=r"(?=\s?\d{3,4}\b)"),
    Abbreviation("Dr Prof Hon Mr Mrs Ms St Gen Col Lt Capt Sgt Gov Sen Rep Rev Pres", "held"),
    Abbreviation("vs cf U.S U.K E.U", "held"),
    Abbreviation("Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec ed al", "held before number"),
    Abbreviation("Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun", "held before number as written"),
    Abbreviation("etc Inc Ltd Co Corp Jr Bros a.m p.m", "either"),
)
_RUSSIAN = (
    Abbreviation("тыс", "held", "тысяч", behind=_AFTER),
    Abbreviation("т.к Т.к", full="так как"),
    Abbreviation("т.е Т.е", full="то есть"),
    Abbreviation("мин Мин", "held before number", "минимум", behind=_BEFORE_ALL, before=_NUMBER),
    Abbreviation("макс Макс", "held", "максимум", before=_NUMBER),
    Abbreviation("прим", "held before number", "примерно", before=_NUMBER),
    Abbreviation("ок Ок", "held before number", "около", before=_NUMBER),
    Abbreviation("шт", "held", "штуку", behind=r"(?<=\bза\s)"),
    Abbreviation("экз", "held", "экземпляров", behind=_AFTER),
    Abbreviation("пр", full="прочее", behind=r"(?<=\bи\s)"),
    Abbreviation("т.н Т.н", full="так называемый"),
    Abbreviation("т.о Т.о", full="таким образом"),
    Abbreviation("т.д", full="так далее", behind=r"(?<=\bи\s)"),
    Abbreviation("гг", "held", "годах", behind=_AFTER),
    Abbreviation("в", full="веке", behind=_CENTURY),
    Abbreviation("вв", "held", "веках", behind=_CENTURY),
    Abbreviation("стр", "held before number", "странице", before=_NUMBER),
    Abbreviation("Стр", "held before number", "Страница", before=_NUMBER),
    Abbreviation("напр Напр", "held", "например"),
    Abbreviation("д", full="дом", before=_NUMBER),
    Abbreviation("кв", "held before number", "квартира", before=_NUMBER),
    Abbreviation("мин", full="минут", behind=_AFTER),
    Abbreviation("сек", full="секунд", behind=_AFTER),
    Abbreviation("ч.л", full="чайная ложка", behind=_AFTER),
    Abbreviation("ст.л", full="столовая ложка", behind=_AFTER),
    Abbreviation("ч", full="часов", behind=_AFTER, before=r"(?!\s?л\.)"),
    Abbreviation("чел", full="человек", behind=_AFTER),
    Abbreviation("шт", full="штук", behind=_AFTER),
    Abbreviation("г", full="городе", behind=r"(?<=\b[вВ]\s)", before=_CITY),
    Abbreviation("г", full="город", behind=r"(?<!\d\s)", before=_CITY),
    Abbreviation("дн", full="дней", behind=_AFTER),
    Abbreviation("нед", full="недель", behind=_AFTER),
    Abbreviation("мес", full="месяцев", behind=_AFTER),
    Abbreviation("руб", "held before number", "рублей", behind=_AFTER),
    Abbreviation("коп", full="копеек", behind=_AFTER),
    Abbreviation("проф Проф", "held", "профессор", before=_CITY),
    Abbreviation("акад Акад", "held", "академик", before=_CITY),
    Abbreviation("ул", "held", "улице", behind=r"(?<=\b[Нн]а\s)", before=_CITY),
    Abbreviation("ул Ул", "held", "улица", before=_CITY),
    Abbreviation("им", "held", "имени", before=_CITY),
    Abbreviation("обл пер пос наб пл просп см рис", "held"),
    Abbreviation("гл", "held before number", "главу", before=_NUMBER),
    Abbreviation("с", full="страница", before=_NUMBER),
    Abbreviation("т", full="том", behind=r"(?<!\d\s)", before=_NUMBER),
    Abbreviation("р", full="рублей", behind=_AFTER),
    Abbreviation("вкл", "held", "включая"),
    Abbreviation("чел", full="человек", behind=_SCALE),
    Abbreviation("т.ч", full="том числе", behind=r"(?<=\b[вВ]\s)"),
    Abbreviation("др", full="другие", behind=r"(?<=\bи\s)"),
    Abbreviation("тел Тел", "held", "телефон", before=r"(?=:|\s?[\d+(])"),
    Abbreviation("ст табл разд корп", "held before number"),
    Abbreviation("янв фев февр мар апр июн июл авг сен сент", "held before number"),
    Abbreviation("окт ноя нояб дек", "held before number"),
    Abbreviation("пн вт ср чт пт сб вс", "held before number as written"),
    Abbreviation("Пн Вт Ср Чт Пт Сб Вс", "held before number as written"),
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
    """Return the abbreviations with such a full stop in any of the languages.

    They are in lower case, but where it matters how they are written.
    """
    return frozenset(_words(kind))


def _words(kind: FullStop) -> Iterator[str]:
    for table in ABBREVIATIONS.values():
        for one in table:
            if one.full_stop == kind:
                written = kind.endswith("as written")
                yield from (one.spellings if written else one.spellings.lower()).split()
