"""What can be wrong with a pair of a corpus, in plain words, and what to do about it."""

from dataclasses import dataclass
from enum import Enum


class Fate(Enum):
    """What cleaning does with a pair that has the complaint."""

    LEFT_OUT = "left out"
    MENDED = "mended"


@dataclass(frozen=True)
class Complaint:
    """One kind of fault. It is grave where more than `bearable` of all pairs have it."""

    name: str
    title: str
    advice: str
    fate: Fate = Fate.LEFT_OUT
    bearable: float = 0.05


SHIFTED = Complaint(
    "shifted",
    "in stretches where the two sides have slipped against each other",
    "A line is missing or too many on one side just before them; mend it and check again.",
    bearable=0.0,
)
UNPAIRED = Complaint(
    "unpaired",
    "with one side only",
    "Every line needs both sides (source TAB target, or two files of equal length).",
    bearable=0.0,
)
TORN = Complaint(
    "torn",
    "with more columns than most lines have: a tab within a side tears it in two",
    "Take the tab out; `--write` leaves such lines out, for it cannot tell where a side ends.",
    bearable=0.0,
)
DAMAGED = Complaint(
    "damaged",
    "in units of a TMX that cannot be read",
    "Export the memory again; `--write` leaves such units out.",
    bearable=0.0,
)
SHARED = Complaint(
    "shared",
    "found in dev or test too",
    "A score on sentences seen in training says nothing: take them out of train.",
    bearable=0.0,
)
HALF_SHARED = Complaint(
    "half-shared",
    "with one side found in dev or test",
    "Take them out of train where scores must stand up to scrutiny.",
)
EMPTY = Complaint("empty", "with an empty side", "Leave them out: nothing can be learnt from them.")
DUPLICATE = Complaint(
    "duplicate",
    "repeated word for word",
    "Leave the repetitions out, unless their frequency is meant.",
    bearable=0.2,
)
COPIED = Complaint(
    "copied",
    "copied through: the translation is the source again",
    "Leave them out: a model learns from few of them to copy instead of translating.",
    bearable=0.01,
)
LONG = Complaint(
    "long",
    "absurdly long",
    "Split them into sentences, or leave them out: training would cut or skip them.",
)
LENGTH = Complaint(
    "length",
    "whose sides differ too much in length",
    "Most are misaligned or cut off; leave them out.",
)
SWAPPED = Complaint(
    "swapped",
    "with source and target changed over",
    "Change the sides back, or leave them out.",
    bearable=0.01,
)
LANGUAGE = Complaint(
    "language",
    "with a side in another language",
    "Leave them out; many of them mean that a wrong file was joined in.",
    bearable=0.02,
)
SCRIPT = Complaint(
    "script",
    "with a side in another script",
    "Leave them out, or transliterate them.",
    bearable=0.02,
)
MISALIGNED = Complaint(
    "misaligned",
    "probably misaligned: no translations of each other",
    "Numbers, addresses or sentence ends disagree; look at some, then leave them out.",
    bearable=0.02,
)
LOST = Complaint(
    "lost",
    "with characters lost in decoding (\N{REPLACEMENT CHARACTER})",
    "Convert the file again from its original encoding; what was lost here cannot be mended.",
    bearable=0.01,
)
MOJIBAKE = Complaint(
    "mojibake",
    "decoded wrongly at some time (“fÃ¼r” for “für”)",
    "Can be mended: `--write` does it.",
    Fate.MENDED,
    bearable=0.01,
)
CONTROL = Complaint(
    "control",
    "with control characters, which nobody sees",
    "Can be mended: `--write` takes them out.",
    Fate.MENDED,
)
ENTITIES = Complaint(
    "entities",
    "with HTML entities (“&amp;” for “&”)",
    "Can be mended: `--write` does it.",
    Fate.MENDED,
)

# In the order in which a report tells them, the most serious first.
COMPLAINTS = (
    SHIFTED,
    UNPAIRED,
    TORN,
    DAMAGED,
    SHARED,
    SWAPPED,
    LANGUAGE,
    SCRIPT,
    LOST,
    MOJIBAKE,
    CONTROL,
    ENTITIES,
    MISALIGNED,
    LENGTH,
    LONG,
    COPIED,
    EMPTY,
    HALF_SHARED,
    DUPLICATE,
)
