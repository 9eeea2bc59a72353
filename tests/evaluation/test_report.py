import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tolmach.errors import TolmachError
from tolmach.evaluation.report import report, resamples
from tolmach.metrics.corpus_scores import bleu
from tolmach.metrics.measure import fitting_measure

REFERENCES = ["one two three", "one two three four five six seven", "w " * 60, "all is well."]
HYPOTHESES = ["one two", "", "so so so so so", "all is well ."]


def test_buckets_go_by_the_reference_where_there_is_no_source() -> None:
    found = report(HYPOTHESES, [REFERENCES])
    assert found.bucketed_by == "reference"
    assert [(b.label, b.sentences) for b in found.buckets] == [("3–5", 2), ("6–10", 1), ("51+", 1)]


def test_buckets_go_by_the_source_where_there_is_one() -> None:
    sources = ["a " * 12, "b", "c", "d"]
    found = report(HYPOTHESES, [REFERENCES], sources)
    assert found.bucketed_by == "source"
    assert [(b.label, b.sentences) for b in found.buckets] == [("1–5", 3), ("11–15", 1)]


def test_a_bucket_of_one_length_is_named_by_it() -> None:
    references = ["one two three four five", "w " * 6]
    assert [each.label for each in report(references, [references]).buckets] == ["5", "6–10"]


def test_a_bucket_ends_with_its_longest_sentences() -> None:
    references = ["w " * count for count in (1, 5, 6, 10, 11, 15, 16, 20, 50, 51)]
    found = report(references, [references]).buckets
    ends = [(each.shortest, each.longest, each.sentences) for each in found]
    assert ends[:3] == [(1, 5, 2), (6, 10, 2), (11, 15, 2)]
    assert ends[-1] == (51, None, 1)
    assert sum(each.sentences for each in found) == len(references)
    for each in found[:-1]:
        assert each.longest is not None
        alone = report(["w " * each.longest], [["w " * each.longest]]).buckets
        assert [bucket.longest for bucket in alone] == [each.longest]


def test_a_bucket_scores_its_own_sentences_only() -> None:
    good, bad = "a b c d e", "f g h i j k l m"
    found = report([good, "nothing right at all here"], [[good, bad]])
    assert [round(bucket.scores[0].value) for bucket in found.buckets] == [100, 0]


def test_outputs_that_went_wrong_are_named_by_line() -> None:
    found = report(HYPOTHESES, [REFERENCES])
    assert (found.empty, found.looping, found.tokenised) == ([2], [], [4])
    assert report(["so so so so so"], [["so it is"]]).looping == [1]


def test_length_ratio_is_words_over_words() -> None:
    assert report(["a b c"], [["a b c d"]]).length_ratio == pytest.approx(0.75)


def test_text_without_spaces_is_measured_in_characters() -> None:
    found = report(["红色的猫", "他去"], [["红色的狗", "他去学校了"]], ["a b", "c"])
    assert (found.unit, found.bucket_unit) == ("characters", "words")
    assert found.length_ratio == pytest.approx(6 / 9)
    assert report(["a", "b"], [["a", "b"]], ["红色的狗在睡觉", "他"]).buckets[1].label == "6–10"


def test_words_alone_are_judged_by_chrf() -> None:
    assert report(["cat", "dog"], [["cat", "hound"]]).judge == "chrf"
    assert report(["The cat sleeps here."], [["The dog sleeps here."]]).judge == "bleu"


def test_with_several_references_an_output_is_wrong_where_no_reference_has_it() -> None:
    loop = "so so so so so"
    found = report([loop, ""], [["so it is", ""], [loop, "x"]])
    assert (found.references, found.looping, found.empty) == (2, [], [2])
    assert found.length_ratio == pytest.approx(5 / ((3 + 6) / 2))


def test_what_is_said_twice_on_end_is_named() -> None:
    said = ["the end of the day of the day", "so be it"]
    assert report(said, [["at the end of the day", "so be it"]]).repeating == [1]


def test_sources_out_of_step_are_a_plain_sentence() -> None:
    with pytest.raises(TolmachError, match="source sentences is 1, that of references 4"):
        report(HYPOTHESES, [REFERENCES], ["only one"])


def test_resamples_shrink_with_the_test_set_and_end() -> None:
    assert [resamples(n) for n in (1, 20_000, 40_000, 200_000, 300_000)] == [
        1000,
        1000,
        500,
        100,
        0,
    ]


lines = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(lines, lines, lines), min_size=1, max_size=5))
def test_every_sentence_is_in_one_bucket(rows: list[tuple[str, str, str]]) -> None:
    hypotheses, references, sources = (list(side) for side in zip(*rows, strict=True))
    assume(any(map(str.strip, references)))
    found = report(hypotheses, [references], sources)
    assert sum(bucket.sentences for bucket in found.buckets) == len(rows)
    scoring = fitting_measure(references).scoring
    assert found.scores[0].value == pytest.approx(bleu(hypotheses, references, scoring))
