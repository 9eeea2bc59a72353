"""A sentence in parts: what a model reads, what is set aside, and what is kept as it is."""

import re
from dataclasses import dataclass, field, replace
from functools import cached_property

from tolmach.reading.attempts import is_crowded
from tolmach.reading.kept import Treatment
from tolmach.reading.marks.part import Part, as_they_are
from tolmach.reading.marks.plain_text import PlainText
from tolmach.text.normalize import normalize
from tolmach.text.strings.coded_signs import letter_codes

EXCLAIMED = re.compile(r"[!?！？]{2,}\Z")


@dataclass(frozen=True)
class SentenceReading:
    """A sentence: what stands before and after it, and its parts; `capitals` if it has no others.

    `before` and `after` the `core` are put back as they are. Where the parts hold no text, nothing
    is translated. `unread` is the script in which most of it is written, if the model reads none.
    `space` is between all of its words. `of_many` says that it is one of many parts of a sentence
    that is far too long.
    """

    source: str
    before: str
    parts: tuple[Part, ...]
    after: str
    core: str = ""
    capitals: bool = False
    space: str = " "
    unread: str = ""
    changes: tuple[Treatment, ...] = field(default=())
    of_many: bool = False

    @classmethod
    def copied(cls, text: str, unread: str = "", *, spaced: str | None = None) -> "SentenceReading":
        """Return the reading of a text, `spaced` as it was, of which nothing is translated."""
        changes = (Treatment("copied", text),) if text else ()
        return cls(text, text if spaced is None else spaced, (), "", unread=unread, changes=changes)

    @property
    def is_translated(self) -> bool:
        """Say whether there is anything that the model reads."""
        return bool(self.parts)

    @cached_property
    def is_brief(self) -> bool:
        """Say whether it gets few attempts, for it is of no sentence that anybody writes."""
        return self.of_many or is_crowded(self.parts)

    @cached_property
    def first_read(self) -> str:
        """What the model reads at first, normalised; nothing where nothing is translated."""
        return normalize(PlainText.of(self.parts, as_they_are(self.parts)).text)

    @cached_property
    def bare(self) -> "SentenceReading":
        """The same without what is around its words: marks, decoration and capitals."""
        worded = [
            part if part.kind in ("text", "fixed") else Part("text", part.read or "")
            for part in self.parts
        ]
        parts = tuple(part for part in worded if part.kind == "fixed" or part.written)
        after = "" if self.before.strip() else self.after  # which may close what is before
        return replace(self, before="", parts=parts, after=after, capitals=False)

    @property
    def decoded(self) -> str:
        """The source, in which letters and spaces stand for themselves that it writes in code."""
        inside = (part.text if part.name == "space" else part.written for part in self.parts)
        return self.before + "".join(inside) + self.after

    @cached_property
    def letter_codes(self) -> dict[str, str]:
        """How it writes letters in code that it never writes as they are."""
        return letter_codes(self.source)

    @property
    def exclaimed(self) -> str:
        """The marks at its end where there are several."""
        return found[0] if (found := EXCLAIMED.search(self.core)) else ""

    @property
    def alters(self) -> bool:
        """Say whether the model reads anything but the source, or its spaces are no single ones."""
        return bool(self.changes) or not self.parts or self.space != " "
