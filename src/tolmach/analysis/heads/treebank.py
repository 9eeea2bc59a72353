"""Sentences with dependency trees, from treebanks in CoNLL-U (Universal Dependencies)."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import conllu
from conllu.models import Token, TokenList

from tolmach.errors import DataError
from tolmach.files import named, open_bytes
from tolmach.text.sentences import Span


class Dependency(NamedTuple):
    """Words of a sentence by their place, from 0; the relation comes without its subtype."""

    dependent: int
    head: int
    relation: str


@dataclass(frozen=True)
class Tree:
    """A sentence, its words as they are written, and which depends on which.

    German "am" is one word here, though "an" and "dem" are two in the treebank: relations of
    either are those of the whole, and the one between them is dropped.
    """

    text: str
    words: tuple[str, ...]
    dependencies: tuple[Dependency, ...]


@dataclass(frozen=True)
class Forest:
    """Trees of source sentences and, unless there are none, of their translations."""

    source: Sequence[Tree]
    target: Sequence[Tree] | None = None


def asked_forest(
    source: Path | None, target: Path | None = None, longest: int | None = None
) -> Forest | None:
    """Read a forest as `read_forest` does; None where the user names no treebank.

    Raises TolmachError where only one of the translations is named.
    """
    if target and not source:
        raise DataError("Trees of translations need those of the sources: add --treebank.")
    return read_forest(source, target, longest) if source else None


def read_forest(source: Path, target: Path | None = None, longest: int | None = None) -> Forest:
    """Read a treebank of the source's language, and one of the translations of its sentences.

    With `longest`, pairs in which a sentence has more words are left out. Raises TolmachError as
    `read_treebank` does, and where both differ in length or nothing is left.
    """
    trees = [read_treebank(path) for path in (source, target) if path is not None]
    if len(trees[0]) != len(trees[-1]):
        raise DataError(
            f"{source} holds {len(trees[0]):,} sentences and {target} {len(trees[-1]):,}; give "
            "treebanks of which each sentence of the one translates that of the other."
        )
    kept = [row for row in zip(*trees, strict=True) if longest is None or _fits(row, longest)]
    if not kept:
        raise DataError(f"{source} holds no sentence of at most {longest} words; allow more.")
    sides = [list(side) for side in zip(*kept, strict=True)]
    return Forest(sides[0], sides[1] if target else None)


def read_treebank(path: Path) -> list[Tree]:
    """Read a CoNLL-U file, plain or `.gz`.

    Raises TolmachError where it cannot be read, is no CoNLL-U or holds no sentence.
    """
    try:
        with open_bytes(path) as raw:
            text = io.TextIOWrapper(io.BytesIO(raw.read()), "utf-8")
            trees = [_tree(sentence) for sentence in conllu.parse_incr(text)]
    except (conllu.exceptions.ParseException, UnicodeDecodeError, KeyError, TypeError) as error:
        raise DataError(
            f"{named(path)} is no treebank in CoNLL-U ({_fault(error)}); those of "
            "https://universaldependencies.org are."
        ) from error
    if not trees:
        raise DataError(f"{named(path)} holds no sentence; give a treebank in CoNLL-U.")
    return trees


def located(words: Sequence[str], text: str) -> list[Span] | None:
    """Return the spans of words in a text, in order; None where one of them is missing."""
    spans, end = [], 0
    for word in words:
        start = text.find(word, end)
        if start < 0:
            return None
        end = start + len(word)
        spans.append((start, end))
    return spans


def _fault(error: Exception) -> str:
    """Say why text is no tree; what is missing is a column of a word, or a word by its number."""
    if not isinstance(error, KeyError):
        return str(error)
    [missing] = error.args
    return f"there is no word {missing}" if isinstance(missing, int) else f"a word has no {missing}"


def _fits(trees: Sequence[Tree], longest: int) -> bool:
    return all(len(tree.words) <= longest for tree in trees)


def _tree(sentence: TokenList) -> Tree:
    written = list(_written(sentence))
    place = {number: n for n, (numbers, _) in enumerate(written) for number in numbers}
    found = (
        Dependency(place[token["id"]], place[token["head"]], token["deprel"].partition(":")[0])
        for token in sentence
        if isinstance(token["id"], int) and token["head"]
    )
    words = tuple(token["form"] for _, token in written)
    return Tree(_text(sentence, written), words, tuple(d for d in found if d.dependent != d.head))


def _written(sentence: TokenList) -> Iterator[tuple[Sequence[int], Token]]:
    """Yield the words that are written, with the numbers of the tree's words in each."""
    covered = 0
    for token in sentence:
        match token["id"]:
            case (first, "-", last):
                covered = last
                yield range(first, last + 1), token
            case int(number) if number > covered:
                yield [number], token


def _text(sentence: TokenList, written: Sequence[tuple[Sequence[int], Token]]) -> str:
    if "text" in sentence.metadata:
        return sentence.metadata["text"]
    return "".join(
        token["form"] + ("" if (token["misc"] or {}).get("SpaceAfter") == "No" else " ")
        for _, token in written
    ).strip()
