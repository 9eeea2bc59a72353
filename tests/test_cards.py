"""Examples on the cards of the shipped models are what these models say."""

import re

import pytest

from tolmach import Translator
from tolmach.model_paths import DEFAULT_MODEL, SHIPPED

ROW = re.compile(r"\| ([^|]+[.?!]) \| ([^|]+[.?!]) \|\n")
QUOTED = re.compile(r'\("([^"]+)" → "([^"]+)"\)')


@pytest.mark.skipif(not DEFAULT_MODEL.is_dir(), reason="no translator is shipped here")
@pytest.mark.parametrize("model", ["en-de", "ru-en", "en-ru"])
def test_examples_are_what_the_model_says(model: str) -> None:
    card = (SHIPPED / model / "card.md").read_text("utf-8")
    told = ROW.findall(card) + QUOTED.findall(" ".join(card.split()))
    assert len(told) > 8
    found = Translator.load(model).translate([source for source, _ in told])
    assert [each.text for each in found] == [translation for _, translation in told]
