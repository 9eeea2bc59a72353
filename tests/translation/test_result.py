from dataclasses import replace

from tolmach.reading.kept import Treatment
from tolmach.translation.result import Segment, SegmentWarning, SourceToken, Translation

MESSAGE = "{n, plural, other {Hunde}}"


def test_a_message_takes_the_place_of_its_placeholder_on_both_sides() -> None:
    tokens = tuple(SourceToken(*one) for one in (("▁Da", 0, 2), ("▁30", 3, 6), ("▁an", 7, 9)))
    changes, warning = (Treatment("protected", "{c}"),), SegmentWarning("unread", "Han")
    first = Segment((0, 9), (0, 8), tokens, (), -1.0, True, read="Da 30 an", changes=changes)
    last = Segment((10, 12), (9, 11), (SourceToken("▁So", 10, 12),), (), -1.0, True)
    other = Translation("Da {c} an So", "{c} here so", -2.0, (first, last))
    whole = Translation("Da {c} an So", "{c} here so", -1.0, (first, last), (other,))
    parts = (Segment((0, 1), (0, 1), (), (), 0.0, True, warnings=(warning,)),)
    said = MESSAGE.replace("Hunde", "dogs")
    found = whole.with_message("{c}", MESSAGE, Translation(MESSAGE, said, -1.0, parts))
    assert found.source == f"Da {MESSAGE} an So"
    assert found.text == f"{said} here so"
    assert [found.source[slice(*one.source_span)] for one in found.segments] == [
        f"Da {MESSAGE} an",
        "So",
    ]
    assert [found.text[slice(*one.target_span)] for one in found.segments] == [
        f"{said} here",
        "so",
    ]
    texts = [found.source[one.start : one.end] for one in found.source_tokens]
    assert texts == ["Da", MESSAGE, "an", "So"]
    assert found.segments[0].changes == (Treatment("protected", MESSAGE),)
    assert found.segments[0].read == "Da 30 an"
    assert [one.warnings for one in found.segments] == [(warning,), ()]
    assert found.alternatives[0].text == found.text


def test_places_within_a_placeholder_are_moved_to_its_edges() -> None:
    whole = Translation("a {c} b {c}d", "{c}{c}", 0.0, ())
    tokens = [(0, 1), (2, 4), (3, 5), (3, 9), (6, 7), (9, 11), (11, 12), (2, 2), (5, 5)]
    segment = Segment(
        (0, 12), (3, 6), tuple(SourceToken("x", *one) for one in tokens), (), 0.0, True
    )
    found = replace(whole, segments=(segment,)).with_message(
        "{c}", "MESSAGE", Translation("MESSAGE", "SAID!", 0.0, ())
    )
    assert (found.source, found.text) == ("a MESSAGE b MESSAGEd", "SAID!SAID!")
    (moved,) = found.segments
    assert (moved.source_span, moved.target_span) == ((0, 20), (5, 10))
    spans = [(one.start, one.end) for one in moved.source_tokens]
    assert spans[:7] == [(0, 1), (2, 9), (2, 9), (2, 19), (10, 11), (12, 19), (19, 20)]
    assert spans[7:] == [(2, 2), (9, 9)]
