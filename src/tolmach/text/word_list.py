"""Lists of words with their counts, `word count` a line."""

from pathlib import Path

from tolmach.errors import TolmachError
from tolmach.files import named, read_lines
from tolmach.text.normalize import normalize


def read_word_counts(path: Path) -> dict[str, int]:
    """Return the words of a list and their counts, in the list's order; `-` is standard input.

    Empty lines are skipped, and a word that comes again adds up. Raises TolmachError, naming the
    line, where a line is not one word and a whole number above zero.
    """
    counts: dict[str, int] = {}
    for number, line in enumerate(read_lines(path), start=1):
        if text := normalize(line):
            word, count = _word_and_count(text, f"{named(path)}, line {number}")
            counts[word] = counts.get(word, 0) + count
    if not counts:
        raise TolmachError(f"{named(path)} holds no word; write `word count` on each line.")
    return counts


def _word_and_count(text: str, place: str) -> tuple[str, int]:
    match text.split(" "):
        case [word, count] if count.isascii() and count.isdigit() and len(count) <= 18:
            if int(count) > 0:
                return word, int(count)
    raise TolmachError(f"{place}: {text[:60]!r} is not `word count`, for example `hug 10`.")
