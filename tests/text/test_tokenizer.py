import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolmach.errors import TolmachError
from tolmach.text.normalize import normalize
from tolmach.text.tokenizer import SMALLEST_SIZE, Tokenizer

LINES = ["the old house", "the older houses", "a house, 1990", "älter, größer"] * 3
TOKENIZER = Tokenizer.learn(LINES, SMALLEST_SIZE + 30)
normalized = st.text().map(normalize)


@given(normalized)
def test_every_text_comes_back(text: str) -> None:
    assert TOKENIZER.decode(TOKENIZER.encode(text)) == text


@given(normalized)
def test_spans_cover_the_text_but_for_spaces(text: str) -> None:
    encoding = TOKENIZER.encode_with_spans(text)
    assert len(encoding.ids) == len(encoding.spans)
    covered = {place for start, end in encoding.spans for place in range(start, end)}
    assert {place for place, letter in enumerate(text) if letter != " "} <= covered


@given(normalized)
def test_spans_go_forward_within_the_text(text: str) -> None:
    encoding = TOKENIZER.encode_with_spans(text)
    starts, ends = ([span[side] for span in encoding.spans] for side in (0, 1))
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    assert all(start >= 0 and end <= len(text) for start, end in encoding.spans)
    for place, (start, end) in enumerate(encoding.spans):
        assert start < end or place == 0
        assert text[start : start + 1] != " " or text[start:end] == " "


@given(normalized)
def test_a_space_of_its_own_covers_the_space_or_nothing(text: str) -> None:
    encoding = TOKENIZER.encode_with_spans(text)
    for place, piece in enumerate(TOKENIZER.pieces(encoding.ids)):
        if piece == "▁":
            covered = text[slice(*encoding.spans[place])]
            assert covered == (" " if place else "")


def test_spans_by_hand() -> None:
    assert TOKENIZER.encode_with_spans("xé the").spans == [(0, 0), (0, 1), (1, 2), (1, 2), (3, 6)]


def test_special_pieces_in_a_text_are_characters() -> None:
    assert min(TOKENIZER.encode("<s></s><pad>")) > 2


def test_tags_are_pieces_that_no_text_spells_and_come_back_from_disk() -> None:
    learnt = Tokenizer.learn(["aaa bbb <made> aaa bbb <made>"] * 5, 280, ["made", "back-2"])
    for tokenizer in (learnt, Tokenizer.from_json(learnt.to_json())):
        assert tokenizer.tags == {"made": 3, "back-2": 4}
        assert tokenizer.pieces([3, 4]) == ["<made>", "<back-2>"]
        ids = tokenizer.encode("<made> aaa")
        assert not {3, 4} & set(ids)
        assert tokenizer.decode([3, *ids]) == "<made> aaa"
        assert tokenizer.spelling()[3:5] == [b"", b""]
        assert tokenizer.byte_ids()[3:5] == [[], []]
    assert Tokenizer.learn(["aaa"] * 5, 280).tags == {}


@given(st.text().map(normalize))
def test_without_tags_nothing_is_shifted_and_with_them_every_text_is(text: str) -> None:
    plain, tagged = (Tokenizer.learn(["ab ab"] * 5, 261 + len(tags), tags) for tags in ([], ["m"]))
    assert tagged.encode(text) == [index + 1 for index in plain.encode(text)]


def test_a_vocabulary_below_the_bytes_and_tags_is_refused() -> None:
    with pytest.raises(TolmachError, match=f"alone take {SMALLEST_SIZE + 2}"):
        Tokenizer.learn(["aaa"], SMALLEST_SIZE + 1, ["made", "back"])
    with pytest.raises(TolmachError, match="take 259; ask for more"):
        Tokenizer.learn(LINES, 258)
