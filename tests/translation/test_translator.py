from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toy_folder import LINES, make_toy_folder
from tolmach import BeamSearch, ExactSearch, MinimumRisk, Sampling, SearchOptions, Translator
from tolmach.corpus.parallel import Pair
from tolmach.errors import TolmachError
from tolmach.inference.engine import only_while
from tolmach.model_paths import DEFAULT_MODEL
from tolmach.reading.kept import Treatment
from tolmach.search.guard import Guard
from tolmach.search.hypothesis import Hypothesis
from tolmach.text.normalize import normalize
from tolmach.translation import translator as translator_module
from tolmach.translation.renderings import Renderer
from tolmach.translation.result import SegmentWarning

LONG = " ".join(LINES)


@pytest.fixture(scope="module")
def translator(tmp_path_factory: pytest.TempPathFactory) -> Translator:
    return Translator.load(make_toy_folder(tmp_path_factory.mktemp("models") / "toy"))


def test_a_text_gives_an_object_and_a_list_a_list(translator: Translator) -> None:
    one = translator.translate(LINES[0])
    both = translator.translate([LINES[0], LINES[2]])
    assert one.text
    assert str(one) == one.text == both[0].text
    assert both[1].text == translator.translate(LINES[2]).text
    assert translator.translate([]) == []


def test_empty_texts_stay_empty_in_their_place(translator: Translator) -> None:
    found = translator.translate(["", LINES[0], " \t\n", "\u200b"])
    assert [bool(one.text) for one in found] == [False, True, False, False]
    assert not found[0].segments + found[0].tokens + found[0].alternatives
    assert found[0].score == found[0].log_probability == 0.0


def test_a_long_line_is_its_sentences_translated_and_joined(translator: Translator) -> None:
    found = translator.translate(LONG)
    sentences = [LONG[slice(*segment.source_span)] for segment in found.segments]
    assert len(sentences) > 2
    assert found.text == " ".join(one.text for one in translator.translate(sentences))
    for sentence, segment in zip(sentences, found.segments, strict=True):
        alone = translator.translate(sentence)
        assert found.text[slice(*segment.target_span)] == alone.text
        assert segment.score == pytest.approx(alone.score, abs=1e-4)


def test_tokens_spell_the_text_and_sum_to_its_log_probability(translator: Translator) -> None:
    found = translator.translate(LINES[0])
    spelled = "".join(token.text for token in found.tokens).removesuffix("</s>")
    assert normalize(spelled.replace("▁", " ")) == found.text or "<0x" in spelled
    [scored] = translator.score([LINES[0]], [found.text])
    if [token.text for token in scored.tokens] == [token.text for token in found.tokens]:
        assert scored.log_probability == pytest.approx(found.log_probability, abs=1e-3)


def test_alternatives_differ_and_come_best_first(translator: Translator) -> None:
    found = translator.translate([LINES[0], LONG, ""], SearchOptions(n_best=5))
    for one in found[:2]:
        every = [one, *one.alternatives]
        assert len({tuple(each.tokens) for each in every}) == 5
        assert [each.score for each in every] == sorted((e.score for e in every), reverse=True)
    assert found[2].alternatives == ()


def test_what_must_be_there_is_there_once_a_line(translator: Translator) -> None:
    found = translator.translate(
        [LINES[0], LONG, ""], SearchOptions(n_best=3), include=["the  table", "dog"]
    )
    for line in found[:2]:
        for one in (line, *line.alternatives):
            assert "the table" in one.text
            assert "dog" in one.text
    assert found[2].text == ""


def test_what_must_not_be_there_is_not(translator: Translator) -> None:
    assert "''" in translator.translate(LONG).text
    assert "''" not in translator.translate(LONG, exclude=["''"]).text


def test_in_a_text_in_capitals_no_case_of_a_phrase_counts(translator: Translator) -> None:
    text = LINES[2].upper()
    assert "TABLE" in translator.translate(text, include=["table"]).text
    with pytest.raises(TolmachError, match="no translation with all the words"):
        translator.translate(text, include=["table"], exclude=["TABLE"])


def test_exact_search_proves_each_sentence_or_says_that_it_did_not(translator: Translator) -> None:
    short = SearchOptions(method=ExactSearch(), guard=Guard(max_length=1, min_length=0))
    found = translator.translate(LONG, short)
    assert len(found.segments) > 2
    for segment in found.segments:
        assert segment.proof
        assert segment.proof.stopped_by is None
        assert segment.score == pytest.approx(sum(p for _, p in segment.tokens), abs=1e-4)
    given_up = translator.translate(LINES[0], SearchOptions(method=ExactSearch(states=7)))
    assert given_up.segments[0].proof
    assert given_up.segments[0].proof.stopped_by == "states"
    assert translator.translate(LINES[0]).segments[0].proof is None


@pytest.mark.parametrize("evidence", [Sampling(seed=3, temperature=0.5), BeamSearch()], ids=str)
def test_risk_chooses_among_the_evidence(
    translator: Translator, evidence: Sampling | BeamSearch
) -> None:
    options = SearchOptions(n_best=2, method=MinimumRisk(size=5, evidence=evidence))
    among = SearchOptions(n_best=5, method=evidence)
    chosen, drawn = (translator.translate(LINES[2], each) for each in (options, among))
    texts = {one.text for one in (drawn, *drawn.alternatives)}
    assert {chosen.text, chosen.alternatives[0].text} <= texts
    assert 100 >= chosen.score >= chosen.alternatives[0].score > 0


def test_every_translation_begins_with_the_prefix(translator: Translator) -> None:
    ways = [SearchOptions(beam=1), SearchOptions(n_best=3), SearchOptions(method=Sampling())]
    for options in ways:
        for one in translator.translate([LINES[0], LONG], options, prefix=" The  dog"):
            assert all(each.text.startswith("The dog") for each in (one, *one.alternatives))


@pytest.mark.parametrize("prefix", ["T", "The do", "The dog ", "a", "Ünder", "the", "the Do"])
def test_a_prefix_may_end_within_a_word(translator: Translator, prefix: str) -> None:
    ways = [SearchOptions(beam=1), SearchOptions(n_best=3), SearchOptions(method=Sampling(seed=1))]
    for options in ways:
        for one in translator.translate([LINES[0], LONG], options, prefix=prefix):
            assert all(each.text.startswith(prefix) for each in (one, *one.alternatives))


def test_only_the_first_sentence_of_a_line_begins_with_the_prefix(translator: Translator) -> None:
    plain, begun = translator.translate(LONG), translator.translate(LONG, prefix="The dog")
    assert len(plain.segments) > 2
    texts = [
        [found.text[slice(*segment.target_span)] for segment in found.segments]
        for found in (plain, begun)
    ]
    assert texts[1][0].startswith("The dog")
    assert texts[1][1:] == texts[0][1:]
    assert not any(text.startswith("The dog") for text in texts[1][1:])


def test_a_line_scores_as_its_sentences_do_on_average(translator: Translator) -> None:
    found = translator.translate(LONG)
    scores = [segment.score for segment in found.segments]
    assert len(scores) > 2
    assert found.score == pytest.approx(sum(scores) / len(scores))


def test_a_line_with_an_unfinished_sentence_comes_after_all_that_are_whole(
    translator: Translator,
) -> None:
    engine: Any = Offering(
        Hypothesis((5,), (-1.0,), score=-1.0, finished=False),
        Hypothesis((6,), (-3.0, -3.0), score=-6.0, finished=True),
        Hypothesis((7,), (-4.0, -4.0), score=-8.0, finished=True),
    )
    offered = Translator(engine, translator.tokenizers, translator.description)
    found = offered.translate(f"{LINES[0]} {LINES[2]}", SearchOptions(n_best=5))
    ways = [[s.score for s in one.segments] for one in (found, *found.alternatives)]
    count = len(found.segments)
    assert count > 1
    assert ways[0] == [-6.0] * count
    whole = [all(s.finished for s in one.segments) for one in (found, *found.alternatives)]
    assert whole == sorted(whole, reverse=True)
    assert sum(whole) == min(5, 2**count)


def test_a_model_of_lower_case_reads_lower_case(tmp_path: Path) -> None:
    lower = Translator.load(make_toy_folder(tmp_path / "toy", lowercase=True))
    assert lower.translate("GUTEN Morgen").source == "guten morgen"
    assert lower.translate("GUTEN Morgen").text == lower.translate("guten morgen").text


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=3))
def test_whatever_comes_in_one_line_each_comes_out(
    translator: Translator, texts: list[str]
) -> None:
    options = SearchOptions(beam=2, guard=Guard(max_length=7))
    found = translator.translate(texts, options)
    assert [one.source for one in found] == [normalize(text) for text in texts]
    for one in found:
        words = filter(None, map(normalize, one.text.split()))  # white space stays as it came
        assert list(words) == normalize(one.text).split()
        assert one.text or not one.source or one.tokens


class Offering:
    """An engine that finds the same hypotheses for every sentence."""

    longest: int | None = None

    def __init__(self, *found: Hypothesis) -> None:
        self.found = list(found)

    def translate(self, sources: list[Any], *_: Any, **__: Any) -> list[list[Hypothesis]]:
        return [self.found for _ in sources]


class Silent:
    """An engine that finds nothing for the last of its sentences."""

    longest = None

    def translate(self, sources: list[Any], *_: Any, **__: Any) -> list[list[Hypothesis]]:
        said = Hypothesis((5,), (-1.0, -1.0), score=-1.0, finished=True)
        return [[said] for _ in sources[1:]] + [[]]


def test_a_sentence_that_cannot_hold_the_words_is_named(translator: Translator) -> None:
    engine: Any = Silent()
    silent = Translator(engine, translator.tokenizers, translator.description)
    with pytest.raises(TolmachError, match=f'Of "{LINES[2]}" no translation with all the words'):
        silent.translate([LINES[2], LINES[2]], include=["dog"])


def test_scoring_wants_as_many_targets_as_sources(translator: Translator) -> None:
    for sources, targets in [(LINES[0], LINES[1]), (LINES[:2], LINES[:1])]:
        with pytest.raises(TolmachError, match="as many sources as targets"):
            translator.score(sources, targets)


def test_scores_are_by_piece_and_end_with_the_end(translator: Translator) -> None:
    scored = translator.score([LINES[0], ""], [LINES[1], "x"])
    assert [pair.tokens[-1].text for pair in scored] == ["</s>", "</s>"]
    assert all(token.log_probability < 0 for pair in scored for token in pair.tokens)


def test_scoring_ends_between_portions_once_nobody_wants_it(
    translator: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = translator.score(LINES, LINES)
    monkeypatch.setattr(translator_module, "_SCORED", 1)
    assert len(translator.score(LINES, LINES)) == len(whole)
    asked: list[bool] = []

    def wanted() -> bool:
        asked.append(len(asked) < 2)
        return asked[-1]

    with only_while(wanted), pytest.raises(CancelledError):
        translator.score(LINES, LINES)
    assert asked == [True, True, False]


def test_a_pair_that_the_model_cannot_read_is_named(translator: Translator) -> None:
    pairs = [Pair("Hund", "dog"), Pair("Hund " * 40, "dog"), Pair("Katze", "cat")]
    assert list(translator.checked(pairs)) == pairs
    engine = Offering()
    engine.longest = 40
    short = Translator(engine, translator.tokenizers, translator.description)  # type: ignore[arg-type]
    checked = short.checked(pairs)
    assert next(checked) == pairs[0]
    with pytest.raises(TolmachError, match=r"Pair 2, “Hund Hund .*…”, is too long: .* 40 pieces"):
        next(checked)


def test_no_pair_is_read_whole_that_would_fill_the_memory(translator: Translator) -> None:
    assert translator.reads(Pair("Hund " * 400, "dog"))
    with pytest.raises(TolmachError, match=r"Pair 1, .* reads at most 4,096 pieces of a side"):
        next(translator.checked([Pair("Hund", "dog " * 4_096)]))


def test_a_missing_model_or_device_is_said_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TolmachError, match="no model folder"):
        Translator.load(tmp_path / "nowhere")
    folder = make_toy_folder(tmp_path / "toy")
    with pytest.raises(TolmachError, match="The device abacus cannot be used"):
        Translator.load(folder, device="abacus")
    with pytest.raises(TolmachError, match=r"The device meta cannot be used: .*; choose another"):
        Translator.load(folder, device="meta")
    monkeypatch.setattr("tolmach.model_paths.DEFAULT_MODEL", tmp_path / "nothing")
    with pytest.raises(TolmachError, match="no translator of its own"):
        Translator.load()


@pytest.mark.skipif(not DEFAULT_MODEL.is_dir(), reason="no shipped model in this tree yet")
def test_the_shipped_model_translates() -> None:
    assert "morning" in Translator.load().translate("Guten Morgen!").text


@pytest.mark.skipif(not DEFAULT_MODEL.is_dir(), reason="no shipped model in this tree yet")
@pytest.mark.parametrize(
    ("model", "source", "said"),
    [
        ("de-en", "Wir treffen uns um halb acht.", "7:30"),
        ("de-en", "Rom wurde 753 v. Chr. gegründet.", "753 BC"),
        ("en-de", "We meet at half past seven.", "7:30 Uhr"),
        ("en-de", "Caesar was murdered in 44 BC.", "44 v. Chr. ermordet."),
        ("ru-en", "Встретимся в половине восьмого.", "7:30"),
        ("ru-en", "Цезарь был убит в 44 году до н. э.", "44 BC."),
        ("en-ru", "The film starts at quarter past eight.", "8:15"),
        ("de-en", "Sie ist siebenundvierzig Jahre alt.", "47 years"),
        ("en-de", "We live in the twenty-first century.", "21. Jahrhundert"),
        ("ru-en", "Он заплатил триста шестьдесят пять евро.", "365 euros"),
        ("en-ru", "He waited two and a half hours.", "2,5"),
        ("en-de", "The village is 8 miles away.", "8 Meilen"),
        ("en-ru", "It is 8 miles from here.", "8 миль"),
        ("de-en", "Das Haus kostet 2,5 Mio. EUR.", "2.5 million EUR"),
        ("ru-en", "Останьтесь до пятницы.", "Friday"),
        ("ru-en", "Музей открыт с 3 по 9 июля.", "July 3 to July 9"),
    ],
)
def test_times_quantities_and_numbers_in_words_are_those_of_the_source(
    model: str, source: str, said: str
) -> None:
    found = Translator.load(DEFAULT_MODEL.with_name(model)).translate(source)
    assert said in found.text
    assert not any(segment.warnings for segment in found.segments)


@pytest.mark.skipif(not DEFAULT_MODEL.is_dir(), reason="no shipped model in this tree yet")
def test_no_line_depends_on_the_lines_beside_it() -> None:
    translator = Translator.load(engine="native")
    lines = ["Der Hund schläft.", "Ja!", LINES[2], "5 € & 30 kg", "Er fragt, ob sie morgen kommt."]
    assert translator.translate(lines) == [translator.translate(line) for line in lines]


ODD = st.text(alphabet="Hund e.-*_😀&€5„“()太{}<>/@#\u200b\u200d \nÄ", max_size=30)


@settings(max_examples=60)
@given(st.lists(st.text(max_size=20) | ODD, max_size=3))
def test_any_text_gives_one_line_each(translator: Translator, texts: list[str]) -> None:
    options = SearchOptions(beam=1, guard=Guard(max_length=4))
    found = translator.translate(texts, options)
    assert len(found) == len(texts)
    for one in found:
        assert len(one.text.splitlines()) <= 1
        for segment in one.segments:
            first, last = segment.target_span
            assert 0 <= first <= last <= len(one.text)
            start, end = segment.source_span
            assert all(start <= token.start <= token.end <= end for token in segment.source_tokens)


def test_white_space_around_a_line_stays(translator: Translator) -> None:
    inner = translator.translate(LINES[0]).text
    assert translator.translate(f"  {LINES[0]} \t").text == f"  {inner} \t"
    assert translator.translate(f"\u200b{LINES[0]}\n").text == f"\u200b{inner}"


def test_decoration_comes_back_and_raw_text_is_the_models_own(translator: Translator) -> None:
    inner = translator.translate(LINES[0], SearchOptions(n_best=2))
    one = translator.translate(f"- {LINES[0]}", SearchOptions(n_best=2))
    assert one.text.startswith("- ")
    assert len(one.alternatives) == len(inner.alternatives)
    raw = Translator(translator.engine, translator.tokenizers, translator.description, raw=True)
    assert raw.translate(f"- {LINES[0]}").segments[0].changes == ()


@pytest.mark.parametrize(
    "record",
    [
        *("12;{};{}", '"{}", "{}",', '"12": "{}",', "7,{},{}", ";{};;"),
        *('#"a": "{}"@', '#"a": ["{}", "{}"], "hund": #"x": 1, "y": true@@', '["{}"]  , ["{}"]'),
    ],
)
def test_the_fields_of_a_record_are_translated_apart(translator: Translator, record: str) -> None:
    fields = ["Der Hund schläft", "Die Katze  frisst"]
    inner = [translator.translate(field).text for field in fields]
    whole, wanted = (
        record.format(*each).translate(str.maketrans("#@", "{}")) for each in (fields, inner)
    )
    assert translator.translate(whole).text == wanted


def test_with_a_prefix_the_first_sentence_is_read_as_it_is(translator: Translator) -> None:
    found = translator.translate(f"- {LINES[0]}", prefix="The dog")
    assert found.text.startswith("The dog")


@pytest.mark.parametrize(
    ("line", "prefix", "kept"),
    [
        ("Der Hund schläft https://a.de/b.", "The dog", "https://a.de/b"),
        ("Der Hund schläft **sehr**", "The dog", "**"),
        ("Der Hund {0} schläft", "The dog {0} sl", "{0}"),
        ("- Der Hund schläft", "- The dog", "- "),
        ("7;Der Hund schläft", "7;The dog", "7;"),
    ],
)
def test_with_a_prefix_what_is_kept_comes_through_once(
    translator: Translator, line: str, prefix: str, kept: str
) -> None:
    found = translator.translate([line, LINES[0]], prefix=prefix)
    assert all(one.text.replace("**", "").startswith(prefix) for one in found)
    assert found[0].text.count(kept) == line.count(kept)


def test_numbers_for_which_there_is_no_room_are_not_searched_for(
    translator: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Renderer, "_with_substitutes", lambda *_: {})
    options = SearchOptions(guard=Guard(max_length=3))
    line = "Das kostet 1.250,5 Euro, 98765 und 47"
    (segment,) = translator.translate(line, options).segments
    assert len(segment.tokens) <= 3
    assert any(warning.kind == "missing" for warning in segment.warnings)


def test_bytes_that_are_no_character_are_left_out(
    translator: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(translator.tokenizers.target), "decode", lambda *_: "15\ufffdC")
    assert set(translator.translate(LINES[0]).text.split()) == {"15", "C"}


def test_numbers_that_a_model_does_not_copy_are_searched_for(
    translator: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Renderer, "_with_substitutes", lambda *_: {})
    lines = ["Das kostet 1.250,5 Euro", "Er hat 47"]
    for found, number in zip(translator.translate(lines), ("1,250.5", "47"), strict=True):
        (segment,) = found.segments
        assert number in found.text
        assert Treatment("included", number) in segment.changes
        assert not any(warning.kind == "missing" for warning in segment.warnings)


def test_no_number_can_be_searched_for_by_sampling(
    translator: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Renderer, "_with_substitutes", lambda *_: {})
    found = translator.translate("Er hat 4711", SearchOptions(method=Sampling(seed=1)))
    assert SegmentWarning("missing", "4711") in found.segments[0].warnings


def test_branches_of_messages_are_translated_and_their_syntax_stays(
    translator: Translator,
) -> None:
    branches = [LINES[0], f"{LINES[2]} {LINES[0]}"]
    syntax = "{n, plural,=0 {%s} other\u00a0{%s}}"
    (zero, other) = (one.text for one in translator.translate(branches))
    alone, within = translator.translate(
        [syntax % tuple(branches), f"{LINES[0]} {syntax % tuple(branches)} {LINES[0]}"]
    )
    assert alone.text == syntax % (zero, other)
    assert alone.text in within.text
    assert within.source.count(syntax.replace("\u00a0", " ") % tuple(branches)) == 1
