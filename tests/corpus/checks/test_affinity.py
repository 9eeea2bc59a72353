from tolmach.corpus.checks.affinity import Traits


def test_the_beginning_and_the_end_of_a_long_text_tell_its_traits() -> None:
    long = "Der Hund 7 singt. " * 2000 + "Die Katze 9 ruft?"
    traits = Traits.of(long)
    assert traits.length == len(long)
    assert traits.end == "?"
    assert traits.numbers == {"7"}
