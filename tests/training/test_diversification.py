from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toy_translator import toy_translator
from tolmach import SearchOptions
from tolmach.config.model import TransformerSettings
from tolmach.corpus.parallel import Pair
from tolmach.search.guard import Guard
from tolmach.text.normalize import normalize
from tolmach.training.diversification import made_pairs

TOY = toy_translator(
    TransformerSettings(size=16, heads=2, inner=24, encoder_layers=1, decoder_layers=1)
)
GREEDY = SearchOptions(beam=1, guard=Guard(max_length=9))  # it babbles as long as it may


def translate(texts: list[str]) -> list[str]:
    return [found.text for found in TOY.translate(texts, GREEDY)]


sides = st.text(max_size=20).map(normalize)
pairs = st.lists(st.builds(Pair, sides, sides), max_size=5)


@settings(deadline=None, max_examples=12)
@given(pairs)
def test_one_side_is_given_and_the_other_the_translation_of_it(given: list[Pair]) -> None:
    forward = made_pairs(given, translate, "forward")
    backward = made_pairs(given, translate, "backward")
    for made, kept in (
        (forward, [pair.source for pair in given]),
        ([Pair(*reversed(pair)) for pair in backward], [pair.target for pair in given]),
    ):
        expected = zip(kept, translate(kept), strict=True)
        assert made == [sides for sides in expected if all(sides)]
