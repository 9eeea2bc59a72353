import shutil
from pathlib import Path

import pytest

from tolmach.errors import RequestError, TolmachError
from tolmach.files import write_json
from tolmach.model_paths import CONFIG, LECTURE, SELFTEST, TOKENIZER
from tolmach.translation.self_test import run_self_test
from tolmach.translation.shipped import ShippedModel, lecture_models, model_for, shipped_models
from tolmach.translation.translator import Translator

SELFTESTS = {
    "de": ["Die Katze schläft.", "Wo ist der Hund?"],
    "en": ["The cat is asleep.", "Where is the dog in Berlin?"],
    "ja": ["猫が寝ている。"],
    "ru": ["Кошка спит."],
}


@pytest.fixture(autouse=True)
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with models of five directions, of which names and self-tests count here."""
    for name in ("de-en", "en-de", "en-ru", "ru-en", "ja-ko"):
        (tmp_path / name).mkdir()
        (tmp_path / name / CONFIG).touch()
        selftest = {"sources": SELFTESTS[name[:2]], "translations": []}
        write_json(tmp_path / name / SELFTEST, selftest)
    for module in ("tolmach.model_paths", "tolmach.translation.shipped"):
        monkeypatch.setattr(f"{module}.SHIPPED", tmp_path)
        monkeypatch.setattr(f"{module}.DEFAULT_MODEL", tmp_path / "de-en")
        monkeypatch.setattr(f"{module}.LECTURE", tmp_path / "lecture")
    return tmp_path


def test_the_default_model_is_listed_first() -> None:
    assert [model.name for model in shipped_models()] == [
        "de-en",
        "en-de",
        "en-ru",
        "ja-ko",
        "ru-en",
    ]


@pytest.mark.parametrize(
    ("source", "target", "name"),
    [
        (None, None, "de-en"),
        ("de", "en", "de-en"),
        ("de_AT", "en-GB", "de-en"),
        ("en", "ru", "en-ru"),
        (None, "de", "en-de"),
        ("ja", None, "ja-ko"),
        ("ru", None, "ru-en"),
    ],
)
def test_languages_choose_a_model(source: str | None, target: str | None, name: str) -> None:
    assert model_for(source, target).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (["Я видел кота."], "ru-en"),
        (["Ich sah den Kater.", "кот"], "de-en"),
        (["Γεια σου"], "de-en"),
        (["12 : 3"], "de-en"),
        ([], "de-en"),
        (["Softwareupdates erfordern Administratorrechte."], "de-en"),
        (["猫"], "ja-ko"),
    ],
)
def test_the_text_chooses_by_its_script_and_language(text: list[str], name: str) -> None:
    assert model_for(None, None, text).name == name


def test_a_text_that_no_model_translates_to_the_target_is_told() -> None:
    message = r"^No model from de to ru comes with Tolmach; shipped are: de-en, en-de, en-ru, ja-ko"
    with pytest.raises(RequestError, match=message):
        model_for(None, "ru", ["Wo ist der Hund?"])
    for text in ("Where is the dog?", "Кошка спит.", "12 : 3", "Γεια σου"):
        assert model_for(None, "ru", [text]).name == "en-ru"
    assert model_for("en", "ru", ["Wo ist der Hund?"]).name == "en-ru"


@pytest.mark.parametrize("languages", [("german", "en"), ("de", "english"), ("dr", None)])
def test_what_is_no_language_code_is_told(languages: tuple[str, str | None]) -> None:
    with pytest.raises(RequestError, match=r"' is no language code; write it like de, en or ru\.$"):
        model_for(*languages)


@pytest.mark.parametrize(
    ("text", "name"), [("Where is the cat?", "de-en"), ("кот", "ru-en"), ("Katze", "de-en")]
)
def test_the_text_chooses_among_models_into_one_language(text: str, name: str) -> None:
    assert model_for(None, "en", [text]).name == name


@pytest.mark.parametrize(
    "text",
    ["the dog", "Software updates require an administrator."],  # the latter by no known word
)
def test_text_in_the_other_language_of_a_direction_goes_the_other_way(
    text: str, shipped: Path
) -> None:
    with pytest.raises(RequestError, match="From en there are models to de, ru; choose"):
        model_for(None, None, [text])
    shutil.rmtree(shipped / "en-ru")
    assert model_for(None, None, [text]).name == "en-de"


def test_the_words_of_the_self_tests_spare_the_identifier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tolmach.text.language.likely_languages", None)
    assert model_for(None, None, ["Wo ist die Katze?"]).name == "de-en"
    assert model_for(None, "de", ["Where is the cat?"]).name == "en-de"
    with pytest.raises(TypeError):
        model_for(None, None, ["Hund, dog"])


def test_a_language_that_no_model_has_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(RequestError, match=r"No model from fr to en comes .* de-en, en-de, en-ru"):
        model_for("fr", "en")
    with pytest.raises(RequestError, match="No model to fr comes"):
        model_for(None, "fr")


def test_several_targets_are_a_choice_of_the_users() -> None:
    with pytest.raises(RequestError, match="From en there are models to de, ru; choose"):
        model_for("en", None)


def test_without_any_model_the_error_says_so(shipped: Path) -> None:
    shutil.rmtree(shipped / "de-en")
    with pytest.raises(TolmachError, match="holds no translator of its own"):
        model_for(None, None)


def test_a_model_says_its_languages_by_its_name() -> None:
    model = ShippedModel(Path("anywhere/zh-en"))
    assert (model.source_language, model.target_language) == ("zh", "en")


def test_models_of_the_lecture_are_no_choice_of_translators(shipped: Path) -> None:
    assert lecture_models() == []
    listed = shipped_models()
    for name in ("convolutional", "recurrent", "transformer"):
        (shipped / "lecture" / name).mkdir(parents=True)
        (shipped / "lecture" / name / CONFIG).touch()
    assert [each.name for each in lecture_models()] == ["recurrent", "convolutional", "transformer"]
    assert shipped_models() == listed
    assert model_for("de", "en").name == "de-en"


@pytest.mark.skipif(not LECTURE.is_dir(), reason="no models of the lecture come along here")
@pytest.mark.parametrize("name", ["recurrent", "convolutional", "transformer"])
def test_a_model_of_the_lecture_is_what_its_name_says(name: str) -> None:
    translator = Translator.load(LECTURE / name)
    description = translator.description
    assert (description.name, description.model.architecture) == (name, name)
    assert (description.source_language, description.target_language) == ("de", "en")
    assert run_self_test(translator).passed
    assert (LECTURE / name / TOKENIZER).read_bytes() == (
        LECTURE / "recurrent" / TOKENIZER
    ).read_bytes()
