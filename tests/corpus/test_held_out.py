from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.corpus.held_out import HeldOut, Split, choose_dev, write_split
from tolmach.corpus.parallel import Pair, read_pairs
from tolmach.corpus.survey import survey
from tolmach.errors import TolmachError

SENTENCES = st.sampled_from(["", "Ja.", "ja.", "Nein.", "Gut!", "Ach so.", "Komm her!", "Wer?"])
CORPORA = st.lists(st.builds(Pair, SENTENCES, SENTENCES), max_size=40)


def divide(pairs: list[Pair], folder: Path) -> tuple[Split, list[Pair], list[Pair]]:
    dev = choose_dev(survey(pairs), pairs)
    train_file, dev_file = folder / "train.tsv", folder / "dev.tsv"
    split = write_split(pairs, dev, train_file, dev_file)
    return split, list(read_pairs([train_file])), list(read_pairs([dev_file]))


@given(pairs=CORPORA)
def test_no_sentence_of_dev_is_in_train_and_nothing_is_invented(
    pairs: list[Pair], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("split")
    try:
        split, train, dev = divide(pairs, folder)
    except TolmachError:
        assert not any(folder.iterdir())
        return
    assert train
    assert dev
    assert not any(map(HeldOut.of(dev).touches, train))
    usable = [pair for pair in pairs if all(pair)]
    assert set(train) | set(dev) <= set(usable)
    assert (split.train, split.dev) == (len(train), len(dev))
    assert split.train + split.dev + split.lost == len(usable)


def test_one_pair_in_twenty_and_sentences_that_occur_once_come_first(tmp_path: Path) -> None:
    alone = [Pair(f"Satz {number}", f"sentence {number}") for number in range(30)]
    repeated = [Pair("Danke!", f"Thanks {number}") for number in range(170)]
    split, _, dev = divide(repeated + alone, tmp_path)
    assert split == Split(190, 10, 0)
    assert set(dev) <= set(alone)


def test_a_corpus_of_repetitions_loses_a_tenth_at_most(tmp_path: Path) -> None:
    pairs = [Pair(f"Satz {number % 40}", f"sentence {number}") for number in range(200)]
    split, _, _ = divide(pairs, tmp_path)
    assert split.dev == 5  # of the ten wanted: each takes four others with it
    assert split.lost == 20


def test_quotations_are_written_so_that_they_stay_quotations(tmp_path: Path) -> None:
    pairs = [Pair(f'"Satz {number}"', f'"Sentence {number}"') for number in range(60)]
    _, train, dev = divide(pairs, tmp_path)
    assert set(train) | set(dev) == set(pairs)


def test_monsters_are_not_held_out() -> None:
    pairs = [Pair("x" * 2000, "y"), *(Pair(f"a{n}", f"b{n}") for n in range(3))]
    assert all(len(pair.source) < 5 for pair in choose_dev(survey(pairs), pairs))


@pytest.mark.parametrize("pairs", [[Pair("a", "b")], [Pair("a", str(n)) for n in range(9)]])
def test_what_cannot_be_divided_is_refused(pairs: list[Pair]) -> None:
    with pytest.raises(TolmachError, match="give one with --dev"):
        choose_dev(survey(pairs), pairs)
