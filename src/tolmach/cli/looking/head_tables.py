"""The tables of `tolmach heads`: all heads, how measures agree, and examples."""

import math
from typing import TYPE_CHECKING

from tolmach.cli.tables import note, percent, screen, show_table
from tolmach.wording import counted

if TYPE_CHECKING:
    from tolmach.analysis.heads.roles import HeadRole
    from tolmach.analysis.heads.survey import HeadSurvey, SiteFindings
    from tolmach.translation.translator import Translator

_COLUMNS = (
    "Head",
    "Roles (leanings in brackets)",
    "Confidence",
    "Entropy",
    "Distance",
    "Rarest",
    "Marks",
    "Copied",
    "Best relation, held-out trees: share, by distance",
)

_SYNTAX_NOTE = (
    "Each head's relation is chosen on either half of the trees, where it occurs 200 times at "
    "least, and judged on the other half, against the distance that is commonest on the side on "
    "which the other word stands; -: the halves choose differently. p-values are corrected for all "
    "heads and relations tried."
)


def show_survey(survey: "HeadSurvey", *, ours: bool) -> None:
    """Print a row for each head, and how the measures of importance agree."""
    from tolmach.analysis.heads.importance import rank_agreement

    console = screen()
    measures = [name for name in survey.importance if name != "confidence"]
    rows = [
        [f"{site} {1 + head}", *_row(found, head), *_weights(survey, measures, site, head)]
        for site, found in survey.sites.items()
        for head in range(found.heads)
    ]
    title = f"Heads of {survey.model} on {counted(survey.pairs, 'pair')}"
    title += f", syntax on {counted(survey.trees, 'tree')}" if survey.trees else ""
    show_table(console, title, (*_COLUMNS, *(name.capitalize() for name in measures)), rows)
    for (one, other), value in rank_agreement(survey.importance).items():
        if not math.isnan(value):
            note(console, f"Spearman's rank correlation of {one} and {other}: {value:.2f}.")
    if survey.trees:
        note(console, _SYNTAX_NOTE)
    else:
        note(
            console,
            "No syntactic roles: give trees of the language that the model reads with --treebank, "
            "as those of https://universaldependencies.org.",
        )
    if ours:
        note(
            console,
            f"{survey.pairs} sentences of a self-test are few: name text of your own for more.",
        )


def show_examples(survey: "HeadSurvey", translator: "Translator", sentence: str) -> None:
    """Print the words that the strongest head of each role attends to in a sentence."""
    from tolmach.analysis.heads.example import HeadExample
    from tolmach.analysis.heads.map import named

    console = screen()
    shown = HeadExample.of(translator, sentence)
    note(console, "")
    note(console, f"{shown.pair.source} → {shown.pair.target}", "bold")
    for role, (site, head) in _strongest(survey).items():
        attended = " ".join(f"{word}→{seen}" for word, seen in shown.attended_words(site, 1 + head))
        note(console, f"{site} {1 + head}, {named(role)}: {attended}")


def _row(found: "SiteFindings", head: int) -> list[str]:
    from tolmach.analysis.heads.map import named
    from tolmach.analysis.heads.roles import strongest_offset

    statistics = found.statistics
    offset, share = strongest_offset(statistics, head)
    return [
        ", ".join(map(named, found.roles[head])) or "-",
        _number(statistics.confidence.value[head]),
        _number(statistics.entropy.value[head]),
        f"{offset:+d} {percent(share)}",
        *(
            percent(measured.value[head])
            for measured in (statistics.rarest, statistics.separator, statistics.copied)
        ),
        _relation(found, head),
    ]


def _relation(found: "SiteFindings", head: int) -> str:
    from tolmach.analysis.heads.roles import best_relation

    best = best_relation(found.syntax, head)
    if best is None:
        return "-"
    held_out = found.syntax[best[0]].held_out
    return (
        f"{best[0]} {percent(held_out.heads[head])}, {percent(held_out.baseline)} "
        f"({held_out.times:,} cases)"
    )


def _weights(survey: "HeadSurvey", measures: list[str], site: str, head: int) -> list[str]:
    return [
        _number(survey.importance[name][site][head], 4) if site in survey.importance[name] else "-"
        for name in measures
    ]


def _strongest(survey: "HeadSurvey") -> dict["HeadRole", tuple[str, int]]:
    """Return the strongest head of each role."""
    found = [
        (role, (site, head))
        for site, each in survey.sites.items()
        for head, roles in enumerate(each.roles)
        for role in roles
    ]
    best = {role.role: (role, place) for role, place in sorted(found, key=lambda x: x[0].strength)}
    return dict(best.values())


def _number(value: float, digits: int = 2) -> str:
    return "-" if math.isnan(value) else f"{value:.{digits}f}"
