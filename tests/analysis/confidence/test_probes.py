"""Source words left out in turn, against scores of the shortened sources, and copies."""

import numpy as np
import pytest

from tests.analysis.confidence.test_signals import made
from tests.analysis.confidence.test_trust import CALIBRATION
from tests.models.variants import TRANSFORMER
from tests.toy_folder import LINES, make_toy_folder
from tests.toy_translator import toy_translator
from tolmach.analysis.alignment.erasure_links import piece_losses
from tolmach.analysis.confidence.calibration import ErasureAlarm
from tolmach.analysis.confidence.evidence import Evidence, evidence
from tolmach.analysis.confidence.logistic import Logistic
from tolmach.analysis.confidence.probes import (
    with_copies,
    with_numbers,
    with_omissions_located,
)
from tolmach.analysis.confidence.signals import ERASED_OMISSION
from tolmach.analysis.confidence.trust import Alert, Trust
from tolmach.corpus.parallel import Pair
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


@pytest.fixture(scope="module")
def babbler(tmp_path_factory: pytest.TempPathFactory) -> Translator:
    return Translator.load(make_toy_folder(tmp_path_factory.mktemp("models") / "toy"))


def test_only_omissions_are_placed_anew(babbler: Translator) -> None:
    (found,) = evidence(babbler, [Pair("Der Hund schläft", LINES[3])])
    other = Alert("repetition", 0.9, ((0, 3),))
    missing = Alert("omission", 0.8, ((0, 16),))
    shown = Trust(found, 0.5, (0.5,) * len(found.words), (missing, other))
    first, second = with_omissions_located(babbler, shown, None).alerts
    assert second == other
    assert (first.fault, first.chance) == ("omission", 0.8)
    values = piece_losses(babbler, found.source, found.target, found.source_words).sum(0)
    least = found.source_words[int(values.argmin())]
    assert any(start <= least[0] and least[1] <= end for start, end in first.spans)
    untouched = Trust(found, 0.5, shown.words, (other,))
    assert with_omissions_located(babbler, untouched, None) is untouched


@pytest.mark.parametrize(
    ("suspected", "above", "told"), [(0.0, 0.0, True), (0.0, 1.0, False), (1.0, 0.0, False)]
)
def test_erasure_decides_on_what_is_suspected(
    babbler: Translator, suspected: float, above: float, told: bool
) -> None:
    (found,) = evidence(babbler, [Pair("Der Hund schläft", LINES[3])])
    assert CALIBRATION.alarms is not None
    chance = Logistic(weights=(0.0,) * ERASED_OMISSION, bias=0.0)
    erased = ErasureAlarm(chance=chance, above=above, suspected=suspected)
    alarms = CALIBRATION.alarms.model_copy(update={"erased": erased})
    silent = Trust(found, 0.5, (0.5,) * len(found.words), ())
    alerts = with_omissions_located(babbler, silent, alarms).alerts
    assert [(each.fault, each.chance, bool(each.spans)) for each in alerts] == [
        ("omission", 0.5, True)
    ] * told
    missing = Trust(found, 0.5, silent.words, (Alert("omission", 0.8, ()),))
    kept = with_omissions_located(babbler, missing, alarms).alerts
    assert len(kept) == (above < 0.5)


def test_numbers_on_one_side_only_are_told() -> None:
    found = improbable("Ich habe 822,23 und 5 Euro", "I have 8223 and 5 euros")
    missing, added = with_numbers(Trust(found, 0.5, (), ()), ("de", "en")).alerts
    assert (missing.fault, missing.spans, missing.of_source) == ("missing number", ((9, 15),), True)
    assert (added.fault, added.spans, added.of_source) == ("added number", ((7, 11),), False)


def test_the_day_of_a_date_that_is_not_there_is_told_where_the_date_is() -> None:
    found = improbable("Wir kommen am 24.12. an", "We will come in December")
    [missing] = with_numbers(Trust(found, 0.5, (), ()), ("de", "en")).alerts
    assert [found.source[slice(*span)] for span in missing.spans] == ["24"]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Ich habe 1000 Euro", "I have 1000 euros"),
        ("es kamen siebenundvierzig", "47 came"),
        ("Wir kommen am 24.12. um 8", "We will come on December 24 at 8"),
        ("47 kamen um 7:30", "forty-seven came at half past seven"),
    ],
)
def test_numbers_that_come_through_are_not(source: str, target: str) -> None:
    found = improbable(source, target)
    assert with_numbers(Trust(found, 0.5, (), ()), ("de", "en")).alerts == ()
