"""The text of a recipe: corpora to learn from, and to judge by."""

import re
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    field_serializer,
    model_serializer,
    model_validator,
)

from tolmach.config.section import Amount, Count, File, Real, Section, Switch, Whole

Language = Annotated[str, Field(min_length=1)]


def _tag_name(tag: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", tag) or tag in ("s", "pad"):
        raise ValueError(
            "a tag is one word of Latin letters, digits, - and _, and neither s nor pad"
        )
    return tag


class CorpusFiles(Section):
    """Where a corpus is: `[one.tsv]` or `[source.txt, target.txt]`, or a table with more to say.

    What says no more than its files is written back as their list.
    """

    files: Annotated[list[File], Field(min_length=1, max_length=2)]
    reversed: Switch = Field(False, description="the files hold the target first, then the source")

    def located(self, folder: Path) -> Self:
        """Return the corpus with its files counted from `folder`."""
        return self.model_copy(update={"files": [folder / path for path in self.files]})

    @model_validator(mode="before")
    @classmethod
    def _list_of_files(cls, given: Any) -> Any:
        if isinstance(given, list):
            return {"files": given}
        if not isinstance(given, dict | cls):
            raise ValueError('it must be a list of files, or a table as { files = ["a.tsv"] }')
        return given

    @model_serializer(mode="wrap")
    def _list_where_plain(self, dump: SerializerFunctionWrapHandler) -> Any:
        settings = dump(self)
        plain = type(self)(files=self.files) == self
        return settings["files"] if plain else settings


class TrainingCorpus(CorpusFiles):
    """A corpus to learn from, how often an epoch reads it, and what marks it."""

    weight: Annotated[Real, Field(gt=0, le=1000)] = 1.0
    tag: Annotated[str, AfterValidator(_tag_name)] | None = Field(
        None, description="put as a piece of its own before every source of this corpus"
    )


def _list_of_corpora(dev: Any) -> Any:
    several = not isinstance(dev, list) or any(
        isinstance(each, list | dict | CorpusFiles) for each in dev
    )
    return dev if several or not dev else [dev]


class DataSettings(Section):
    """Which text to learn from, and by which to judge.

    `dev` is one corpus or a list of several.
    """

    source_language: Language
    target_language: Language
    train: Annotated[list[TrainingCorpus], Field(min_length=1)]
    dev: Annotated[list[CorpusFiles], Field(min_length=1), BeforeValidator(_list_of_corpora)]
    lowercase: Switch = False
    longest: Count = Field(128, description="pieces; longer training pairs are left out")
    augment: Amount = Field(0.0, description="pairs made of the text itself, a share of it")
    templates: Whole = Field(0, description="pairs out of templates, for de or ru with en")

    @property
    def languages(self) -> tuple[str, str]:
        """The language of the sources, and that of the targets."""
        return self.source_language, self.target_language

    @property
    def tags(self) -> list[str]:
        """Every tag of the training text, once."""
        return list(dict.fromkeys(each.tag for each in self.train if each.tag is not None))

    @field_serializer("dev", mode="wrap")
    def _one_corpus(self, dev: Any, dump: SerializerFunctionWrapHandler) -> Any:
        corpora = dump(dev)
        alone = len(corpora) == 1 and isinstance(corpora[0], list)
        return corpora[0] if alone else corpora
