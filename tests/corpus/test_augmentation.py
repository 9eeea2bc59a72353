import re

from hypothesis import given
from hypothesis import strategies as st

from tolmach.corpus.augmentation import augmentation
from tolmach.corpus.parallel import Pair

NUMBERED = [Pair(f"Das Haus hat {n} Türen.", f"The house has {n} doors.") for n in range(20, 60)]
NAMED = [Pair("Tom kauft das Buch.", "Tom buys the book.")] * 20
CORPUS = NUMBERED + NAMED


def test_made_pairs_are_words_changed_sentences_and_careless_ones() -> None:
    made = augmentation(CORPUS, 200)
    assert made == augmentation(CORPUS, 200)
    folded = {
        (source.lower().rstrip(".!?"), target.lower().rstrip(".!?")) for source, target in made
    }
    assert {("haus", "house"), ("buch", "book")} <= folded
    numbers = [re.findall(r"\d+", side) for pair in made for side in pair]
    assert any(found and not 20 <= int(found[0]) < 60 for found in numbers)
    assert any(re.fullmatch(r"(\w.*) kauft das Buch\.", pair.source) for pair in made)
    assert ("das haus hat 33 türen", "The house has 33 doors") in {
        (re.sub(r"\d+", "33", source), re.sub(r"\d+", "33", target)) for source, target in made
    }


def test_numbers_and_names_stay_the_same_on_both_sides() -> None:
    for source, target in augmentation(CORPUS, 200):
        assert re.findall(r"\d+", source) == re.findall(r"\d+", target)
        if re.fullmatch(r"[^.]+ kauft das Buch\.", source):
            assert source.removesuffix(" kauft das Buch.") == target.removesuffix(" buys the book.")


def test_sentences_are_joined_side_by_side() -> None:
    joined = [pair for pair in augmentation(CORPUS, 200) if re.search(r"\. \w", pair.source)]
    assert {pair.source.count(".") for pair in joined} == {2, 3, 4}
    known = dict(CORPUS)
    for source, target in joined:
        sentences = re.findall(r"[^.]+\.", source)
        assert target == " ".join(known[sentence.strip()] for sentence in sentences)


@given(st.lists(st.builds(Pair, st.text(max_size=9), st.text(max_size=9)), max_size=5))
def test_any_text_will_do(pairs: list[Pair]) -> None:
    made = augmentation(pairs, 7)
    assert len(made) <= 7
    assert all(source and target for source, target in made)
