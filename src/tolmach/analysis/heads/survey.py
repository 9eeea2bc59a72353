"""A survey of all heads of a translator: roles, statistics, syntax and importance."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tolmach.analysis.attention.attending_layers import why_no_attention
from tolmach.analysis.attention.recorder import Recording, open_engine, record_texts
from tolmach.analysis.attention.site_view import Rarity, site_view
from tolmach.analysis.attention.word_groups import words_of_pieces
from tolmach.analysis.heads.importance import Importance, gradient_importance, head_relevance
from tolmach.analysis.heads.roles import HeadRole, head_roles, judged_relations
from tolmach.analysis.heads.statistics import HeadStatistics, head_statistics
from tolmach.analysis.heads.syntax import Accuracy, Direction, Parsed, RelationCounts
from tolmach.analysis.heads.treebank import Forest, Tree, located
from tolmach.chunks import chunks
from tolmach.corpus.parallel import Pair
from tolmach.errors import RequestError
from tolmach.model_folder import PieceCounts
from tolmach.text.tokenizer import Tokenizer
from tolmach.translation.translator import Translator

_CHUNK = 256  # pairs whose attention is in memory at a time
_FOR_GRADIENT, _FOR_RELEVANCE = 200, 50  # pairs, so that a survey takes no more than a minute or so


@dataclass(frozen=True)
class SiteFindings:
    """Findings on the heads of one site; `syntax` is empty where no tree was given."""

    statistics: HeadStatistics
    syntax: Mapping[Direction, Accuracy]
    roles: Sequence[Sequence[HeadRole]]

    @property
    def heads(self) -> int:
        """The number of heads of the site."""
        return len(self.roles)


@dataclass(frozen=True)
class HeadSurvey:
    """Findings on all heads of a model by site, and their importance by several measures."""

    model: str
    pairs: int
    trees: int
    sites: Mapping[str, SiteFindings]
    importance: Mapping[str, Importance]


def survey_heads(
    translator: Translator,
    pairs: Sequence[Pair],
    forest: Forest | None = None,
    counts: PieceCounts | None = None,
) -> HeadSurvey:
    """Examine every head on pairs of texts, and its syntax on a forest.

    `counts` of the training text say which pieces are rare; without them the vocabulary does.

    Raises TolmachError where the model attends nowhere, or there are no pairs.
    """
    sites = site_findings(translator, pairs, forest, counts)
    name = translator.description.name
    if not sites:
        raise RequestError(
            f"{name} has no attention heads: {why_no_attention(translator.description)}; take a "
            "model that has some."
        )
    importance: dict[str, Importance] = {
        "confidence": {site: found.statistics.confidence.value for site, found in sites.items()},
        "gradient": _gradient(translator, pairs[:_FOR_GRADIENT], sites),
    }
    if translator.description.model.architecture == "transformer":
        importance["relevance"] = head_relevance(translator, pairs[:_FOR_RELEVANCE])
    trees = 0 if forest is None else len(forest.source)
    return HeadSurvey(name, len(pairs), trees, sites, importance)


def site_findings(
    translator: Translator,
    pairs: Sequence[Pair],
    forest: Forest | None = None,
    counts: PieceCounts | None = None,
) -> dict[str, SiteFindings]:
    """Return the findings on each site, of which there is none where the model attends nowhere.

    Raises TolmachError where there are no pairs.
    """
    syntax = {} if forest is None else _syntax(translator, forest)
    tried = comparisons(syntax)
    rarity = Rarity.of(counts, translator.tokenizers)
    return {
        site: SiteFindings(found, syntax.get(site, {}), head_roles(found, syntax.get(site), tried))
        for site, found in _statistics(translator, pairs, rarity).items()
    }


def comparisons(syntax: Mapping[str, Mapping[Direction, Accuracy]]) -> int:
    """Return how many heads were compared with how many relations, over all sites."""
    return sum(
        len(found.whole.heads)
        for relations in syntax.values()
        for found in judged_relations(relations).values()
    )


def _statistics(
    translator: Translator, pairs: Sequence[Pair], rarity: Rarity
) -> dict[str, HeadStatistics]:
    if not any(source and target for source, target in pairs):
        raise RequestError("There is no text to examine heads on; give at least one sentence.")
    sums: dict[str, HeadStatistics] = {}
    for chunk in chunks(pairs, _CHUNK):
        recordings = record_texts(translator, *map(list, zip(*chunk, strict=True)))
        for site in recordings[0].weights:
            views = (site_view(each, site, translator.tokenizers, rarity) for each in recordings)
            found = head_statistics(views)
            sums[site] = sums[site] + found if site in sums else found
    return sums


def _syntax(translator: Translator, forest: Forest) -> dict[str, Mapping[Direction, Accuracy]]:
    """Return how well self-attention follows trees, the encoder's source, the decoder's target.

    The encoder's attention does not depend on the target, so that nothing is translated.
    """
    counts: defaultdict[str, RelationCounts] = defaultdict(RelationCounts)
    nothing = [None] * len(forest.source)
    for chunk in chunks(zip(forest.source, forest.target or nothing, strict=True), _CHUNK):
        texts = [[tree.text if tree else "" for tree in side] for side in zip(*chunk, strict=True)]
        for recording, (source, target) in zip(
            record_texts(translator, *texts), chunk, strict=True
        ):
            _count(counts, translator, recording, source)
            if target is not None:
                _count(counts, translator, recording, target, of_target=True)
    return {site: found.accuracies() for site, found in counts.items()}


def _count(
    counts: Mapping[str, RelationCounts],
    translator: Translator,
    recording: Recording,
    tree: Tree,
    *,
    of_target: bool = False,
) -> None:
    tokenizers = translator.tokenizers
    side, tokenizer = (
        ("decoder.self", tokenizers.target) if of_target else ("encoder.self", tokenizers.source)
    )
    words = _words_of_tree(translator, tree, tokenizer)
    for site in recording.weights:
        if words and site.startswith(side):
            view = site_view(recording, site, tokenizers)
            counts[site].add(Parsed(view, words, len(tree.words), tree.dependencies))


def _words_of_tree(translator: Translator, tree: Tree, tokenizer: Tokenizer) -> list[int]:
    """Return the tree's word of each piece; none where they are not found in its text."""
    (text,) = translator.cleaned([tree.text])
    spans = located(translator.cleaned(tree.words), text)
    return words_of_pieces(tokenizer.encode_with_spans(text).spans, spans) if spans else []


def _gradient(
    translator: Translator, pairs: Sequence[Pair], sites: Mapping[str, SiteFindings]
) -> Importance:
    engine = open_engine(translator, "Gradients are taken")
    sources, targets = ([pair[side] for pair in pairs] for side in (0, 1))
    return gradient_importance(
        engine.model,
        *translator.encoded(sources, targets),
        {site: found.heads for site, found in sites.items()},
        tokens=engine.batch_tokens,
    )
