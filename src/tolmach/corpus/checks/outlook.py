"""What to expect of so many pairs of sentences.

BLEU of models by the recipes of `tolmach init`, on everyday sentences from German into English
(2,000 of Tatoeba's test set, one run each), where their text is of that kind: docs/decisions.md.
"""

FEWEST = 1_000  # pairs; from fewer a model learns nothing that it can use elsewhere
_BOUNDS = (
    (
        FEWEST,
        "Too little to learn a translator from: it would know these pairs by heart and no other "
        "sentence. Gather at least 1,000, better 10,000 and more.",
    ),
    (
        10_000,
        "Little: expect single words and set phrases, hardly a whole sentence right (some 8 BLEU "
        "from 1,000 pairs of everyday sentences). 10,000 do better by far.",
    ),
    (
        100_000,
        "A beginning: expect short sentences of the same kind, many with mistakes. 100,000 do "
        "better by far.",
    ),
    (
        1_000_000,
        "Enough for sentences of the same kind, short ones mostly right, and for few of another.",
    ),
)


def outlook(pairs: int) -> str | None:
    """Say what to expect of a translator that learns from so many pairs; None of a million."""
    return next((said for bound, said in _BOUNDS if pairs < bound), None)
