import pytest

from tests.study.study_settings import settings
from tests.toy_translator import toy_translator
from tolmach.config.model import TransformerSettings
from tolmach.corpus.parallel import Pair
from tolmach.search.options import SearchOptions
from tolmach.study.division import part_path, write_pairs
from tolmach.study.folder import StudyFolder
from tolmach.study.measurements import searches
from tolmach.translation.result import Translation
from tolmach.translation.translator import Translator

PAIRS = [Pair("Um 17 Uhr kamen 45 Hunde.", "45 dogs came at 17:00."), Pair("„Nein!“", "“No!”")]
MODEL = TransformerSettings(size=22, heads=1, inner=13, encoder_layers=1, decoder_layers=1)


def test_all_searches_are_for_the_translation_of_the_same_input(
    study_folder: StudyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searches, "BEAMS", (1, 3))
    monkeypatch.setattr(searches, "STATES", 5)
    translator, found = toy_translator(MODEL), list[Translation]()
    translate = translator.translate

    def keep(texts: list[str], options: SearchOptions) -> list[Translation]:
        found.extend(translate(texts, options))
        return found[-len(PAIRS) :]

    monkeypatch.setattr(translator, "translate", keep)
    monkeypatch.setattr(Translator, "load", lambda _: translator)
    write_pairs(PAIRS, part_path(study_folder, "test"))
    searches.measure(study_folder, settings(), "transformer")
    assert len(found) == 3 * len(PAIRS)
    assert all(segment.read is None for one in found for segment in one.segments)
