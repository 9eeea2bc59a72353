"""Tables of results say what the numbers beside them say."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
MEASURED = ROOT / "docs" / "measured"
MODELS = "de-en", "en-de", "ru-en", "en-ru"


def numbers(name: str) -> Any:
    return json.loads((MEASURED / f"{name}.json").read_text("utf-8"))


def row(page: Path, model: str, last: str = "") -> list[str]:
    """Return the cells of the table row that begins with a model and ends with some text."""
    lines = page.read_text("utf-8").splitlines()
    (line,) = (x for x in lines if re.match(rf"\| \[?{model}\b.*{last}", x))
    return [cell.strip() for cell in line.strip("|").split("|")]


def bleu(model: str) -> dict[str, tuple[str, int]]:
    found = {}
    for each in numbers(f"quality-{model}")["sets"]:
        (score,) = (x for x in each["scores"] if x["name"] == "BLEU")
        found[each["name"]] = f"{score['value']:.1f}", each["sentences"]
    return found


@pytest.mark.parametrize("model", MODELS)
def test_bleu_is_what_was_measured(model: str) -> None:
    found = bleu(model)
    sets = [name for name in ("msdocs", "tatoeba", "pud", "multi30k-2016") if name in found]
    told = row(MEASURED / "README.md", model, "quality")[1 : 1 + len(sets)]
    assert told == [f"{found[name][0]} of {found[name][1]:,}" for name in sets]
    assert row(ROOT / "README.md", model)[1:] == [found[name][0] for name in sets[:3]]


@pytest.mark.parametrize("model", MODELS)
def test_warnings_are_what_was_measured(model: str) -> None:
    by_fault = {
        each["fault"]: each
        for each in numbers(f"labelled-{model}")["warnings"]
        if each["set"] == "both"
    }
    told = row(MEASURED / "README.md", model, "labels")
    assert told[1] == str(by_fault["any"]["translations"])
    assert told[2:6] == [
        f"{100 * by_fault[fault]['precision']:.0f}, {100 * by_fault[fault]['recall']:.0f}"
        for fault in ("any", "invented", "omitted", "repeated")
    ]


def test_the_readme_sums_up_warnings() -> None:
    faults = [
        each
        for model in MODELS
        for each in numbers(f"labelled-{model}")["warnings"]
        if (each["set"], each["fault"]) == ("both", "any")
    ]
    recall, precision = (
        [round(100 * each[of]) for each in faults] for of in ("recall", "precision")
    )
    text = " ".join((ROOT / "README.md").read_text("utf-8").split())
    assert f"warns of {min(recall)} to {max(recall)} % of translations with a fault" in text
    assert f"{min(precision)} to {max(precision)} % of its warnings are right" in text
    judged = [round(each["translations"], -2) for each in faults]
    assert f"by labels of some {min(judged)} to {max(judged)} translations a model" in text


def test_the_guide_repeats_what_was_measured() -> None:
    text = " ".join((ROOT / "docs" / "guide.md").read_text("utf-8").split())
    (int8,) = (
        each
        for each in numbers("precision")["searches"]
        if (each["model"], each["search"]) == ("de-en", "beam 5")
    )
    assert f"sentences of Tatoeba's test set {100 - 100 * int8['same']:.0f} %" in text
    labels = (MEASURED / "labels" / "de-en.tune.jsonl").read_text("utf-8")
    assert f"de-en on {len(labels.splitlines())} translations" in text


def test_speeds_are_what_was_measured() -> None:
    engines = {each["name"]: each for each in numbers("translation-speed")["engines"]["shipped"]}
    ours, theirs = engines["Tolmach, native, int8"], engines["CTranslate2, int8"]
    for search in ("greedy", "beam"):
        assert round(ours[search] / theirs[search], 1) == 2.0
    assert ours["alone"] < theirs["alone"] / 4
    (load,) = numbers("service-load")["rounds"]
    assert round(load["served"]["processor"] / load["peer"]["processor"], 1) == 3.0
    page = " ".join((ROOT / "docs" / "service" / "README.md").read_text("utf-8").split())
    assert "3.0 times as many as a server that works as LibreTranslate does" in page


def test_every_file_of_numbers_is_spoken_of() -> None:
    page = (MEASURED / "README.md").read_text("utf-8")
    linked = set(re.findall(r"\(([\w-]+\.json)\)", page))
    assert linked == {file.name for file in MEASURED.glob("*.json")}
