"""A survey of heads as plain values, ready for JSON: figures and thresholds, no text."""

import math
from collections.abc import Mapping
from typing import Any

from tolmach.analysis.heads.importance import rank_agreement
from tolmach.analysis.heads.roles import FEWEST_TIMES, THRESHOLDS, strongest_offset
from tolmach.analysis.heads.statistics import OFFSETS, Share
from tolmach.analysis.heads.survey import HeadSurvey, SiteFindings, comparisons
from tolmach.analysis.heads.syntax import Agreement

_DIGITS = 4


def survey_record(survey: HeadSurvey) -> dict[str, Any]:
    """Return all findings; shares are from 0 to 1, entropy is in nats, None: not measured."""
    agreement = rank_agreement(survey.importance)
    return {
        "model": survey.model,
        "pairs": survey.pairs,
        "trees": survey.trees,
        "fewest_times": FEWEST_TIMES,
        "comparisons": comparisons({site: found.syntax for site, found in survey.sites.items()}),
        "thresholds": {role: bounds._asdict() for role, bounds in THRESHOLDS.items()},
        "rank_agreement": [
            {"measures": list(two), "spearman": _number(value)} for two, value in agreement.items()
        ],
        "heads": [
            _head(survey, site, head)
            for site, found in survey.sites.items()
            for head in range(found.heads)
        ],
    }


def _head(survey: HeadSurvey, site: str, head: int) -> dict[str, Any]:
    found = survey.sites[site]
    measured = {
        name: _number(getattr(found.statistics, name).value[head])
        for name in ("confidence", "entropy", "evenness", "separator", "rarest", "rare", "copied")
    }
    return {
        "site": site,
        "head": 1 + head,
        "roles": [
            {
                "role": each.role,
                "clear": each.clear,
                "strength": _number(each.strength),
                "how": each.how,
            }
            for each in found.roles[head]
        ],
        **measured,
        "strongest_offset": strongest_offset(found.statistics, head)[0],
        "offsets": _offsets(found.statistics.offsets, head),
        "syntax": _syntax(found, head),
        "importance": {
            measure: _number(values[site][head])
            for measure, values in survey.importance.items()
            if site in values
        },
    }


def _offsets(offsets: Share, head: int) -> Mapping[str, float | None]:
    shares = offsets.value[head]
    return {
        f"{offset:+d}": _number(share)
        for offset, share, times in zip(OFFSETS, shares, offsets.times, strict=True)
        if times
    }


def _syntax(found: SiteFindings, head: int) -> list[dict[str, Any]]:
    return [
        {
            "relation": direction.relation,
            "looks_at": "head" if direction.to_head else "dependent",
            "baseline_offsets": accuracy.offsets,
            **_agreement(accuracy.whole, head),
            "halves": [_agreement(half, head) for half in accuracy.halves],
            "held_out": _agreement(accuracy.held_out, head),
        }
        for direction, accuracy in found.syntax.items()
    ]


def _agreement(found: Agreement, head: int) -> dict[str, Any]:
    return {
        "accuracy": _number(found.heads[head]),
        "baseline": _number(found.baseline),
        "times": found.times,
        "p": float(found.p[head]),
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), _DIGITS)
