"""The tokenizers of both sides of a model, and the file that holds them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self

from tolmach.errors import ModelError, TolmachError
from tolmach.files import whole_file
from tolmach.model_paths import COUNTS
from tolmach.text.source_counts import SourceCounts, WordCases, read_cases, read_characters
from tolmach.text.tokenizer import Tokenizer


@dataclass(frozen=True)
class TokenizerPair:
    """The tokenizers of both sides; a joint vocabulary is one object on both.

    On disk both are one `tokenizer.json`: the library's own file where the vocabulary is joint,
    an object with `source` and `target` where each side has its own. `counted` is the
    folder that has the counts of training's source text, or these; None where they are not known.
    They are read when first asked for: only translation needs them.
    """

    source: Tokenizer
    target: Tokenizer
    counted: SourceCounts | Path | None = field(default=None, compare=False)

    @cached_property
    def characters(self) -> Mapping[str, int] | None:
        """How often training read each character. Raises TolmachError where that is damaged."""
        if isinstance(self.counted, Path):
            return read_characters(self.counted)
        return self.counted.characters if self.counted else None

    @cached_property
    def cases(self) -> WordCases | None:
        """Words as training usually read them. Raises TolmachError where that is damaged."""
        if isinstance(self.counted, Path):
            return read_cases(self.counted)
        return self.counted.cases if self.counted else None

    @property
    def counts(self) -> SourceCounts | None:
        """The counts. Raises TolmachError where a file of theirs is damaged."""
        if self.characters is None or self.cases is None:
            return None
        return SourceCounts(self.characters, self.cases)

    @property
    def joint(self) -> bool:
        """Whether both sides share one vocabulary."""
        return self.source is self.target

    def fits(self, pair: tuple[str, str], positions: int) -> bool:
        """Say whether a model has positions for both sides of a normalised pair, with `</s>`."""
        sides = zip((self.source, self.target), pair, strict=True)
        return all(tokenizer.fits(text, positions) for tokenizer, text in sides)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read `tokenizer.json`. Raises TolmachError where there is none or it is damaged."""
        try:
            text = path.read_text("utf-8")
            sides = _sides(text)
        except (OSError, ValueError, RecursionError) as error:
            raise _unreadable(path, getattr(error, "strerror", None) or str(error)) from error
        try:
            source, *target = map(Tokenizer.from_json, sides)
            both = source, target[0] if target else source
        except TolmachError as error:
            raise _unreadable(path, str(error).removesuffix(".")) from error
        return cls(*both, path.parent if path.with_name(COUNTS).is_file() else None)

    def save(self, path: Path) -> None:
        """Write `tokenizer.json`, whole or not at all."""
        counts = self.counts
        with whole_file(path) as temporary:
            temporary.write_text(self.to_json(), "utf-8")
        if counts is not None:
            counts.save(path.parent)

    def to_json(self) -> str:
        """Return what `tokenizer.json` holds."""
        if self.joint:
            return self.source.to_json()
        sides = {
            "source": json.loads(self.source.to_json()),
            "target": json.loads(self.target.to_json()),
        }
        return json.dumps(sides, ensure_ascii=False, indent=1)


def _unreadable(path: Path, reason: str) -> ModelError:
    return ModelError(
        f"The tokenizer {path} cannot be read: {reason}; name another, or copy it again."
    )


def _sides(text: str) -> list[str]:
    """Return the JSON of each side, or of the one vocabulary of both.

    That one is the library's own file, which is long; it is not parsed twice.
    """
    names = "source", "target"
    if not all(f'"{name}"' in text for name in names):
        return [text]
    sides = json.loads(text)
    if not isinstance(sides, dict) or not sides.keys() >= set(names):
        return [text]
    return [json.dumps(sides[name]) for name in names]
