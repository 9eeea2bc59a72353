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
