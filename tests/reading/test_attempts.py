from tolmach.markup.parts import parts_of
from tolmach.reading.attempts import best_attempts
from tolmach.reading.substitutes import Vocabulary
from tolmach.translation.result import Segment, Token, Translation


class FakeTranslator:
    """Says what it is told to, and remembers what it was asked."""

    def __init__(self, **says: tuple[str, float]) -> None:
        self.says = says
        self.asked: list[str] = []

    def __call__(self, texts: list[tuple[int, str]]) -> list[Translation]:
        self.asked += [text for _, text in texts]
        return [self.translation(text) for _, text in texts]

    def translation(self, text: str) -> Translation:
        known = (self.says[word] for word in self.says if word in text)
        said, score = next(known, (text, -1.0))
        part = Segment((0, len(text)), (0, len(said)), (), (Token(said, score),), score, True)
        return Translation(text, said, score, (part,))


def best(line: str, translator: FakeTranslator) -> tuple[str, tuple[str | None, ...]]:
    (found,) = best_attempts([parts_of(line)], translator, Vocabulary())
    return found.found.text, tuple(word.word if word else None for word in found.words)


def test_a_line_without_placeholders_is_translated_once() -> None:
    translator = FakeTranslator()
    assert best("Der <b>Hund</b>", translator) == ("Der Hund", ())
    assert translator.asked == ["Der Hund"]


def test_what_the_model_copies_stays_as_it_is() -> None:
    assert best("Der {x} schläft", FakeTranslator()) == ("Der {x} schläft", ("{x}",))


def test_of_what_comes_through_the_likeliest_is_taken() -> None:
    translator = FakeTranslator(**{"{x}": ("xx", -0.1), "Tom": ("Tom!", -3.0), "30": ("30!", -2.0)})
    assert best("Der {x} schläft", translator) == ("30!", ("30",))
    translator.says["30"] = ("thirty", -1.0)
    assert best("Der {x} schläft", translator) == ("Tom!", ("Tom",))


def test_what_something_belongs_to_is_no_number() -> None:
    translator = FakeTranslator(**{"{x}": ("xx", -0.1), "Tom": ("Tom!", -3.0), "30": ("30!", -2.0)})
    assert best("Open {x}'s file", translator) == ("Tom!", ("Tom",))
    assert best("Open {x}’s file", translator) == ("Tom!", ("Tom",))


def test_what_is_lost_is_left_out_and_the_rest_kept() -> None:
    translator = FakeTranslator(
        **{"{": ("xx", -1.0), "30": ("thirty", -1.0), "John": ("Tom", -1.0)}
    )
    assert best("{x} und {y}", translator) == ("Tom und", ("Tom", None))
    translator.says["Tom"] = ("Thomas", -1.0)
    assert best("Da ist {x}.", translator) == ("Da ist.", (None,))


def test_lines_are_independent() -> None:
    translator = FakeTranslator(**{"{": ("xx", -1.0), "30": ("thirty", -1.0)})
    blocks = [parts_of(line) for line in ("{x}, ja", "Hund", "{y}, nein")]
    found = best_attempts(blocks, translator, Vocabulary())
    assert [each.found.text for each in found] == ["Tom, ja", "Hund", "Tom, nein"]


def test_usual_signs_are_read_where_they_come_through() -> None:
    translator = FakeTranslator(**{'"': ('Say "yes"', -9.0), "ja": ("Say yes", -0.1)})
    assert best("Sag &quot;ja&quot;", translator) == ('Say "yes"', ('"', '"'))
    translator.says['"'] = ("Say yes", -9.0)
    assert best("Sag &quot;ja&quot;", translator) == ("Say yes", (None, None))


def test_where_words_came_through_is_told() -> None:
    translator = FakeTranslator(**{"{": ("xx", -1.0), "30": ("3", -1.0), "25": ("2", -1.0)})
    translator.says["Tom"] = ("Is John asked by Tom?", -1.0)
    (found,) = best_attempts([parts_of("{x} fragt {y}")], translator, Vocabulary())
    assert found.anchors == [((0, 3), (17, 20)), ((10, 14), (3, 7))]


def test_a_translation_of_nothing_but_what_is_kept_is_the_last_choice() -> None:
    translator = FakeTranslator(
        **{"{x}": ("{x}", -0.1), "Tom": ("Tom sleeps", -3.0), "30": ("30", -0.1)}
    )
    assert best("{x} schläft", translator) == ("Tom sleeps", ("Tom",))
    assert best("{x} / {y}", FakeTranslator(**{"{x}": ("{x} / {y}", -0.1)}))[0] == "{x} / {y}"


def test_a_crowded_line_is_tried_as_it_is_without_what_is_lost_and_without_all() -> None:
    line = " und ".join(f"{{p{n}}}" for n in range(9))
    translator = FakeTranslator()
    assert best(line, translator)[0] == line
    assert translator.asked == [line]

    torn = FakeTranslator(**{"{p3}": (line.replace("{p3}", "p"), -1.0)})
    assert best(line, torn)[1] == tuple(f"{{p{n}}}" if n != 3 else None for n in range(9))
    assert len(torn.asked) == 2

    torn.says["{"] = ("p", -1.0)
    assert set(best(line, torn)[1]) == {None}
    assert len(torn.asked[2:]) == 3


def test_for_a_brief_line_no_words_are_tried() -> None:
    translator = FakeTranslator(**{"{": ("xx", -1.0)})
    (found,) = best_attempts([parts_of("Da ist {x}.")], translator, Vocabulary(), brief={0})
    assert (found.words, translator.asked) == ((None,), ["Da ist {x}.", "Da ist."])
