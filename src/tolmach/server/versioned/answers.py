"""Answers of our own interface, as /openapi.json describes them; none is checked as it is sent."""

from typing import Any

from pydantic import BaseModel, ConfigDict

Span = tuple[int, int]


class AnswerModel(BaseModel):
    """An answer without anything more."""

    model_config = ConfigDict(extra="forbid")


class ProblemAnswer(AnswerModel):
    """What is wrong (RFC 9457), to programs by `code` and `values` where people may meet it."""

    type: str
    title: str
    status: int
    detail: str
    code: str | None = None
    values: list[str] | None = None


class TextTranslation(AnswerModel):
    """A translated text; `parts` and `lines` are its details, `alternatives` where asked for."""

    text: str
    source: str
    target: str
    alternatives: list[str] | None = None
    parts: list[str] | None = None
    lines: list[list[dict[str, Any]]] | None = None


class TranslateAnswer(AnswerModel):
    """The translations of texts, in order."""

    translations: list[TextTranslation]


class StreamLine(AnswerModel):
    """A line of a stream: the number of texts, then pieces, then that it is done, or why not."""

    texts: int | None = None
    number: int | None = None
    piece: str | None = None
    done: bool | None = None
    error: str | None = None
    code: str | None = None
    values: list[str] | None = None


class Alignment(AnswerModel):
    """The words of both sides, and how much of each target word comes from each source word."""

    source_words: list[Span]
    target_words: list[Span]
    shares: list[list[float]]


class LookAnswer(AnswerModel):
    """The parts that were asked for; sentence and translation are as the model reads them."""

    source: str | None = None
    translation: str | None = None
    alignment: Alignment | None = None
    confidence: dict[str, Any] | None = None
    inside: dict[str, Any] | None = None
    samples: list[dict[str, Any]] | None = None
    box: dict[str, Any] | None = None
    heads: dict[str, Any] | None = None


class OtherWord(AnswerModel):
    """Another word at a place of a translation, and how that then goes on."""

    word: str
    text: str
    probability: float


class WordsAnswer(AnswerModel):
    """Other words, the likeliest first."""

    words: list[OtherWord]


class PairScore(AnswerModel):
    """A text with a translation, whose log-probability is the sum of those of its pieces."""

    text: str
    translation: str
    log_probability: float
    tokens: list[tuple[str, float]]


class ScoreAnswer(AnswerModel):
    """The scores of pairs, in order."""

    scores: list[PairScore]


class ServedModelAnswer(AnswerModel):
    """A model that is served; one that translates nothing is only looked into."""

    name: str
    source: str
    target: str
    architecture: str
    calibrated: bool
    translates: bool


class ModelsAnswer(AnswerModel):
    """The models that are served."""

    models: list[ServedModelAnswer]


class DocumentNotice(AnswerModel):
    """What of a document was not translated, by a code, how often, and with which words."""

    code: str
    count: int
    values: list[str]


class DocumentAnswer(AnswerModel):
    """How far a document is: `translating`, `done` or `failed`."""

    document: str
    name: str
    status: str
    source: str
    target: str
    characters: int
    texts: int
    translated: int
    seconds_remaining: int | None
    warnings: list[str]
    notices: list[DocumentNotice]
    error: str | None
    problem: dict[str, Any] | None


PROBLEM: dict[str, Any] = {
    "description": "Refused",
    "content": {"application/problem+json": {"schema": ProblemAnswer.model_json_schema()}},
}
TRANSLATED: dict[str, Any] = {
    "model": TranslateAnswer,
    "content": {"application/x-ndjson": {"schema": StreamLine.model_json_schema()}},
}
