"""Gettext catalogues (.po, .pot): messages, their plurals, and which of them are translated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polib

from tolmach.documents.document import (
    TranslatableDocument,
    TranslationTask,
    escaped,
    has_words,
    unescaped,
)
from tolmach.documents.text_layout import TextLayout
from tolmach.errors import DataError
from tolmach.markup.parts import parts_of
from tolmach.plurals import counted


@dataclass(frozen=True)
class _Message:
    """A text of a catalogue in lines, and whether it has tags of its own."""

    layout: TextLayout
    tagged: bool

    @classmethod
    def of(cls, text: str) -> "_Message":
        marks = (part for part in parts_of(text) if part.kind in ("open", "close", "lone"))
        tagged = any(mark.written.startswith("<") for mark in marks)
        return cls(TextLayout.of(text), tagged or "&" in text)

    @property
    def texts(self) -> list[str]:
        lines = self.layout.translatable
        return list(lines if self.tagged else map(escaped, lines))

    def filled(self, translations: Iterator[str]) -> str:
        marked = [next(translations) for _ in self.layout.translatable]
        return self.layout.filled(marked if self.tagged else [*map(unescaped, marked)])


class CatalogueDocument(TranslatableDocument):
    """A catalogue: what is not translated yet, or everything."""

    def __init__(self, text: str, name: str, task: TranslationTask) -> None:
        try:  # a line end at the end, or the library takes it for a path
            self._file = polib.pofile(text + "\n", encoding="utf-8", check_for_duplicates=True)
        except (OSError, ValueError, AssertionError) as error:
            reason = str(error).splitlines()[0] if str(error) else "no messages"
            raise DataError(f"{name} is no sound gettext catalogue: {reason}.") from error
        alive = [each for each in self._file if not each.obsolete and has_words(each.msgid)]
        self._entries = [each for each in alive if task.everything or not _is_filled(each)]
        self._filled = len(alive) - len(self._entries)
        self._messages = [[_Message.of(text) for text in _sources(each)] for each in self._entries]

    @property
    def texts(self) -> Sequence[str]:
        """The lines of messages."""
        return [text for each in self._messages for message in each for text in message.texts]

    @property
    def warnings(self) -> Sequence[str]:
        """Translations that are there already, and plurals of many forms."""
        return list(self._notices())

    def filled(self, translations: Sequence[str], task: TranslationTask) -> bytes:
        """Return the catalogue with its messages translated."""
        rest = iter(translations)
        for entry, messages in zip(self._entries, self._messages, strict=True):
            found = [message.filled(rest) for message in messages]
            if entry.msgid_plural:
                count = max(2, len(entry.msgstr_plural))
                entry.msgstr_plural = {n: found[min(n, 1)] for n in range(count)}
            else:
                entry.msgstr = found[0]
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        self._file.metadata["Language"] = task.target.replace("-", "_")
        self._file.metadata["Content-Type"] = "text/plain; charset=UTF-8"
        return str(self._file).encode("utf-8") + b"\n"

    def _notices(self) -> Iterator[str]:
        if self._filled:
            yield f"{counted(self._filled, 'message')}: translated already, left as it is."
        if many := sum(len(each.msgstr_plural) > 2 for each in self._entries):
            yield (
                f"{counted(many, 'message')}: has more than two plural forms, which are all given "
                "the same translation; check them."
            )


def _is_filled(entry: polib.POEntry) -> bool:
    forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return bool(forms) and all(forms)


def _sources(entry: polib.POEntry) -> list[str]:
    return [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
