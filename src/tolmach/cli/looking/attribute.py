"""`tolmach attribute`: the contributions of source and prefix to translations."""

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tolmach.cli.options import (
    BatchTokens,
    Device,
    ModelByLanguages,
    SourceLanguage,
    TargetLanguage,
    Threads,
    asked_models,
    loaded_translator,
)
from tolmach.cli.output import print_json
from tolmach.cli.tables import percent
from tolmach.errors import RequestError
from tolmach.wording import counted

if TYPE_CHECKING:
    from tolmach.analysis.relevance.attribution import Attribution, Contributor
    from tolmach.analysis.relevance.contribution import Mean, PrefixKind, SourceShares
    from tolmach.translation.translator import Translator

_RANKS = ("most", "second", "third", "fourth")  # contributors of a word


def attribute(
    text: Annotated[
        str | None, typer.Argument(help="The source sentence.", show_default=False)
    ] = None,
    target: Annotated[
        str | None, typer.Option(help="Its translation. [default: the model's own]")
    ] = None,
    pairs: Annotated[
        list[Path] | None,
        typer.Option(help="Instead of a sentence: a TSV or TMX, or twice, a file a side."),
    ] = None,
    most: Annotated[int, typer.Option("--first", min=2, help="With --pairs: so many.")] = 500,
    model: ModelByLanguages = None,
    source_language: SourceLanguage = None,
    target_language: TargetLanguage = None,
    figure: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Draw it too; the name ends in .svg or .png."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, every number.")] = False,
    threads: Threads = None,
    device: Device = None,
    batch_tokens: BatchTokens = None,
) -> None:
    """Attribute each word of a translation to the words of the source and to those before it.

    A relevance of 1 is put on each predicted word and passed back through the Transformer to the
    input words (layer-wise relevance propagation, Voita et al. 2021); none is lost, so that the
    contributions to a word are shares of 100 %. Other architectures cannot be explained so.

    With `--pairs` the source's share is followed along many sentences, under three prefixes: the
    model's own translation, the given one, and, wrongly, that of another sentence.

    Example: `tolmach attribute "Ich habe das Buch gelesen." -o contributions.svg`
    """
    if (text is None) == (not pairs):
        raise RequestError("Give one sentence to explain, or --pairs with a file of many.")
    if pairs and target is not None:
        raise RequestError("--target translates a sentence, and --pairs bring their own; drop one.")
    if text is not None and not text.strip():
        raise RequestError("There is no text to explain; give a sentence.")
    from tolmach.file_checks import check_files

    check_files(pairs or [], [figure], kinds=(".svg", ".png"))
    folders = asked_models(model, source_language, target_language, lambda: [text] if text else [])
    translator = loaded_translator(folders, threads=threads, device=device, tokens=batch_tokens)
    if text is not None:
        _explain_sentence(translator, text, target, figure, as_json=as_json)
    else:
        _explain_corpus(translator, pairs or [], most, figure, as_json=as_json)


def _explain_sentence(
    translator: "Translator", text: str, target: str | None, figure: Path | None, *, as_json: bool
) -> None:
    from tolmach.analysis.relevance.attribution import attribution
    from tolmach.analysis.relevance.figure import write_attribution_figure

    found = attribution(translator, text, target)
    if figure is not None:
        write_attribution_figure(found, figure)
    if as_json:
        print_json(_attribution_record(found))
    else:
        _show_attribution(found)


def _explain_corpus(
    translator: "Translator", paths: list[Path], most: int, figure: Path | None, *, as_json: bool
) -> None:
    from tolmach.analysis.relevance.contribution import source_shares
    from tolmach.analysis.relevance.figure import write_contribution_figure
    from tolmach.corpus.parallel import read_pairs

    pairs = read_pairs(paths, languages=translator.description.languages)
    shares = source_shares(translator, list(islice(pairs, most)))
    if figure is not None:
        write_contribution_figure(shares, figure)
    if as_json:
        name = translator.description.name
        print_json({"model": name, **_corpus_record(shares)})
    else:
        _show_corpus(shares)


def _show_attribution(found: "Attribution") -> None:
    from tolmach.cli.tables import note, screen, show_table

    console = screen()
    rows = [
        (word, percent(share), *map(_shown_share, found.contributors(row, len(_RANKS))))
        for row, (word, share) in enumerate(
            zip(found.target_words, found.source_share, strict=True)
        )
    ]
    show_table(console, "Contributions to each word", ["word", "source", *_RANKS], rows)
    note(console, "Words in (brackets) stand before it in the translation; the rest in the source.")


def _shown_share(contributor: "Contributor") -> str:
    name = contributor.word if contributor.side == "source" else f"({contributor.word})"
    return f"{name} {percent(contributor.share)}"


def _attribution_record(found: "Attribution") -> dict[str, Any]:
    return {
        "source": found.source_words,
        "prefix": found.prefix_words,
        "target": found.target_words,
        "source_share": [round(float(share), 4) for share in found.source_share],
        "to_source": found.source.round(4).tolist(),
        "to_prefix": found.prefix.round(4).tolist(),
        "missing": found.missing,
    }


def _show_corpus(shares: "dict[PrefixKind, SourceShares]") -> None:
    from tolmach.analysis.relevance.contribution import Mean, wrong_against_own
    from tolmach.cli.tables import note, screen, show_table

    console = screen()
    rows = [
        (
            kind,
            _interval(Mean.of(found.mean)),
            *(percent(found.along.mean(0)[place]) for place in (0, 5, -1)),
            percent(found.followed),
        )
        for kind, found in shares.items()
    ]
    columns = ["prefix", "source", "first", "middle", "end", "followed"]
    sentences = len(shares["own"].mean)
    show_table(
        console,
        f"The source's contribution to the next piece, {counted(sentences, 'sentence')}",
        columns,
        rows,
    )
    lost = wrong_against_own(shares)
    note(
        console,
        f"Wrong against own prefix: {100 * lost.value:+.1f} ± {100 * lost.margin:.1f} points.",
    )
    note(console, "Followed: how often the likeliest piece is the prefix's next. ±: 95 %.")


def _corpus_record(shares: "dict[PrefixKind, SourceShares]") -> dict[str, Any]:
    from tolmach.analysis.relevance.contribution import PLACES, Mean, wrong_against_own

    return {
        "sentences": len(shares["own"].mean),
        "places": PLACES.round(2).tolist(),
        "prefixes": {
            kind: {
                "source_share": _rounded(Mean.of(found.mean)),
                "along": [_rounded(Mean.of(column)) for column in found.along.T],
                "followed": round(found.followed, 4),
                "missing": found.missing,
            }
            for kind, found in shares.items()
        },
        "wrong_against_own": _rounded(wrong_against_own(shares)),
    }


def _rounded(mean: "Mean") -> dict[str, float]:
    return {"mean": round(mean.value, 4), "margin": round(mean.margin, 4)}


def _interval(mean: "Mean") -> str:
    return f"{100 * mean.value:.1f} % ± {100 * mean.margin:.1f}"
