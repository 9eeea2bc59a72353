"""Gettext catalogues (.po, .pot): messages, their plurals, and which of them are translated.

A library reads them; what is not translated stays as it is written.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polib

from tolmach.documents.document import (
    TranslatableDocument,
    TranslationTask,
    escaped,
    has_words,
    unescaped,
    with_line_feeds,
)
from tolmach.documents.notices import Notice
from tolmach.documents.text_layout import TextLayout
from tolmach.errors import DataError
from tolmach.markup.parts import parts_of
from tolmach.text.language_tag import covers, language_of

_FORMS = re.compile(r"nplurals\s*=\s*([1-9]\d*)")
_MOST_FORMS = 6
_WIDTH = 78  # characters of a line
_TIGHT = re.compile(r"^([ \t]*#)(?=[^\s#.,:|~=])", re.MULTILINE)  # comments that polib refuses
_TRANSLATION, _NEXT_LINE = re.compile(r"\s*msgstr\b"), re.compile(r'\s*"')
_NO_MESSAGE = re.compile(r'\s*msgid\s+""\s*')
_OPEN_END = re.compile(r'(?<!["\\])(?<!\\n)"\Z')  # of a field without a line end
_FLAGS, _PREVIOUS = re.compile(r"\s*#,"), re.compile(r"\s*#\|")
_SLAVIC = "n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2"
_PLURALS = (  # languages, how many forms they have, and the rule for them
    ("ja ko zh vi th id", 1, "0"),
    ("bg ca da de el en es et eu fi hu it nb nl nn no pt sv tr", 2, "(n != 1)"),
    ("fr", 2, "(n > 1)"),
    ("be bs hr ru sr uk", 3, f"({_SLAVIC})"),
    ("pl", 3, "(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)"),
    ("cs sk", 3, "(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2)"),
)


@dataclass(frozen=True)
class _MessageLines:
    """The lines of a message: its translation, and all that stands before that."""

    before: list[str]
    translation: list[str]

    @property
    def lines(self) -> list[str]:
        return [*self.before, *self.translation]

    @property
    def is_head(self) -> bool:
        last = next((line for line in reversed(self.before) if line.strip()), "")
        return _NO_MESSAGE.fullmatch(last) is not None

    def with_translation(self, lines: list[str]) -> "_MessageLines":
        """Return the block with another translation, which is no guess any more."""
        kept = (line for line in self.before if not _PREVIOUS.match(line))
        return _MessageLines([line for each in kept for line in _sure(each)], lines)


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
        self._text, self._line_end = with_line_feeds(text)
        read = _TIGHT.sub(r"\1 ", self._text) + "\n"  # or the library takes it for a path
        try:
            self._file = polib.pofile(read, encoding="utf-8", wrapwidth=_width(read))
        except (OSError, ValueError, AssertionError) as error:
            reason = str(error).splitlines()[0] if str(error) else "no messages"
            raise DataError(
                f"{name} is no sound gettext catalogue: {reason}.", "damaged"
            ) from error
        _check_unique(self._file, name)
        self._task = task
        self._alive = [each for each in self._file if not each.obsolete]
        worded = [each for each in self._alive if has_words(each.msgid)]
        self._entries = [each for each in worded if task.everything or not _is_filled(each)]
        self._filled = len(worded) - len(self._entries)
        self._messages = [[_Message.of(text) for text in _sources(each)] for each in self._entries]

    @property
    def texts(self) -> Sequence[str]:
        """The lines of messages."""
        return [text for each in self._messages for message in each for text in message.texts]

    @property
    def warnings(self) -> Sequence[Notice]:
        """Translations that are there already, and plurals of many forms."""
        return list(self._notices())

    def filled(self, translations: Sequence[str], task: TranslationTask) -> bytes:
        """Return the catalogue with its messages translated."""
        rest = iter(translations)
        for entry, messages in zip(self._entries, self._messages, strict=True):
            found = [message.filled(rest) for message in messages]
            if entry.msgid_plural:
                forms = range(self._count_forms(entry))
                entry.msgstr_plural = {n: found[min(n, 1) if len(forms) > 1 else 1] for n in forms}
            else:
                entry.msgstr = found[0]
        fields = {"Content-Type": "text/plain; charset=UTF-8", **self._forms_to_declare()}
        if not covers(task.target, self._file.metadata.get("Language", "")):
            fields["Language"] = task.target.replace("-", "_")
        self._file.metadata |= fields
        return "\n".join(self._written(fields)).replace("\n", self._line_end).encode("utf-8")

    def _written(self, fields: Mapping[str, str]) -> Iterator[str]:
        """Yield the lines of the catalogue: as they were, but for what is new."""
        blocks = list(_blocks(self._text))
        head, *written = _blocks(str(self._file))
        if not any(block.is_head for block in blocks):
            yield from ('msgid ""', *head.translation, "")
        asked = set(map(id, self._entries))
        messages = zip(self._alive, written, strict=False)  # behind them stand obsolete ones
        for block in blocks:
            if block.is_head:
                block = block.with_translation(_with_fields(block.translation, fields))
            else:
                entry, new = next(messages, (None, block))
                block = block.with_translation(new.translation) if id(entry) in asked else block
            yield from block.lines

    @property
    def _declared_forms(self) -> re.Match[str] | None:
        return _FORMS.search(self._file.metadata.get("Plural-Forms", ""))

    def _count_forms(self, entry: polib.POEntry) -> int:
        """Return how many plural forms a message has, as is declared or as the target has."""
        if declared := self._declared_forms:
            return min(_MOST_FORMS, int(declared[1]))
        usual, _ = _plurals(self._task.target)
        return max(usual, len(entry.msgstr_plural))

    def _forms_to_declare(self) -> dict[str, str]:
        """Return the target's plural forms where none are declared: compilers ask for them."""
        plurals = [each for each in self._alive if each.msgid_plural]
        usual, rule = _plurals(self._task.target)
        missing = rule and not self._declared_forms
        if missing and {len(each.msgstr_plural) for each in plurals} == {usual}:
            return {"Plural-Forms": f"nplurals={usual}; plural={rule};"}
        return {}

    def _notices(self) -> Iterator[Notice]:
        if self._filled:
            yield Notice.of("message_done", self._filled)
        if many := sum(bool(e.msgid_plural) and self._count_forms(e) > 2 for e in self._entries):
            yield Notice.of("plural_forms", many)


def _blocks(text: str) -> Iterator[_MessageLines]:
    """Yield the messages of a catalogue, and what stands behind the last, without a translation."""
    before, translation = list[str](), list[str]()
    for line in text.split("\n"):
        goes_on = translation and _NEXT_LINE.match(line)
        if translation and not goes_on and not _TRANSLATION.match(line):
            yield _MessageLines(before, translation)
            before, translation = [], []
        (translation if goes_on or _TRANSLATION.match(line) else before).append(line)
    yield _MessageLines(before, translation)


def _sure(line: str) -> Iterator[str]:
    """Yield a line, without the flag of a guess."""
    if not _FLAGS.match(line):
        yield line
        return
    flags = [flag.strip() for flag in line.partition("#,")[2].split(",")]
    if kept := [flag for flag in flags if flag and flag != "fuzzy"]:
        yield f"#, {', '.join(kept)}"


def _with_fields(head: Sequence[str], fields: Mapping[str, str]) -> list[str]:
    """Return the lines of a head with other values of some fields."""
    text = _OPEN_END.sub(r'\\n"', "\n".join(head))
    for key, value in fields.items():
        wrapped = r'(?:[^\\"]|\\[^n]|"\s*\n\s*")*'
        text, found = re.subn(rf'((?:"|\\n){key}:){wrapped}', rf"\1 {value}", text, count=1)
        text += "" if found else f'\n"{key}: {value}\\n"'
    return text.split("\n")


def _width(text: str) -> int:
    """Return how wide the lines of messages are that could be wrapped, or usually are."""
    lines = (line for line in text.split("\n") if line.endswith('"') and not line.startswith("#"))
    parted = (line for line in lines if " " in line.partition('"')[2][:-1].strip())
    return max(_WIDTH, max(map(len, parted), default=0))


def _check_unique(file: polib.POFile, name: str) -> None:
    """Raise DataError where a message is in a catalogue twice; obsolete ones may be."""
    counts = Counter((each.msgctxt, each.msgid) for each in file if not each.obsolete)
    if twice := next((key for key, count in counts.items() if count > 1), None):
        raise DataError(
            f"{name} is no sound gettext catalogue: {twice[1]!r} is in it twice.", "damaged"
        )


def _plurals(language: str) -> tuple[int, str]:
    """Return how many plural forms a language has, and the rule for them; 2 and none if unknown."""
    code = language_of(language) or language
    return next(((n, rule) for codes, n, rule in _PLURALS if code in codes.split()), (2, ""))


def _is_filled(entry: polib.POEntry) -> bool:
    if entry.fuzzy:  # a guess, which no compiler takes over
        return False
    forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return bool(forms) and all(forms)


def _sources(entry: polib.POEntry) -> list[str]:
    return [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
