from tests.toy_model import ToyModel
from tolmach.analysis.inspect.alternatives import alternatives
from tolmach.analysis.inspect.next_pieces import next_pieces
from tolmach.inference.torch_engine import TorchEngine
from tolmach.search.options import SearchOptions

MODEL, SOURCE, TARGET = ToyModel(11, seed=1), [3, 5, 7], [4, 9, 4, 10]


def test_alternatives_say_something_else_there_and_are_greedy_from_there_on() -> None:
    engine = TorchEngine(MODEL)
    places = next_pieces(MODEL, SOURCE, TARGET)
    found = alternatives(engine, SOURCE, places)
    assert found
    for (at, rank), ids in found.items():
        piece, probability = places[at].best[rank]
        assert piece not in (0, 1, places[at].said)
        assert probability >= 0.02
        if piece == 2:
            assert list(ids) == TARGET[:at]
            continue
        start = [*TARGET[:at], piece]
        assert list(ids[: len(start)]) == start
        again = engine.translate([SOURCE], SearchOptions(beam=1), prefixes=[start])[0][0]
        assert ids == again.ids
