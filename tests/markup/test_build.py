import subprocess
import sys
from pathlib import Path

import pytest

from tests.toy_folder import LINES, make_toy_folder
from tolmach.glossary.translator import GlossaryTranslator
from tolmach.markup.build import build_translator
from tolmach.markup.translator import MarkupTranslator
from tolmach.translation.glossary import Glossary
from tolmach.translation.translator import Translator

TERMS = Glossary.of([("Hund", "hound")])


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Translator:
    return Translator.load(make_toy_folder(tmp_path_factory.mktemp("models") / "toy"))


def test_a_request_gets_the_translator_that_it_needs(toy: Translator) -> None:
    assert build_translator(toy) is toy
    assert isinstance(build_translator(toy, glossary=TERMS), GlossaryTranslator)
    assert isinstance(build_translator(toy, markup=True), MarkupTranslator)


def test_markup_and_terms_go_together(toy: Translator) -> None:
    both = build_translator(toy, markup=True, glossary=TERMS)
    found = both.translate(f"<b>{LINES[2]}</b>")
    assert found.text.count("<b>") == found.text.count("</b>") == 1
    assert "hound" in found.text


def test_plain_translation_imports_no_analysis(tmp_path: Path) -> None:
    program = (
        "import sys; from tolmach.markup.build import build_translator; "
        "build_translator(None); "
        "assert not [each for each in sys.modules if each.startswith('tolmach.analysis')]"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=tmp_path)
