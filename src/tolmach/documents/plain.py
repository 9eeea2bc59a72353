"""Documents that are text: plain text, web pages, and subtitles."""

import re
import textwrap
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tolmach.documents.document import (
    TranslatableDocument,
    TranslationTask,
    bare,
    escaped,
    has_words,
    unescaped,
    with_line_feeds,
)
from tolmach.documents.html_layout import HtmlLayout, opening_tags
from tolmach.documents.notices import Notice
from tolmach.documents.text_layout import TextLayout, code_blocks
from tolmach.errors import DataError
from tolmach.text.language_tag import same_language, writing_direction

_CHARSET = re.compile(
    r"""(<(?:meta\b[^<>]*\bcharset|\?xml\b[^<>]*\bencoding)\s*=\s*["']?)([\w.:-]+)""", re.IGNORECASE
)
_LEFT = {  # elements whose text is left, and the notices of them
    "img": "picture",
    "canvas": "picture",
    "svg": "drawing",
    "math": "formula",
    "pre": "preformatted",
    "textarea": "filled_field",
    "template": "template",
    "iframe": "embedded_page",
    "object": "object",
    "embed": "object",
}
_WORDED = frozenset("svg math pre textarea template".split())  # some of which have no text
_ATTRIBUTE = re.compile(r"""\s([\w:-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
_SHOWN = frozenset(
    "alt title placeholder label summary aria-label aria-description aria-placeholder".split()
)
_BUTTONS = frozenset(["submit", "button", "reset"])
_DESCRIBING = re.compile(r"(?:.*[.:])?(?:title|description|keywords)", re.IGNORECASE)
_OF_LANGUAGE = re.compile(r"(?:.*[.:-])?(?:language|locale)", re.IGNORECASE)  # of the page
_TIME = r"(?:\d+:)?\d+:\d+[.,]\d+"
_TIMES = re.compile(  # and the number of the cue, where it has one
    rf"^(?:[ \t]*\d+[ \t]*\n)?[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}.*$", re.M
)
_BLANK = re.compile(r"\n[ \t]*(?=\n|\Z)|\Z")
_SAID_LANGUAGE = re.compile(r"(\AWEBVTT.*\n(?:.+\n)*?Language:[ \t]*).*")
_LONGEST = 5000  # characters of what somebody says that is broken into lines
_SPEAKER = re.compile(
    r"\s*[-–—]\s*\S|\s*(?:>>\s*)?[A-ZÄÖÜА-ЯЁ][A-ZÄÖÜА-ЯЁ0-9 .'-]{1,30}:\s|\s*[♪♫]"
)
_SOUND = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|[♪♫].*[♪♫])\s*")  # a line of its own


class PlainDocument(TranslatableDocument):
    """Plain text: its lines, list marks and indentation stay."""

    def __init__(self, text: str) -> None:
        self._layout = TextLayout.of(text)
        self._code = sum(map(has_words, code_blocks(text)))

    @property
    def texts(self) -> Sequence[str]:
        """The lines."""
        return [escaped(each) for each in self._layout.translatable]

    @property
    def warnings(self) -> Sequence[Notice]:
        """Code between fences."""
        return [Notice.of("code", self._code)] if self._code else []

    def filled(self, translations: Sequence[str], _: TranslationTask) -> bytes:
        """Return the text in UTF-8."""
        return self._layout.filled([unescaped(each) for each in translations]).encode("utf-8")


class WebPage(TranslatableDocument):
    """An HTML page: tags, scripts and styles stay; its language is set."""

    def __init__(self, text: str) -> None:
        self._text, self._layout = text, HtmlLayout.of(text)

    @property
    def texts(self) -> Sequence[str]:
        """The blocks, with the tags inside them."""
        return self._layout.translatable

    @property
    def warnings(self) -> Sequence[Notice]:
        """Pictures, preformatted text, text in attributes and the like."""
        return page_notices(self._text)

    def filled(self, translations: Sequence[str], task: TranslationTask) -> bytes:
        """Return the page in UTF-8, which it then says of itself."""
        text = _CHARSET.sub(r"\1utf-8", self._layout.filled(translations), count=2)
        return _in_language(text, task).encode("utf-8")


def page_notices(*pages: str) -> list[Notice]:
    """Say of HTML what stays untranslated: pictures, preformatted text, text in attributes."""
    left: Counter[str] = Counter()
    attributes = 0
    for page in pages:
        for tag, kept in opening_tags(page):
            name = tag["name"].lower()
            if name in _LEFT and (name not in _WORDED or has_words(bare(kept))):
                left[_LEFT[name]] += 1
            attributes += _has_shown_attribute(name, tag["given"])
    counts = left | Counter(attributes=attributes)
    return [Notice.of(code, count) for code, count in counts.items() if count]


def _has_shown_attribute(name: str, given: str) -> bool:
    """Say whether readers are shown words of a tag's attributes."""
    values = _values(given)
    shown = [value for key, value in values.items() if key in _SHOWN]
    if name == "input" and values.get("type", "").lower() in _BUTTONS:
        shown.append(values.get("value", ""))
    if name == "meta" and _DESCRIBING.fullmatch(values.get("name", values.get("property", ""))):
        shown.append(values.get("content", ""))
    return any(map(has_words, shown))


def _values(given: str) -> dict[str, str]:
    """Return the values of a tag's attributes."""
    return {key.lower(): value.strip("\"'") for key, value in _ATTRIBUTE.findall(given)}


def _in_language(page: str, task: TranslationTask) -> str:
    """Return a page that says it is in the target language, and so do those of its elements.

    They were in the source language; so is it with the direction of writing.
    """
    parts, done = [], 0
    for tag, kept in opening_tags(page):
        if kept:
            continue
        parts += [page[done : tag.start("given")], _attributes_in_language(tag, task)]
        done = tag.end("given")
    return "".join([*parts, page[done:]])


def _attributes_in_language(tag: re.Match[str], task: TranslationTask) -> str:
    is_page = tag["name"].lower() == "html"
    before, after = map(writing_direction, (task.source, task.target))
    wanted = {"lang": task.target} | ({"dir": after} if before != after else {})
    if _tells_language(tag):
        wanted = {"content": task.target}

    def said(attribute: re.Match[str]) -> str:
        name, value = attribute[1].lower().removeprefix("xml:"), attribute[2].strip("\"'")
        is_source = value.lower() == before if name == "dir" else same_language(value, task.source)
        if name not in wanted or not (is_page or is_source):
            return attribute[0]
        return f'{attribute[0].removesuffix(attribute[2])}"{wanted[name]}"'

    given = _ATTRIBUTE.sub(said, tag["given"])
    names = {name.removeprefix("xml:") for name in _values(given)}
    missing = [name for name in wanted if is_page and name not in names]
    return "".join(f' {name}="{wanted[name]}"' for name in missing) + given


def _tells_language(tag: re.Match[str]) -> bool:
    """Say whether a tag in the head of a page tells the language of the page."""
    values = _values(tag["given"])
    named = (values.get(key, "") for key in ("http-equiv", "name", "property"))
    return tag["name"].lower() == "meta" and any(map(_OF_LANGUAGE.fullmatch, named))


class Subtitles(TranslatableDocument):
    """SubRip or WebVTT: numbers, times, positions and notes stay, and cues as many lines.

    Lines of one speaker are joined for translation and then broken again near the middle.
    """

    def __init__(self, text: str, name: str) -> None:
        self._text, self._line_end = with_line_feeds(text)
        self._cues = list(_cues(self._text, several=not self._text.startswith("WEBVTT")))
        if not self._cues and has_words(self._text.removeprefix("WEBVTT")):
            raise DataError(
                f"{name} holds no times, as subtitles do; is it another kind of file?", "kind"
            )
        self._utterances = [
            each
            for cue in self._cues
            for each in _utterances(self._text, cue)
            if has_words(self._text[slice(*each)])
        ]

    @property
    def texts(self) -> Sequence[str]:
        """What is said, a text for each speaker of a cue."""
        return [" ".join(self._text[slice(*each)].split()) for each in self._utterances]

    @property
    def warnings(self) -> Sequence[Notice]:
        """Nothing stays behind."""
        return []

    def filled(self, translations: Sequence[str], task: TranslationTask) -> bytes:
        """Return the subtitles in UTF-8; their language is set where they say it."""
        kept, done = [], 0
        for (start, end), found in zip(self._utterances, translations, strict=True):
            lines = self._text[start:end].count("\n") + 1
            kept += [self._text[done:start], "\n".join(broken(found, lines))]
            done = end
        text = _SAID_LANGUAGE.sub(
            rf"\g<1>{task.target}", "".join([*kept, self._text[done:]]), count=1
        )
        return text.replace("\n", self._line_end).encode("utf-8")


def broken(text: str, lines: int) -> list[str]:
    """Return a text in at most so many lines of about the same length; tags stay whole."""
    if len(text) > _LONGEST:
        return [text]
    whole = re.sub(r"<[^<>]*>", lambda tag: tag[0].replace(" ", "\0"), text)

    def wrapped(width: int) -> list[str]:
        return textwrap.wrap(whole, width, break_long_words=False, break_on_hyphens=False)

    widths = range(max(1, len(whole) // max(1, lines)), len(whole) + 1)
    narrowest = bisect_left(widths, True, key=lambda width: len(wrapped(width)) <= lines)
    if narrowest == len(widths):
        return [text]
    return [line.replace("\0", " ") for line in wrapped(widths[narrowest])]


def _cues(text: str, *, several: bool) -> Iterator[tuple[int, int]]:
    """Yield the spans of what is said: behind a line of times, before the number of the next.

    An empty line ends a cue; with `several`, as in SubRip, what follows it is said then, too.
    """
    found = list(_TIMES.finditer(text))
    ends = [*(each.start() for each in found), len(text)][1:]
    for times, end in zip(found, ends, strict=True):
        start = min(times.end() + 1, len(text))
        while start < end:
            blank = _BLANK.search(text, start - 1, end)
            stop, following = blank.span() if blank else (end, end)
            if start < stop:
                yield start, stop
            start = following + 1 if several else end


def _utterances(text: str, cue: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield the spans of speakers, each from its dash or name, if there are several, and sounds."""
    starts, place, after_sound = [cue[0]], cue[0], False
    for line in text[slice(*cue)].splitlines(keepends=True):
        sound = _SOUND.fullmatch(line) is not None
        if place > cue[0] and (sound or after_sound or _SPEAKER.match(line)):
            starts.append(place)
        place, after_sound = place + len(line), sound
    for start, end in pairwise([*starts, cue[1]]):
        dash = re.compile(r"\s*(?:[-–—]\s*)?").match(text, start, end)
        first = dash.end() if dash else start
        yield first, first + len(text[first:end].rstrip())
