"""Texts on their way through models: what is asked of them, and what comes back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from tolmach.documents.html_layout import TagRules
from tolmach.documents.text_layout import TextLayout
from tolmach.errors import RequestError
from tolmach.search.options import SearchOptions
from tolmach.service.scheduler import OverloadError, QueuedJob, TextUnit
from tolmach.service.served_model import Found, ServedModel, TextKind
from tolmach.translation.glossary import Glossary

MOST_ALTERNATIVES = 10

TextFormat = Literal["text", "html"]


@dataclass(frozen=True)
class TextRequest:
    """Texts to be translated, and how.

    `source` is None where it is to be detected: from `context`, of which the texts are parts, or
    else from each text. `alternatives` is how many other translations of each text are wanted.
    `prefix` is how the translation of a text of one sentence must begin.
    """

    texts: tuple[str, ...]
    target: str
    source: str | None = None
    format: TextFormat = "text"
    alternatives: int = 0
    glossary: Glossary | None = None
    one_line: bool = False
    tags: TagRules = field(default_factory=TagRules)
    beam: int | None = None
    prefix: str = ""
    context: str = ""

    @property
    def options(self) -> SearchOptions:
        """The search that is asked for."""
        if not 0 <= self.alternatives <= MOST_ALTERNATIVES:
            raise RequestError(f"Ask for 0 to {MOST_ALTERNATIVES} alternatives.")
        options = SearchOptions() if self.beam is None else SearchOptions(beam=self.beam)
        wanted = self.alternatives + 1
        return replace(options, n_best=wanted, beam=max(options.beam, wanted))


class Detection(NamedTuple):
    """The language that a text is taken to be in, and how probable it is; 1 where it was named."""

    language: str
    chance: float = 1.0


@dataclass(frozen=True)
class TextAnswer:
    """The translation of one text, whose source language has a `chance` where it was detected.

    `parts` are those of the text itself: one that was kept, one that was translated, and so on;
    `lines` are the translated ones again, each the sentences of one, as the model gave them.
    """

    text: str
    source: str
    parts: tuple[str, ...]
    alternatives: tuple[str, ...] = ()
    lines: tuple[tuple[Found, ...], ...] = ()
    chance: float = 1.0


@dataclass(frozen=True)
class DividedText:
    """A text divided into what is kept and parts, and the units of each; no model: it stays."""

    layout: TextLayout
    source: Detection
    model: ServedModel | None = None
    units: tuple[tuple[TextUnit, ...], ...] = ()

    @property
    def size(self) -> int:
        """The number of its units."""
        return sum(map(len, self.units))

    def answer(self, found: Sequence[Found]) -> TextAnswer:
        """Put translations of the units into the places of the text."""
        if self.model is None:
            language, chance = self.source
            return TextAnswer(self.layout.filled(()), language, self.layout.parts, chance=chance)
        each = iter(found)
        lines = tuple(tuple(next(each) for _ in part) for part in self.units)
        fewest = min((len(one.alternatives) for one in found), default=0)
        text, *others = (
            self.layout.filled([self.joined(line, rank) for line in lines])
            for rank in range(1 + fewest)
        )
        alternatives = tuple(each for each in dict.fromkeys(others) if each != text)
        parts, source = self.layout.parts, self.source
        return TextAnswer(text, source.language, parts, alternatives, lines, source.chance)

    def joined(self, found: Sequence[Found], rank: int = 0) -> str:
        """Join the translations of a part's units, or from rank 1 on their alternatives."""
        texts = [_ranked(one, rank) for one in found]
        text = self.model.joined(texts) if self.model else ""
        return self.layout.restored(text)


class Piece(NamedTuple):
    """A piece of the translation of the text of a number, and how many characters it is of."""

    number: int
    text: str
    characters: int


class PendingTranslation:
    """Texts on their way through a model, of which there is one job for each source language."""

    def __init__(self, divisions: Sequence[DividedText], kind: TextKind) -> None:
        self._divisions = divisions
        units: dict[ServedModel, list[TextUnit]] = {}
        self._starts = []
        for each in divisions:
            of_model = units.setdefault(each.model, []) if each.model else []
            self._starts.append(len(of_model))
            of_model.extend(unit for part in each.units for unit in part)
        self._jobs = {
            model: QueuedJob[TextKind, Found](kind, each) for model, each in units.items()
        }

    def submit(self) -> None:
        """Hand everything to the schedulers; raises OverloadError where too much waits."""
        try:
            for model, job in self._jobs.items():
                model.scheduler.submit(job)
        except OverloadError:
            self.cancel()
            raise

    @property
    def futures(self) -> list[Future[list[Found]]]:
        """What is to be waited for."""
        return [job.future for job in self._jobs.values()]

    def cancel(self) -> None:
        """Want no answer any more."""
        for job in self._jobs.values():
            job.cancel()

    def notify(self, progressed: Callable[[], None]) -> None:
        """Call `progressed`, in a thread of the service, whenever answers have come."""
        for job in self._jobs.values():
            job.progressed = progressed

    def answers(self) -> list[TextAnswer]:
        """Return the answers, all of which have come."""
        rows = zip(self._divisions, self._starts, strict=True)
        return [
            division.answer([self._found(division)[start + n] for n in range(division.size)])
            for division, start in rows
        ]

    def pieces(self) -> Iterator[Piece | None]:
        """Yield the translations piece by piece, in order, or None for one that is to come."""
        rows = zip(self._divisions, self._starts, strict=True)
        for number, (division, start) in enumerate(rows):
            found, layout = self._found(division), division.layout
            yield Piece(number, layout.restored(layout.kept[0]), len(layout.kept[0]))
            parts = zip(division.units, layout.translatable, layout.kept[1:], strict=True)
            for of_part, part, after in parts:
                units = range(start, start + len(of_part))
                start = units.stop
                while not all(unit in found for unit in units):
                    yield None
                yield Piece(number, division.joined([found[unit] for unit in units]), len(part))
                yield Piece(number, layout.restored(after), len(after))

    def _found(self, division: DividedText) -> Mapping[int, Found]:
        return self._jobs[division.model].answers if division.model else {}


def _ranked(found: Found, rank: int) -> str:
    """Return the best translation, or from rank 1 on one of its alternatives."""
    return found.text if rank == 0 else found.alternatives[rank - 1].text
