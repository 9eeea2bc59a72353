"""Issues that a pair of a corpus can have, in plain words, and what to do about them."""

from dataclasses import dataclass
from enum import Enum


class Remedy(Enum):
    """What cleaning does with a pair that has the issue."""

    LEFT_OUT = "left out"
    REPAIRED = "repaired"


@dataclass(frozen=True)
class Issue:
    """One kind of fault. It is severe where more than `tolerance` of all pairs have it."""

    name: str
    title: str
    advice: str
    remedy: Remedy = Remedy.LEFT_OUT
    tolerance: float = 0.05


SHIFTED = Issue(
    "shifted",
    "in stretches where the two sides have slipped against each other",
    "A line is missing or too many on one side just before them; repair it and check again.",
    tolerance=0.0,
)
UNPAIRED = Issue(
    "unpaired",
    "with one side only",
    "Every line needs both sides (source TAB target, or two files of equal length).",
    tolerance=0.0,
)
TORN = Issue(
    "torn",
    "with more columns than most lines have: a tab or comma within a side tears it in two",
    "Take it out, or quote the side; `--write` leaves such lines out, for it cannot tell where a "
    "side ends.",
    tolerance=0.0,
)
DAMAGED = Issue(
    "damaged",
    "in units of a TMX that cannot be read",
    "Export the memory again; `--write` leaves such units out.",
    tolerance=0.0,
)
HEADING = Issue(
    "heading",
    "that is a heading: it names the columns or their languages",
    "Nothing is to be done: it is left out wherever this corpus is read.",
    tolerance=1.0,
)
WORDLESS = Issue(
    "wordless",
    "with a side of numbers or signs alone, against words of the other",
    "Most of that side are so: its file or column is probably none of sentences.",
    tolerance=0.0,
)
SHARED = Issue(
    "shared",
    "found in dev or test too",
    "A score on sentences seen in training says nothing: take them out of train.",
    tolerance=0.0,
)
HALF_SHARED = Issue(
    "half-shared",
    "with one side found in dev or test",
    "Take them out of train where scores must stand up to scrutiny.",
)
EMPTY = Issue("empty", "with an empty side", "Leave them out: nothing can be learnt from them.")
DUPLICATE = Issue(
    "duplicate",
    "repeated word for word",
    "Leave the repetitions out, unless their frequency is meant.",
    tolerance=0.2,
)
COPIED = Issue(
    "copied",
    "copied through: the translation is the source again",
    "Leave them out: a model learns from few of them to copy instead of translating.",
    tolerance=0.01,
)
LONG = Issue(
    "long",
    "absurdly long",
    "Split them into sentences, or leave them out: training would cut or skip them.",
)
LENGTH = Issue(
    "length",
    "whose sides differ too much in length",
    "Most are misaligned or cut off; leave them out.",
)
SWAPPED = Issue(
    "swapped",
    "with source and target changed over",
    "Change the sides back, or leave them out.",
    tolerance=0.01,
)
LANGUAGE = Issue(
    "language",
    "with a side in another language",
    "Leave them out; many of them mean that a wrong file was joined in.",
    tolerance=0.02,
)
SCRIPT = Issue(
    "script",
    "with a side in another script",
    "Leave them out, or transliterate them.",
    tolerance=0.02,
)
MISALIGNED = Issue(
    "misaligned",
    "probably misaligned: no translations of each other",
    "Numbers, addresses or sentence ends disagree; look at some, then leave them out.",
    tolerance=0.02,
)
LOST = Issue(
    "lost",
    "with characters that cannot be read, or were lost before (\N{REPLACEMENT CHARACTER}, “f?r”)",
    "Convert the text to UTF-8 from the encoding that it was written in; what was lost before "
    "cannot be repaired.",
    tolerance=0.01,
)
MOJIBAKE = Issue(
    "mojibake",
    "decoded wrongly at some time (“fÃ¼r” for “für”)",
    "Can be repaired: `--write` does it.",
    Remedy.REPAIRED,
    tolerance=0.01,
)
CONTROL = Issue(
    "control",
    "with control characters, which nobody sees",
    "Can be repaired: `--write` takes them out.",
    Remedy.REPAIRED,
)
ENTITIES = Issue(
    "entities",
    "with HTML entities (“&amp;” for “&”)",
    "Can be repaired: `--write` does it.",
    Remedy.REPAIRED,
)
PIECES = Issue(
    "pieces",
    "with words cut into pieces (“Bau@@ m”, “▁Bau m”)",
    "Raw text is what to train on; can be repaired: `--write` joins them.",
    Remedy.REPAIRED,
    tolerance=0.01,
)
TOKENISED = Issue(
    "tokenised",
    "with spaces as a tokeniser puts them (“Hund , der”, “E @-@ Mail”)",
    "Raw text is what to train on: take it from before it was tokenised; else `--write` joins "
    "most of it.",
    Remedy.REPAIRED,
)

# In the order in which a report tells them, the most serious first.
ISSUES = (
    SHIFTED,
    UNPAIRED,
    TORN,
    DAMAGED,
    WORDLESS,
    SHARED,
    SWAPPED,
    LANGUAGE,
    SCRIPT,
    LOST,
    MOJIBAKE,
    CONTROL,
    ENTITIES,
    PIECES,
    TOKENISED,
    MISALIGNED,
    LENGTH,
    LONG,
    COPIED,
    EMPTY,
    HEADING,
    HALF_SHARED,
    DUPLICATE,
)
