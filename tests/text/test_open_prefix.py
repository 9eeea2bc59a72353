import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toy_folder import LINES
from tolmach.text.normalize import normalize
from tolmach.text.open_prefix import OpenPrefix
from tolmach.text.phrase_automaton import FOUND, START
from tolmach.text.tokenizer import EOS_ID, Tokenizer

TEXTS = [*LINES, "The dogs don't bark.", "12 doughnuts, 3 dogmas!", "猫は猫を見た。", "naïve café"]
TOKENIZER = Tokenizer.learn(TEXTS * 2, 340)


def departs(prefix: OpenPrefix, ids: list[int]) -> bool:
    """Whether pieces, `</s>` after them, are no way to go on with the prefix."""
    kept = len(prefix.ids)
    if tuple(ids[:kept]) != prefix.ids:
        return True
    state = START
    for piece in (*ids[kept:], EOS_ID):
        if prefix.departing is not None:
            state = int(prefix.departing.table[state, piece])
            if state == FOUND:
                return True
    return False


def is_begun(text: str, other: str) -> bool:
    return not departs(OpenPrefix.of(text, TOKENIZER), TOKENIZER.encode(other))


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_goes_on_from_wherever_its_writer_stops(text: str) -> None:
    for end in range(1, len(text) + 1):
        prefix = OpenPrefix.of(text[:end], TOKENIZER)
        assert not departs(prefix, TOKENIZER.encode(text)), text[:end]
        assert prefix.pieces == len(TOKENIZER.encode(text[:end]))
        assert len(prefix.ids) < prefix.pieces


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(TEXTS), st.sampled_from(TEXTS), st.integers(1, 30))
def test_what_is_spelled_otherwise_departs(one: str, other: str, end: int) -> None:
    assert is_begun(one[:end], other) == other.startswith(one[:end])


@settings(deadline=None, max_examples=200)
@given(st.text(min_size=1, max_size=12).map(normalize), st.text(max_size=5))
def test_any_text_may_be_a_prefix(text: str, more: str) -> None:
    assert is_begun(text, normalize(text + more)) or not normalize(text + more).startswith(text)
    assert not text or not is_begun(text, "")


@pytest.mark.parametrize(
    ("text", "other", "goes_on"),
    [
        ("Dog", "dog", "dogs don't bark."),
        ("The D", "The d", "The dogs don't bark."),
        ("the", "The", "The dogs don't bark."),
        ("(na", "(Na", "(Naïve)"),
        ("caf", "Caf", "Café"),
    ],
)
def test_the_last_word_may_go_on_in_the_other_case(text: str, other: str, goes_on: str) -> None:
    assert OpenPrefix.of(text, TOKENIZER).other == other
    assert is_begun(text, goes_on)
    assert is_begun(text, text + goes_on[len(text) :])


@pytest.mark.parametrize("text", ["The dog ", "DO", "12", "The dog,", "ßo", "x1 ", "猫", "xq" * 40])
def test_no_other_case_goes_on_where_there_is_none(text: str) -> None:
    assert OpenPrefix.of(text, TOKENIZER).other == ""
    assert not is_begun(text, text.swapcase() + "x") or text == text.swapcase()


def test_a_space_says_that_the_word_is_complete() -> None:
    assert is_begun("The dog", "The dogs don't bark.")
    assert not is_begun("The dog ", "The dogs don't bark.")
    assert is_begun("The dogs ", "The dogs don't bark.")


def test_pieces_that_the_tokenizer_would_merge_are_no_way_to_spell_a_word() -> None:
    prefix = OpenPrefix.of("The d", TOKENIZER)
    [dog] = TOKENIZER.encode("dog")
    space, *letters = (TOKENIZER.spelling().index(bytes([byte])) for byte in b" dog")
    assert not departs(prefix, [*prefix.ids, dog])
    assert departs(prefix, [*prefix.ids, space, *letters])


def test_of_a_long_word_only_the_end_is_opened() -> None:
    prefix = OpenPrefix.of("xq" * 40, TOKENIZER)
    assert prefix.pieces - len(prefix.ids) == 8
    assert is_begun("xq" * 40, "xq" * 41)
    assert not is_begun("xq" * 40, "xq" * 39 + "qx")


def test_no_prefix_leaves_everything_free() -> None:
    assert OpenPrefix.of("", TOKENIZER).departing is None
