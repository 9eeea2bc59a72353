from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toy_folder import make_toy_folder
from tolmach.errors import RequestError
from tolmach.inference.auto_engine import AutoEngine
from tolmach.inference.native_extension import native_is_installed
from tolmach.model_paths import DEFAULT_MODEL
from tolmach.service.pending_text import TextAnswer, TextRequest
from tolmach.service.scheduler import BatchSettings, OverloadError
from tolmach.service.served_model import ModelOnDemand, ServedModel, ServiceSettings
from tolmach.service.translation_service import TranslationService
from tolmach.service.turns import ThreadBudget
from tolmach.translation.shipped import ShippedModel

LONG = 60.0


@pytest.fixture(scope="module")
def toys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TranslationService]:
    folder = tmp_path_factory.mktemp("toys")
    pairs = [("de", "en"), ("en", "de"), ("fr", "en")]
    made = [make_toy_folder(folder / "-".join(pair), languages=pair) for pair in pairs]
    service = TranslationService.load(made)
    yield service
    service.close()


@pytest.fixture(scope="module")
def shipped() -> Iterator[TranslationService]:
    if not DEFAULT_MODEL.is_dir():
        pytest.skip("no model is shipped")
    service = TranslationService.load([])
    yield service
    service.close()


def answers(service: TranslationService, request: TextRequest) -> list[TextAnswer]:
    pending = service.translate(request)
    for future in pending.futures:
        future.result(LONG)
    return pending.answers()


def test_lines_lists_and_blank_lines_survive(shipped: TranslationService) -> None:
    text = "Guten Morgen!\n\n  - Der Hund schläft.\n  - Die Katze ist hier.\n\n12:30\n"
    [found] = answers(shipped, TextRequest((text,), "en", "de"))
    lines = found.text.split("\n")
    assert lines[0] == "Good morning!"
    assert [line[:4] for line in lines[2:4]] == ["  - ", "  - "]
    assert [lines[n] for n in (1, 4, 5, 6)] == ["", "", "12:30", ""]


def test_sentences_of_a_line_are_translated_as_the_command_line_does(
    shipped: TranslationService,
) -> None:
    text = "Der Hund schläft. Wo ist die Katze? Sie ist z. B. im Garten."
    [found] = answers(shipped, TextRequest((text,), "en"))
    assert found.text == shipped.models[0].translator.translate(text).text
    assert found.source == "de"


def test_alternatives_are_other_translations(shipped: TranslationService) -> None:
    text = "Ich habe heute keine Zeit. Komm morgen!"
    [found] = answers(shipped, TextRequest((text,), "en", "de", alternatives=3))
    assert 1 <= len(found.alternatives) <= 3
    assert len({found.text, *found.alternatives}) == 1 + len(found.alternatives)


def test_tags_stay_at_their_words(shipped: TranslationService) -> None:
    html = "<p>Der <b>Hund</b> schläft.</p><script>Hund</script>"
    [found] = answers(shipped, TextRequest((html,), "en", "de", format="html"))
    assert "<b>dog</b>" in found.text
    assert found.text.endswith("</p><script>Hund</script>")


def test_the_language_of_each_text_is_told(toys: TranslationService) -> None:
    texts = ("Wo ist denn der alte Hund geblieben?", "Où est donc passé le vieux chien ?")
    found = answers(toys, TextRequest(texts, "en"))
    assert [one.source for one in found] == ["de", "fr"]


def test_a_text_is_in_the_language_of_what_it_is_a_part_of(toys: TranslationService) -> None:
    parts = ("Hand", "Où est donc passé le vieux chien ?")
    found = answers(toys, TextRequest(parts, "en", context="Wo ist denn der alte Hund geblieben?"))
    assert [one.source for one in found] == ["de", "de"]


def test_what_is_in_the_language_asked_for_stays(toys: TranslationService) -> None:
    text = "This is already written in English, is it not?"
    [found] = answers(toys, TextRequest((text,), "en"))
    assert (found.text, found.source) == (text, "en")


@pytest.mark.parametrize(
    ("text", "target", "said"),
    [
        (
            "Où est donc passé le vieux chien ?",
            "de",
            "seems to be in fr, and fr to de is not served",
        ),
        ("Dove sono andati tutti i cani?", "en", "seems to be in it, and it to en is not served"),
        ("Где же все старые собаки?", "de", "seems to be in ru"),
    ],
)
def test_what_surely_is_in_another_language_is_not_made_up(
    toys: TranslationService, text: str, target: str, said: str
) -> None:
    with pytest.raises(RequestError, match=said):
        toys.translate(TextRequest((text,), target))
    named = toys.translate(TextRequest((text,), target, "en" if target == "de" else "de"))
    named.cancel()


@pytest.mark.parametrize("text", ["Hand", "npm install --save-dev webpack", "12", "Tom Jones!"])
def test_what_may_be_in_any_language_is_translated(toys: TranslationService, text: str) -> None:
    [found] = answers(toys, TextRequest((text,), "en"))
    assert found.source in ("de", "en", "fr")


def test_only_languages_served_are_told(toys: TranslationService) -> None:
    languages = [language for language, _ in toys.detect("Dove sono andati tutti i cani?")]
    assert sorted(languages) == ["de", "en", "fr"]
    assert dict(toys.detect("12")) == {"de": 0.0, "en": 0.0, "fr": 0.0}


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("ru", "en", "ru to en is not served here"),
        ("de", "fr", "there is de to en"),
        (None, "ru", "Nothing is translated into ru here"),
        ("nonsense!", "en", "not served"),
    ],
)
def test_what_is_not_served_is_said(
    toys: TranslationService, source: str | None, target: str, said: str
) -> None:
    with pytest.raises(RequestError, match=said):
        toys.translate(TextRequest(("Hund",), target, source))


@pytest.mark.parametrize(("source", "target"), [("de", "en"), ("DE", "EN-GB"), ("de-AT", "en_US")])
def test_tags_of_languages_are_read_in_any_spelling(
    toys: TranslationService, source: str, target: str
) -> None:
    assert toys.model(source, target) is toys.models[0]


def test_models_are_found_by_name(toys: TranslationService) -> None:
    assert toys.named("toy") is toys.models[0]
    assert toys.named("toy-3") is toys.models[2]
    with pytest.raises(RequestError, match='no model "huge"'):
        toys.named("huge")


def test_models_to_look_into_translate_nothing(tmp_path: Path) -> None:
    made, budget = ServiceSettings(), ThreadBudget(1)
    first, second = (
        make_toy_folder(tmp_path / pair[0], languages=pair) for pair in [("de", "en"), ("fr", "en")]
    )
    translator, shown = ServedModel.load(first, made, budget), ModelOnDemand(second, made, budget)
    service = TranslationService([translator], [shown])
    assert (service.sources, service.targets) == (["de"], ["en"])
    with pytest.raises(RequestError, match=r"fr to en is not served here; there is de to en\."):
        service.translate(TextRequest(("Chien",), "en", "fr"))
    with pytest.raises(RequestError, match=r'no model "huge" here; there is toy, toy-2\.'):
        service.named("huge")
    assert service.named("toy") is translator
    assert service.named("toy-2") is shown.served()
    assert shown.served().source == "fr"
    service.close()


def test_the_models_of_the_lecture_come_with_the_shipped_ones_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, lecture = (make_toy_folder(tmp_path / name) for name in ("own", "lecture"))
    module = "tolmach.service.translation_service"
    monkeypatch.setattr(f"{module}.shipped_models", lambda: [ShippedModel(own)])
    monkeypatch.setattr(f"{module}.lecture_models", lambda: [lecture])
    for folders, looked_into in (([], ["toy-2"]), ([own], [])):
        service = TranslationService.load(folders)
        assert [each.name for each in service.models] == ["toy"]
        assert [each.name for each in service.to_look_into] == looked_into
        service.close()


def test_languages_are_listed(toys: TranslationService) -> None:
    assert toys.sources == ["de", "en", "fr"]
    assert toys.targets_of("de") == ["en"]
    assert toys.targets == ["en", "de"]


def test_pieces_come_in_order(toys: TranslationService) -> None:
    pending = toys.translate(TextRequest(("- eins\n- zwei", ""), "en", "de"))
    for future in pending.futures:
        future.result(LONG)
    pieces = [piece for piece in pending.pieces() if piece is not None]
    whole = [one.text for one in pending.answers()]
    assert ["".join(each.text for each in pieces if each.number == n) for n in (0, 1)] == whole
    assert [piece.text for piece in pieces][0::2] == ["- ", "\n- ", "", ""][: len(pieces[0::2])]
    assert [piece.characters for piece in pieces] == [2, 4, 3, 4, 0, 0]


def test_a_piece_that_has_not_come_is_none(toys: TranslationService) -> None:
    pending = toys.translate(TextRequest(("eins",), "en", "de"))
    pending.cancel()
    pieces = pending.pieces()
    assert next(pieces) == (0, "", 0)
    found = next(pieces)
    assert found is None or found.number == 0


def test_no_texts_are_no_work(toys: TranslationService) -> None:
    pending = toys.translate(TextRequest((), "en", "de"))
    assert (pending.futures, pending.answers()) == ([], [])


def test_a_service_needs_a_model() -> None:
    with pytest.raises(RequestError, match="no model to serve"):
        TranslationService([])


def test_a_full_queue_cancels_the_whole_request(tmp_path: Path) -> None:
    folder = make_toy_folder(tmp_path / "toy")
    batches = BatchSettings(seconds=0.0, waiting=0)
    service = TranslationService.load([folder], ServiceSettings(batches=batches))
    service.close()
    with pytest.raises(OverloadError, match="stopping"):
        service.translate(TextRequest(("Hund",), "en", "de"))


@settings(max_examples=30)
@given(st.lists(st.text(max_size=30), max_size=3))
def test_any_texts_are_answered_line_by_line(toys: TranslationService, texts: list[str]) -> None:
    found = answers(toys, TextRequest(tuple(texts), "en", "de", beam=1))
    assert len(found) == len(texts)
    for text, one in zip(texts, found, strict=True):
        assert len(one.text.splitlines()) == len(text.splitlines())


def test_engines_of_the_shipped_model(shipped: TranslationService) -> None:
    engine = shipped.models[0].translator.engine
    assert isinstance(engine, AutoEngine) == native_is_installed()
