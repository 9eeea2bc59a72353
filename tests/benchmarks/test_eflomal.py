from pathlib import Path

import pytest

from benchmarks.eflomal import eflomal_links, read_links
from benchmarks.peers import EFLOMAL
from tolmach.corpus.parallel import Pair


def test_links_of_a_pair_without_any_are_none(tmp_path: Path) -> None:
    (tmp_path / "links").write_text("0-0 10-2\n\n2-1\n", "utf-8")
    assert read_links(tmp_path / "links") == [{(0, 0), (10, 2)}, frozenset(), {(2, 1)}]


@pytest.mark.skipif(not EFLOMAL.python.is_file(), reason="no eflomal: python -m benchmarks.peers")
def test_both_directions_are_told_from_source_to_target() -> None:
    pairs = [
        Pair("red house", "maison rouge"),
        Pair("red car", "voiture rouge"),
        Pair("old house", "maison vieille"),
        Pair("old car", "voiture vieille"),
        Pair("the house", "maison"),
    ] * 20
    forward, backward = eflomal_links(pairs)
    assert len(forward) == len(backward) == len(pairs)
    assert forward[0] == backward[0] == {(0, 1), (1, 0)}
    assert (1, 0) in forward[4]
