"""Choice of the measure that fits some references, in one place for all that score.

BLEU by words is 0 where a text puts no spaces between them, and blind where references are
shorter than its four-word sequences. So the references' script, and the language where it is
known, decide how BLEU cuts a text; and where most references have fewer than four of the words
that come out, chrF is the measure. Only tokenizers that fetch nothing from the network are chosen:
sacreBLEU's of Japanese and Korean where their dictionaries are installed, else characters. There is
no TER where a line is as long as a book.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from tolmach.errors import TolmachError
from tolmach.metrics.corpus_scores import Scoring, bleu_metric, corpus_metrics
from tolmach.text.language_tag import language_of, script_of
from tolmach.text.spacing import LEAST_UNSPACED, UNSPACED, scripts, words_are_spaced

if TYPE_CHECKING:
    from sacrebleu.metrics.base import Metric

MeasureName = Literal["bleu", "chrf"]

_LOOKED_AT = 2_000  # references, evenly spread
_BLEU_ORDER = 4  # words of BLEU's longest sequences
_TELLS = 0.5  # share of references that must be as long
_MOST_TER_WORDS = 5_000  # of a line; TER takes time and memory by the square of its length
_CHINESE, _KOREAN = ("Hans", "Hant", "Hani"), ("Kore", "Hang")  # scripts, by ISO 15924
_KANA = re.compile(r"[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
_LEAST_KANA = 0.1  # of all letters of Chinese and Japanese; Chinese text has hardly any


@dataclass(frozen=True)
class Measure:
    """Settings for scoring against some references, and the score that judges best."""

    scoring: Scoring
    judge: MeasureName

    @property
    def name(self) -> str:
        """The usual name of the score that judges."""
        return {"bleu": "BLEU", "chrf": "chrF"}[self.judge]

    @property
    def metric(self) -> "Metric":
        """SacreBLEU's metric of the score that judges."""
        return corpus_metrics(self.scoring)[self.name]


def fitting_measure(
    references: Sequence[str],
    language: str | None = None,
    *,
    lowercase: bool = False,
    tokenize: str | None = None,
) -> Measure:
    """Choose the measure for `references`, in `language` where that is known.

    `tokenize` is the user's own choice of BLEU's tokenizer.
    """
    step = max(1, len(references) // _LOOKED_AT)
    seen = [text for text in references[::step] if text.strip()]
    family = _family(seen, language or "")
    ter = "none" if any(_is_long(text, family) for text in references) else _ter(family)
    scoring = Scoring(lowercase, tokenize or _tokenizer(family), ter)
    return Measure(scoring, "bleu" if _bleu_tells(seen, scoring) else "chrf")


Family = Literal["spaced", "chinese", "japanese", "korean", "unspaced"]


def _family(texts: Sequence[str], language: str) -> Family:
    """Return how the texts are to be cut: what their letters say goes before the language."""
    letters = sum(map(scripts, texts), Counter[str]())
    told = {script: letters[script] for script in (*UNSPACED, "hangul") if letters[script]}
    if not letters:
        return _by_language(language)
    if sum(told.values()) < LEAST_UNSPACED * letters.total():
        return "spaced"
    match max(told, key=lambda script: told[script]):
        case "hangul":
            return "korean"
        case "han":
            japanese = language_of(language) == "ja" or _kana(texts) >= _LEAST_KANA * letters["han"]
            return "japanese" if japanese else "chinese"
    return "unspaced"


def _by_language(language: str) -> Family:
    script = script_of(language)
    if script in _KOREAN:
        return "korean"
    if words_are_spaced(language):
        return "spaced"
    if language_of(language) == "ja":
        return "japanese"
    return "chinese" if script in _CHINESE else "unspaced"


def _kana(texts: Sequence[str]) -> int:
    return sum(len(_KANA.findall(text)) for text in texts)


def _tokenizer(family: Family) -> str:
    match family:
        case "spaced":
            return "13a"
        case "chinese":
            return "zh"
        case "japanese":
            return "ja-mecab" if _is_installed("ja-mecab") else "char"
        case "korean":
            return "ko-mecab" if _is_installed("ko-mecab") else "char"
        case "unspaced":
            return "char"


def _ter(family: Family) -> Literal["spaced", "asian", "none"]:
    match family:
        case "chinese" | "japanese":
            return "asian"
        case "unspaced":
            return "none"
    return "spaced"


def _is_long(text: str, family: Family) -> bool:
    """Say whether a line is too long for TER, as where a whole book stands on one."""
    if len(text) <= _MOST_TER_WORDS:
        return False
    return _ter(family) == "asian" or text.count(" ") > _MOST_TER_WORDS


@cache
def _is_installed(tokenizer: str) -> bool:
    try:
        bleu_metric(Scoring(tokenize=tokenizer))
    except TolmachError:
        return False
    return True


def _bleu_tells(references: Sequence[str], scoring: Scoring) -> bool:
    cut = bleu_metric(scoring)._preprocess_segment
    long = sum(len(cut(text).split()) >= _BLEU_ORDER for text in references)
    return long >= _TELLS * len(references)
