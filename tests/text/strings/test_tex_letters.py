import re

import pytest

from tolmach.text.strings.tex_letters import TEX_LETTER, tex_letter

_LETTER = re.compile(TEX_LETTER, re.VERBOSE)


def decoded(text: str) -> str:
    return _LETTER.sub(lambda found: tex_letter(found[0]), text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (r"f\"unf T\"{u}ren, {\"A}pfel", "fünf Türen, Äpfel"),
        (r"Ma\ss{}e, Gru\ss an alle, {\SS}", "Maße, Grußan alle, ẞ"),
        (r"Kaf\'e, \'{e}t\'{e}, \`{a}, na\"{\i}v", "Kafé, été, à, naïv"),
        (r"\v{c}aj, \k{a}, \c{C}a, sm{\o}r, {\aa}, \l{}", "čaj, ą, Ça, smør, å, ł"),
    ],
)
def test_letters_are_decoded(code: str, text: str) -> None:
    assert decoded(code) == text


@pytest.mark.parametrize(
    "text",
    [
        *(r"Er sagt \"Ja\", \"oder?\"", r"l\'eau, qu\'il, Anna\'s", r"C:\ordner\alt", r"a\.b"),
        *(r"\oint \item \label{a}", r"\\sum_i", "a\\nb"),
    ],
)
def test_quotes_paths_and_commands_are_no_letters(text: str) -> None:
    assert decoded(text) == text
