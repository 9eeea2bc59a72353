"""Real clients, unmodified, against a server of the shipped model in a process of its own."""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.server.coroutines import awaited
from tests.server.serving import served_apart
from tolmach.model_paths import DEFAULT_MODEL

TEXT, TRANSLATION = "Der Hund schläft.", "The dog is sleeping."


def needs(module: str) -> pytest.MarkDecorator:
    absent = importlib.util.find_spec(module) is None
    return pytest.mark.skipif(absent, reason=f"{module} is not installed")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not DEFAULT_MODEL.is_dir():
        pytest.skip("no model is shipped")
    state = tmp_path_factory.mktemp("clients") / "state.sqlite3"
    with served_apart("--threads", 1, "--state", state, "--suggestions") as (address, _):
        yield address


@needs("libretranslatepy")
def test_libretranslatepy(url: str) -> None:
    from libretranslatepy import LibreTranslateAPI

    for key in (None, "", "superfluous"):
        client = LibreTranslateAPI(url, key)
        assert client.translate(TEXT, "de", "en") == TRANSLATION
        assert client.detect("Wie geht es dir heute Abend?")[0]["language"] == "de"
        assert client.languages()[0] == {"code": "de", "name": "German", "targets": ["en"]}


@needs("deep_translator")
def test_deep_translator(url: str) -> None:
    from deep_translator import LibreTranslator

    client = LibreTranslator("de", "en", api_key="superfluous", custom_url=f"{url}/")
    assert client.translate(TEXT) == TRANSLATION
    assert client.translate_batch([TEXT, "Guten Morgen!"]) == [TRANSLATION, "Good morning!"]


@needs("libretranslate_aio")
def test_libretranslate_aio(url: str) -> None:
    from libretranslate_aio import AsyncLibreTranslate, BadRequestError, LibreTranslate

    async def asked() -> None:
        async with AsyncLibreTranslate(url) as client:
            found = await client.translate([TEXT, TEXT], "auto", "en", alternatives=2)
            assert found.translated_text == [TRANSLATION, TRANSLATION]
            assert isinstance(found.detected_language, list)
            assert [one.language for one in found.detected_language] == ["de", "de"]
            assert found.alternatives is not None
            with pytest.raises(BadRequestError, match="not served"):
                await client.translate(TEXT, "de", "xx")

    awaited(asked())
    with LibreTranslate(url) as client:
        assert client.health()
        assert client.translate(f"<p>{TEXT}</p>", "de", "en", format="html").translated_text == (
            f"<p>{TRANSLATION}</p>"
        )
        assert client.frontend_settings().language.source.code == "de"
        assert client.languages()[0].targets == ["en"]
        assert client.detect(TEXT)[0].language == "de"
        assert client.suggest(TEXT, "The dog sleeps.", "de", "en")


@needs("transpolibre")
def test_transpolibre(url: str, tmp_path: Path) -> None:
    catalogue = tmp_path / "de.po"
    catalogue.write_text(f'msgid ""\nmsgstr ""\n\nmsgid "{TEXT}"\nmsgstr ""\n', "utf-8")
    words = ["--url", url, "--source-lang", "de", "--target-lang", "en", "--file", str(catalogue)]
    command = [sys.executable, "-m", "transpolibre.main"]
    done = subprocess.run([*command, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f'msgid "{TEXT}"\nmsgstr "{TRANSLATION}"' in catalogue.read_text("utf-8")
    listed = subprocess.run([*command, "--url", url, "--list"], capture_output=True, text=True)
    assert "Targets: en" in listed.stdout


@needs("libretranslate_aio")
def test_libretranslate_aio_translates_a_file(url: str, tmp_path: Path) -> None:
    from libretranslate_aio import LibreTranslate

    page = tmp_path / "seite.html"
    page.write_text(f"<p>{TEXT}</p>", "utf-8")
    with LibreTranslate(url) as client:
        found = client.translate_file(page, "de", "en")
    with urlopen(found.translated_file_url) as answer:
        assert answer.read().decode() == f"<p>{TRANSLATION}</p>"


@needs("deepl")
def test_deepl(url: str) -> None:
    import deepl

    client = deepl.DeepLClient("anything", server_url=url)
    found = client.translate_text([TEXT, "Guten Morgen!"], target_lang="EN-GB")
    assert isinstance(found, list)
    assert [one.text for one in found] == [TRANSLATION, "Good morning!"]
    assert (found[0].detected_source_lang, found[0].billed_characters) == ("DE", len(TEXT))
    marked = client.translate_text(
        "<p>Der <b>Hund</b> schläft.</p>", source_lang="DE", target_lang="EN-US", tag_handling="xml"
    )
    assert str(marked) == "<p>The <b>dog</b> is sleeping.</p>"
    assert [each.code for each in client.get_source_languages()] == ["DE", "EN", "RU"]
    assert [each.code for each in client.get_target_languages()] == ["EN-GB", "EN-US", "DE", "RU"]
    assert client.get_usage().character.count == 0
    with pytest.raises(deepl.DeepLException, match="target_lang"):
        client.translate_text(TEXT, target_lang="FR")


@needs("deepl")
def test_deepl_glossaries(url: str) -> None:
    import deepl

    client = deepl.DeepLClient("anything", server_url=url)
    pairs = [(pair.source_lang, pair.target_lang) for pair in client.get_glossary_languages()]
    assert pairs == [("de", "en"), ("en", "de"), ("en", "ru"), ("ru", "en")]
    made = client.create_glossary("Tiere", "DE", "EN-GB", {"Hund": "hound"})
    assert client.get_glossary(made.glossary_id).entry_count == 1
    assert client.get_glossary_entries(made) == {"Hund": "hound"}
    assert made.glossary_id in [each.glossary_id for each in client.list_glossaries()]
    found = client.translate_text(TEXT, source_lang="DE", target_lang="EN-GB", glossary=made)
    assert str(found) == "The hound is sleeping."
    client.delete_glossary(made)
    with pytest.raises(deepl.GlossaryNotFoundException):
        client.get_glossary(made.glossary_id)


@needs("deepl")
def test_deepl_multilingual_glossaries(url: str) -> None:
    import deepl
    from deepl.api_data import MultilingualGlossaryDictionaryEntries as Entries

    client = deepl.DeepLClient("anything", server_url=url)
    made = client.create_multilingual_glossary("Tiere", [Entries("DE", "EN", {"Hund": "hound"})])
    more = client.update_multilingual_glossary_dictionary(
        made, Entries("DE", "EN", {"Katze": "tomcat"})
    )
    assert more.dictionaries[0].entry_count == 2
    entries = client.get_multilingual_glossary_entries(made, "DE", "EN")
    assert str(entries.dictionaries[0].entries) == "Hund\thound\nKatze\ttomcat"
    replaced = client.replace_multilingual_glossary_dictionary(
        made, Entries("DE", "EN", {"Hund": "hound"})
    )
    assert replaced.entry_count == 1
    renamed = client.update_multilingual_glossary_name(made, "Vieh")
    assert renamed.name == "Vieh"
    assert [each.name for each in client.list_multilingual_glossaries()] == ["Vieh"]
    found = client.translate_text(TEXT, source_lang="DE", target_lang="EN-GB", glossary=renamed)
    assert str(found) == "The hound is sleeping."
    other = client.create_multilingual_glossary(
        "Katzen", [Entries("DE", "EN", {"Katze": "tomcat", "Hund": "cur"})]
    )
    text = "Der Hund und die Katze schlafen."
    found = client.translate_text(
        text, source_lang="DE", target_lang="EN-GB", glossary_ids=[made, other]
    )
    assert {"hound", "tomcat"} <= set(str(found).removesuffix(".").split())
    client.delete_multilingual_glossary(other)
    client.delete_multilingual_glossary_dictionary(made, None, "DE", "EN")
    assert client.get_multilingual_glossary(made.glossary_id).dictionaries == []
    client.delete_multilingual_glossary(made)
    with pytest.raises(deepl.GlossaryNotFoundException):
        client.get_multilingual_glossary(made.glossary_id)
