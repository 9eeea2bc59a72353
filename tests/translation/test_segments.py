import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.readers import READER
from tests.toy_folder import LINES
from tolmach.text.normalize import normalize
from tolmach.text.tokenizer import Tokenizer
from tolmach.translation.segments import LONGEST_SEGMENT, segmented, segments_read

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


@pytest.mark.parametrize("letters", ["x", "qjxkvz", "七八九"])
def test_an_endless_word_is_cut_into_parts_as_short_as_words(letters: str) -> None:
    word = "".join(random.Random(5).choices(letters, k=700))
    parts = segmented(f"Das ist {word}, ja.", TOKENIZER)
    assert len(parts) > 20
    assert max(len(part.ids) for part in parts) < LONGEST_SEGMENT / 5
    middle = [part.span for part in parts[1:-1]]
    assert all(end == start for (_, end), (start, _) in pairwise(middle))


@pytest.mark.parametrize("longest", [6, 40])
def test_a_model_that_reads_less_gets_shorter_segments(longest: int) -> None:
    line = " ".join(LINES)
    parts = segmented(line, TOKENIZER, longest)
    assert max(len(part.ids) for part in parts) <= longest
    said = "".join(line[slice(*part.span)] for part in parts)
    assert said.replace(" ", "") == line.replace(" ", "")


def test_a_letter_of_more_pieces_than_a_model_reads_stays_whole() -> None:
    assert [part.span for part in segmented("猫", TOKENIZER, 1)] == [(0, 1)]


def test_only_parts_of_one_word_go_on_with_it() -> None:
    parts = segmented(f"Das ist {'qjxkvz' * 60}, ja. Und das.", TOKENIZER)
    inside = [part.within_word for part in parts]
    assert (inside[0], inside[1], inside[-1]) == (False, False, False)
    assert sum(inside) > 15
    assert not any(part.within_word for part in segmented("七八九" * 200, TOKENIZER))


def test_a_long_word_that_fits_stays_whole() -> None:
    word = "qjxkvz" * 20
    assert _texts(word) == [word]


def test_source_tokens_stand_where_they_say() -> None:
    line = " ".join(LINES * 3)
    for segment in segmented(line, TOKENIZER):
        for token in segment.tokens:
            covered = line[token.start : token.end]
            spelled = token.text.removeprefix("▁")
            assert spelled in ("", covered) or spelled.startswith("<0x")
            assert segment.span[0] <= token.start <= token.end <= segment.span[1]


@pytest.mark.parametrize("word", ["qjxkvz" * 3400, "Hund%20" * 150, "hund-" * 400, "a1.b2/" * 4000])
def test_a_word_longer_than_anybody_writes_is_handed_through(word: str) -> None:
    line = f"Das ist {word} und das."
    for parts in (segmented(line, TOKENIZER), segments_read(line, READER)):
        assert [line[slice(*part.span)] for part in parts] == ["Das ist", word, "und das."]
        assert [bool(part.ids) for part in parts] == [True, False, True]
        assert [change.kind for change in parts[1].changes(None)] == ["copied"]


def test_a_long_text_in_a_language_without_spaces_is_no_word() -> None:
    assert all(part.ids for part in segmented("七八九" * 500, TOKENIZER))


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


def test_the_strings_of_a_record_are_segments_between_what_parts_them() -> None:
    text = '{"ja" : "Der Hund. Die Katze.", "n": 12}'
    found = segments_read(text, READER, spaces={5: "  "})
    told = [(each.joined, each.quote, text[slice(*each.span)]) for each in found]
    assert told == [
        *((True, "", '{"ja" : "'), (True, '"', "Der Hund."), (False, '"', "Die Katze.")),
        (True, "", '", "n": 12}'),
    ]
    assert found[0].reading is not None
    assert found[0].reading.before == '{"ja"  : "'


def test_the_fields_of_a_row_are_segments_between_what_parts_them() -> None:
    found = segments_read("Der Hund;Die Katze", READER)
    assert [(each.joined, each.span) for each in found] == [
        *((False, (0, 8)), (True, (8, 9)), (True, (9, 18)))
    ]


def test_a_semicolon_within_an_address_parts_no_fields() -> None:
    text = "Siehe https://a.de/x;y und f&uuml;r."
    assert [each.span for each in segments_read(text, READER)] == [(0, len(text))]


def test_line_breaks_part_sentences_without_a_space() -> None:
    text = "Der Hund.<br/>Die Katze.\\nDas Haus."
    told = [(each.joined, text[slice(*each.span)]) for each in segments_read(text, READER)]
    assert told == [
        *((False, "Der Hund."), (True, "<br/>"), (True, "Die Katze."), (True, "\\n")),
        (True, "Das Haus."),
    ]
    assert not any(each.of_record for each in segments_read(text, READER))
    assert any(each.of_record for each in segments_read("Der Hund;Die Katze", READER))


def test_a_line_break_in_a_string_ends_no_string() -> None:
    text = '{"a": "Der Hund.\\nDie Katze."}'
    told = [(each.quote, text[slice(*each.span)]) for each in segments_read(text, READER)]
    assert told[1:4] == [('"', "Der Hund."), ("", "\\n"), ('"', "Die Katze.")]


@pytest.mark.parametrize("step", [">", "&gt;", "&#187;", "->", "-&gt;"])
def test_steps_of_a_trail_are_segments(step: str) -> None:
    line = f"Hund {step} Die Katze {step} So"
    parts = [line[slice(*part.span)] for part in segments_read(line, READER)]
    assert parts == ["Hund", f" {step} ", "Die Katze", f" {step} ", "So"]


def test_branches_of_messages_are_segments_whose_number_signs_are_numbers() -> None:
    line = "{n, plural, one {Der # Hund.} other {So!}}"
    parts = list(segments_read(line, READER))
    assert [line[slice(*part.span)] for part in parts][1::2] == ["Der # Hund.", "So!"]
    assert all(part.of_record for part in parts[::2])
    reading = parts[1].reading
    assert reading is not None
    (kept,) = (part for part in reading.parts if part.kind == "fixed")
    assert (kept.written, kept.read) == ("#", "1")


@pytest.mark.parametrize(
    "kept", ["{!! $name !!}", "`Ja! Das. Da`", '<a title="Ja! Das. Da">', '[x](y.md "Ja. Das")']
)
def test_no_sentence_ends_within_what_is_kept(kept: str) -> None:
    line = f"Der {kept} Hund schläft. Die Katze auch."
    spans = [line[slice(*one.span)] for one in segments_read(line, READER)]
    assert spans == [f"Der {kept} Hund schläft.", "Die Katze auch."]


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("Der Hund 😀 Das ist gut", ["Der Hund", " 😀 ", "Das ist gut"]),
        ("Der Hund ❤️😀 das ist", ["Der Hund ❤️😀 das ist"]),
        ("Der kleine 🐶 Hund ist", ["Der kleine 🐶 Hund ist"]),
        ("Hund 😀 Das ist gut", ["Hund 😀 Das ist gut"]),
        ("☐ Der Hund ☐ Die Katze", ["☐ Der Hund", " ☐ ", "Die Katze"]),
        ("Der Hund :-) Das ist gut", ["Der Hund", " :-) ", "Das ist gut"]),
        ("Der Hund))) Das ist gut", ["Der Hund", "))) ", "Das ist gut"]),
        ("Der (gute (alte Hund)) Das ist", ["Der (gute (alte Hund)) Das ist"]),
        ("Der Hund :-) Tom ist gut", ["Der Hund :-) Tom ist gut"]),
        ("Der Hund + Das Haus", ["Der Hund + Das Haus"]),
        ("Hund / Die Katze", ["Hund", " / ", "Die Katze"]),
        ("Hund / Die Katze ist gut", ["Hund / Die Katze ist gut"]),
    ],
)
def test_emoji_may_end_a_sentence_and_what_is_to_be_chosen_is_apart(
    line: str, texts: list[str]
) -> None:
    assert [line[slice(*part.span)] for part in segments_read(line, READER)] == texts


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("Der Hund schläft.Das ist so.", ["Der Hund schläft.", "Das ist so."]),
        ("Das ist groß.Wir's gehen", ["Das ist groß.", "Wir's gehen"]),
        ("Das ist das Haus.Wir gehen.", ["Das ist das Haus.", "Wir gehen."]),
        ("Der Hund im Haus.Komm nicht", ["Der Hund im Haus.Komm nicht"]),
        ("Der Hund schläft.Tom ist da", ["Der Hund schläft.Tom ist da"]),
        ("Das geht z.B.Wir", ["Das geht z.B.Wir"]),
        ("Er kam usw.Wir gehen", ["Er kam usw.Wir gehen"]),
        ("Der Hund in a.auch.Wir gehen", ["Der Hund in a.auch.Wir gehen"]),
        ("Lies `auch.Wir gehen`, bitte", ["Lies `auch.Wir gehen`, bitte"]),
    ],
)
def test_a_sentence_ends_at_a_full_stop_without_a_space(line: str, texts: list[str]) -> None:
    assert [line[slice(*part.span)] for part in segments_read(line, READER)] == texts


def test_parts_of_a_sentence_without_end_are_told_from_those_of_a_long_one() -> None:
    clause = "und Anna kauft 5 neue Bücher, "

    def briefs(clauses: int) -> list[bool]:
        found = segments_read((clause * clauses).strip(), READER)
        return [one.reading.is_brief for one in found if one.reading]

    assert briefs(1) == [False]
    assert briefs(12) == [False, False]
    assert len(briefs(100)) > 3
    assert all(briefs(100))


def test_what_was_read_as_it_is_in_the_end_was_not_recased() -> None:
    [segment] = segments_read("- Sehr", READER)
    assert [change.kind for change in segment.changes("sehr")][-1] == "recased"
    [alone] = segments_read("Sehr", READER)
    assert alone.changes("Sehr") == ()
