"""Lines with tags strewn into them, and which tag of a line is inside which."""

import re
from itertools import count

from hypothesis import strategies as st

TAG = re.compile(r"<(/?)(\w+)(/?)>")
WORDS = st.sampled_from(
    ["Hund", " ", "Guten ", "Morgen", ". ", "„", "!", " & ", "Tisch", "3", "\t"]
)


def _pair(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(inside, max_size=4).map(lambda parts: f"<t>{''.join(parts)}</t>")


def _numbered(line: str) -> str:
    """Give every pair, and every tag alone, a name of its own."""
    numbers, open_ones = count(), list[int]()
    result = []
    for part in re.split(r"(<t>|</t>|<x/>)", line):
        if part == "</t>":
            result.append(f"</t{open_ones.pop()}>")
        elif part in ("<t>", "<x/>"):
            number = next(numbers)
            open_ones += [number] if part == "<t>" else []
            result.append(part.replace(part[1], f"{part[1]}{number}"))
        else:
            result.append(part)
    return "".join(result)


# Balanced: every pair is closed, and named as no other.
BALANCED = (
    st.lists(st.recursive(WORDS | st.just("<x/>"), _pair, max_leaves=12), max_size=6)
    .map("".join)
    .map(_numbered)
)
STREWN = st.lists(
    WORDS | st.sampled_from(["<b>", "</b>", "<i>", "</i>", "<y/>", "<p>", "</p>", "<br/>"])
).map("".join)


def tags(line: str) -> list[str]:
    """Return all tags of a line, sorted."""
    return sorted(found[0] for found in TAG.finditer(line))


def without_tags(line: str) -> str:
    """Return a line without its tags and without white space."""
    return "".join(TAG.sub("", line).split())


def nesting(line: str) -> dict[str, list[str]]:
    """Return for each tag the pairs around it; a line of `BALANCED` tags stays balanced."""
    around: dict[str, list[str]] = {}
    open_ones: list[str] = []
    for closes, name, alone in TAG.findall(line):
        if closes:
            assert open_ones.pop() == name
        else:
            around[name] = list(open_ones)
            open_ones += [] if alone else [name]
    assert not open_ones
    return around


# Of everything that lines may hold, and of anything else.
MARKUP = st.sampled_from(
    [
        *("<b>", "</b>", "<0>", "</0>", "<br/>", '<img src="a.png">', "<a @click='x'>", "</a>"),
        *("<name>", "<!-- x -->", "<p>", "</p>", "<code>x</code>", "<", ">", "<x", "&lt;b&gt;"),
        *("&amp;", "&nbsp;", "&copy;", "&uuml;", "&quot;", "&#39;", "&", "&shy;", "\\u00fc"),
        *("{0}", "{1}", "%s", "%d", ":name", "%{n}", "{{ x }}", "{% if x %}", "{% endif %}"),
        *("{n, plural, other {#}}", "{", "}", "%", "$NAME", "\\n", "\\textbf{", "\\ref{a}"),
        *("**", "*", "_", "`", "[", "](a)", "|", "# ", "- ", "1. ", "> ", "~~", "\n", "  "),
        *("https://example.org/?a=1", "anna@example.org", "config.toml", "[b]", "[/b]"),
    ]
)
MIXED = st.lists(WORDS | MARKUP | st.text(max_size=5), max_size=12).map("".join)
