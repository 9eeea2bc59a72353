"""Notices, whose sentences others read and whose codes the page says in its own words."""

import json
import re

import pytest

from tolmach.documents.notices import CODES, Notice


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_a_sentence_without_gaps(code: str) -> None:
    notice = Notice.of(code, 3, "de", "en")
    assert (notice.code, notice.number, notice.values) == (code, 3, ("de", "en"))
    assert notice.endswith(".")
    assert not re.match(r"3 [^:]*: (?:it|its|has)\b", notice)  # of three things they say "they"
    assert not set("{}") & set(notice)


def test_a_notice_is_its_sentence() -> None:
    notice = Notice.of("missed_term", 2, "{0}")
    assert json.dumps([notice]) == json.dumps(
        ['"{0}" could not be translated as its term in 2 texts.']
    )
    assert Notice.of("picture") == "1 picture: text in it is not translated."
    assert Notice.of("unit_without", 1200, "fr") == "1,200 units without text in fr."
