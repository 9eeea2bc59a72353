import pytest

from tolmach.text.quantities.weekdays import lost_weekdays, names_weekday, weekday_in


@pytest.mark.parametrize(
    ("source", "text", "language", "lost"),
    [
        ("Ждите до четверга.", "Wait until four.", "en", ("четверга",)),
        ("on Monday and Sundays", "am Montag und abends", "de", ("Sundays",)),
        ("Sonnabends und freitags", "on Saturdays and Fridays", "en-GB", ()),
        ("Saturday morning, Good Friday", "Samstagmorgen, Karfreitag", "de", ()),
        ("on Saturday", "am Sonnabend", "de", ()),
        ("Tuesday", "вторниками", "ru", ()),
        ("в среду, в общей среде", "in the environment", "en", ()),
        ("Mr Friday", "Mr Friday", "ru", ()),
        ("Rosenmontag, Sonntagskind, воскресный", "carnival, lucky fellow", "en", ()),
        ("Sunday", "dimanche", "fr", ()),
        ("heute", "Sunday", "en", ()),
    ],
)
def test_a_day_is_lost_that_a_translation_does_not_say(
    source: str, text: str, language: str, lost: tuple[str, ...]
) -> None:
    assert lost_weekdays(source, text, language) == lost


def test_each_language_has_its_days() -> None:
    assert weekday_in("пятницы", "en") == "Friday"
    assert weekday_in("Fridays", "ru") == "пятницу"
    assert weekday_in("Sonnabend", "en") == "Saturday"
    assert weekday_in("Sunday", "fr") is None
    assert weekday_in("miles", "de") is None


def test_texts_name_days() -> None:
    assert names_weekday("bis Donnerstag")
    assert not names_weekday("Guten Tag, jeden Tag, today")
