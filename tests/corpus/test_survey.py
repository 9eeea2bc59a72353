from hypothesis import given
from hypothesis import strategies as st

from tolmach.corpus.parallel import Pair
from tolmach.corpus.survey import survey

PAIRS = st.lists(st.builds(Pair, st.text("ab ", max_size=3), st.text("cd ", max_size=3)))


def test_a_corpus_by_hand() -> None:
    found = survey([Pair("ab", "c"), Pair("", "cc"), Pair("a", "ccccc"), Pair("ab", "c")])
    assert (found.pairs, found.empty, found.characters, found.longest) == (3, 1, (5, 7), 5)
    assert found.mean_characters == (5 / 3, 7 / 3)
    assert sorted(found.sample) == [("a", "ccccc"), ("ab", "c")]


@given(PAIRS, st.randoms())
def test_the_sample_depends_on_the_set_of_pairs_alone(pairs: list[Pair], rng: object) -> None:
    shuffled = pairs + pairs[:2]
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    whole = {pair for pair in pairs if all(pair)}
    sample = survey(pairs, sample=5).sample
    assert sample == survey(shuffled, sample=5).sample
    assert len(sample) == len(set(sample)) == min(5, len(whole))
    assert set(sample) <= whole


def test_a_sample_is_no_head_of_the_corpus() -> None:
    pairs = [Pair(str(number), "x") for number in range(1000)]
    places = [int(pair.source) for pair in survey(pairs, sample=50).sample]
    assert 300 < sum(places) / 50 < 700
