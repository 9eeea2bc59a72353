from collections.abc import Sequence

from tolmach.search.options import SearchOptions
from tolmach.speaker import Speaker


class Echo(Speaker[str]):
    def _translations(
        self,
        texts: list[str],
        options: SearchOptions,
        *,
        prefix: str,
        include: Sequence[str],
        exclude: Sequence[str],
    ) -> list[str]:
        return [f"{prefix}{text} {options.beam} {[*include]} {[*exclude]}" for text in texts]


def test_one_text_gives_one_result_and_several_give_a_list() -> None:
    beam = SearchOptions().beam
    assert Echo().translate("a") == f"a {beam} [] []"
    found = Echo().translate(["a", "b"], SearchOptions(beam=7), prefix="x", include=["i"])
    assert found == ["xa 7 ['i'] []", "xb 7 ['i'] []"]
    assert Echo().translate([]) == []
