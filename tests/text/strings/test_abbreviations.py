import pytest

from tolmach.text.sentences import spliced
from tolmach.text.strings.abbreviations import Abbreviations


def in_full(text: str, source: str, target: str = "en") -> str:
    return spliced(text, Abbreviations.of(source, target).found_in(text))


@pytest.mark.parametrize(
    ("language", "text", "full"),
    [
        ("de", "Vgl. Abb. 3 auf S. 12.", "Siehe Abbildung 3 auf Seite 12."),
        ("de-AT", "Das dauert 3 Std. und 20 Min.", "Das dauert 3 Stunden und 20 Minuten."),
        ("de", "Hr. Meier kommt am Mo. um 9.", "Herr Meier kommt am Montag um 9."),
        ("de", "Von 9 Uhr MESZ bis 18:15 MEZ", "Von 9 Uhr CEST bis 18:15 CET"),
        ("ru", "в 7:45 по МСК", "в 7:45 MSK"),
        ("de", "Es sind ca. 5 Hunde.", "Es sind etwa 5 Hunde."),
        ("de", "Das ist i. d. R. so.", "Das ist in der Regel so."),
        ("de", "I. d. R. ist das so.", "In der Regel ist das so."),
        ("en", "See fig. 3 on p. 12.", "See figure 3 on page 12."),
        ("en", "'Tis No. 5, w/o sugar.", "It is number 5, without sugar."),
        ("en", "the '90s and the ’20s", "the 90s and the 20s"),
        ("en", "Get ’em 'til Fri. at 5.", "Get them until Friday at 5."),
        ("ru", "20 тыс. рублей и т. д.", "20 тысяч рублей и так далее."),
        (
            "ru",
            "Он, т.е. Том, живёт в г. Москве, д. 5.",
            "Он, то есть Том, живёт в городе Москве, дом 5.",
        ),
        ("ru", "в XIX в.", "в XIX веке."),
        ("ru", "Стр. 5, см. стр. 6", "Страница 5, см. странице 6"),
        ("de", "Mind. 2, insb. der sog. Rest", "Mindestens 2, insbesondere der sogenannte Rest"),
        ("de", "Min. 9 Pers., 8 J. alt, 7 Min.", "Mindestens 9 Personen, 8 Jahre alt, 7 Minuten."),
        ("de", "mtl. 9 € exkl. Tee u. v. m.", "monatlich 9 € ohne Tee und vieles mehr."),
        (
            "en",
            "Max. 9 ppl, min. 2, 6 hrs., 5 min.",
            "Up to 9 people, at least 2, 6 hours, 5 minutes.",
        ),
        ("en", "See sec. 4, approx. 3 mi. away.", "See section 4, about 3 miles away."),
        ("ru", "Макс. 9, мин. 2, ок. 7 за шт.", "Максимум 9, минимум 2, около 7 за штуку."),
        ("en", "It made $1.5m of €3bn.", "It made $1.5 million of €3 billion."),
        ("en", "USD 3 m, or 1,200mn EUR", "USD 3 million, or 1,200 million EUR"),
        ("en", "2.5bn of 3m, 4 m, $5 more", "2.5 billion of 3m, 4 m, $5 more"),
        ("de", "Preis inkl. Versand, zzgl. MwSt.", "Preis einschließlich Versand, zuzüglich MwSt."),
        (
            "de",
            "Im 19. Jh. ggf. max. 5 Std. 3 Min.",
            "Im 19. Jahrhundert gegebenenfalls maximal 5 Stunden 3 Minuten.",
        ),
        ("de", "Tel.: 030 1", "Telefon: 030 1"),
        (
            "en",
            "Buy fruit, e.g. 3 lbs of pears, incl. no. 5",
            "Buy fruit, for example 3 pounds of pears, including number 5",
        ),
        (
            "ru",
            "№ 5, г-н и г-жа Мэй, груши и др. вещи",
            "Номер 5, господин и госпожа Мэй, груши и другие вещи",
        ),
        (
            "ru",
            "1 ч. л. соли, в т. ч. см. гл. 3, с. 5",
            "1 чайная ложка соли, в том числе см. главу 3, страница 5",
        ),
        ("de", "Fa. Meier und Fam. Groß", "Firma Meier und Familie Groß"),
        ("ru", "ул. Мира, на ул. Мира им. Мира", "улица Мира, на улице Мира имени Мира"),
        (
            "ru",
            "10 руб. 50 коп. у проф. Мирова и др.",
            "10 рублей 50 копеек у профессор Мирова и другие.",
        ),
        ("ru", "5 кг, 3 м и 100 км/ч, 20м²", "5 kg, 3 m и 100 km/h, 20m²"),
        ("de", "MfG Eva Groß", "Mit freundlichen Grüßen Eva Groß"),
        (
            "de",
            "MfG Eva. Die Groß GmbH kommt.",
            "Mit freundlichen Grüßen Eva. Die Groß GmbH kommt.",
        ),
        ("de", "lg, Eva", "Liebe Grüße, Eva"),
        ("de", "Bis dann! VG", "Bis dann! Viele Grüße"),
        ("de", "i. A. J. Groß, z.Hd. Frau Groß", "im Namen von J. Groß, für Frau Groß"),
        ("de", "Es gibt u. a. Tee, d.h. zwei.", "Es gibt zum Beispiel Tee, also zwei."),
        (
            "en",
            "Btw, answer ASAP, i.e. now.",
            "By the way, answer as soon as possible, that is now.",
        ),
        ("en", "ca. 90 mins. and $3 bn", "about 90 minutes and $3 billion"),
        ("ru", "20 кв. м, 5 куб.м и ½ ч. л.", "20 m², 5 m³ и ½ чайная ложка."),
        ("ru", "Спс, т. 3 за 90 р.", "Спасибо, том 3 за 90 рублей."),
        ("ru", "По 90р. и 20мин. за 3 мес.", "По 90 рублей и 20 минут за 3 месяцев."),
        (
            "de",
            "Nach 5Min. sind 3Mio. weg, 2Std.",
            "Nach 5 Minuten sind 3 Millionen weg, 2 Stunden.",
        ),
        ("ru", "Суп при 80 °С, в 2031г. и 1999г", "Суп при 80 °C, в 2031 года и 1999 года"),
        ("de", "Nr.7, Abb.3, zw. 2 u. 9", "Nummer 7, Abbildung 3, zwischen 2 und 9"),
        ("de", "Tische u. Stühle u.U. da", "Tische und Stühle unter Umständen da"),
        ("ru", "30 тыс. чел., вкл. 5 чел.", "30 тысяч человек, включая 5 человек."),
        ("de", "§ 5 i. V. m. § 7", "§ 5 in Verbindung mit § 7"),
        ("en", "Born c. 1704, plan c. 5", "Born about 1704, plan c. 5"),
        ("de", "7.45 Uhr, 9.30 - 10.00 Uhr", "7:45 Uhr, 9:30 - 10:00 Uhr"),
        ("de", "Von 9.15 bis 9.45 Uhr", "Von 9:15 bis 9:45 Uhr"),
        ("ru", "70 г риса, 2,5 г перца и 5г", "70 g риса, 2,5 g перца и 5g"),
    ],
)
def test_abbreviations_are_read_in_full(language: str, text: str, full: str) -> None:
    assert in_full(text, language) == full


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Die Nr. ist weg, z. B. die Abb. hier."),
        ("de", "Fr. 3.5. um 9"),
        ("de", "Am 24.12. Uhr, 3.60 Uhr, 1.20.15 Uhr, Kap. u. s. w."),
        ("en", "He sat. No. I said so."),
        ("de", "So 20 Hunde, Mi. ist da"),
        ("de", "Der LG Fernseher, u. a. (VG), Tee u. a. m."),
        ("de", "LG baut Fernseher."),
        ("de", "Die MFG GmbH, MFG Anlagenbau AG, MFG & Co. KG und der MFG e. V. laden ein."),
        ("de", "LG SE"),
        ("en", "Call FYI Inc. or BTW Tools Ltd."),
        ("ru", "ООО «СПС» и АО ПЖЛ"),
        ("en", "Sun 5, Sat on it, Mar 12:30, Mon"),
        ("ru", "ср. там, дек и вс"),
        ("en", "Tom's and 'tiny' things"),
        ("ru", "в 5 минут, 5 месяцев, 3 литра"),
        ("ru", "в 882 г князь, 1812 г и 5 груш"),
        ("fr", "p. 12"),
        ("", "S. 12"),
    ],
)
def test_what_may_be_something_else_stays(language: str, text: str) -> None:
    assert in_full(text, language) == text


def test_units_stay_in_cyrillic_for_a_language_that_writes_it() -> None:
    assert in_full("5 кг", "ru", "uk") == "5 кг"
    assert in_full("5 кг", "uk", "de") == "5 kg"
    assert in_full("5 кг", "mk", "en") == "5 kg"
    assert in_full("5 kg", "sr-Latn", "en") == "5 kg"
