from itertools import chain

import pytest

from tests.toy_folder import LINES
from tolmach.errors import TolmachError
from tolmach.search.methods import ExactSearch
from tolmach.search.options import SearchOptions
from tolmach.search.phrase_constraints import PhraseConstraints
from tolmach.text.tokenizer import Tokenizer
from tolmach.translation.line_constraints import LineConstraints, Phrases

TOKENIZER = Tokenizer.learn(LINES, 331)


def _demands(include: list[str], exclude: list[str], prefix: str = "") -> LineConstraints:
    return LineConstraints.of(
        include, exclude, prefix=prefix, tokenizer=TOKENIZER, whole_words=True
    )


@pytest.mark.parametrize(
    ("include", "exclude", "prefix", "named"),
    [
        ([""], [], "", "empty"),
        (["dog"], [""], "", "empty"),
        (["the dog"], ["dog"], "", 'must contain "the dog"'),
        ([], ["dog"], "The dog", 'must contain "The dog"'),
    ],
)
def test_what_cannot_be_is_refused(
    include: list[str], exclude: list[str], prefix: str, named: str
) -> None:
    with pytest.raises(TolmachError, match=named):
        _demands(include, exclude, prefix)


def test_the_beam_has_a_place_for_every_piece() -> None:
    constraints = _demands(["dog", "under the table"], [])
    pieces = constraints.as_written.pieces
    assert pieces > 3
    assert constraints.widened(SearchOptions(beam=2)).beam == pieces + 1
    assert constraints.widened(SearchOptions(beam=99)).beam == 99
    assert _demands([], ["dog"]).widened(SearchOptions(beam=2)).beam == 2


def test_what_only_beams_can_do_is_asked_of_no_other_search() -> None:
    with pytest.raises(TolmachError, match="Only beam search"):
        _demands(["dog"], []).widened(SearchOptions(method=ExactSearch()))


def test_a_phrase_goes_where_it_costs_least_and_exclusions_everywhere() -> None:
    constraints = _demands(["dog", "table", "dog"], ["cat"])
    dog, table = constraints.as_written.include
    price = {(2, dog): 1.0, (3, dog): 3.0, (2, table): 7.0, (3, table): 5.0}

    def scores(rows: list[int], phrase_constraints: list[PhraseConstraints]) -> list[float]:
        assert set(rows) == {2, 3}
        assert all(words.whole_vocabulary for words in phrase_constraints)
        pairs = zip(rows, phrase_constraints, strict=True)
        return [-10 - sum(price[row, each] for each in words.include) for row, words in pairs]

    found = constraints.per_sentence([[False], [False], [], [False, False]], scores)
    assert [words.include for words in found] == [(dog, table), (dog, table), (dog,), (table,)]
    assert {words.exclude for words in found} == {constraints.as_written.exclude}
    assert not any(words.whole_vocabulary for words in found)


def test_in_a_sentence_in_capitals_no_case_of_a_phrase_counts() -> None:
    constraints = _demands(["Dog"], ["TABLE"])
    usual, capitals = constraints.per_sentence([[False], [True]], lambda *_: [])
    for text in ("the dog", "the DOG", "The Dog"):
        ids = TOKENIZER.encode(text)
        assert usual.include[0].finds(ids) == ("Dog" in text)
        assert capitals.include[0].finds(ids)
    assert usual.exclude is not None
    assert capitals.exclude is not None
    for text in ("table", "Table"):
        assert capitals.exclude.finds(TOKENIZER.encode(text))
        assert not usual.exclude.finds(TOKENIZER.encode(text))


def test_without_phrases_nothing_is_searched_twice() -> None:
    def scores(rows: list[int], phrase_constraints: list[PhraseConstraints]) -> list[float]:
        raise NotImplementedError

    for constraints in (_demands([], []), _demands([], ["cat"])):
        found = constraints.per_sentence([[False] * 3, [True] * 2], scores)
        assert len(found) == 5
        assert not list(chain.from_iterable(words.include for words in found))


def test_constraints_of_one_sentence_join_those_that_are_there() -> None:
    def constraints(include: list[str], exclude: list[str]) -> PhraseConstraints:
        phrases = Phrases(tuple(include), tuple(exclude))
        return phrases.constraints(TOKENIZER, whole_words=True)

    one, other = constraints(["dog"], []), constraints(["table"], ["cat"])
    both = one.joined(other)
    assert (both.include, both.exclude) == (one.include + other.include, other.exclude)
    assert other.joined(constraints([], ["dog"])).exclude is other.exclude
