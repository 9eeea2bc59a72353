"""One word alignment of two, made in opposite directions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

Link = tuple[int, int]  # (place in the source, place in the target), from 0
Links = frozenset[Link]

_NEIGHBOURS = ((-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))


@dataclass(frozen=True)
class WordAlignment:
    """The links of one pair: `both` directions agree on the first, at least one on the second."""

    both: Links
    either: Links

    @classmethod
    def of(cls, forward: Links, backward: Links) -> Self:
        """Put two directions together, both given as links from source to target."""
        return cls(intersection(forward, backward), forward | backward)


def pharaoh(links: Links) -> str:
    """Return links as `0-0 1-2`, the source's word first, in order."""
    return " ".join(f"{source}-{target}" for source, target in sorted(links))


def intersection(forward: Links, backward: Links) -> Links:
    """Return the links that both directions have."""
    return forward & backward


def grow_diag_final_and(forward: Links, backward: Links) -> Links:
    """Return the intersection, grown into the union (Koehn et al. 2003, §3.1; "final-and" since).

    First come links of the union that touch one already there, also by a corner, and give a word
    its first link; then links of either direction between two words that have none yet. Candidates
    are tried from left to right in the source, then in the target.
    """
    together = WordAlignment.of(forward, backward)
    grown = _Growing(together.both)
    while touching := [link for link in grown.around(together.either) if grown.helps_one(link)]:
        for link in touching:
            if grown.helps_one(link):
                grown.add(link)
    for direction in (forward, backward):
        for link in sorted(direction):
            if grown.helps_both(link):
                grown.add(link)
    return frozenset(grown.links)


class _Growing:
    """Links, and which words have one."""

    def __init__(self, links: Links) -> None:
        self.links: set[Link] = set()
        self.linked: tuple[set[int], set[int]] = (set(), set())
        for link in links:
            self.add(link)

    def add(self, link: Link) -> None:
        self.links.add(link)
        for side, place in zip(self.linked, link, strict=True):
            side.add(place)

    def around(self, allowed: Links) -> Iterator[Link]:
        """Yield the allowed neighbours of the links there are, as they stand now."""
        for source, target in sorted(self.links):
            for right, down in _NEIGHBOURS:
                neighbour = source + right, target + down
                if neighbour in allowed and neighbour not in self.links:
                    yield neighbour

    def helps_one(self, link: Link) -> bool:
        return link[0] not in self.linked[0] or link[1] not in self.linked[1]

    def helps_both(self, link: Link) -> bool:
        return link[0] not in self.linked[0] and link[1] not in self.linked[1]
