"""Sentences of a prefix that are kept, and the one that goes on."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.toy_folder import LINES, make_toy_folder
from tolmach import SearchOptions, Translator
from tolmach.search.guard import Guard
from tolmach.translation.interface import TranslationRequest
from tolmach.translation.kept_sentences import KeptSentences, PrefixReading, begun
from tolmach.translation.result import Segment, Token, Translation
from tolmach.translation.segments import segmented

SHORT = SearchOptions(beam=2, guard=Guard(max_length=25))
LINE = "Er schläft. Sie liest. Wir gehen."


@pytest.fixture(scope="module")
def translator(tmp_path_factory: pytest.TempPathFactory) -> Translator:
    return Translator.load(make_toy_folder(tmp_path_factory.mktemp("models") / "toy"))


def kept(translator: Translator, prefix: str, include: tuple[str, ...] = ()) -> KeptSentences:
    segments = segmented(LINE, translator.tokenizers.source)
    return KeptSentences.of(LINE, segments, TranslationRequest(prefix, include, ()))


@pytest.mark.parametrize(
    ("prefix", "targets", "rest", "left"),
    [
        ("He is", (), LINE, "He is"),
        ("He sleeps. She", ("He sleeps.",), "Sie liest. Wir gehen.", "She"),
        ("He sleeps. She ", ("He sleeps.",), "Sie liest. Wir gehen.", "She "),
        ("He is. She is. We go. They st", ("He is.", "She is."), "Wir gehen.", "We go. They st"),
        ("He sleeps. ", ("He sleeps.",), "Sie liest. Wir gehen.", ""),
        ("He is. She is. We go. ", ("He is.", "She is."), "Wir gehen.", "We go."),
    ],
)
def test_whole_sentences_are_kept_for_the_first_of_the_source(
    translator: Translator, prefix: str, targets: tuple[str, ...], rest: str, left: str
) -> None:
    found = kept(translator, prefix)
    assert (found.targets, found.rest, found.request.prefix) == (targets, rest, left)


def test_a_phrase_that_is_in_a_kept_sentence_is_asked_for_no_more(translator: Translator) -> None:
    found = kept(translator, "He sleeps. She", ("sleeps", "reads"))
    assert found.request.include == ["reads"]


def test_the_last_sentence_of_a_prefix_goes_on_in_the_fitting_one(translator: Translator) -> None:
    found = translator.translate(LINE, SHORT, prefix="He sleeps. She")
    assert found.text.startswith("He sleeps. She")
    assert [LINE[slice(*each.source_span)] for each in found.segments] == [
        "Er schläft.",
        "Sie liest.",
        "Wir gehen.",
    ]
    shown = [found.text[slice(*each.target_span)] for each in found.segments]
    assert shown[0] == "He sleeps."
    assert shown[1].startswith("She")
    alone = translator.score([LINE.split(" Sie")[0]], ["He sleeps."])[0]
    assert found.segments[0].log_probability == pytest.approx(alone.log_probability, abs=1e-4)


def test_sentences_without_a_space_between_them_stay_so_in_the_source(tmp_path: Path) -> None:
    translator = Translator.load(make_toy_folder(tmp_path / "toy", languages=("zh", "en")))
    line = "他睡觉。她读书。"
    found = translator.translate(line, SHORT, prefix="He sleeps. She")
    assert found.text.startswith("He sleeps. She")
    assert found.source == line
    assert [each.source_span for each in found.segments] == [(0, 4), (4, 8)]
    assert all(0 <= each.start <= each.end <= len(line) for each in found.source_tokens)


def test_lines_of_which_the_same_is_asked_are_one_batch(
    translator: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [LINE, "Er schläft.", "Wir gehen. Er ruft.", "Sie liest."]
    prefix = "He sleeps. She"
    alone = [translator.translate(line, SHORT, prefix=prefix) for line in lines]
    batches = []
    search = translator.engine.translate

    def counted(sources: list[list[int]], *more: Any, **named: Any) -> Any:
        batches.append(len(sources))
        return search(sources, *more, **named)

    monkeypatch.setattr(translator.engine, "translate", counted)
    assert translator.translate(lines, SHORT, prefix=prefix) == alone
    assert batches == [3, 2]


def test_kept_sentences_name_the_engine_that_scored_them(
    translator: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(translator.engine), "name", "another")
    kept, *rest = translator.translate(LINE, SHORT, prefix="He sleeps. She").segments
    assert kept.engine == "another"
    assert {one.engine for one in rest} <= {"torch", "native, float32"}


def test_every_alternative_begins_with_the_kept_sentences(translator: Translator) -> None:
    options = SearchOptions(beam=3, n_best=3, guard=Guard(max_length=25))
    found = translator.translate([LINE, LINES[0]], options, prefix="He sleeps. She")
    for one in found:
        assert len(one.alternatives) == 2
        for each in (one, *one.alternatives):
            assert each.text.startswith("He sleeps. She")


@settings(max_examples=15, deadline=None)
@given(st.text("Aa. !?", max_size=15))
@example("AA?Aa?")
def test_any_prefix_stands_at_the_beginning(translator: Translator, prefix: str) -> None:
    clean = " ".join(translator.cleaned([prefix]))
    assert translator.translate(LINE, SHORT, prefix=prefix).text.startswith(clean)


class Typist:
    """Answers a source by one text, unless it must be read otherwise, and notes what was asked."""

    def __init__(self, answer: str, bare: str = "A door is there.") -> None:
        self.answers: dict[PrefixReading, str] = {"in parts": answer, "bare": bare}
        self.asked: list[tuple[str, PrefixReading]] = []

    def __call__(self, texts: list[str], prefix: str, reading: PrefixReading) -> list[Translation]:
        self.asked.append((prefix, reading))
        answer = self.answers.get(reading, f"{prefix} as it is")
        spans = (0, len(texts[0])), (0, len(answer))
        segment = Segment(*spans, (), (Token("x", -1.0),), -1.0, finished=True)
        return [Translation(text, answer, 0.0, (segment,)) for text in texts]


@pytest.mark.parametrize(
    ("source", "prefix", "searched", "answer"),
    [
        ("Die <b>Tür</b> ist da.", "The <b>do", "The do", "The <b>door</b> is there."),
        ("Die **Tür** ist da.", "The **do", "The do", "The **door** is there."),
        ("Die [Tür](a.md) ist da.", "The [do", "The do", "The [door](a.md) is there."),
        ("Die [Tür](a.md) ist da.", "The [door](a", "The door", "The [door](a.md) is there."),
        ("- Die Tür ist da.", "- The do", "The do", "- The door is there."),
        ("Hallo {name}!", "Hello {na", "Hello ", "Hello {name}!"),
        ("Siehe https://a.example/b!", "See htt", "See ", "See https://a.example/b!"),
        ("Die Tür ist da.", "The do", "The do", "The door is there."),
        ("DIE TÜR IST DA.", "THE DO", "The do", "THE DOOR IS THERE."),
        ("Die Tür ist da.", "THE DO", "THE DO", "THE DOor is there."),
    ],
)
def test_markup_that_both_have_comes_from_the_source(
    source: str, prefix: str, searched: str, answer: str
) -> None:
    typist = Typist(answer)
    assert [one.text for one in begun([source], prefix, typist)] == [answer]
    assert typist.asked == [(searched, "in parts")]


@pytest.mark.parametrize(
    ("prefix", "plain"),
    [("The <b>do", "The do"), ("- The do", "The do"), ("Hello {na", "Hello {na")],
)
def test_markup_that_the_source_lacks_stands_as_given(prefix: str, plain: str) -> None:
    typist = Typist("A door is there.")
    first, second = begun(["Die Tür ist da.", "Da ist sie."], prefix, typist)
    assert first.text == second.text == f"{prefix} as it is"
    assert first.segments[0].target_span == (0, len(first.text))
    assert first.segments[0].wrote in (f"{plain} as it is", None)
    assert typist.asked[1:] == [(plain, "bare"), (plain, "as it is")]


@pytest.mark.parametrize(
    ("source", "prefix", "bare", "answer"),
    [
        ("DIE TÜR IST DA.", "The do", "The door is there.", "The door is there."),
        ("- <b>Die Tür</b> ist da.", "The do", "The door is there.", "The door is there."),
        ("- Die Tür ist da.", "<b>The do", "The door is there.", "<b>The door is there."),
    ],
)
def test_what_would_stand_before_a_prefix_is_left_out(
    source: str, prefix: str, bare: str, answer: str
) -> None:
    typist = Typist("- THE DOOR IS THERE.", bare)
    assert [one.text for one in begun([source], prefix, typist)] == [answer]
    assert [reading for _, reading in typist.asked] == ["in parts", "bare"]


def test_of_a_record_the_first_string_begins_so(translator: Translator) -> None:
    inner = translator.translate(LINE, SHORT, prefix="The do").text
    found = translator.translate(f'["{LINE}", "{LINE}"]', SHORT, prefix="The do").text
    assert found.startswith(f'["{inner}", "')
