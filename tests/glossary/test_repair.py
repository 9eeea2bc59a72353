from tests.glossary.test_term_places import alone
from tolmach.glossary.repair import Repair, best_first
from tolmach.translation.glossary import Glossary
from tolmach.translation.result import Segment, Token, Translation

GLOSSARY = Glossary.of([("Hund", "hound")])
SOURCE = "Der Hund da"


def scored(text: str, score: float, source: str = SOURCE) -> Translation:
    segment = Segment((0, len(source)), (0, len(text)), (), (Token(text, score),), score, True)
    return Translation(source, text, score, (segment,))


def repaired(text: str, instead: Translation | None) -> Repair:
    sentence = alone(SOURCE, text, {1: 1}, GLOSSARY)
    repair = Repair(scored(text, -1.0))
    repair.take(sentence, instead)
    return repair


def test_alternatives_are_in_the_order_of_their_scores_and_each_there_once() -> None:
    texts = [("A hound", -3.0), ("That hound", -2.0), ("A hound", -2.5), ("One hound", -4.0)]
    repairs = [repaired("A dog", scored(*each)) for each in texts]
    found = best_first(repairs, GLOSSARY)
    assert [(one.text, one.score) for one in (found, *found.alternatives)] == [
        ("That hound", -2.0),
        ("A hound", -3.0),
        ("One hound", -4.0),
    ]


def test_what_lacks_more_terms_is_no_alternative() -> None:
    repairs = [repaired("A dog", None), repaired("A dog", scored("A hound", -9.0))]
    found = best_first(repairs, GLOSSARY)
    assert (found.text, found.alternatives, found.missed) == ("A hound", (), ())
    found = best_first(repairs[:1], GLOSSARY)
    assert (found.text, [term.source for term in found.missed]) == ("A dog", ["Hund"])


def test_a_line_that_lacks_nothing_stays_as_it_was() -> None:
    whole = [Repair(scored(text, score)) for text, score in (("A hound", -2.0), ("Hound", -1.0))]
    found = best_first(whole, GLOSSARY)
    assert [found.text, *(one.text for one in found.alternatives)] == ["A hound", "Hound"]
