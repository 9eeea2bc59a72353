"""Settings of a small study, for tests of its chapters and measurements."""

from typing import Any

from tolmach.config.section import validated
from tolmach.study.folder import Settings


def settings(**changes: Any) -> Settings:
    """Return settings of a study of the Transformer alone, but for `changes`."""
    asked = {
        "corpus": ["a.tsv"],
        "dev": [],
        "test": [],
        "languages": ["de", "en"],
        "lowercase": False,
        "rungs": ["transformer"],
        "equal": "parameters",
        "epochs": 9.0,
        "minutes": 7.0,
        "toy_updates": 5,
        **changes,
    }
    return validated(Settings, asked, "study.json")
