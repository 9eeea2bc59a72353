"""The sentence pairs that a report shows: the user's, our own, or one of the test set."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from tolmach.corpus.parallel import Pair
from tolmach.errors import DataError
from tolmach.study.division import part
from tolmach.study.folder import Settings, StudyFolder

_WORDS = 8  # of a pair of the test set: long enough to tell something, short enough for a table

# The first has words in another order; in the second a verb stands last in German.
_GERMAN_ENGLISH = (
    Pair(
        "Ein kleines Mädchen spielt am Strand mit einem braunen Hund.",
        "A little girl is playing with a brown dog on the beach.",
    ),
    Pair(
        "Eine Frau liest ein Buch, während ihr Sohn im Garten mit einem roten Ball spielt.",
        "A woman is reading a book while her son plays with a red ball in the garden.",
    ),
)
_OWN = {
    ("de", "en"): _GERMAN_ENGLISH,
    ("en", "de"): tuple(Pair(target, source) for source, target in _GERMAN_ENGLISH),
}


def examples(folder: StudyFolder, settings: Settings) -> list[Pair]:
    """Return what is shown: first the user's pair if there is one, then our own.

    Where there is neither, it is the pair of the test set whose source is nearest to eight words.
    """
    given = [Pair(*settings.example)] if settings.example else []
    shown = [*given, *_OWN.get(_plain(settings), ())[len(given) :]]
    if shown:
        return shown
    return [min(part(folder, "test"), key=lambda pair: abs(len(pair.source.split()) - _WORDS))]


def borrowed_text(settings: Settings) -> str:
    """Return a warning where what is shown is a pair of the test set, not for print; else ""."""
    if settings.example is not None or _plain(settings) in _OWN:
        return ""
    return (
        " The pair comes from the test set; before the report is published, give one of your own "
        "with --example."
    )


def check_example(example: tuple[str, str] | None) -> None:
    """Raise TolmachError where a side of the user's example is empty."""
    if example is not None and not all(text.strip() for text in example):
        raise DataError("--example needs a sentence and its translation, and one of them is empty.")


def taught_example(folder: StudyFolder, settings: Settings, rungs: Sequence[str]) -> dict[str, Any]:
    """Return each model's steps through the first example."""
    from tolmach.analysis.inspect.teacher_forcing import taught_steps
    from tolmach.translation.translator import Translator

    pair = examples(folder, settings)[0]
    models = {
        rung: [asdict(step) for step in taught_steps(Translator.load(folder.run(rung)), *pair)]
        for rung in rungs
    }
    return {"source": pair.source, "target": pair.target, "models": models}


def _plain(settings: Settings) -> tuple[str, str]:
    source, target = (language.partition("-")[0] for language in settings.languages)
    return source, target
