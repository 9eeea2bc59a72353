"""Where a model looks for the source of a word, told by the self-test in its own folder."""

from collections.abc import Sequence

from tolmach.analysis.alignment.aligner import Aligner
from tolmach.analysis.alignment.links import Look
from tolmach.errors import TolmachError
from tolmach.translation.translator import Translator


def own_looks(translator: Translator) -> Sequence[Look]:
    """Return where the links agree most with those of a statistical aligner on the self-test.

    Raises TolmachError where there is no self-test: several models together have none.
    """
    if not translator.selftest.sources:
        raise TolmachError(
            f"Where {translator.description.name} looks for a word cannot be told without a "
            "self-test: name one model, not several, whose folder holds selftest.json."
        )
    return Aligner(translator).choose([])[0]
