"""Parts of the bodies of requests to our own interface."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from tolmach.server.state.glossaries import LONGEST_TERM, MOST_TERMS
from tolmach.translation.glossary import Glossary

Language = Annotated[str, StringConstraints(min_length=1, max_length=35)]
Phrase = Annotated[str, StringConstraints(max_length=LONGEST_TERM)]
Terms = Annotated[dict[Phrase, Phrase], Field(max_length=MOST_TERMS)]

BEAM = 16  # the widest


class Body(BaseModel):
    """A body in which nothing is misspelled."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def glossary_of(terms: Mapping[str, str]) -> Glossary | None:
    """Return the glossary of terms, if there are any."""
    return Glossary.of(terms.items()) if terms else None
