"""Tags in a line: of HTML, XML and its templates, of BBCode, LaTeX and AsciiDoc.

A tag is whatever a browser or a template language takes for one, with attributes of any spelling.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from tolmach.text.sentences import Span

TagKind = Literal["open", "close", "lone", "fixed"]


class Tag(NamedTuple):
    """A tag, `line[start:end]`; the two of a pair have the same name.

    A fixed one stands for a word of the sentence; so does one that `may_be_word` where it stands as
    a word does and has no partner. One that `breaks` separates words without a space, as `<br/>`
    does; a `block` separates sentences. `closed_at` is what closes
    the tag where that is a bracket.
    """

    start: int
    end: int
    kind: TagKind
    name: str = ""
    breaks: bool = False
    block: bool = False
    may_be_word: bool = False
    closed_at: Span | None = None


_IN_BRACES = r"\{(?>(?:[^{}]|\{(?>(?:[^{}]|\{[^{}]*+\})*)\})*)\}"
_IN_BRACKETS = r"""\((?>(?:[^()"']|"[^"]*+"|'[^']*+'|\((?>(?:[^()"']|"[^"]*+"|'[^']*+')*)\))*)\)"""
# Up to the `>` that ends the tag; one in quotes, in a template or in an arrow function does not.
_BODY = rf"""
    (?>(?: [^<>"'{{=?%@]++ | "[^"]*+" | '[^']*+' | {_IN_BRACES} | =>
      | @\w++\s*+{_IN_BRACKETS}
      | <%[^<%]*+(?>(?:(?:<(?!%)|%(?!>))[^<%]*+)*)%>
      | <\?[^<?]*+(?>(?:(?:<(?!\?)|\?(?!>))[^<?]*+)*)\?>
      | [{{"'=?%@] )*)
"""
_ATTRIBUTE = r"""[^\s<>"'=]++\s*+=\s*+(?:"[^"]*+"|'[^']*+'|\{[^{}]*+\})"""
_AUTOLINK = (
    r"(?:[a-z][a-z+.-]*+://|(?:mailto|tel|sms|xmpp|urn|magnet):)[^\s<>]++|[\w.+-]++@[\w.-]++"
)
_NAME = r"[^\W\d_][\w:.-]*+|_\w++"
_BB_NAMES = (
    "b|i|u|s|url|img|color|size|quote|list|center|left|right|font|email|spoiler|h[1-6]|sub|sup"
)
_LATEX_NAMES = (
    r"text(?:bf|it|rm|sf|sc|sl|up|tt)|emph|underline|(?:sub)*section\*?|chapter\*?|paragraph\*?"
    r"|title|caption|footnote|href\{[^{}]*\}|textcolor\{[^{}]*\}|mbox|enquote"
)
_LATEX_SWITCHES = (
    r"color\{[^{}]*+\}|(?:bf|it|em|sl|sc|tt|rm|sf|tiny|Huge|LARGE|\w+(?:series|shape|family)|\w*small"
    r"|\w*[lL]arge|\w*huge)(?![a-zA-Z])"
)
# The elements of HTML that have no end tag, and those that stand between sentences.
HTML_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()
)
HTML_BLOCKS = frozenset(
    """address article aside blockquote body caption center col colgroup dd details dialog
    div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html
    iframe legend li link main menu meta nav ol optgroup option p section select source summary
    table tbody td template textarea tfoot th thead title tr ul video audio""".split()
)
_VOID = HTML_VOID | {"bx", "ex"}
_BREAKS = frozenset("br hr wbr".split())  # of which </br> is a slip
_SHOWN = frozenset("img input hr video audio embed".split())  # which parts words as a space does
_SEGMENTS = frozenset(("source",))  # in XLIFF, whose elements close
_BLOCKS = HTML_BLOCKS | frozenset("seg tuv tu note target string item".split())
_INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd button label map mark
    math meter object output picture pre q rp rt ruby s samp script slot small span strike strong
    style sub sup svg time tt u var g x mrk pc ph it hi bpt ept sc ec""".split()
)
_KNOWN = "|".join(sorted(_VOID | _BLOCKS | _INLINE))
# Angle brackets as HTML and as JSON write them in code.
_LESS = r"(?:&(?>(?:amp;)*)lt;|\\u003[cC])"
_GREATER = r"(?:&(?>(?:amp;)*)gt;|\\u003[eE])"
_PATTERN = rf"""
    (?P<aside> <(?:\d++:)?\d\d:\d\d\.\d{{3}}>
      | <!--.*?(?:-->|\Z) | <!(?!\[CDATA\[)[A-Za-z\[][^<>]*+> )
  | (?P<verbatim> <!\[CDATA\[.*?(?:\]\]>|\Z) | <(?:{_AUTOLINK})> )
  | (?P<element> <(?P<slash>/?)
      (?: (?P<number>\d++)\s*+ | (?P<name>{_NAME})(?=[\s/>"'\\])(?P<body>{_BODY}(?=>)|[^<>]*+) |)
      (?P<whole>/?)> )
  | (?P<escaped> {_LESS}(?P<escaped_slash>\\?/)?(?P<escaped_name>{_NAME}|\d++)
      (?P<escaped_body>(?:(?!{_LESS}|{_GREATER})[^<>])*?){_GREATER} )
  | (?P<bb> \[(?P<bb_slash>/?)(?P<bb_name>{_BB_NAMES})(?:=[^\[\]]*+)?\] )
  | (?P<latex> \\(?:{_LATEX_NAMES})(?P<brace>\{{) )
  | (?P<switch> (?P<curly>\{{)(?>(?:\\(?:{_LATEX_SWITCHES})\s*+)+) )
  | (?P<macro> (?<![\w/.]) (?: (?:link|xref|mailto|image|video|audio|icon|btn|menu|footnote)::?
      | (?i:https?|ftp):// ) [^\s\[\]<>"'()]*+ (?P<bracket>\[) (?=[^\[\]]*[^\W\d_]) )
  | (?P<reference> \[\[ [^\[\]|\n]++ \| (?=[^\[\]|]*[^\W\d_][^\[\]|]*\]\])
      | << [\w./\#:-]++ ,\s*+ (?=[^<>]*[^\W\d_][^<>]*>>) )
  | (?P<within> (?<!\w)\w{{1,3}}+(?>(?:<(?:(?P<script>su[bp])>\w++</(?P=script)>
      | (?P<set>[a-z]++)(?:\s[^<>]*+)?>\d{{1,3}}+</(?P=set)>)\w++)+)
      | (?<!\w)(?:[A-Za-z]|(?:[A-Z][a-z]?){{1,4}})
        (?>(?:(?:<sub>\w{{1,3}}+</sub>|<sup>\d?[-+\u2212\u2013]</sup>)[A-Za-z]*+)+)(?!\w) )
  | (?P<begun> <(?:{_NAME})(?>(?:\s++{_ATTRIBUTE})+)\s*+\Z
      | (?<!\S)<(?:{_KNOWN})\s*+\Z )
  | (?P<ended> \A\s*+(?>(?:{_ATTRIBUTE}\s*+)+)/?> )
  | (?P<aside_ended> \A\s*+--> )
"""
_SIGNS = re.compile(
    r"<|>|lt;|u003[cC]|\[/?[a-z]|\\[a-z]|[\w/:\[]\[|<<|\{\\[a-zLH]"
)  # nearly all text has none of these
_LONGEST_ARGUMENT = 2000  # characters of text in braces
_CODE = frozenset("code kbd samp var ph".split())  # elements that stand for a word of the sentence
_NATIVE = frozenset("sup sub rt rp script style it bpt ept".split())  # elements that do not
_NOT_TRANSLATED = re.compile(
    r"""\stranslate\s*=\s*\\?["']?no\b|\sclass\s*=\s*\\?["'][^"']*notranslate"""
)
_STANDS_FOR_A_WORD = frozenset("x ph".split())
# The two halves of a pair that XLIFF and TMX write as elements of their own, and what links them.
_OPENING, _CLOSING = frozenset("bpt bx sc".split()), frozenset("ept ex ec".split())
_LINK = re.compile(r"""\s(?P<key>rid|startRef|i|id)\s*=\s*\\?["']?(?P<value>[^"'\s\\]+)""")


def tags(line: str, start: int = 0) -> Iterator[Tag]:
    """Yield the tags of `line[start:]` from left to right; an element in code is one tag, whole."""
    if not _SIGNS.search(line, start):
        return
    while found := _compiled().search(line, start):
        tag = _tag(found)
        yield tag
        start = tag.end


@cache
def _compiled() -> re.Pattern[str]:
    """Compile the pattern when it is first needed; most text has no tags."""
    return re.compile(_PATTERN, re.VERBOSE | re.DOTALL)


def _tag(found: re.Match[str]) -> Tag:
    start, end = found.span()
    match found.lastgroup:
        case "verbatim":
            return Tag(start, end, "fixed", "address")
        case "within":
            return Tag(start, end, "fixed")
        case "latex":
            return _with_argument(found, "brace", "{}")
        case "reference":
            end = found.string.index("]]" if found[0][0] == "[" else ">>", found.end())
            return Tag(*found.span(), "open", f"{found[0][0]}{start}", closed_at=(end, end + 2))
        case "switch":
            return _with_argument(found, "curly", "{}")
        case "macro":
            return _with_argument(found, "bracket", "[]")
        case "element":
            return _element(found)
        case "escaped":
            return _named(found, "escaped_")
        case "bb":
            return _named(found, "bb_")
    return Tag(start, end, "lone")


def _with_argument(found: re.Match[str], group: str, pair: str) -> Tag:
    """Return a command of LaTeX or AsciiDoc whose argument is text of the sentence, in brackets."""
    depth = 0
    for sign in re.compile(f"[{re.escape(pair)}]").finditer(
        found.string, found.start(group), found.end() + _LONGEST_ARGUMENT
    ):
        depth += 1 if sign[0] == pair[0] else -1
        if not depth:
            name = f"{pair[0]}{found.start()}"
            return Tag(*found.span(), "open", name, closed_at=sign.span())
    return Tag(*found.span(), "lone")


def _named(found: re.Match[str], group: str) -> Tag:
    """Return a tag of BBCode, or one whose angle brackets are entities."""
    name = group + found[group + "name"].lower()
    if found[group + "slash"]:
        return Tag(*found.span(), "close", name, may_be_word=group == "escaped_")
    alone = found["escaped_body"] is not None and found["escaped_body"].rstrip().endswith("/")
    kind: TagKind = "lone" if alone else "open"
    return Tag(*found.span(), kind, name, may_be_word=group == "escaped_")


def _element(found: re.Match[str]) -> Tag:
    name = (found["name"] or found["number"] or "").lower()
    end = _end_of_element(found, name)
    whole = end > found.end()  # an element to its end
    parts_words = _parts_words(found, name, end)
    void = name in _VOID and not _is_closed(found, name)
    kind = _kind(found, name, void)
    if whole and name not in _OPENING | _CLOSING:
        kind = "lone" if parts_words or name in _NATIVE or _is_note(found, name) else "fixed"
    return Tag(
        found.start(),
        end,
        kind,
        _key(name, found),
        breaks=name == "br" or parts_words,
        block=name in _BLOCKS and not whole and (void or name not in _VOID - _SEGMENTS),
        may_be_word=not whole and _may_be_word(found, name),
    )


def _parts_words(found: re.Match[str], name: str, end: int) -> bool:
    """Say whether an element that shows something of its own, as icons do, is between letters."""
    line = found.string
    before, after = line[max(0, found.start() - 1) : found.start()], line[end : end + 1]
    shown = name in _SHOWN or _end_of_empty(found, name) is not None
    return shown and before.isalpha() and after.isalpha()


def _end_of_empty(found: re.Match[str], name: str) -> int | None:
    """Return the end of an element with nothing in it but its attributes; None of any other."""
    if not found["body"] or name not in _INLINE:
        return None
    end = _closing(name).match(found.string, found.end())
    return end.end() if end else None


def stands_as_word(line: str, start: int, end: int) -> bool:
    """Say whether the tag `line[start:end]` stands where a word could."""
    before, after = line[start - 1 : start] if start else "", line[end : end + 1]
    begins = not before.strip() or before in "\"'„“‚‘«»("
    return begins and not after.isalnum() and after != "<"


def _is_closed(found: re.Match[str], name: str) -> bool:
    """Say whether a tag that HTML never closes has a partner: "See the <link>manual</link>."."""
    if name in _BREAKS or f"</{name}" not in found.string.lower():
        return False
    return (
        bool(found["slash"])
        or re.search(rf"(?i)</{name}\s*>", found.string[found.end() :]) is not None
    )


def _kind(found: re.Match[str], name: str, void: bool) -> TagKind:
    if name in _OPENING | _CLOSING:
        return "open" if name in _OPENING else "close"
    if _closes_itself(found) or (void and not found["slash"]):
        return "lone"
    return "close" if found["slash"] else "open"


def _closes_itself(found: re.Match[str]) -> bool:
    body = (found["body"] or "").rstrip()
    unquoted_address = re.search(r"=[^\s\"'={}]+/\Z", body) is not None
    return bool(found["whole"]) or (body.endswith("/") and not unquoted_address)


def _may_be_word(found: re.Match[str], name: str) -> bool:
    if found["number"] or not name:
        return False
    if name in _STANDS_FOR_A_WORD or _closes_itself(found):
        return name in _STANDS_FOR_A_WORD and _closes_itself(found)
    return name not in _INLINE | _BLOCKS | _VOID


def _end_of_element(found: re.Match[str], name: str) -> int:
    """Return the end of the whole element where it is not to be translated, or of the tag."""
    body = found["body"] or ""
    if not name or found["slash"] or _closes_itself(found):
        return found.end()
    kept = name in _CODE | _NATIVE or _NOT_TRANSLATED.search(body)
    if (empty := _end_of_empty(found, name)) and _parts_words(found, name, empty):
        return empty
    if not kept and not _is_note(found, name):
        return found.end()
    end = _closing(name).search(found.string, found.end())
    return end.end() if end else found.end()


def _closing(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{re.escape(name)}\s*>", re.IGNORECASE)


def _is_note(found: re.Match[str], name: str) -> bool:
    """Say whether an element is a number behind a letter: that of a note, or an exponent."""
    line, start = found.string, found.start()
    if not line[max(0, start - 1) : start].isalpha():
        return False
    note = re.compile(rf"\d{{1,3}}</{re.escape(name)}\s*>(?!\w)", re.IGNORECASE)
    return note.match(line, found.end()) is not None


def _key(name: str, found: re.Match[str]) -> str:
    if name not in _OPENING | _CLOSING:
        return name
    links = {link["key"]: link["value"] for link in _LINK.finditer(found["body"] or "")}
    return next((f"#{links[key]}" for key in ("rid", "startRef", "i", "id") if key in links), "#")
