from tolmach.search.options import SearchOptions
from tolmach.translation.interface import BaseTranslator, TranslationRequest


class Echo(BaseTranslator[str]):
    def translate_all(
        self, texts: list[str], options: SearchOptions, request: TranslationRequest
    ) -> list[str]:
        asked = f"{options.beam} {[*request.include]} {[*request.exclude]}"
        return [f"{request.prefix}{text} {asked}" for text in texts]


def test_one_text_gives_one_result_and_several_give_a_list() -> None:
    beam = SearchOptions().beam
    assert Echo().translate("a") == f"a {beam} [] []"
    found = Echo().translate(["a", "b"], SearchOptions(beam=7), prefix="x", include=["i"])
    assert found == ["xa 7 ['i'] []", "xb 7 ['i'] []"]
    assert Echo().translate([]) == []
