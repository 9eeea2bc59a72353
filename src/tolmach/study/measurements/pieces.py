"""Byte-pair encoding on the corpus: the steps of learning, and vocabularies of other sizes."""

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Any

from tolmach.model_paths import TOKENIZER
from tolmach.study.budget import Budget
from tolmach.study.division import part
from tolmach.study.folder import Settings, StudyFolder
from tolmach.text.bpe import learn
from tolmach.text.normalize import normalizer
from tolmach.text.tokenizer import SMALLEST_SIZE, count_words, readable
from tolmach.text.tokenizer_pair import TokenizerPair
from tolmach.training.run_folder import RunFolder

FACTORS = (0.25, 0.5, 2.0)  # times the vocabulary of the ladder
_STEPS, _SHOWN_WORDS, _SAMPLE = 12, 3, 10_000
_LONG_WORDS, _LEAST_COUNT = 8, 5


def vocabularies(budget: Budget) -> list[int]:
    """Return the sizes of vocabulary asked for beside the ladder's own."""
    asked = (round(factor * budget.draft.tier.vocabulary) for factor in FACTORS)
    return [size for size in asked if size > SMALLEST_SIZE]


def run_name(size: int) -> str:
    """Return the name of the Transformer's run with so many pieces."""
    return f"pieces-{size}"


def steps(folder: StudyFolder, settings: Settings) -> dict[str, Any]:
    """Learn from words of the text and note what each of the first steps does."""
    lines = [side for pair in part(folder, "train")[:_SAMPLE] for side in pair]
    counts = count_words(map(str.lower, lines) if settings.lowercase else lines)
    found = [
        {
            "left": readable(step.pair[0]),
            "right": readable(step.pair[1]),
            "count": step.count,
            "words": [
                [list(map(readable, step.words[word])), counts[word]]
                for word in sorted(step.words, key=lambda word: -counts[word])[:_SHOWN_WORDS]
            ],
        }
        for step in islice(learn(counts), _STEPS)
    ]
    return {"pairs": len(lines) // 2, "words": len(counts), "steps": found}


def measure(folder: StudyFolder, settings: Settings, run: str) -> dict[str, Any]:
    """Say how large a run's vocabulary is, and how it cuts words of the corpus."""
    tokenizer = TokenizerPair.load(RunFolder(folder.run(run)).data / TOKENIZER).source
    normal = normalizer(lowercase=settings.lowercase)
    words = _long_words(folder, settings)
    cut = [tokenizer.pieces(tokenizer.encode(word)) for word in words]
    sources = [normal(pair.source) for pair in part(folder, "test")]
    pieces = sum(map(len, tokenizer.encode_batch(sources)))
    return {
        "pieces": len(tokenizer),
        "pieces_per_word": pieces / sum(len(source.split()) for source in sources),
        "cut": dict(zip(words, cut, strict=True)),
    }


def _long_words(folder: StudyFolder, settings: Settings) -> list[str]:
    """Return the longest words of the source that are no rarity."""
    texts: Iterable[str] = (pair.source for pair in part(folder, "train"))
    if settings.lowercase:
        texts = map(str.lower, texts)
    counts = Counter(word for text in texts for word in text.split() if word.isalpha())
    known = [word for word, count in counts.items() if count >= _LEAST_COUNT]
    return sorted(known, key=lambda word: (-len(word), word))[:_LONG_WORDS]
