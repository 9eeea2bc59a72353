"""Languages as other programs write them: names in English, and DeepL's codes."""

from functools import lru_cache

from langcodes import Language

from tolmach.text.language_tag import standard_tag

# DeepL translates into a country's English and Portuguese, and its clients refuse the bare codes.
_VARIANTS = {"en": ("EN-GB", "EN-US"), "pt": ("PT-BR", "PT-PT")}


@lru_cache(maxsize=1024)
def language_name(code: str) -> str:
    """Return a language's English name, or its code where it has none."""
    tag = standard_tag(code)
    if tag is None or tag.startswith("x-"):
        return code
    return str(Language.get(tag).display_name("en"))


def deepl_source(code: str) -> str:
    """Return DeepL's code of a language that is read."""
    return code.upper()


def deepl_targets(code: str) -> tuple[str, ...]:
    """Return DeepL's codes of a language that is written."""
    return _VARIANTS.get(code.lower(), (code.upper(),))


def plain_language(code: str) -> str:
    """Return a code as this server writes it: "en" of "EN-US", in which English is served."""
    tag = standard_tag(code)
    return (code if tag is None else tag).partition("-")[0].lower() if "-" in code else code.lower()
