from tests.reading.readers import READER
from tolmach.translation.rendering import NOTHING, Rendering
from tolmach.translation.segments import segments_read


def test_a_quote_ends_no_string_that_a_rendering_is_inside_of() -> None:
    hers = Rendering(NOTHING, 'The dog is "that"')
    inside = hers.within('"', "Der Hund heißt „das“")
    assert inside.text == r"The dog is \"that\""
    assert (inside.read, inside.wrote) == ("Der Hund heißt „das“", hers.text)
    assert hers.within("'", "") is hers.within("", "") is hers


def test_no_space_stands_behind_an_opening_bracket_unless_the_source_has_one() -> None:
    spaced = Rendering(NOTHING, "The dog ( a big one) [ and so on]")
    assert spaced.with_sound_marks("Der Hund (groß) [usw.]").text == (
        "The dog (a big one) [and so on]"
    )
    assert spaced.with_sound_marks("Der Hund ( groß)") is spaced


def test_a_prefix_keeps_its_marks() -> None:
    dots = Rendering(NOTHING, "The end..")
    assert dots.with_sound_marks("Das Ende.").text == "The end."
    assert dots.with_sound_marks("Das Ende.", "The end..") is dots
    opened = Rendering(NOTHING, 'The "dog is there.')
    assert opened.with_sound_marks("Der Hund ist da.").text == "The dog is there."
    assert opened.with_sound_marks("Der Hund ist da.", 'The "') is opened


def test_cyrillic_words_that_are_copied_are_in_latin_letters() -> None:
    segments = segments_read("Der Hund", READER)
    plain = Rendering(NOTHING, "The Анна")
    latin = plain.in_latin_letters(segments[0])
    assert (latin.text, latin.read, latin.wrote) == ("The Anna", "Der Hund", "The Анна")
    [kept] = segments_read("Der {имя} Hund", READER)
    assert Rendering(NOTHING, "The {имя} Тома").in_latin_letters(kept).text == "The {имя} Toma"
