from random import Random

from tolmach.corpus.names import Names
from tolmach.corpus.parallel import Pair

CORPUS = [
    Pair("Tom mag Maria.", "Tom likes Mary."),
    Pair("Ich sah Tom in Boston.", "I saw Tom in Boston."),
    Pair("Boston ist Boston.", "Boston is Boston."),
    Pair("Hand in Hand", "hand in hand"),
    Pair("Hand in Hand", "hand in hand"),
    Pair("Ann", "Ann"),
]


def test_names_are_capital_words_that_both_sides_share_more_than_once() -> None:
    assert Names.shared(CORPUS).known == ("Boston", "Tom")


def test_every_shared_name_changes_on_both_sides_alike() -> None:
    names, rng = Names.shared(CORPUS), Random(5)
    for _ in range(50):
        found = names.renamed(Pair("Tom, Maria und Tom", "Tom, Mary and Tom"), rng)
        assert found is not None
        new = found.source.split(",")[0]
        assert found == (f"{new}, Maria und {new}", f"{new}, Mary and {new}")
    assert names.renamed(Pair("Maria lacht.", "Mary laughs."), rng) is None
    assert names.renamed(Pair("Ann", "Ann"), rng) is None  # stood there once only


def test_invented_names_are_many_and_spelt_with_the_text_s_letters() -> None:
    names, rng = Names.shared(CORPUS), Random(3)
    invented = {names.invented(rng) for _ in range(200)}
    assert len(invented) > 10
    assert all(name == name.capitalize() and 1 <= len(name) <= 10 for name in invented)
    letters = {letter for pair in CORPUS for side in pair for letter in side.lower()}
    assert set("".join(invented).lower()) <= letters
