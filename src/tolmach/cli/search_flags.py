"""Flags that say how to search, and the search options that they come to together."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer

from tolmach.errors import RequestError

if TYPE_CHECKING:
    from tolmach.markup.translator import MarkedTranslation
    from tolmach.search.guard import Guard
    from tolmach.search.hypothesis import LengthPenalty
    from tolmach.search.methods import Method, Sampling
    from tolmach.search.options import SearchOptions
    from tolmach.translation.interface import BaseTranslator
    from tolmach.translation.result import Translation

Search = Literal["beam", "diverse", "sample", "exact", "risk"]
Evidence = Literal["samples", "beam"]
_T = TypeVar("_T", bound=Any)

_SEARCH, _WORDS, _LENGTH = "Search", "Words", "Length and repetition"
_DIVERSE, _SAMPLING = "Diverse beam: --search diverse", "Sampling: --search sample"
_EXACT, _RISK = "Exact search: --search exact", "Minimum Bayes risk: --search risk"

Beam = Annotated[
    int | None,
    typer.Option(min=1, help="Beam size; 1 is greedy. [default: 5]", rich_help_panel=_SEARCH),
]
Penalty = Annotated[
    str | None,
    typer.Option(
        help="Alpha of Wu et al. 2016, or `average`, or `none`. [default: 1.5; exact: none]",
        rich_help_panel=_SEARCH,
    ),
]


@dataclass(frozen=True)
class WordFlags:
    """Words that every translation must begin with, contain or avoid."""

    prefix: Annotated[
        str,
        typer.Option(
            help="How every translation must begin; the last word may go on unless a space "
            "follows it.",
            rich_help_panel=_WORDS,
        ),
    ] = ""
    include: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PHRASE",
            help="What every translation must contain; may be repeated.",
            rich_help_panel=_WORDS,
        ),
    ] = None
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PHRASE",
            help="What no translation may contain; may be repeated.",
            rich_help_panel=_WORDS,
        ),
    ] = None

    def translated(
        self,
        translator: "BaseTranslator[Translation] | BaseTranslator[MarkedTranslation]",
        texts: list[str],
        options: "SearchOptions",
    ) -> "list[Translation] | list[MarkedTranslation]":
        """Translate texts with these words asked for."""
        return translator.translate(
            texts,
            options,
            prefix=self.prefix,
            include=self.include or (),
            exclude=self.exclude or (),
        )


@dataclass(frozen=True)
class SearchFlags:
    """Flags of a search as they were given; None where nothing was."""

    search: Annotated[
        Search,
        typer.Option(
            help="The most probable by beam, several unlike ones, random ones, the most probable "
            "of all with proof, or the one most like all others.",
            rich_help_panel=_SEARCH,
        ),
    ] = "beam"
    beam: Beam = None
    n_best: Annotated[
        int,
        typer.Option(
            min=1,
            help="Translations of each line, the highest score first, those that were cut at the "
            "limit of length last.",
            rich_help_panel=_SEARCH,
        ),
    ] = 1
    length_penalty: Penalty = None
    groups: Annotated[
        int | None,
        typer.Option(
            help="Groups that share the beam out. [default: as many as the beam]",
            rich_help_panel=_DIVERSE,
        ),
    ] = None
    diversity: Annotated[
        float | None,
        typer.Option(
            help="What a piece costs that another group has just taken. [default: 1.5]",
            rich_help_panel=_DIVERSE,
        ),
    ] = None
    temperature: Annotated[
        float | None,
        typer.Option(help="Below 1 safer, above 1 wilder. [default: 1]", rich_help_panel=_SAMPLING),
    ] = None
    top_k: Annotated[
        int | None,
        typer.Option(help="Draw from the k best pieces only.", rich_help_panel=_SAMPLING),
    ] = None
    top_p: Annotated[
        float | None,
        typer.Option(
            help="Draw from the best pieces that hold this much probability.",
            rich_help_panel=_SAMPLING,
        ),
    ] = None
    seed: Annotated[
        int | None, typer.Option(help="The same seed draws the same.", rich_help_panel=_SAMPLING)
    ] = None
    states: Annotated[
        int | None,
        typer.Option(
            help="Give a sentence up after so many model steps. [default: 100000; with --seconds: "
            "no limit]",
            rich_help_panel=_EXACT,
        ),
    ] = None
    seconds: Annotated[
        float | None,
        typer.Option(help="Give a sentence up after so long.", rich_help_panel=_EXACT),
    ] = None
    utility: Annotated[
        Literal["chrf", "bleu"] | None,
        typer.Option(help="How likeness is measured. [default: chrf]", rich_help_panel=_RISK),
    ] = None
    evidence: Annotated[
        Evidence | None,
        typer.Option(
            help="Samples, drawn as the sampling flags say, or a beam. [default: samples]",
            rich_help_panel=_RISK,
        ),
    ] = None
    evidence_size: Annotated[
        int | None,
        typer.Option(help="Translations that are compared. [default: 100]", rich_help_panel=_RISK),
    ] = None
    max_length: Annotated[
        int | None,
        typer.Option(help="Pieces a sentence. [default: 2 x source + 10]", rich_help_panel=_LENGTH),
    ] = None
    min_length: Annotated[
        int | None,
        typer.Option(help="Pieces a sentence. [default: 1; exact: 0]", rich_help_panel=_LENGTH),
    ] = None
    max_copies: Annotated[
        int | None,
        typer.Option(
            help="How often a phrase may stand in a row; 0: as often as it likes. "
            "[default: 3; exact: 0]",
            rich_help_panel=_LENGTH,
        ),
    ] = None

    def options(self) -> "SearchOptions":
        """Return what they come to. Raises TolmachError where some do not go together."""
        from tolmach.search.options import SearchOptions

        self._must_matter()
        options = SearchOptions(
            beam=max(SearchOptions.beam, self.n_best) if self.beam is None else self.beam,
            n_best=self.n_best,
            method=self._method(),
            penalty=None if self.length_penalty is None else _penalty(self.length_penalty),
        )
        return replace(options, guard=self._guard(options.effective_guard))

    def _must_matter(self) -> None:
        """Refuse flags that would change nothing."""
        draws = self.search == "sample" or (self.search == "risk" and self.evidence != "beam")
        beams = not draws, "a search by beam"
        drawing = draws, "--search sample, or risk with samples as its evidence"
        diverse, exact, risk = (
            (self.search == name, f"--search {name}") for name in ("diverse", "exact", "risk")
        )
        flags = {
            "beam": beams,
            **dict.fromkeys(("groups", "diversity"), diverse),
            **dict.fromkeys(("temperature", "top_k", "top_p", "seed"), drawing),
            **dict.fromkeys(("states", "seconds"), exact),
            **dict.fromkeys(("utility", "evidence", "evidence_size"), risk),
        }
        for name, (matters, search) in flags.items():
            if getattr(self, name) is not None and not matters:
                flag = name.replace("_", "-")
                raise RequestError(
                    f"--{flag} only matters with {search}; ask for that, or leave --{flag} out."
                )

    def _method(self) -> "Method":
        from tolmach.search.methods import BeamSearch, DiverseBeamSearch, ExactSearch, MinimumRisk

        match self.search:
            case "beam":
                return BeamSearch()
            case "diverse":
                return _changed(DiverseBeamSearch(), groups=self.groups, strength=self.diversity)
            case "sample":
                return self._sampling()
            case "exact":
                limited = self.states is not None or self.seconds is not None
                return ExactSearch(self.states, self.seconds) if limited else ExactSearch()
            case "risk":
                evidence = BeamSearch() if self.evidence == "beam" else self._sampling()
                risk = MinimumRisk(evidence=evidence)
                return _changed(risk, size=self.evidence_size, utility=self.utility)

    def _sampling(self) -> "Sampling":
        from tolmach.search.methods import Sampling

        return _changed(
            Sampling(),
            temperature=self.temperature,
            top_k=self.top_k,
            top_p=self.top_p,
            seed=self.seed,
        )

    def _guard(self, own: "Guard") -> "Guard":
        """Return the method's own guard, changed as asked."""
        guard = _changed(own, max_length=self.max_length, min_length=self.min_length)
        if self.max_copies is None:
            return guard
        return replace(guard, max_copies=self.max_copies or None)


def _changed(default: _T, **given: float | str | None) -> _T:
    """Return `default` with what was given in place of its own."""
    return replace(default, **{name: value for name, value in given.items() if value is not None})


def _penalty(text: str) -> "LengthPenalty":
    from tolmach.search.hypothesis import LengthPenalty

    if text == "average":
        return LengthPenalty.average()
    try:
        return LengthPenalty(0.0 if text == "none" else float(text))
    except ValueError:
        raise RequestError(
            f"--length-penalty {text} is no number; give one from 0 to 10, `average` or `none`."
        ) from None
