"""How much a translation suffers from what text is dressed in: emoji, quotes, tags, capitals.

    python -m benchmarks.robustness --json docs/measured/robustness.json

Sentences of Tatoeba's dev set in the model's direction, spread evenly over it, are dressed in each
kind of decoration, in several ways by turns, and translated. Columns: chrF of the translation,
decoration set aside, against the translation of the plain sentence (in capitals, case aside); the
share of sentences whose decoration came through whole, as often as it stood in the source; and how
many read exactly as the plain one does. Asked for are 97 and 99 %.
"""

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.measurement import show_table, write_results
from benchmarks.quality import checked_direction, dev_files, pairs_of
from tolmach import Translator
from tolmach.chunks import spread
from tolmach.markup.build import build_translator
from tolmach.metrics.corpus_scores import chrf
from tolmach.text.normalize import normalize


@dataclass(frozen=True)
class Dressed:
    """A sentence in its decoration, and the parts of the decoration, in order."""

    text: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Suffering:
    """What became of the sentences in one kind of decoration, in percent."""

    chrf: float
    intact: float
    same: float


Dress = Callable[[str, int], Dressed]

_EMOJI = ("😀", "🎉", "❤️", "👍🏽", "👩‍💻", "🇩🇪")
_QUOTES = ("„“", "»«", '""', "‚‘", "“”")
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))
_BULLETS = ("- ", "* ", "• ", "1. ", "2) ", "– ", "→ ", "a) ", "✓ ", "## ", "> ")
_ZERO_WIDTH = ("\u200b", "\u2060", "\ufeff", "\u200b\u200b")
_ADDRESSES = ("https://example.org/{n}", "www.example.com/a?b={n}", "anna{n}@example.org")
_PLACEHOLDERS = ("{name}", "%s", "{{count}}", "${user}", "%(name)s", "{0}")


def around(opening: str, closing: str, sentence: str) -> Dressed:
    """Put marks around a whole sentence."""
    return Dressed(f"{opening}{sentence}{closing}", tuple(filter(None, (opening, closing))))


def around_word(opening: str, closing: str, sentence: str, number: int) -> Dressed:
    """Put marks around one word of a sentence."""
    words = list(re.finditer(r"[^\W\d_]+", sentence))
    if not words:
        return around(opening, closing, sentence)
    start, end = words[number % len(words)].span()
    text = sentence[:start] + opening + sentence[start:end] + closing + sentence[end:]
    return Dressed(text, (opening, closing))


def before_last_mark(part: str, sentence: str) -> Dressed:
    """Put a part at the end of a sentence, before its last mark."""
    end = re.search(r"\W*\Z", sentence)
    cut = end.start() if end else len(sentence)
    return Dressed(f"{sentence[:cut]} {part}{sentence[cut:]}", (part,))


def emoji(sentence: str, number: int) -> Dressed:
    """Put an emoji at the end, at the beginning, or after a word."""
    sign = _EMOJI[number % len(_EMOJI)]
    ways = (f"{sentence} {sign}", f"{sign} {sentence}", f"{sentence}{sign}")
    return Dressed(ways[number % 3], (sign,))


def in_quotes(pair: str, sentence: str, _: int) -> Dressed:
    """Put a sentence into quotation marks."""
    return around(pair[0], pair[1], sentence)


def brackets(sentence: str, number: int) -> Dressed:
    """Put a sentence into brackets."""
    opening, closing = _BRACKETS[number % len(_BRACKETS)]
    return around(opening, closing, sentence)


def markdown(sentence: str, number: int) -> Dressed:
    """Emphasise a word or the whole, or make a word a link."""
    ways = (
        lambda: around_word("**", "**", sentence, number),
        lambda: around_word("*", "*", sentence, number),
        lambda: around("**", "**", sentence),
        lambda: around_word("[", f"](https://example.org/{number})", sentence, number),
        lambda: around_word("_", "_", sentence, number),
        lambda: around_word("~~", "~~", sentence, number),
    )
    return ways[number % len(ways)]()


def addresses(sentence: str, number: int) -> Dressed:
    """Put an address after, before or into a sentence."""
    address = _ADDRESSES[number % 3].format(n=number)
    ways = (
        Dressed(f"{sentence} {address}", (address,)),
        Dressed(f"{address} {sentence}", (address,)),
        before_last_mark(f"({address})", sentence),
    )
    return ways[number // 3 % 3]


def placeholders(sentence: str, number: int) -> Dressed:
    """Put a placeholder before or after a sentence, or into it."""
    part = _PLACEHOLDERS[number % len(_PLACEHOLDERS)]
    ways = (
        Dressed(f"{part}: {sentence}", (f"{part}:",)),
        Dressed(f"{sentence} ({part})", (f"({part})",)),
        Dressed(f"{sentence} {part}", (part,)),
    )
    return ways[number // len(_PLACEHOLDERS) % 3]


def spaces(sentence: str, number: int) -> Dressed:
    """Put superfluous spaces at the end or between words."""
    if number % 2:
        return Dressed(f"{sentence}{' ' * (1 + number % 4)}", ())
    return Dressed(sentence.replace(" ", "  "), ())


DRESSES: dict[str, Dress] = {
    "emoji": emoji,
    "bullets": lambda sentence, n: around(_BULLETS[n % len(_BULLETS)], "", sentence),
    **{f"quotes {pair}": partial(in_quotes, pair) for pair in _QUOTES},
    "brackets": brackets,
    "Markdown": markdown,
    "tags": lambda sentence, n: around_word("<b>", "</b>", sentence, n),
    "addresses": addresses,
    "placeholders": placeholders,
    "capitals": lambda sentence, _: Dressed(sentence.upper(), ()),
    "spaces": spaces,
    "zero width": lambda sentence, n: around(_ZERO_WIDTH[n % 4], _ZERO_WIDTH[n // 4 % 4], sentence),
}


def bare(text: str, parts: Sequence[str]) -> str:
    """Return a translation without the decoration, each part of it taken out once."""
    for part in parts:
        text = text.replace(part.strip(), " ", 1) if part.strip() else text
    text = re.sub(r"\s+(?=[.,!?;:])", "", normalize(text))
    return normalize(text)


def is_intact(dressed: Dressed, translation: str) -> bool:
    """Say whether every part of the decoration stands in a translation as often as it should."""
    trailing = dressed.text[len(dressed.text.rstrip()) :] if not dressed.parts else ""
    counts = all(translation.count(part) == dressed.text.count(part) for part in set(dressed.parts))
    return counts and translation.endswith(trailing)


def suffering(plain: Sequence[str], dressed: Sequence[Dressed], found: Sequence[str]) -> Suffering:
    """Return what became of sentences, given their plain translations."""
    fold = not any(each.parts for each in dressed)
    texts = [bare(text, each.parts) for text, each in zip(found, dressed, strict=True)]
    wanted = [normalize(each) for each in plain]
    if fold:
        texts, wanted = [each.lower() for each in texts], [each.lower() for each in wanted]
    whole = [is_intact(each, text) for each, text in zip(dressed, found, strict=True)]
    same = [one == other for one, other in zip(texts, wanted, strict=True)]
    share = 100 / max(1, len(found))
    return Suffering(chrf(texts, wanted), share * sum(whole), share * sum(same))


def main() -> None:
    """Translate the sentences in every dress, print the table, write the JSON file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sentences", type=int, default=500)
    parser.add_argument("--model", type=Path, help="a model folder; by default the shipped model")
    parser.add_argument(
        "--only",
        nargs="*",
        choices=list(DRESSES),
        default=list(DRESSES),
        metavar="KIND",
        help="kinds of decoration",
    )
    parser.add_argument("--show", type=int, default=0, help="print so many that differ, by kind")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    translator = Translator.load(options.model)
    languages = checked_direction(translator, None)
    pairs = pairs_of(dev_files("tatoeba", languages), languages)
    sentences = [pair.source for pair in spread(pairs, options.sentences)]
    plain = [one.text for one in translator.translate(sentences)]
    results = {}
    for kind in options.only:
        dressed = [DRESSES[kind](sentence, number) for number, sentence in enumerate(sentences)]
        around_it = (
            build_translator(Translator.load(options.model), markup=True)
            if kind == "tags"
            else translator
        )
        found = [one.text for one in around_it.translate([each.text for each in dressed])]
        results[kind] = suffering(plain, dressed, found)
        show_differences(plain, dressed, found, options.show)
    show_table(
        f"{len(sentences):,} sentences, dressed",
        ["decoration", "chrF", "intact, %", "the same, %"],
        [[name, *map("{:.1f}".format, vars(found).values())] for name, found in results.items()],
    )
    write_results(options.json, "robustness", {"sentences": len(sentences), "kinds": results})


def show_differences(
    plain: Sequence[str], dressed: Sequence[Dressed], found: Sequence[str], most: int
) -> None:
    """Print dressed sentences that are not translated as the plain ones are."""
    differing = [
        f"{each.text}\n    {text}\n    {one}"
        for one, each, text in zip(plain, dressed, found, strict=True)
        if bare(text, each.parts).lower() != one.lower() or not is_intact(each, text)
    ]
    print(*differing[:most], sep="\n")


if __name__ == "__main__":
    main()
