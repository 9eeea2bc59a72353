import re

import pytest

from tolmach.text.sentences import spliced
from tolmach.text.strings.abbreviations import Abbreviations
from tolmach.text.strings.short_dates import short_dates, short_names


@pytest.mark.parametrize(
    ("language", "text", "full"),
    [
        ("de", "Mo.–Fr. 9–18 Uhr, Sa 10:00", "Von Montag bis Freitag 9–18 Uhr, Samstag 10:00"),
        (
            "de",
            "Offen Mo - Do, von Mi. bis Fr.",
            "Offen von Montag bis Donnerstag, von Mittwoch bis Freitag.",
        ),
        ("de", "Fr., 13. Dez. 2024", "Freitag, 13. Dezember 2024"),
        ("de", "Am So kommt er im Jan. 2025", "Am Sonntag kommt er im Januar 2025"),
        ("de", "Nur Mo.–Fr. Danach nicht", "Nur von Montag bis Freitag. Danach nicht"),
        ("en", "Tues.-Fri. 9am-6pm, Sat 10am", "From Tuesday to Friday 9am-6pm, Saturday 10am"),
        ("de", "Di und Do, Sa/So zu", "Dienstag und Donnerstag, Samstag/Sonntag zu"),
        ("en", "Mon, Wed and Fri, Sat & Sun", "Monday, Wednesday and Friday, Saturday & Sunday"),
        ("ru", "пн, ср и пт", "понедельник, среда и пятница"),
        ("en", "Mon to Thurs", "From Monday to Thursday"),
        ("en", "On Mon, Jun 3, 2024", "On Monday, June 3, 2024"),
        ("en", "13 Dec, Sept. 5", "13 December, September 5"),
        (
            "ru",
            "Пн–пт 9:00–18:00, сб. 10:00",
            "От понедельника до пятницы 9:00–18:00, суббота 10:00",
        ),
        ("ru", "с пн. по ср. и в сб", "с понедельника по среду и в субботу"),
        ("ru", "31 дек. и 5 янв", "31 декабря и 5 января"),
        ("de", "Fr., 3. Mai, So geschlossen", "Freitag, 3. Mai, Sonntag geschlossen"),
        ("en", "Sat, 4 May. Sun: closed", "Saturday, 4 May. Sunday: closed"),
        ("ru", "Вт, 5 мая, вс закрыто", "Вторник, 5 мая, воскресенье закрыто"),
    ],
)
def test_days_and_months_are_read_in_full(language: str, text: str, full: str) -> None:
    assert spliced(text, Abbreviations.of(language, "").found_in(text)) == full


@pytest.mark.parametrize("language", ["de", "en", "ru"])
def test_what_is_read_in_full_has_a_short_name(language: str) -> None:
    names = re.compile(short_names(language))
    spelled = [pattern for pattern, _ in short_dates(language)]
    assert all(map(re.compile, spelled))
    for text in ("Mo–Di", "Sat 10am", "31 дек."):
        if any(re.search(pattern, text) for pattern in spelled):
            assert names.search(text)


def test_other_languages_have_none() -> None:
    assert not list(short_dates("fr"))
    assert short_names("fr") == ""
