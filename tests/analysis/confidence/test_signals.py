"""Signals and warnings on alignments made by hand."""

from typing import Any

import numpy as np
import pytest

from tolmach.analysis.confidence.evidence import Evidence
from tolmach.analysis.confidence.signals import (
    echoes,
    erased_omission_signals,
    faultless_signals,
    hallucination_signals,
    omission_signals,
    repetition_signals,
    sentence_signals,
    word_signals,
)
from tolmach.text.words import word_spans


def made(source: str, target: str, links: list[int], **others: Any) -> Evidence:
    """Return evidence in which target word j attends to source word `links[j]` alone."""
    sides = tuple(word_spans(source)), tuple(word_spans(target))
    count = len(sides[1])
    attention = np.zeros((count, len(sides[0])))
    attention[np.arange(count), links] = 1
    usual: dict[str, Any] = {
        "log_probabilities": np.full(count, -0.1),
        "contributions": np.full(count, 7.0),
        "ends": np.array([-0.1]),
        "pieces": count + 1,
        "attention": attention,
        "splits": np.ones(len(sides[0])),
    }
    return Evidence(source, target, *sides, **(usual | others))


SOUND = made("der alte Hund schläft heute", "the old dog sleeps today", [0, 1, 2, 3, 4])


def test_coverage_is_what_a_source_word_gets_in_all() -> None:
    assert SOUND.coverage.tolist() == [1, 1, 1, 1, 1]
    found = made("der alte Hund", "the dog", [0, 2])
    assert found.coverage.tolist() == [1, 0, 1]


def test_what_nothing_attends_to_speaks_for_an_omission() -> None:
    gap = made("der alte Hund schläft heute", "the old", [0, 1], ends=np.array([-6.0]))
    stretch, quarter, end, _, ratio, _, faint, _ = omission_signals(gap)
    assert (stretch, quarter, end) == pytest.approx((np.log(0.01), np.log(0.01), -6.0))
    assert (ratio, faint) == pytest.approx((np.log(3 / 6), np.log(4)))
    assert omission_signals(SOUND)[:2] == pytest.approx([np.log(1.01)] * 2)


def test_words_to_which_no_piece_is_linked_speak_for_an_omission() -> None:
    found = made("der Hund ist 7 alt", "it is old", [0, 2, 4], splits=np.array([1.0, 3, 1, 1, 2]))
    losses = np.zeros((4, 5))  # three pieces and `</s>`
    losses[0, 0], losses[1, 2], losses[2, 4], losses[3, 1] = 2.0, 0.6, 0.4, 9.0
    *plain, unsaid, share = erased_omission_signals(found, losses)
    assert plain == pytest.approx([*omission_signals(found), *hallucination_signals(found)])
    assert (unsaid, share) == pytest.approx((np.log(1 + 3 + 2), 5 / 7))
    losses[2, 4], losses[0, 1], losses[0, 0] = 2.0, 3.0, 0.0
    assert erased_omission_signals(found, losses)[-2:] == pytest.approx([np.log(2), 1 / 7])


def test_an_echo_is_the_same_word_from_the_same_place() -> None:
    twice = made("der Hund schläft", "the dog the dog sleeps", [0, 1, 0, 1, 2])
    assert echoes(twice).tolist() == [False, False, True, True, False]
    assert repetition_signals(twice) == pytest.approx([np.log(3), 0.4])
    assert repetition_signals(SOUND).tolist() == [0, 0]


def test_one_word_echoes_only_right_behind_itself() -> None:
    assert echoes(made("oh ja", "oh oh yes", [0, 0, 1])).tolist() == [False, True, False]
    apart = made("der Hund der Frau", "the dog of the wife", [0, 1, 1, 1, 3])
    assert not echoes(apart).any()
    assert not echoes(made("ja ja .", "yes . .", [0, 2, 2])).any()  # marks


def test_what_the_source_says_twice_is_no_echo() -> None:
    found = made("er kam und er ging", "he came and he went", [0, 1, 2, 3, 4])
    assert not echoes(found).any()


def test_words_cut_small_speak_for_a_hallucination() -> None:
    cut = made("der Hund", "the dog", [0, 1], splits=np.array([1.0, 4.0]))
    *_, mean, most, longest = hallucination_signals(cut)
    assert (mean, most, longest) == pytest.approx((np.log(4) / 2, np.log(4), np.log(5)))
    assert hallucination_signals(SOUND)[-3:-1].tolist() == [0, 0]
    assert omission_signals(cut)[-1] == pytest.approx(np.log(4))


def test_improbable_words_speak_for_a_hallucination() -> None:
    doubtful = made("der Hund", "the dog", [0, 1], log_probabilities=np.log([0.9, 0.1]))
    expected, improbable = hallucination_signals(doubtful)[2:4]
    assert (expected, improbable) == pytest.approx((np.log(2), np.log(2)))
    assert omission_signals(doubtful)[5] == pytest.approx(np.log(2))


def test_words_without_the_source_speak_for_a_hallucination() -> None:
    given = np.array([7.0, 7.0, 0.5, 0.1, 0.0])
    found = made("der Hund", "the dog likes green tea", [0, 1, 1, 1, 1], contributions=given)
    mean, poorest, *_ = hallucination_signals(found)
    assert (mean, poorest) == pytest.approx((14.6 / 5, 0.2))


def test_signals_of_a_word_are_its_own_its_neighbours_and_its_place() -> None:
    found = made("a b", "x y", [0, 1], log_probabilities=np.log([0.5, 0.8]), ends=np.array([-3.0]))
    first, second = word_signals(found)
    mean = (np.log(0.5) + np.log(0.8) - 3) / 3
    assert first == pytest.approx([0, 0, np.log(0.8), mean, 0, np.log(2)])
    assert second == pytest.approx([np.log(4), np.log(0.5), -3, mean, 0.5, np.log(2)])
    odds, total, lowest, length = sentence_signals(found)
    assert odds == pytest.approx(np.log(np.exp(mean) / (1 - np.exp(mean))))
    assert (total, lowest, length) == pytest.approx((3 * mean, np.log(0.5), np.log(2)))


def test_a_word_alone_has_all_signals() -> None:
    for found in (made("Ja", "Yes", [0]), made("", "", [])):
        for signals in (
            omission_signals,
            repetition_signals,
            hallucination_signals,
            sentence_signals,
            faultless_signals,
        ):
            assert np.isfinite(signals(found)).all()
        assert word_signals(found).shape == (len(found.words), 6)
        losses = np.zeros((len(found.words) + 1, len(found.source_words)))
        assert np.isfinite(erased_omission_signals(found, losses)).all()
