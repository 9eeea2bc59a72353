"""Translations, with and without markup, as plain values for JSON."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Protocol

from tolmach.translation.result import Segment, Translation


class Rendered(Protocol):
    """A translation as it is shown, with the plain one that is behind it."""

    @property
    def text(self) -> str:
        """Return the text, with its markup if it has any."""
        ...

    @property
    def plain(self) -> Translation:
        """Return the translation without markup."""
        ...

    @property
    def lost(self) -> Sequence[str]:
        """Return the markup that did not come through."""
        ...

    @property
    def alternatives(self) -> "Sequence[Rendered]":
        """Return the next best ones, the best first."""
        ...


def translation_record(one: Rendered) -> dict[str, Any]:
    """Return a translation, its segments, pieces and alternatives as JSON can hold them."""
    translation = one.plain
    marked = {} if translation is one else {"marked": one.text}
    record: dict[str, Any] = {
        **marked,
        "source": translation.source,
        "text": translation.text,
        "score": round(translation.score, 6),
        "log_probability": round(translation.log_probability, 6),
        "segments": [
            {
                "source_span": segment.source_span,
                "target_span": segment.target_span,
                "score": round(segment.score, 6),
                "finished": segment.finished,
                **({} if segment.is_copied else {"engine": segment.engine}),
                "source_tokens": segment.source_tokens,
                "tokens": [[token, round(value, 6)] for token, value in segment.tokens],
                **_proof(segment),
                **_reading(segment),
            }
            for segment in translation.segments
        ],
    }
    if translation.missed:
        record["missed"] = [term.source for term in translation.missed]
    if one.lost:
        record["lost"] = list(one.lost)
    if one.alternatives:
        record["alternatives"] = [translation_record(other) for other in one.alternatives]
    return record


def _reading(segment: Segment) -> dict[str, Any]:
    """Return what the model read and wrote where that is not the text, and the warnings."""
    shown: dict[str, Any] = {}
    if segment.read is not None:
        shown |= {"read": segment.read, "wrote": segment.wrote}
    if segment.changes:
        shown["changes"] = [change._asdict() for change in segment.changes]
    if segment.warnings:
        shown["warnings"] = [warning._asdict() for warning in segment.warnings]
    return shown


def _proof(segment: Segment) -> dict[str, Any]:
    if segment.proof is None:
        return {}
    ceiling = segment.proof.ceiling
    shown = {"ceiling": round(ceiling, 6) if math.isfinite(ceiling) else None}
    return {"proof": asdict(segment.proof) | shown}
