from collections import Counter

import pytest

from tolmach.corpus.templates.drawing import templated
from tolmach.corpus.templates.formulas import formulas
from tolmach.text.normalize import normalize

LATIN, CYRILLIC = "abcdefghijklmnopqrstuvwxyzäöüß", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"


def test_every_formula_is_said_in_every_language_and_in_its_letters() -> None:
    for row in formulas():
        for language, ways in row.items():
            letters = CYRILLIC if language == "ru" else LATIN
            assert len(set(ways)) == len(ways) > 0, row
            for way in ways:
                assert way == normalize(way).strip() != ""
                assert all(one in letters for one in way.lower() if one.isalpha()), way


def test_no_formula_stands_twice() -> None:
    usual = Counter(row["en"][0] for row in formulas())
    assert usual.most_common(1)[0][1] == 1


@pytest.mark.parametrize(
    "languages", [("de", "en"), ("en", "de"), ("ru", "en"), ("en", "ru")], ids="-".join
)
def test_every_tenth_pair_out_of_templates_is_a_formula(languages: tuple[str, str]) -> None:
    source, target = languages
    known = {
        (said.replace("ё", "е"), way)
        for row in formulas()
        for said in row[source]
        for way in row[target]
    }
    pairs = templated(source, target, 3000)
    own = [pair for pair in pairs if (pair.source.replace("ё", "е"), pair.target) in known]
    assert 0.1 < len(own) / len(pairs) < 0.2
    same = [one for one in own if one.source[-1] == one.target[-1] or one.source[-1].isalnum()]
    assert len(same) > 0.9 * len(own)
    assert pairs == templated(source, target, 3000)
