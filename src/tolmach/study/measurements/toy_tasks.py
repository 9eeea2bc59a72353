"""Copy and reversal of random letters: what a link must carry, with nothing else to learn.

A fixed vector must hold the whole sequence, and breaks where it is too long; attention looks the
letters up. All models learn from the same sequences for as many updates. Half of the sequences have
lengths drawn evenly, half with probabilities that fall with the length: of even lengths alone most
letters stand in long sequences, and a model that cannot hold these learns none (decisions, Study).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from string import ascii_lowercase
from typing import Any, Self

from tolmach.config.corpora import DataSettings
from tolmach.config.recipe import Recipe, TrainingSettings, VocabularySettings
from tolmach.corpus.parallel import Pair
from tolmach.search.guard import Guard
from tolmach.study.division import write_pairs
from tolmach.study.folder import Settings, StudyFolder, seeded
from tolmach.study.ladder import Depth, Rung, sized

TASKS: dict[str, Callable[[str], str]] = {
    "copy": lambda text: text,
    "reversal": lambda text: text[::-1],
}
LONGEST = 20  # letters, in training
TESTED = range(2, 31, 2)
_WIDENED = "reversal"  # the task on which vectors of all widths are compared
_UNITS = {"recurrent-start": 4, "recurrent-every-step": 2, "convolutional-vector": 1}
_MOST, _AN_UPDATE, _DEV = 100_000, 150, 500  # sequences
_PIECES, _PARAMETERS = 300, 400_000
# Peak learning rates, by trials of 1,500 updates on reversal (decisions, Study).
_RATES = {"recurrent": 2e-3, "convolutional": 4e-3, "hybrid": 1e-3, "transformer": 1e-3}
_HALF = 0.5


@dataclass(frozen=True)
class Toy:
    """One model on one task; without a `width` of its vector, it has as many parameters as all."""

    task: str
    rung: Rung
    seed: int
    width: int | None = None

    @classmethod
    def widened(cls, rung: Rung, width: int, seed: int = 1) -> Self:
        """Return a model whose vector has so many units, on the task where widths are compared."""
        return cls(_WIDENED, rung, seed, width)

    @property
    def name(self) -> str:
        """The name of the model and the task, without the seed."""
        wide = "" if self.width is None else f".{self.width}"
        return f"{self.task}.{self.rung.name}{wide}"

    @property
    def run(self) -> str:
        """The name of the run."""
        return seeded(self.name, self.seed)

    def recipe(self, updates: int, folder: StudyFolder) -> Recipe:
        """Return the recipe of the run."""
        longest = 2 * (max(TESTED) + 1)  # a letter is at most two pieces
        depth = Depth(2, 0.0, Guard().limit(longest) + 1)
        data = folder.data / f"{self.task}.train.tsv", folder.data / f"{self.task}.dev.tsv"
        return Recipe(
            name=self.run,
            data=DataSettings(
                source_language="x",
                target_language="x",
                train=[[data[0]]],
                dev=[data[1]],
                longest=longest,
            ),
            vocabulary=VocabularySettings(size=_PIECES),
            model=sized(self.rung, depth, _PARAMETERS, _PIECES)
            if self.width is None
            else self.rung.shape(self.width // _UNITS[self.rung.name], depth),
            training=TrainingSettings(
                updates=updates,
                batch_tokens=2048,
                learning_rate=_RATES[self.rung.family],
                seed=self.seed,
                warmup=max(1, updates // 8),
                label_smoothing=0.0,
                validate_every=updates // 8 or updates,
                best_by="loss",
            ),
        )


def toys(rungs: Sequence[Rung], widths: Sequence[int], seeds: Sequence[int]) -> list[Toy]:
    """Return all models of the toy tasks: the rungs, and vectors of several widths."""
    of_rungs = [Toy(task, rung, seed) for task in TASKS for rung in rungs for seed in seeds]
    of_widths = [
        Toy.widened(rung, width, seed)
        for rung in widened(rungs)
        for width in widths
        for seed in seeds
    ]
    return of_rungs + of_widths


def widened(rungs: Sequence[Rung]) -> list[Rung]:
    """Return the rungs with one vector, of which several widths are compared."""
    return [rung for rung in rungs if rung.name in _UNITS]


def write_task(task: str, updates: int, folder: StudyFolder) -> None:
    """Write the sequences of one task, the same ones every time: no more than will be read.

    Few updates are judged by few as well, or judging would take longer than learning.
    """
    train = min(_MOST, _AN_UPDATE * updates)
    for name, count in (("train", train), ("dev", min(_DEV, train // 4))):
        path, rng = folder.data / f"{task}.{name}.tsv", Random(f"{task}, {name}")
        if not path.exists():
            write_pairs((_pair(task, _length(rng), rng) for _ in range(count)), path)


def measure(folder: StudyFolder, settings: Settings, run: str) -> list[dict[str, Any]]:
    """Return by length the loss of a letter, in nats, and the share of sequences right."""
    from tolmach.search.options import SearchOptions
    from tolmach.translation.translator import Translator

    translator = Translator.load(folder.run(run))
    translator.raw = True  # letters are no text
    found = []
    for length, pairs in _tests(run.partition(".")[0], settings.toy_sequences):
        sources, targets = [pair.source for pair in pairs], [pair.target for pair in pairs]
        scored = translator.score(sources, targets)
        outputs = translator.translate(sources, SearchOptions(beam=1))
        loss = -sum(pair.log_probability for pair in scored) / (len(pairs) * (length + 1))
        right = sum(output.text == target for output, target in zip(outputs, targets, strict=True))
        found.append({"length": length, "loss": loss, "right": right / len(pairs)})
    return found


def breaking_point(points: Sequence[dict[str, Any]]) -> float:
    """Return the length, in letters, up to which half of the sequences are right.

    Between two lengths that were tested the share is taken to fall evenly.
    """
    before = {"length": 0, "right": 1.0}
    for point in points:
        if point["right"] < _HALF:
            way = (before["right"] - _HALF) / (before["right"] - point["right"])
            return float(before["length"] + way * (point["length"] - before["length"]))
        before = point
    return float(before["length"])


def _tests(task: str, sequences: int) -> Iterator[tuple[int, list[Pair]]]:
    rng = Random(f"{task}, tested")
    for length in TESTED:
        yield length, [_pair(task, length, rng) for _ in range(sequences)]


def _length(rng: Random) -> int:
    lengths = range(1, 1 + LONGEST)
    if rng.random() < _HALF:
        return rng.choice(lengths)
    return rng.choices(lengths, [1 / length for length in lengths])[0]


def _pair(task: str, length: int, rng: Random) -> Pair:
    text = " ".join(rng.choices(ascii_lowercase, k=length))
    return Pair(text, TASKS[task](text))
