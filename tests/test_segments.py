from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toy_folder import LINES
from tolmach.segments import LONGEST_SEGMENT, segmented
from tolmach.text.normalize import normalize
from tolmach.text.tokenizer import Tokenizer

TOKENIZER = Tokenizer.learn(LINES, 331)


def _texts(line: str) -> list[str]:
    return [line[slice(*segment.span)] for segment in segmented(line, TOKENIZER)]


def test_a_line_is_cut_into_sentences() -> None:
    sentences = [
        "Der erste Satz ist nicht lang.",
        "„Ist der zweite es?“",
        "Nein, auch er ist es nicht!",
        "Der dritte endet hier.",
    ]
    assert _texts(" ".join(sentences)) == sentences


def test_a_stop_inside_a_sentence_does_not_end_it() -> None:
    line = "Am 3. Mai kostete der Zug von Berlin nach Rom 12.50 Euro, z. B. für Kinder, so hieß es."
    assert _texts(line) == [line]


def test_a_sentence_too_long_is_cut_after_a_clause_or_a_word() -> None:
    clause = "und so gingen wir dann weiter,"
    line = " ".join([clause] * 20)
    parts = _texts(line)
    assert len(parts) > 1
    assert " ".join(parts) == line
    assert all(part.endswith(",") for part in parts)


def test_source_tokens_stand_where_they_say() -> None:
    line = " ".join(LINES * 3)
    for segment in segmented(line, TOKENIZER):
        for token in segment.tokens:
            covered = line[token.start : token.end]
            spelled = token.text.removeprefix("▁")
            assert spelled in ("", covered) or spelled.startswith("<0x")
            assert segment.span[0] <= token.start <= token.end <= segment.span[1]


@settings(deadline=None)
@given(st.text(max_size=400) | st.text("ab. !?,", max_size=900))
def test_no_character_is_lost_and_no_segment_is_too_long(text: str) -> None:
    line = normalize(text)
    segments = segmented(line, TOKENIZER)
    assert "".join(_texts(line)).replace(" ", "") == line.replace(" ", "")
    ends = [0, *(place for segment in segments for place in segment.span)]
    assert ends == sorted(ends)
    for segment in segments:
        assert 0 < len(segment.ids) <= LONGEST_SEGMENT
