"""Russian endings: nouns, adjectives and pronouns by case, verbs by person.

A noun is given by four forms, a verb by six; the rest follows by rule (Zaliznyak 1977), but for the
stress of a few, which are listed.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

Forms = tuple[str, ...]  # by case


class Case(IntEnum):
    """A case, in the order of `Forms`."""

    NOMINATIVE = 0
    GENITIVE = 1
    DATIVE = 2
    ACCUSATIVE = 3
    INSTRUMENTAL = 4
    PREPOSITIONAL = 5


_HISSING = "жшчщ"
_NO_Y = "гкх" + _HISSING
# whose instrumental is stressed at the end, so that it has о or ё
_STRESSED = frozenset(
    """
    багаж борщ боец близнец врач гараж грач дворец ёж ключ карандаш кирпич конец кузнец купец лжец
    луч малыш мертвец меч москвич мудрец мяч нож огурец отец образец палач певец пловец
    плащ продавец рубец скрипач столбец творец ткач храбрец чертёж шалаш этаж юнец молодец душа
    свеча межа левша овца пыльца
    богатырь воробей вратарь день дождь календарь конь король корабль кремль монастырь
    муравей ноль огонь пень пузырь ремень рубль руль ручей секретарь словарь соловей сухарь угорь
    фонарь царь январь февраль сентябрь октябрь ноябрь декабрь путь гвоздь господь кисель
    журавль вождь
    земля семья статья свинья скамья судья змея заря струя родня простыня ладья бельё
    """.split()
)


def singular_forms(nominative: str, genitive: str, gender: str, *, animate: bool) -> Forms:
    """Return the cases of a noun's singular."""
    if nominative == genitive:
        return (nominative,) * 6
    if nominative.endswith(("ий", "ый", "ой", "ая", "яя", "ое", "ее")) and genitive.endswith(
        ("ого", "его", "ой", "ей")
    ):
        return adjective_forms(_masculine_adjective(nominative, genitive), gender, animate=animate)
    if nominative.endswith(("а", "я")) and genitive.endswith(("ы", "и")) and gender != "n":
        return _in_a(nominative, genitive)
    if genitive.endswith("и"):
        return _in_soft_sign(nominative, genitive, gender)
    return _of_second_declension(nominative, genitive, gender, animate=animate)


def plural_forms(nominative: str, genitive: str, *, animate: bool) -> Forms:
    """Return the cases of a noun's plural."""
    accusative = genitive if animate else nominative
    if nominative == genitive:
        return (nominative,) * 6
    if nominative.endswith(("ые", "ие")) and genitive.endswith(("ых", "их")):
        dative = genitive[:-1] + "м"
        return (nominative, genitive, dative, accusative, dative + "и", genitive)
    stem, ending = nominative[:-1], nominative[-1]
    soft = ending == "я" or (ending == "и" and stem[-1] not in _NO_Y)
    vowel = "я" if soft else "а"
    dative, instrumental, prepositional = (stem + vowel + end for end in ("м", "ми", "х"))
    return (nominative, genitive, dative, accusative, instrumental, prepositional)


def _masculine_adjective(nominative: str, genitive: str) -> str:
    if nominative.endswith(("ий", "ый", "ой")):
        return nominative
    stem = nominative[:-2]
    soft = genitive.endswith(("его", "ей")) or stem[-1] in _NO_Y
    return stem + ("ий" if soft else "ый")


def _in_a(nominative: str, genitive: str) -> Forms:
    stem, soft = nominative[:-1], nominative[-1] == "я"
    if stem.endswith("и"):
        return (nominative, genitive, genitive, stem + "ю", stem + "ей", genitive)
    dative, accusative = stem + "е", stem + ("ю" if soft else "у")
    vowel = "о" if not soft and stem[-1] not in _HISSING + "ц" else "е"
    if nominative in _STRESSED:
        vowel = "ё" if soft else "о"
    return (nominative, genitive, dative, accusative, f"{stem}{vowel}й", dative)


def _in_soft_sign(nominative: str, genitive: str, gender: str) -> Forms:
    if nominative.endswith("мя"):
        return (nominative, genitive, genitive, nominative, genitive[:-1] + "ем", genitive)
    if gender == "m":
        vowel = "ё" if nominative in _STRESSED else "е"
        instrumental = genitive[:-1] + vowel + "м"
    else:
        longer = len(genitive) > len(nominative)  # мать, матери
        instrumental = genitive[:-1] + "ью" if longer else nominative + "ю"
    return (nominative, genitive, genitive, nominative, instrumental, genitive)


def _of_second_declension(nominative: str, genitive: str, gender: str, *, animate: bool) -> Forms:
    stem, soft = genitive[:-1], genitive[-1] == "я"
    dative, prepositional = stem + ("ю" if soft else "у"), stem + "е"
    if stem.endswith("и"):
        prepositional = stem + "и"
    vowel = "е" if soft or stem[-1] in _HISSING + "ц" else "о"
    if nominative in _STRESSED or nominative.endswith(("ё", "ьё")):
        vowel = "ё" if soft else "о"
    elif nominative.endswith("о"):
        vowel = "о"
    accusative = genitive if animate and gender == "m" else nominative
    return (nominative, genitive, dative, accusative, f"{stem}{vowel}м", prepositional)


# by gender, "p" for the plural: endings by case; an accusative that is "" is another case
_HARD: Mapping[str, Forms] = {
    "m": ("ый", "ого", "ому", "", "ым", "ом"),
    "f": ("ая", "ой", "ой", "ую", "ой", "ой"),
    "n": ("ое", "ого", "ому", "ое", "ым", "ом"),
    "p": ("ые", "ых", "ым", "", "ыми", "ых"),
}
_SOFT: Mapping[str, Forms] = {
    "m": ("ий", "его", "ему", "", "им", "ем"),
    "f": ("яя", "ей", "ей", "юю", "ей", "ей"),
    "n": ("ее", "его", "ему", "ее", "им", "ем"),
    "p": ("ие", "их", "им", "", "ими", "их"),
}


def adjective_forms(masculine: str, gender: str, *, animate: bool) -> Forms:
    """Return the cases of an adjective in a gender ("p": plural), by its masculine nominative."""
    stem, last = masculine[:-2], masculine[-3]
    soft = masculine.endswith("ий") and last not in "гкх"
    endings: Forms = (_SOFT if soft else _HARD)[gender]
    if soft and last in _HISSING:
        endings = tuple({"яя": "ая", "юю": "ую"}.get(end, end) for end in endings)
    elif last in _NO_Y:
        endings = tuple(end.replace("ы", "и") for end in endings)
    forms = [stem + end for end in endings]
    if gender == "m":
        forms[0] = masculine
    return _with_accusative(tuple(forms), animate=animate, fixed=bool(endings[3]))


def _with_accusative(forms: Forms, *, animate: bool, fixed: bool) -> Forms:
    """Put the genitive, of the animate, or the nominative in the accusative's place."""
    if fixed:
        return forms
    accusative = forms[Case.GENITIVE if animate else Case.NOMINATIVE]
    return (*forms[:3], accusative, *forms[4:])


# pronouns that are declined like adjectives, though not quite: cases without the accusative of
# masculine and plural
_PRONOMINAL: Mapping[str, Mapping[str, str]] = {
    "мой": {
        "m": "мой моего моему  моим моём",
        "f": "моя моей моей мою моей моей",
        "n": "моё моего моему моё моим моём",
        "p": "мои моих моим  моими моих",
    },
    "наш": {
        "m": "наш нашего нашему  нашим нашем",
        "f": "наша нашей нашей нашу нашей нашей",
        "n": "наше нашего нашему наше нашим нашем",
        "p": "наши наших нашим  нашими наших",
    },
    "этот": {
        "m": "этот этого этому  этим этом",
        "f": "эта этой этой эту этой этой",
        "n": "это этого этому это этим этом",
        "p": "эти этих этим  этими этих",
    },
    "тот": {
        "m": "тот того тому  тем том",
        "f": "та той той ту той той",
        "n": "то того тому то тем том",
        "p": "те тех тем  теми тех",
    },
    "весь": {
        "m": "весь всего всему  всем всём",
        "f": "вся всей всей всю всей всей",
        "n": "всё всего всему всё всем всём",
        "p": "все всех всем  всеми всех",
    },
    "чей": {
        "m": "чей чьего чьему  чьим чьём",
        "f": "чья чьей чьей чью чьей чьей",
        "n": "чьё чьего чьему чьё чьим чьём",
        "p": "чьи чьих чьим  чьими чьих",
    },
    "один": {
        "m": "один одного одному  одним одном",
        "f": "одна одной одной одну одной одной",
        "n": "одно одного одному одно одним одном",
        "p": "одни одних одним  одними одних",
    },
}
_LIKE = {"твой": ("мой", "м", "тв"), "свой": ("мой", "м", "св"), "ваш": ("наш", "н", "в")}
_UNCHANGED = frozenset(("его", "её", "их"))


def determiner_forms(word: str, gender: str, *, animate: bool) -> Forms:
    """Return the cases of a possessive, demonstrative or adjective in a gender ("p": plural)."""
    if word in _UNCHANGED:
        return (word,) * 6
    model, old, new = _LIKE.get(word, (word, "", ""))
    if model not in _PRONOMINAL:
        return adjective_forms(word, gender, animate=animate)
    forms = tuple(_PRONOMINAL[model][gender].split(" "))
    if old:
        forms = tuple(each and new + each.removeprefix(old) for each in forms)
    return _with_accusative(forms, animate=animate, fixed=bool(forms[3]))


class VerbForms(NamedTuple):
    """A verb of one aspect: six forms, "-" for those that do not exist."""

    infinitive: str
    first: str
    second: str
    third_plural: str
    he_did: str
    she_did: str
    imperative: str

    def finite(self, person: int) -> str:
        """Return the present, of a perfective verb the future; persons are 0 (я) to 5 (они)."""
        if person in (0, 1, 5):
            return (self.first, self.second, "", "", "", self.third_plural)[person]
        stem, reflexive = self.second, ""
        if stem.endswith("ся"):
            stem, reflexive = stem[:-2], "сь" if person == 4 else "ся"
        return _third_first_second(self.first, stem)[person - 2] + reflexive

    def past(self, gender: str) -> str:
        """Return the past of a gender, "p" for the plural."""
        if gender in "mf":
            return self.he_did if gender == "m" else self.she_did
        stem, reflexive = self.she_did, ""
        if stem.endswith("сь"):
            stem, reflexive = stem[:-2], "сь"
        return stem[:-1] + ("о" if gender == "n" else "и") + reflexive

    def command(self, *, polite: bool) -> str:
        """Return the imperative, to somebody addressed as вы if polite."""
        if not polite:
            return self.imperative
        if self.infinitive.endswith(("ся", "сь")):
            return self.imperative[:-2] + "тесь"
        return self.imperative + "те"


def _third_first_second(first: str, second: str) -> tuple[str, str, str]:
    """Return the forms of он, мы and вы by those of я and ты."""
    stem = second[:-2]
    if second == "хочешь" or second.endswith("захочешь"):
        return stem + "т", stem[:-2] + "тим", stem[:-2] + "тите"
    if first.endswith("ем"):  # есть
        return stem + "ст", stem[:-1] + "едим", stem[:-1] + "едите"
    if first.endswith("дам"):  # дать
        return stem + "ст", stem[:-1] + "адим", stem[:-1] + "адите"
    return stem + "т", stem + "м", stem + "те"


BE = VerbForms("быть", "буду", "будешь", "будут", "был", "была", "будь")

_NUMERALS = (
    *("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"),
    *("десять", "одиннадцать", "двенадцать"),
)


def numeral(number: int, gender: str) -> str:
    """Return a number up to twelve in words, of a gender; greater ones in digits."""
    if number < len(_NUMERALS):
        if number == 2 and gender == "f":
            return "две"
        if number == 1:
            return determiner_forms("один", gender, animate=False)[0]
        return _NUMERALS[number]
    return str(number)


def counted(number: int, one: str, few: str, many: str) -> str:
    """Choose the form that follows a number: nominative, genitive, or genitive plural."""
    if number % 100 in range(11, 15) or number % 10 in (0, 5, 6, 7, 8, 9):
        return many
    return one if number % 10 == 1 else few
