"""Heads of real models, the shipped one among them, on sentences of our own."""

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tests.models.variants import VARIANTS
from tests.toy_translator import toy_translator
from tolmach.analysis.heads.examined_text import (
    examined_pairs,
    example_sentence,
    readable_trees,
)
from tolmach.analysis.heads.example import HeadExample
from tolmach.analysis.heads.map import write_head_map
from tolmach.analysis.heads.record import survey_record
from tolmach.analysis.heads.survey import HeadSurvey, survey_heads
from tolmach.analysis.heads.treebank import Dependency, Forest, Tree
from tolmach.corpus.parallel import Pair
from tolmach.errors import TolmachError
from tolmach.translation.translator import Translator

PAIRS = [Pair("Der Hund schläft.", "The dog sleeps."), Pair("", ""), Pair("Guten Morgen!", "Hi!")]
GERMAN = Tree(
    "Der kleine Hund schläft.",
    ("Der", "kleine", "Hund", "schläft", "."),
    (Dependency(1, 2, "amod"), Dependency(2, 3, "nsubj")),
)
ENGLISH = Tree(
    "The small dog sleeps.",
    ("The", "small", "dog", "sleeps", "."),
    (Dependency(1, 2, "amod"), Dependency(2, 3, "nsubj")),
)


@pytest.fixture(scope="module")
def shipped() -> Translator:
    return Translator.load(device="cpu")


@pytest.fixture(scope="module")
def found(shipped: Translator) -> HeadSurvey:
    pairs = examined_pairs(shipped, [])
    return survey_heads(shipped, pairs, Forest([GERMAN] * 60, [ENGLISH] * 60))


@pytest.fixture(scope="module")
def looks_back(found: HeadSurvey) -> tuple[str, int]:
    """The site and number of the encoder's head that looks most at the piece before."""
    shares = {
        (site, head): role.strength
        for site, each in found.sites.items()
        for head, roles in enumerate(each.roles)
        for role in roles
        if site.startswith("encoder") and (role.role, role.how) == ("positional", "-1")
    }
    return max(shares, key=shares.__getitem__)


def test_the_shipped_model_has_a_clear_head_for_the_piece_before(
    found: HeadSurvey, looks_back: tuple[str, int]
) -> None:
    site, head = looks_back
    assert found.sites[site].roles[head][0].clear
    gradient = found.importance["gradient"]
    encoder = {
        (site, head): gradient[site][head]
        for site in gradient
        for head in range(found.sites[site].heads)
        if site.startswith("encoder") and site != "encoder.self.1"
    }
    ranked = sorted(encoder, key=encoder.__getitem__)
    assert looks_back in ranked[-len(ranked) // 4 :]  # it matters above layer 1


def test_every_head_is_examined_and_measured(found: HeadSurvey, shipped: Translator) -> None:
    layers = {"encoder.self": 6, "decoder.self": 2, "decoder.cross": 2}
    assert set(found.sites) == {
        f"{kind}.{number}" for kind, count in layers.items() for number in range(1, count + 1)
    }
    for site, each in found.sites.items():
        assert each.heads == 8
        for values in (importance[site] for importance in found.importance.values()):
            assert values.shape == (8,)
            assert (values > 0).all()
        assert bool(each.syntax) == ("self" in site)
    encoder = {str(direction) for direction in found.sites["encoder.self.1"].syntax}
    assert encoder == {"amod→head", "head→amod", "nsubj→head", "head→nsubj"}
    assert {str(direction) for direction in found.sites["decoder.self.1"].syntax} == {
        "head→amod",
        "head→nsubj",
    }


def test_a_transformer_s_heads_are_measured_in_three_ways(shipped: Translator) -> None:
    record = survey_record(survey_heads(shipped, [pair for pair in PAIRS if all(pair)]))
    assert {tuple(each["measures"]) for each in record["rank_agreement"]} == {
        ("confidence", "gradient"),
        ("confidence", "relevance"),
        ("gradient", "relevance"),
    }
    assert all(0 < each["importance"]["relevance"] < 1 for each in record["heads"])


@pytest.mark.parametrize(
    "name",
    ["recurrent, attention before", "convolutional", "hybrid", "transformer, rotary"],
)
def test_every_attentive_model_is_examined(name: str, tmp_path: Path) -> None:
    survey = survey_heads(toy_translator(VARIANTS[name]), PAIRS)
    assert any(site.startswith("decoder.cross") for site in survey.sites)
    record = survey_record(survey)
    assert len(record["heads"]) == sum(each.heads for each in survey.sites.values())
    write_head_map(survey, tmp_path / "map.svg")
    drawn = ElementTree.parse(tmp_path / "map.svg").getroot()
    width = float(drawn.attrib["viewBox"].split()[2])
    texts = list(drawn.iter("{http://www.w3.org/2000/svg}text"))
    assert all(0 <= float(text.attrib["x"]) < width for text in texts)


def test_a_model_without_attention_and_no_text_say_so() -> None:
    with pytest.raises(TolmachError, match="toy has no attention"):
        survey_heads(toy_translator(VARIANTS["recurrent, vector at the start"]), PAIRS)
    with pytest.raises(TolmachError, match="no text to examine heads on"):
        survey_heads(toy_translator(VARIANTS["hybrid"]), [Pair("", "")])


def test_the_record_holds_figures_and_no_text(shipped: Translator, found: HeadSurvey) -> None:
    record = survey_record(found)
    assert (record["pairs"], record["trees"]) == (len(shipped.selftest.sources), 60)
    head = next(each for each in record["heads"] if each["site"] == "encoder.self.2")
    assert head["head"] == 1
    assert sum(head["offsets"].values()) <= 11
    assert {each["relation"] for each in head["syntax"]} == {"amod", "nsubj"}
    assert not re.search("Hund|dog|Katze", str(record))


def test_the_map_says_what_heads_do(found: HeadSurvey, tmp_path: Path) -> None:
    for name in "ab":
        write_head_map(found, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    root = ElementTree.parse(tmp_path / "a").getroot()
    texts = {
        "".join(element.itertext()).strip()
        for element in root.iter("{http://www.w3.org/2000/svg}text")
    }
    assert {"Encoder", "Decoder", "Decoder to source", "layer 6", "positional", "-1"} <= texts


def test_an_example_shows_every_word_and_what_it_looks_at(
    shipped: Translator, looks_back: tuple[str, int]
) -> None:
    shown = HeadExample.of(shipped, example_sentence(shipped, []))
    site, head = looks_back
    looks = shown.attended_words(site, head + 1)
    words = [word for word, _ in looks]
    assert words == "Die alte Katze schläft heute unter dem kleinen Tisch .".split()
    before = dict(zip(words[1:], words, strict=False))
    assert sum(before.get(word) == seen for word, seen in looks) > len(words) / 2
    across = shown.attended_words("decoder.cross.2", 4)
    assert ("cat", "Katze") in across
    assert {seen for _, seen in across} <= {*words, "</s>"}
    assert {seen for _, seen in shown.attended_words("decoder.self.1", 1)} <= {
        w for w, _ in across
    } | {"<s>"}


def test_text_comes_from_files_trees_or_ourselves(shipped: Translator, tmp_path: Path) -> None:
    plain, table, mixed = (tmp_path / name for name in ("plain", "table", "mixed"))
    plain.write_text("Danke.\n\nGuten Morgen!\n", "utf-8")
    table.write_text("Danke.\tCheers.\nJa.\tYes.\n", "utf-8")
    mixed.write_text("Danke.\tCheers.\nJa.\n", "utf-8")
    assert examined_pairs(shipped, [table]) == [Pair("Danke.", "Cheers."), Pair("Ja.", "Yes.")]
    own = examined_pairs(shipped, [plain])
    assert [pair.source for pair in own] == ["Danke.", "Guten Morgen!"]
    assert [pair.target for pair in own] == [shipped.translate(pair.source).text for pair in own]
    with pytest.raises(TolmachError, match="Line 2 has one side and others have two"):
        examined_pairs(shipped, [mixed])
    both, one = Forest([GERMAN], [ENGLISH]), Forest([GERMAN])
    assert examined_pairs(shipped, [], both) == [Pair(GERMAN.text, ENGLISH.text)]
    assert examined_pairs(shipped, [], one)[0].source == GERMAN.text
    assert [pair.source for pair in examined_pairs(shipped, [])] == shipped.selftest.sources
    assert example_sentence(shipped, own) == "Die alte Katze schläft heute unter dem kleinen Tisch."


def test_trees_that_are_too_long_for_the_model_are_left_out() -> None:
    settings = VARIANTS["convolutional"].model_copy(update={"longest": 40})
    model = toy_translator(settings)
    endless = Tree("Hund " * 50, ("Hund",) * 50, ())
    forest = Forest([GERMAN, endless, GERMAN], [ENGLISH, ENGLISH, endless])
    kept = readable_trees(model, forest)
    assert (kept.source, kept.target) == ([GERMAN], [ENGLISH])
    assert readable_trees(model, Forest([endless, GERMAN])) == Forest([GERMAN])
    with pytest.raises(TolmachError, match="every sentence of the treebank is longer"):
        readable_trees(model, Forest([endless]))
