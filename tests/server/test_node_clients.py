"""Real clients from npm, unmodified, where node is there and its registry can be reached."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.server.serving import LONG, Served

PACKAGES = ("translate@3", "libretranslate@1", "deepl-node@1")

TRANSLATE = """
import translate from "translate";
translate.engine = "libre";
translate.url = `${process.env.SERVER}/translate`;
console.log(JSON.stringify(await translate("Guten Morgen!", { from: "de", to: "en" })));
"""
LIBRETRANSLATE = """
import libre from "libretranslate";
const asked = { query: "Guten Morgen!", source: "de", target: "en", apiurl: process.env.SERVER };
console.log(JSON.stringify(await libre.translate(asked)));
"""
DEEPL = """
import * as deepl from "deepl-node";
const client = new deepl.DeepLClient("anything", { serverUrl: process.env.SERVER });
const text = "Guten Morgen!";
const texts = await client.translateText([text, text], null, "en-GB");
const languages = await client.getTargetLanguages();
const usage = await client.getUsage();
const entries = new deepl.GlossaryEntries({ entries: { Hund: "hound" } });
const glossary = await client.createGlossary("Tiere", "de", "en", entries);
const kept = await client.getGlossaryEntries(glossary);
const used = await client.translateText("Hund", "de", "en-GB", { glossary });
await client.deleteGlossary(glossary);
const dictionaries = [{ sourceLangCode: "de", targetLangCode: "en", entries }];
const several = await client.createMultilingualGlossary("Tiere", dictionaries);
await client.deleteMultilingualGlossary(several.glossaryId);
console.log(JSON.stringify({
  sources: texts.map((one) => one.detectedSourceLang),
  billed: texts[0].billedCharacters,
  languages: languages.map((one) => one.code),
  used: usage.character.count,
  kept: kept.entries(),
  text: used.text,
  dictionaries: several.dictionaries.length,
}));
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the clients are installed."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("there is no node here")
    made = tmp_path_factory.mktemp("node")
    (made / "package.json").write_text('{"type": "module"}')
    command = ["npm", "install", "--no-audit", "--no-fund", "--prefer-offline", *PACKAGES]
    done = subprocess.run(command, cwd=made, capture_output=True, text=True, timeout=5 * LONG)
    if done.returncode:
        pytest.skip("npm cannot install the clients here")
    return made


@pytest.fixture
def run(folder: Path, toys: Served) -> Callable[[str], Any]:
    """Return what runs a program against the server and returns what it prints."""

    def running(program: str) -> Any:
        path = folder / "program.mjs"
        path.write_text(program)
        done = subprocess.run(
            ["node", path],
            cwd=folder,
            env={"SERVER": toys.url, "PATH": str(Path(shutil.which("node") or "").parent)},
            capture_output=True,
            text=True,
            timeout=LONG,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return running


def test_translate(run: Callable[[str], Any]) -> None:
    assert isinstance(run(TRANSLATE), str)


def test_libretranslate(run: Callable[[str], Any]) -> None:
    assert isinstance(run(LIBRETRANSLATE), str)


def test_deepl_node(run: Callable[[str], Any]) -> None:
    found = run(DEEPL)
    assert found.pop("text")
    assert found == {
        "sources": ["de", "de"],
        "billed": len("Guten Morgen!"),
        "languages": ["en-GB", "en-US", "de"],
        "used": 0,
        "kept": {"Hund": "hound"},
        "dictionaries": 1,
    }
