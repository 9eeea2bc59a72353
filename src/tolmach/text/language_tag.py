"""Language tags by BCP 47, in any spelling: `de_DE`, `deu` and `DE-de` name one language."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from langcodes import Language

# Codes of ISO 15924, and what `scripts` of `text/spacing.py` calls their letters.
_SCRIPTS = {
    "Arab": "arabic",
    "Armn": "armenian",
    "Beng": "bengali",
    "Cyrl": "cyrillic",
    "Deva": "devanagari",
    "Ethi": "ethiopic",
    "Geor": "georgian",
    "Grek": "greek",
    "Hang": "hangul",
    "Hans": "han",
    "Hant": "han",
    "Hebr": "hebrew",
    "Jpan": "han",
    "Khmr": "khmer",
    "Kore": "hangul",
    "Laoo": "lao",
    "Latn": "latin",
    "Mymr": "myanmar",
    "Taml": "tamil",
    "Telu": "telugu",
    "Thai": "thai",
    "Tibt": "tibetan",
}
# Usual scripts of languages that are translated often: asking about them costs no import.
COMMON_SCRIPTS = dict.fromkeys(
    "cs da de en es fi fr hu it nl no pl pt ro sv tr vi".split(), "Latn"
) | {"bg": "Cyrl", "ru": "Cyrl", "uk": "Cyrl"}
# Scripts in the names of locales.
_MODIFIERS = {"latin": "Latn", "cyrillic": "Cyrl", "devanagari": "Deva"}
_RIGHT_TO_LEFT = frozenset("Adlm Arab Aran Hebr Nkoo Rohg Syrc Thaa".split())
_NORWEGIAN = frozenset({"no", "nb", "nn"})  # a language and its two written forms


@lru_cache(maxsize=4096)
def standard_tag(code: str) -> str | None:
    """Return the tag as BCP 47 writes it ("deu_DE" is "de-DE"), or None where it is no tag.

    What follows a point or an @, as in a locale's name (`de_DE.UTF-8`), is no part of it but for
    a script (`sr_RS@latin`).
    """
    if code in COMMON_SCRIPTS:  # which are written so already
        return code
    name, _, modifier = code.strip().partition("@")
    language, *rest = name.partition(".")[0].replace("_", "-").split("-")
    script = _MODIFIERS.get(modifier.lower())
    plain = "-".join([language, script, *rest] if script else [language, *rest])
    # the parser takes letters of any alphabet, and is slow to load for a sentence
    if not plain.isascii() or " " in plain:
        return None
    from langcodes import standardize_tag
    from langcodes.tag_parser import LanguageTagError

    try:
        # twice, since the parser puts some that are no tags into an order that it then refuses
        return standardize_tag(standardize_tag(plain, macro=True), macro=True)
    except LanguageTagError:
        return None


@lru_cache(maxsize=4096)
def is_registered(code: str) -> bool:
    """Say whether each part of the tag is a language, script or region that exists."""
    if code in COMMON_SCRIPTS:
        return True
    from langcodes import tag_is_valid

    tag = standard_tag(code)
    return tag is not None and tag_is_valid(tag)


def language_of(code: str) -> str | None:
    """Return the language alone: "pt" of "pt-BR", "zh" of "zh-Hant" and of "cmn".

    A private tag ("x-mine") is a language of its own.
    """
    tag = standard_tag(code)
    return tag if tag is None or tag.startswith("x-") else tag.partition("-")[0]


def same_language(one: str | None, other: str | None) -> bool:
    """Say whether two tags name one language, of whatever country or script."""
    if one is None or other is None:
        return False
    first, second = language_of(one), language_of(other)
    if first is None or second is None:
        return False
    return first == second or ("no" in (first, second) and {first, second} <= _NORWEGIAN)


@lru_cache(maxsize=4096)
def covers(wanted: str, found: str) -> bool:
    """Say whether a text tagged `found` is what a reader of `wanted` asks for.

    "de" takes "de-AT"; "en-GB" takes "en", but not "en-US"; "zh-Hant" takes "zh-TW". A script
    that goes without saying may be left out on either side.
    """
    if wanted.lower() == found.lower():
        return True
    if not same_language(wanted, found):
        return False
    one, other = _parsed(wanted), _parsed(found)
    if None not in (one.territory, other.territory) and one.territory != other.territory:
        return False
    return not (one.script or one.territory) or _script(one) == _script(other)


def usual_script(code: str) -> str | None:
    """Return the script in which a language is written, as `scripts` of `text/spacing.py` names it.

    None for a script that is not listed here; what names no language counts as Latin.
    """
    script = COMMON_SCRIPTS.get(code) or _script(_parsed(code))
    return None if script is None else _SCRIPTS.get(script)


def general_tag(code: str) -> str:
    """Return what covers all that is written as `code`, of whatever country."""
    parsed = _parsed(code)
    script = _script(parsed) if parsed.script or parsed.territory else None
    return "-".join(filter(None, (language_of(code) or code, script)))


def common_tag(codes: set[str]) -> str:
    """Return the narrowest tag that `codes`, all of one language, have in common."""
    if len(codes) == 1:
        return next(iter(codes))
    language = language_of(min(codes)) or min(codes)
    scripts = {_script(_parsed(code)) for code in codes}
    usual = _script(_parsed(language))
    return language if len(scripts) > 1 or usual in scripts else f"{language}-{scripts.pop()}"


@lru_cache(maxsize=4096)
def script_of(code: str) -> str | None:
    """Return the script of a language, by ISO 15924: that of its tag, or else the usual one."""
    if code in COMMON_SCRIPTS:
        return COMMON_SCRIPTS[code]
    return _script(_parsed(code)) if standard_tag(code) else None


def writing_direction(code: str) -> Literal["ltr", "rtl"]:
    """Return the direction in which a language is written, as HTML names it."""
    return "rtl" if script_of(code) in _RIGHT_TO_LEFT else "ltr"


def _parsed(code: str) -> "Language":
    from langcodes import Language

    return Language.get(standard_tag(code) or "und")


def _script(parsed: "Language") -> str | None:
    return parsed.script or parsed.maximize().script


@dataclass(frozen=True)
class OfTwoLanguages:
    """What is found in texts of one language that are translated into another."""

    language: str = ""
    target: str = ""

    @classmethod
    def of(cls, source: str, target: str) -> Self:
        """Return that of two languages, given by their tags."""
        return cls(language_of(source) or "", language_of(target) or "")
