"""A reader of sentences: which part of one is its core, and which ones are kept as they are."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tolmach.reading.alphabet import Alphabet, compatible
from tolmach.reading.capitals import UsualCase
from tolmach.reading.core import CoreReader
from tolmach.reading.decoration import edges
from tolmach.reading.kept import Kept, Treatment, free_text, held_places, kept_parts, spaced
from tolmach.reading.literacy import Literacy
from tolmach.reading.marks.part import Part
from tolmach.reading.names.personal import PersonalNames
from tolmach.reading.sentence_reading import EXCLAIMED, SentenceReading
from tolmach.reading.substitutes import is_quotation_mark
from tolmach.text.quantities.numbers import NumberFormat
from tolmach.text.quantities.spoken.approximations import Approximations
from tolmach.text.quantities.spoken.numerals import Numerals
from tolmach.text.quantities.spoken.times import Eras, SpokenTimes
from tolmach.text.quantities.weekdays import names_weekday
from tolmach.text.sentences import Span
from tolmach.text.spacing import words_are_spaced
from tolmach.text.strings.abbreviations import Abbreviations
from tolmach.text.strings.accelerators import accelerators
from tolmach.text.strings.labels import label
from tolmach.text.tokenizer import Tokenizer
from tolmach.text.tokenizer_pair import TokenizerPair

_BEGINS = re.compile(r"(?P<mark>[:,]?)\s+(?=[\W_]*[^\W\d_a-zß-öø-ÿа-яё]\w*\W+\w)")
_ENDED = re.compile(r"[.!?…][\"'“”»«)]*\s+\Z")
_ONE_LETTER = re.compile(r"(?i:[a-z]|sic!?|[ivx]{1,4})")  # in brackets, of a list or a note
_WHOLE_SENTENCE = re.compile(r"\W*\w+(?:\W+\w+){2}.*[.!?…]\W*\Z", re.DOTALL)
_LISTED = re.compile(r"[^\W_a-zß-öø-ÿа-яё]{1,3}(?:\s?[/|,;]\s?[^\W_a-zß-öø-ÿа-яё]{1,3})+")
_SINGLE = re.compile(r"(?<!\w)[^\W\d_](?!\w)")
_BOUND = re.compile(r"[«‹„(] |. [?!:;.,%»›)]")
_MOSTLY = 0.8  # of the letters of a sentence


@dataclass(frozen=True)
class SentenceReader:
    """Reads sentences for a model, whose vocabulary of sources is `tokenizer`."""

    literacy: Literacy
    tokenizer: Tokenizer

    @classmethod
    def of(
        cls,
        tokenizers: TokenizerPair,
        language: str,
        target: str = "",
        *,
        lowercase: bool = False,
    ) -> "SentenceReader":
        """Return a reader for a model with these tokenizers, whose sources are in a language.

        `target` is the language of the translations, by which units of Cyrillic become Latin, and
        eras and times of the clock are read.
        """
        alphabet, case = Alphabet.of(tokenizers), UsualCase(tokenizers, language)
        languages = language, target
        able = Literacy(
            alphabet,
            case,
            language,
            lowercase,
            Abbreviations.of(*languages),
            SpokenTimes.of(*languages),
            Eras.of(*languages),
            Numerals.of(language),
            Approximations.of(*languages),
            PersonalNames.of(*languages),
        )
        return cls(able, tokenizers.source)

    @property
    def alphabet(self) -> Alphabet:
        """The characters that the model reads."""
        return self.literacy.alphabet

    def is_plain(self, text: str) -> bool:
        """Say whether a model reads a text as it is, as it does most, and nothing is to be checked.

        That is fast; all that may go wrong is not plain.
        """
        as_it_is = self.alphabet.is_plain(text) and not self.literacy.rewords(text)
        return as_it_is and not names_weekday(text)

    def knows(self, text: str) -> bool:
        """Say whether all words of a text are known."""
        return self.literacy.usual_case.knows(text)

    def kept(self, text: str, numbers: Mapping[int, str] | None = None) -> list[Kept]:
        """Return what is kept of a text, the signs of accelerators and of `numbers` among it."""
        found = kept_parts(text, list(accelerators(text, self.knows)), numbers)
        return [one._replace(part=self._readable(one.part)) for one in found]

    def _readable(self, part: Part) -> Part:
        """Return a part of which nothing is read if the model does not read what stands for it."""
        unread = part.name == "sign" and part.read == ">" and not self.alphabet.reads(">")
        return part._replace(read="") if unread else part

    def read(
        self,
        text: str,
        spaces: Mapping[int, str] | None = None,
        kept: Sequence[Kept] | None = None,
    ) -> SentenceReading:
        """Return a normalised sentence in parts; `spaces`, by their places, are no single ones.

        `kept` is what is kept of it, if that is known already.
        """
        spaces = spaces or {}
        kept = self.kept(text) if kept is None else kept
        held = held_places(text, kept)
        start, end = self._core(text, kept, held)
        whole = spaced(text, spaces, (0, len(text)))
        free = free_text(text[start:end], held[start:end])
        is_text = _has_letters(free) and not _lists_letters(free)
        unread = self._unread_script(text[start:end]) if is_text else ""
        if not is_text or unread or _is_letter_of_list(text, (start, end)):
            return SentenceReading.copied(text, unread, spaced=whole)
        inner = [one for one in kept if start <= one.start and one.end <= end]
        between_words = not spaces or words_are_spaced(self.literacy.language)
        written = [spaces.get(place, " ") for place in range(start, end)]
        space = _uniform(text[start:end], written) if between_words else ""
        if not space:
            inner += _space_marks(text, spaces, (start, end), self._at_numbers(text, held))
        inner += self._exclamations(text, (start, end), held)
        core = CoreReader(self.literacy, text, (start, end), inner, spaces)
        before, after = spaced(text, spaces, (0, start)), spaced(text, spaces, (end, len(text)))
        if not any(_has_letters(part.written) for part in core.parts if part.kind == "text"):
            if not core.is_rewritten:
                return SentenceReading.copied(text, spaced=whole)
            digits = before + "".join(part.written for part in core.parts) + after
            copied = SentenceReading.copied(text, spaced=digits)
            return replace(copied, changes=tuple(core.changes))
        aside = [Treatment("aside", one.strip()) for one in (before, after) if one.strip()]
        return SentenceReading(
            text,
            before,
            core.parts,
            after,
            core=text[start:end],
            capitals=core.capitals,
            space=space or " ",
            changes=(*aside, *core.changes),
        )

    def _core(self, text: str, kept: Sequence[Kept], held: Sequence[bool]) -> Span:
        """Return what is left of a text when all that is no part of its sentence is set aside."""
        start, end = edges(text, held)
        before: Span | None = None
        while (start, end) != before:
            before = start, end
            start = self._without_label(text, before, held)
            start, end = _without_marks((start, end), kept)
            start, end = self._without_asides(text, (start, end), kept)
            left, right = edges(text[start:end], held[start:end])
            start, end = start + left, start + right
        return start, end

    def _without_label(self, text: str, core: Span, held: Sequence[bool]) -> int:
        """Return where a core begins when a label in front of it is set aside."""
        start, end = core
        found = label(text, start, end)
        if found is None or (found.end < end and held[found.end - 1] and held[found.end]):
            return start
        return found.end if found.certain or self.begins_sentence(text[found.end : end]) else start

    def begins_sentence(self, text: str) -> bool:
        """Say whether the first word of a text is written small where no sentence begins."""
        first = self.literacy.usual_case.first(text)
        return first[:1].islower() or first == "I"

    def _without_asides(self, text: str, core: Span, kept: Sequence[Kept]) -> Span:
        """Return what is left of a core when addresses around the sentence are set aside."""
        start, end = core
        for one in _in_rows(text, kept):
            begins = _BEGINS.match(text, one.end, end)
            if one.start == start and one.part.kind == "fixed" and begins:
                apart = begins["mark"] or not _may_be_word(one.part)
                if apart or self._is_sentence(text[begins.end() : end], one.part):
                    start = begins.end()
        for one in reversed(kept):
            if (
                one.end == end
                and one.part.kind == "fixed"
                and _ENDED.search(text, start, one.start)
            ):
                end = len(text[: one.start].rstrip())
        return start, end

    def _is_sentence(self, text: str, before: Part) -> bool:
        """Say whether a text is a sentence of its own, although a value could be its first word."""
        whole = before.name == "value" and _WHOLE_SENTENCE.match(text) is not None
        return whole and self.begins_sentence(text)

    def _exclamations(self, text: str, core: Span, held: Sequence[bool]) -> Iterator[Kept]:
        """Yield the marks at the end where there are several, of which the model reads one."""
        found = EXCLAIMED.search(text, *core)
        if found is not None and not any(held[slice(*found.span())]):
            mark = next((one for one in found[0] if one in "?？"), found[0][0])
            read = mark if self.alphabet.reads(mark) else compatible(mark)
            yield Kept(*found.span(), Part("text", read), "replaced")

    def _at_numbers(self, text: str, held: Sequence[bool]) -> list[bool]:
        """Say of each character if it is held, in a number, or between one and a sign: "5 €"."""
        form, inside = NumberFormat.of(self.literacy.language), list(held)
        for start, end, *_ in form.numbers(text):
            for place in range(max(0, start - 1), min(end + 1, len(text))):
                other = text[place - 1 : place] if place < start else text[place + 1 : place + 2]
                inside[place] |= start <= place < end or not (other.isalnum() or other in ".,;:!?")
        return inside

    def _unread_script(self, text: str) -> str:
        """Return the script of a text of which the model cannot read most letters."""
        letters = [one for one in text if one.isalpha()]
        foreign = [one for one in letters if not self.alphabet.has_script(one)]
        most = len(foreign) > _MOSTLY * len(letters)
        return self.alphabet.unread_script("".join(foreign)) if most else ""


def _in_rows(text: str, kept: Sequence[Kept]) -> Iterator[Kept]:
    """Yield what is kept; fixed parts with nothing but a space between them are one: #a #b."""
    last: Kept | None = None
    for one in kept:
        if last is not None:
            if last.part.kind == one.part.kind == "fixed" and text[last.end : one.start] == " ":
                last = last._replace(end=one.end)
                continue
            yield last
        last = one
    if last is not None:
        yield last


def _is_letter_of_list(text: str, core: Span) -> bool:
    """Say whether a core is the letter or number of a point of a list, or a note, in brackets."""
    in_brackets = text[core[0] - 1 : core[0]] in tuple("([")
    return in_brackets and _ONE_LETTER.fullmatch(text, *core) is not None


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _lists_letters(text: str) -> bool:
    """Say whether a text lists letters, as of sizes: S / M / L / XL."""
    return _LISTED.fullmatch(text) is not None and _SINGLE.search(text) is not None


def _uniform(text: str, spaces: Sequence[str]) -> str:
    """Return the space that stands between all words of a text, or nothing where they differ."""
    found = {space for sign, space in zip(text, spaces, strict=True) if sign == " "}
    return found.pop() if len(found) == 1 else "" if found else " "


def _space_marks(
    text: str, spaces: Mapping[int, str], core: Span, held: Sequence[bool]
) -> Iterator[Kept]:
    """Yield spaces as marks; before a colon, for instance, a language has its own rules."""
    for place, space in spaces.items():
        if core[0] <= place < core[1] and not held[place] and not _BOUND.match(text, place - 1):
            yield Kept(place, place + 1, Part("lone", space, "space", read=" "), "aside")


def _without_marks(core: Span, kept: Sequence[Kept]) -> Span:
    """Return what is left of a core when marks at its edges are set aside, but half a pair."""
    start, end = core
    inside = [one for one in kept if start <= one.start and one.end <= end]
    partners = _partners(inside)
    first, last = 0, len(inside) - 1
    while first <= last and (inside[first].start == start or inside[last].end == end):
        begins, ends = inside[first].start == start, inside[last].end == end
        if begins and ends and partners.get(first) == last != first:
            start, end = inside[first].end, inside[last].start
            first, last = first + 1, last - 1
        elif begins and inside[first].part.stays_at_edge:
            start, first = inside[first].end, first + 1
        elif ends and inside[last].part.stays_at_edge:
            end, last = inside[last].start, last - 1
        else:
            break
    return start, max(start, end)


def _partners(kept: Sequence[Kept]) -> dict[int, int]:
    """Return the number of each mark's partner; quotation marks in code are partners by turns."""
    opened: dict[str, list[int]] = {}
    partners: dict[int, int] = {}
    for number, one in enumerate(kept):
        quotes = one.part.name == "sign" and is_quotation_mark(one.part.text)
        same = opened.setdefault("quotes" if quotes else one.part.name, [])
        if same and (quotes or one.part.kind == "close"):
            partners |= {number: same[-1], same.pop(): number}
        elif quotes or one.part.kind == "open":
            same.append(number)
    return partners


def _may_be_word(part: Part) -> bool:
    """Say whether a part may be a word of the sentence that goes on: "{n} Hunde schlafen"."""
    return part.name in ("value", "number", "name")
