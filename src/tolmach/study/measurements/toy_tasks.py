"""Copy and reversal of random letters: what a link must carry, with nothing else to learn.

A fixed vector must hold the whole sequence, and breaks where it is too long; attention looks the
letters up. Lengths are in letters, drawn evenly up to the longest; longer ones are never seen in
training.
"""

from collections.abc import Callable, Iterator
from random import Random
from string import ascii_lowercase
from typing import Any

from tolmach.config.recipe import DataSettings, Recipe, TrainingSettings, VocabularySettings
from tolmach.corpus.parallel import Pair
from tolmach.search.guard import Guard
from tolmach.study.division import write_pairs
from tolmach.study.ladder import Depth, Rung, sized
from tolmach.study.study_folder import StudyFolder

TASKS: dict[str, Callable[[str], str]] = {
    "copy": lambda text: text,
    "reversal": lambda text: text[::-1],
}
LONGEST = 30  # letters, in training
_TESTED = range(2, 41, 2)
_TRAIN, _DEV, _TEST = 20_000, 200, 50  # sequences; the last for each length
_PIECES, _PARAMETERS = 300, 400_000
_RATE = 2e-3


def write_task(task: str, folder: StudyFolder) -> None:
    """Write the sequences of one task, the same ones every time."""
    rng = Random(task)
    for name, count in (("train", _TRAIN), ("dev", _DEV)):
        lengths = (rng.randint(1, LONGEST) for _ in range(count))
        pairs = [_pair(task, length, rng) for length in lengths]
        write_pairs(pairs, folder.data / f"{task}.{name}.tsv")


def recipe(task: str, rung: Rung, updates: int, folder: StudyFolder) -> Recipe:
    """Return the recipe of one model on one task."""
    longest = 2 * (max(_TESTED) + 1)  # a letter is at most two pieces
    return Recipe(
        name=f"{task}.{rung.name}",
        data=DataSettings(
            source_language="x",
            target_language="x",
            train=[[folder.data / f"{task}.train.tsv"]],
            dev=[folder.data / f"{task}.dev.tsv"],
            longest=longest,
        ),
        vocabulary=VocabularySettings(size=_PIECES),
        model=sized(rung, Depth(2, 0.0, Guard().limit(longest) + 1), _PARAMETERS, _PIECES),
        training=TrainingSettings(
            updates=updates,
            batch_tokens=2048,
            learning_rate=_RATE * rung.rate,
            warmup=max(1, updates // 8),
            label_smoothing=0.0,
            validate_every=max(1, updates // 4),
            best_by="loss",
        ),
    )


def measure(folder: StudyFolder, task: str, rung: str) -> list[dict[str, Any]]:
    """Return by length the loss of a letter, in nats, and the share of sequences right."""
    from tolmach.search.options import SearchOptions
    from tolmach.translation.translator import Translator

    translator = Translator.load(folder.run(f"{task}.{rung}"))
    found = []
    for length, pairs in _tests(task):
        sources, targets = [pair.source for pair in pairs], [pair.target for pair in pairs]
        scored = translator.score(sources, targets)
        outputs = translator.translate(sources, SearchOptions(beam=1))
        loss = -sum(pair.log_probability for pair in scored) / (len(pairs) * (length + 1))
        right = sum(output.text == target for output, target in zip(outputs, targets, strict=True))
        found.append({"length": length, "loss": loss, "right": right / len(pairs)})
    return found


def _tests(task: str) -> Iterator[tuple[int, list[Pair]]]:
    rng = Random(f"{task}, tested")
    for length in _TESTED:
        yield length, [_pair(task, length, rng) for _ in range(_TEST)]


def _pair(task: str, length: int, rng: Random) -> Pair:
    text = " ".join(rng.choices(ascii_lowercase, k=length))
    return Pair(text, TASKS[task](text))
