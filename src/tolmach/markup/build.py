"""The translator that a request needs: the model's own, one with a glossary, or one for markup.

What is not needed is not imported: plain translation starts without the analyses of attention.
"""

from typing import TYPE_CHECKING

from tolmach.translation.translator import Translator

if TYPE_CHECKING:
    from tolmach.glossary.translator import GlossaryTranslator
    from tolmach.markup.translator import MarkupTranslator
    from tolmach.translation.glossary import Glossary


def build_translator(
    translator: Translator, *, markup: bool = False, glossary: "Glossary | None" = None
) -> "Translator | GlossaryTranslator | MarkupTranslator":
    """Return `translator` itself, or one around it that handles markup and obeys a glossary."""
    if markup:
        from tolmach.markup.translator import MarkupTranslator

        return MarkupTranslator(translator, glossary=glossary)
    if glossary is None:
        return translator
    from tolmach.glossary.translator import GlossaryTranslator

    return GlossaryTranslator(translator, glossary)
