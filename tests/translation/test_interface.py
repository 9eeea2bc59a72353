from collections.abc import Sequence

import pytest

from tolmach.errors import RequestError
from tolmach.search.options import SearchOptions
from tolmach.translation.interface import BaseTranslator, TranslationRequest


class Said(str):
    def with_message(self, placeholder: str, message: str, found: "Said") -> "Said":
        return Said(self.replace(placeholder, f"<{message}: {found}>"))


class Echo(BaseTranslator[Said]):
    def translate_all(
        self, texts: list[str], options: SearchOptions, request: TranslationRequest
    ) -> list[Said]:
        asked = f"{options.beam} {[*request.include]} {[*request.exclude]}"
        return [Said(f"{request.prefix}{text} {asked}") for text in texts]


def test_one_text_gives_one_result_and_several_give_a_list() -> None:
    beam = SearchOptions().beam
    assert Echo().translate("a") == f"a {beam} [] []"
    found = Echo().translate(["a", "b"], SearchOptions(beam=7), prefix="x", include=["i"])
    assert found == ["xa 7 ['i'] []", "xb 7 ['i'] []"]
    assert Echo().translate([]) == []


@pytest.mark.parametrize(("include", "exclude"), [("dog", ()), ((), "dog")])
def test_a_phrase_is_no_list_of_letters(include: Sequence[str], exclude: Sequence[str]) -> None:
    with pytest.raises(RequestError, match='"dog" is one phrase; put it into a list'):
        Echo().translate("a", include=include, exclude=exclude)


class Loud(BaseTranslator[Said]):
    def translate_all(
        self, texts: list[str], options: SearchOptions, request: TranslationRequest
    ) -> list[Said]:
        return [Said(request.prefix + text + "!" * options.beam) for text in texts]


def test_messages_within_sentences_are_texts_of_their_own() -> None:
    once = SearchOptions(beam=1)
    inner = "{m, select, x {c} other {d}}"
    outer = f"{{n, plural, one {{a}} other {{b {inner}}}}}"
    said = outer.replace(inner, f"<{inner}: {inner}!>")
    assert Loud().translate(f"Da {outer}.", once) == f"Da <{outer}: {said}!>.!"
    assert Loud().translate(f"Da {outer}.", once, prefix="Da: ") == f"Da: Da {outer}.!"
    assert Loud().translate("~~a~~ b", once) == "<~~a~~: ~~a~~!> b!"
    found = Loud().translate(["a", f"Da {inner}.", inner], once)
    assert found == ["a!", f"Da <{inner}: {inner}!>.!", f"{inner}!"]
