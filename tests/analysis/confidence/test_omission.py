"""Source words left out in turn, against scores of the shortened sources."""

import pytest

from tests.toy_folder import LINES, make_toy_folder
from tolmach.analysis.confidence.evidence import evidence
from tolmach.analysis.confidence.omission import located, worth
from tolmach.analysis.confidence.trust import Alert, Trust
from tolmach.corpus.parallel import Pair
from tolmach.translation.translator import Translator


@pytest.fixture(scope="module")
def translator(tmp_path_factory: pytest.TempPathFactory) -> Translator:
    return Translator.load(make_toy_folder(tmp_path_factory.mktemp("models") / "toy"))


def test_a_word_is_worth_what_the_translation_loses_without_it(translator: Translator) -> None:
    (found,) = evidence(translator, [Pair("Der Hund schläft", LINES[3])])
    sources = ["Der Hund schläft", "Hund schläft", "Der schläft", "Der Hund"]
    whole, *without = (
        each.log_probability for each in translator.score(sources, [LINES[3]] * len(sources))
    )
    assert worth(translator, found) == pytest.approx([whole - one for one in without], abs=1e-3)


def test_only_omissions_are_placed_anew(translator: Translator) -> None:
    (found,) = evidence(translator, [Pair("Der Hund schläft", LINES[3])])
    other = Alert("repetition", 0.9, ((0, 3),))
    missing = Alert("omission", 0.8, ((0, 16),))
    shown = Trust(found, 0.5, (0.5,) * len(found.words), (missing, other))
    first, second = located(translator, shown).alerts
    assert second == other
    assert (first.fault, first.chance) == ("omission", 0.8)
    values = worth(translator, found)
    least = found.source_words[int(values.argmin())]
    assert any(start <= least[0] and least[1] <= end for start, end in first.spans)
    untouched = Trust(found, 0.5, shown.words, (other,))
    assert located(translator, untouched) is untouched
