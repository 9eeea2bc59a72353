import numpy as np
import pytest

from tests.analysis.confidence.test_signals import made
from tests.models.variants import TRANSFORMER
from tests.toy_translator import toy_translator
from tolmach.analysis.confidence.evidence import Evidence
from tolmach.analysis.confidence.trust import Alert, Trust
from tolmach.analysis.confidence.untranslated import with_copies
from tolmach.translation.result import Segment, Token, Translation
from tolmach.translation.translator import Translator

ALONE = {"Garten": ("garden", -0.1), "Maria": ("Mary", -0.1), "Hotel": ("hotel", -0.1)}
UNSURE = ("beef", -3.0)


@pytest.fixture
def translator(monkeypatch: pytest.MonkeyPatch) -> Translator:
    """Return a translator that knows the words of `ALONE`, each alone."""

    def translate(words: list[str]) -> list[Translation]:
        return [said(word, *ALONE.get(word, UNSURE)) for word in words]

    toy = toy_translator(TRANSFORMER)
    monkeypatch.setattr(toy, "translate", translate)
    return toy


def said(word: str, text: str, value: float) -> Translation:
    segment = Segment((0, len(word)), (0, len(text)), (), (Token(text, value),), value, True)
    return Translation(word, text, value, (segment,))


def alerts(translator: Translator, found: Evidence) -> tuple[Alert, ...]:
    (shown,) = with_copies(translator, [Trust(found, 0.5, (), ())])
    return shown.alerts


def improbable(source: str, target: str) -> Evidence:
    count = len(target.split())
    return made(source, target, [0] * count, log_probabilities=np.full(count, -5.0))


def test_a_copy_that_the_model_would_translate_is_told(translator: Translator) -> None:
    (alert,) = alerts(translator, improbable("der Garten schläft", "the Garten sleeps"))
    assert (alert.fault, alert.spans) == ("untranslated", ((4, 10),))
    assert alert.chance == pytest.approx(np.exp(-0.1))


@pytest.mark.parametrize("word", ["Maria", "Hotel", "Wendelbrock", "17", "ab"])
def test_names_numbers_and_what_is_spelled_alike_are_not(translator: Translator, word: str) -> None:
    assert alerts(translator, improbable(f"der {word}", f"the {word}")) == ()


def test_what_fits_is_not(translator: Translator) -> None:
    found = made("der Garten", "the Garten", [0, 1], log_probabilities=np.full(2, -0.1))
    assert alerts(translator, found) == ()
    assert with_copies(translator, []) == []
