"""Which roles of heads outlive pruning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from tolmach.analysis.heads.roles import THRESHOLDS, HeadRole, Role

Survivors = Mapping[str, Sequence[int]]  # numbers of heads, from 1, by site
SiteRoles = Mapping[str, Sequence[Sequence[HeadRole]]]  # by site: the roles of each head


@dataclass(frozen=True)
class SurvivingRoles:
    """Roles of the heads that are left, by site in the order of their numbers.

    `before` has them as they were in the unpruned model, `now` as they are in this one. `lost` are
    roles that some head had and none of those left had; `absent`, those that none has now.
    """

    before: SiteRoles
    now: SiteRoles
    lost: Sequence[Role]
    absent: Sequence[Role]

    @classmethod
    def of(cls, survivors: Survivors, unpruned: SiteRoles, pruned: SiteRoles) -> Self:
        """Compare the roles in the unpruned model and those in the pruned one, of all its heads."""
        before = {
            site: [unpruned[site][number - 1] for number in left]
            for site, left in survivors.items()
        }
        now = {site: pruned.get(site, []) for site in survivors}
        had = _named({site: unpruned[site] for site in survivors})
        return cls(before, now, _missing(had, _named(before)), _missing(had, _named(now)))


def _named(sites: SiteRoles) -> set[Role]:
    return {each.role for heads in sites.values() for roles in heads for each in roles}


def _missing(had: set[Role], left: set[Role]) -> list[Role]:
    return [role for role in THRESHOLDS if role in had - left]
