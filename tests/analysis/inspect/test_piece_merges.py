from hypothesis import given
from hypothesis import strategies as st

from tests.toy_folder import LINES
from tolmach.analysis.inspect.piece_merges import word_merges
from tolmach.text.normalize import normalize
from tolmach.text.tokenizer import SMALLEST_SIZE, Tokenizer

TOKENIZER = Tokenizer.learn(LINES, 331)


def test_merges_come_in_the_order_of_learning() -> None:
    two = Tokenizer.learn(["ababab ab ab"], SMALLEST_SIZE + 2)
    [first, second] = word_merges(two, two.encode("ab bab"))
    assert first.bytes == ("▁", "a", "b")
    assert [(each.number, each.pair) for each in first.merges] == [
        (1, ("a", "b")),
        (2, ("▁", "ab")),
    ]
    assert second.merges[-1].pieces == ("▁", "b", "ab")


@given(st.text(max_size=30))
def test_the_last_cut_is_that_of_the_tokenizer(text: str) -> None:
    ids = TOKENIZER.encode(normalize(text))
    words = word_merges(TOKENIZER, ids)
    cut = [word.merges[-1].pieces if word.merges else word.bytes for word in words]
    assert [piece for word in cut for piece in word] == TOKENIZER.pieces(ids)
