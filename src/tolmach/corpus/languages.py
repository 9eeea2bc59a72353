"""The languages of a corpus: by its files' names, by its mark-up, or by its sentences."""

import re
from collections.abc import Sequence
from pathlib import Path

from tolmach.compression import bare_name
from tolmach.corpus.parallel import Pair
from tolmach.corpus.tmx import is_tmx, tmx_languages
from tolmach.errors import DataError
from tolmach.text.language import main_language
from tolmach.text.language_tag import is_registered, same_language, standard_tag

Languages = tuple[str | None, str | None]

_CODE = r"[a-z]{2,3}(?:[-_][A-Z][a-z]{3})?(?:[-_][A-Z]{2})?"
_ONE = re.compile(_CODE)
_TWO = re.compile(rf"(?:^|[._-])({_CODE})[-_]({_CODE})(?=[._]|$)")
_FORMATS = frozenset({"tsv", "tmx", "txt", "csv", "tok", "raw"})
# What files are called for their part in a corpus, though languages have these codes, too.
_PARTS = frozenset({"src", "tgt", "trg", "ref", "hyp", "sys", "out", "bpe", "spm", "dev"})


def languages_of_names(paths: Sequence[Path]) -> Languages:
    """Return what file names say: `my.de my.en`, `news.de-en.tsv`; None where they say nothing."""
    if len(paths) == 2:
        return _suffix_language(paths[0]), _suffix_language(paths[1])
    found = _TWO.search(corpus_stem(paths[0]))
    if found is None or not _PARTS.isdisjoint(found.groups()):
        return None, None
    return standard_tag(found[1]), standard_tag(found[2])


def corpus_languages(paths: Sequence[Path], sample: Sequence[Pair], given: Languages) -> Languages:
    """Return source and target: as given, else as the names say, else as `sample` reads.

    Names that speak of other languages than both sides are in say something else, or the sides
    stand the other way round. Raises TolmachError where they do so by what is given.
    """
    if is_tmx(paths[0]):
        return _ordered(tmx_languages(paths[0]) or (None, None), given)
    _check_order(paths, given, sample)
    names = languages_of_names(paths)
    if None in given and None not in names and _contradicted(paths, names, sample):
        names = (None, None)
    return _either(given, names, 0, sample), _either(given, names, 1, sample)


def checked_pair(languages: Languages, paths: Sequence[Path], given: Languages) -> tuple[str, str]:
    """Return both languages, as BCP 47 writes them.

    Raises TolmachError where one is unknown or both are the same.
    """
    for code in given:
        if code is not None and not is_registered(code):
            raise DataError(
                f"{code!r} is no language code; write it like de, cs or pt-BR, or x-NAME where a "
                "language has none."
            )
    source, target = (code and (standard_tag(code) or code) for code in languages)
    named = " and ".join(map(str, paths))
    if source is None or target is None:
        missing = "--source" if source is None else "--target"
        raise DataError(
            f"The {missing.removeprefix('--')} language of {named} cannot be told; "
            f"say it with {missing}, for example `{missing} de`."
        )
    if source == target and None in given:
        raise DataError(
            f"Both sides of {named} seem to be in {source!r}; say what they are with --source and "
            "--target."
        )
    return source, target


def corpus_stem(path: Path) -> str:
    """Return a file's name without the endings of compression and format."""
    name = bare_name(path)
    stem, dot, ending = name.rpartition(".")
    return stem if dot and stem and ending.lower() in _FORMATS else name


def corpus_name(paths: Sequence[Path]) -> str:
    """Return what to call a corpus: `my` for `my.de my.en`, `news.de-en` for `news.de-en.tsv`."""
    stems = [corpus_stem(path) for path in paths]
    if len(stems) == 2:
        stems = [_without_language(stem) for stem in stems]
    return "-".join(dict.fromkeys(stems))


def _without_language(stem: str) -> str:
    start, dot, ending = stem.rpartition(".")
    return start if dot and start and _ONE.fullmatch(ending) else stem


def _suffix_language(path: Path) -> str | None:
    start, dot, ending = corpus_stem(path).rpartition(".")
    if not dot or not start or ending in _PARTS or not _ONE.fullmatch(ending):
        return None
    return standard_tag(ending)


def _either(given: Languages, names: Languages, side: int, sample: Sequence[Pair]) -> str | None:
    return given[side] or names[side] or main_language(pair[side] for pair in sample)


def _check_order(paths: Sequence[Path], given: Languages, sample: Sequence[Pair]) -> None:
    if None not in given and all(map(same_language, _read_languages(sample), given[::-1])):
        target, source = given
        raise DataError(
            f"{' and '.join(map(str, paths))}: the source is in {source} and the target in "
            f"{target}, not the other way round; exchange the two sides, or --source and --target."
        )


def _read_languages(sample: Sequence[Pair]) -> Languages:
    source, target = (main_language(pair[side] for pair in sample) for side in (0, 1))
    return source, target


def _contradicted(paths: Sequence[Path], names: Languages, sample: Sequence[Pair]) -> bool:
    """Say whether the two sides are in two other languages than names say.

    The names of two files are more than chance, and contradicted by nothing but the other order.
    """
    read = _read_languages(sample)
    if None in read or read[0] == read[1] or any(map(same_language, read, names)):
        return False
    return len(paths) == 1 or all(map(same_language, read, names[::-1]))


def _ordered(found: Languages, given: Languages) -> Languages:
    """Let a given language take its side of a memory's two, and the other the other side."""
    first, second = found
    if same_language(second, given[0]) or same_language(first, given[1]):
        first, second = second, first
    return given[0] or first, given[1] or second
