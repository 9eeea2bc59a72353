"""Notices of what in a document was not translated: plain sentences, and codes.

By those a page says them in its own language.
"""

import re
from typing import Self

from tolmach.wording import counted

_SENTENCES = {  # in braces what is counted, or the number of a value
    "picture": "{picture}: text in it is not translated.",
    "drawing": "{drawing}: text in it is left as it is.",
    "formula": "{formula}: left untranslated.",
    "formula_in_cell": "{formula}: left untranslated, and so is text inside.",
    "formula_or_object": "{formula or other object}: left untranslated.",
    "object": "{embedded object}: left untranslated.",
    "embedded_page": "{embedded page}: left untranslated.",
    "preformatted": "{preformatted text}: left untranslated.",
    "filled_field": "{filled form field}: text left untranslated.",
    "template": "{template}: text in it is left as it is.",
    "attributes": "{tag}: text in attributes (alt, title) is left as it is.",
    "deletion": "{deletion}: text left untranslated.",
    "ruby": "{ruby text}: left untranslated.",
    "comment": "{comment}: left untranslated.",
    "alternative_text": "{description}: alternative texts are left as they are.",
    "alternative_text_or_title": (
        "{description}: alternative texts of pictures and titles of links are left as they are."
    ),
    "book_description": "Description of the book: left untranslated.",
    "computed": "{field}: computed words are left as they are; update them.",
    "content_control": "{content control}: text from elsewhere is left as it is.",
    "chart": "{chart}: the names in its data are left as they are.",
    "sheet_name": "{name}: names of sheets are left as they are: formulas refer to them.",
    "sheet_margin": "{margin}: headers and footers of sheets are left as they are.",
    "cell_rule": "{rule}: hints and choices of cells are left as they are.",
    "column_name": "{column name} of tables: left untranslated, as formulas refer to them.",
    "macros": "Macros: they are left as they are, and so is text inside them.",
    "signature": "Signature: it does not hold for the translation; sign that anew.",
    "front_matter": "Front matter: left untranslated.",
    "html": "{block} of HTML: left untranslated.",
    "code": "{block} of code: left untranslated.",
    "unusual": "{block} of unusual form: left untranslated.",
    "message_done": "{message}: translated already, and not again.",
    "plural_forms": (
        "{message} with more than two plural forms, which are all given the same translation; "
        "check them."
    ),
    "unit_done": "{unit}: translated already, and not again.",
    "unit_without": "{unit} without text in {0}.",
    "other_source": "Its source language is said to be {0}, but is translated as {1}.",
    "missed_term": '"{0}" could not be translated as its term in {text}.',
    "nothing": "It holds no text to be translated.",
}
CODES = tuple(_SENTENCES)
_PLACE = re.compile(r"\{([^}]+)\}")


class Notice(str):
    """A plain sentence in English, and what it says: a `code`, of how many things, and values."""

    code: str
    number: int
    values: tuple[str, ...]

    @classmethod
    def of(cls, code: str, number: int = 1, *values: str) -> Self:
        """Return the notice of a code: of how many things, and of which words."""

        def said(place: re.Match[str]) -> str:
            named = place[1]
            return values[int(named)] if named.isdigit() else counted(number, named)

        notice = cls(_PLACE.sub(said, _SENTENCES[code]))
        notice.code, notice.number, notice.values = code, number, values
        return notice
