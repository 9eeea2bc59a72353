"""Placeholders of software and of templates in running text: `{0}`, `%s`, `:name`, `<%= x %>`.

Pure recognition by their spelling, without regard to the format of the file. In doubt a sign of
ordinary text ("50 % der", "Uhr: morgen", "$5") is none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple

# A value stands for a word or a number, a number for a number; a statement of a template stands for
# nothing, and neither does an escape, `\n` in a string of a program, which ends a line, or a space.
PlaceholderKind = Literal["value", "number", "statement", "escape", "space"]


class Placeholder(NamedTuple):
    """A placeholder, `text[start:end]`."""

    start: int
    end: int
    kind: PlaceholderKind


_NAME = r"[^\W\d]\w*+"
# Commands of LaTeX that begin as the escapes of a line end, a return and a tab do.
_COMMANDS = (
    r"(?:new[a-z]+|not?|noindent|no(?:line|page)break|n[eu]q?|nabla|ref|renew[a-z]+|right[a-z]*|rm"
    r"|rho|text[a-z]*|today|title|table[a-z]*|times|theta|tau|tan|tiny|thanks|top?)"
)
_NO_WORD_GOES_ON = r"(?![^\W\d_A-Z])"  # no small letter follows: "%sDatei", but not "50 %sicher"
_FLAGS = r"[-+\#0']*+(?>(?:\d++|\*)?)(?>(?:\.(?:\d++|\*))?)"
_POSITION = r"(?:\([\w.]++\)|\d++\$|\[\w++\])"
_LENGTH = r"(?:hh|ll|[hljztLq])?"
_SMALL = "a-zß-öø-ÿа-яё"
_CAPITALS = rf"(?:(?![{_SMALL}])[^\W\d_]){{2,}}"  # in running text: "Hallo [NAME]"
_UNIT = r"(?:s|ms|px|pt|em|min|h|m|cm|mm|km|g|kg|x|th|st|nd|rd|mal|fach|er|te|ten)\b"

# A variable as programs name it: of several words in one, or of the usual names.
_USUAL_NAMES = """
    name names user firstname lastname fullname nickname username login password token phone address
    city country company subject message date time datetime year month day hour minute count number
    num total amount price value index id key file filename filesize path folder host hostname
    domain port ip version site sitename page app appname role group product item order type status
    error reason language locale currency percent min max limit length n uid uuid var param variable
    placeholder
"""
_VARIABLE = rf"""
    (?: [a-z]++(?>(?:[A-Z][a-z0-9]*+|_[a-z0-9]++)+)
      | (?:{"|".join(_USUAL_NAMES.split())})(?![^\W_]) )
"""
# Of Drupal; in texts it is none: "!title".
_OBJECT = "(?:title|text|link|action|module|theme|node|term|entity|field|block|menu|view|author)"
# A colon before a line is an indent of MediaWiki: ":Der Hund", but ":Name ist da".
_NO_INDENTED_WORD = (
    rf"(?! (?<![\s\S]) : (?!(?i:{'|'.join(_USUAL_NAMES.split())}|attribute)\b) [A-Z][a-zäöüß]*+\s )"
)
_DIRECTIVE = (
    r"(?:IF|UNLESS|ELSE|ELSIF|END|FOR|FOREACH|WHILE|SET|DEFAULT|INCLUDE|PROCESS|BLOCK|USE)\b"
)

# Of Blade: directives that show no text, and arguments, which are code and no word in brackets.
_CONTROL = (
    r"if|else\ ?if|unless|isset|empty|auth|can|case|switch|for|foreach|forelse|while|section|push"
    r"|include\w*+|extends|component|slot"
)
_ARGUMENTS = r"""\( (?=[^()]*["'$=<>]) (?>(?: [^()"'] | "[^"]*+" | '[^']*+' | \([^()]*+\) )*) \)"""
# Of FreeMarker: ">" ends a directive unless it is in quotes, in brackets or between spaces.
_INSIDE = r"""(?>(?: [^<>"'()]++ | "[^"]*+" | '[^']*+' | \( (?>(?: [^()] | \([^()]*+\) )*) \)
  | (?<=\s)>=?(?=\s) )*)"""
_STATEMENTS = rf"""
    <\#-- .{{0,1000}}? -->
  | </?(?:\#|@(?!{_INSIDE}/>)) (?=[a-z]) [\w.]++ (?![\w:]) {_INSIDE} >
  | \[ /?\# (?:if|list|else|elseif)\b [^\[\]]*+ \] |
    (?:\}}\s*+)? @ (?: (?:else\ )?if | for | switch | case | defer ) \s*+
      \( (?>(?: [^()] | \([^()]*+\) )*) \) \s*+ \{{
  | (?:\}}\s*+)? @ (?: else | default | empty | placeholder | loading | error ) \s*+ \{{
  | (?<![\w@.+-]) @ (?: (?:{_CONTROL}) \s?+ {_ARGUMENTS} | (?:else|end[a-z]++)(?![\w(]) )
  | \{{\{{ [%<] (?=\s) .{{0,1000}}? \s [%>] \}}\}}
  | \{{% .{{0,1000}}? %\}}
  | \{{\# .{{0,1000}}? \#\}}
  | \[% [-+~=]?+ \s*+ {_DIRECTIVE} .{{0,1000}}? %\]
  | \[! [A-Za-z]++ \][+-]?
  | <% (?![=_-]) .{{0,1000}}? %>
  | <\? (?! = | (?:php\b)? \s*+ (?:echo|print)\b ) .{{0,1000}}? \?>
"""
_NUMBERS = rf"""
    % (?: {_POSITION} {_FLAGS} {_LENGTH} [diuoxXeEfFgGaA]
      | {_FLAGS} {_LENGTH} [diuoxXeEfFgGaA] {_NO_WORD_GOES_ON} )
  | (?<!\d\s) % {_FLAGS} {_LENGTH} [duf] (?={_UNIT})
  | % <\w++> {_FLAGS} [dixef] {_NO_WORD_GOES_ON}
  | (?<!\d) %n {_NO_WORD_GOES_ON}
"""
_VALUES = rf"""
    <%[=_-] .{{0,1000}}? %>
  | <\? (?: = | (?:php\b)? \s*+ (?:echo|print)\b ) .{{0,1000}}? \?>
  | %% [A-Za-z]\w*+ %%
  | (?<![\w%]) % [A-Za-z_][\w.]++ % (?![\w%]) (?>(?: [\\/][\w.$-]*\w )*)
  | % (?: {_POSITION} {_FLAGS} [sScC@pvqTtw] | {_FLAGS} {_LENGTH} [sSc@pvqTtw] {_NO_WORD_GOES_ON} )
  | % L?+ \d{{1,2}}+ (?>(?: %(?![\w%]) )?) (?![\d$])
  | % <\w++> {_FLAGS} s {_NO_WORD_GOES_ON}
  | % [-_0^]?+ [YmHMSyBbAjpIZ] (?!\w)
  | (?<![\w%]) (?<!\d\s) % [a-z_]\w++
  | \$\$ [^$]++ \$\$
  | \$t? \( (?:[^()\s] [^()]*+ (?>(?:\([^()]*+\)[^()]*+)*)) \)
  | (?<![\w$]) \$ (?![{{(\s]) (?=[^$]*[\\^_=]) (?:[^$]*+) (?<!\s) \$ (?!\w)
  | (?<![\w$]) \$\$? [A-Za-z_]\w*+
      (?: \$(?!\w) | (?>(?: -> \w++ | \[[^\]\s]{{1,200}}+\] | [.:][a-z]\w*+ )+) )?
      (?>(?: /[\w.-]*\w )*)
  | (?<![\w@.+-]) @ [A-Za-z]\w*+ {_ARGUMENTS}
  | (?<![\w@.+-]) @@? [A-Za-z_]\w*+ (?>(?: [.-]\w++ )*) (?:@@)?
  | @ \( [^()\s]++ \)
  | (?<![\w:.\\]) {_NO_INDENTED_WORD} : [A-Za-z_]\w++ (?: :(?!\w) )?
  | \[% .{{0,1000}}? %\]
  | \[\[ [^\[\]]++ \]\]
  | (?<!\w) (?:kbd|stem|(?:latex|ascii)math):\[ [^\[\]]++ \]
  | \[ {_VARIABLE} (?>(?: :{_VARIABLE} )*) \] (?![(\[])
  | (?<!\w) __ {_VARIABLE} __ (?!\w)
  | (?<![\w#]) \#\# {_VARIABLE} \#\# (?!\w)
  | (?<![\w!?.,;:)]) ! (?:{_VARIABLE} | {_OBJECT}) (?!\w)
  | (?<![\w~]) ~ {_VARIABLE} ~ (?![\w~])
  | (?<![\w|]) \| {_VARIABLE} \| (?![\w|])
  | \(\( {_VARIABLE} \)\)
  | \[ [A-Z][A-Z0-9]*+ (?>(?:_[A-Z0-9]++)+) \]
  | (?<=[{_SMALL}\]]\s) \[ {_CAPITALS} \] (?![(\[])
  | \[ {_CAPITALS} \] (?=,?\s[{_SMALL}])
  | (?<!\w) __ [A-Z][A-Z0-9]*+ (?>(?:_[A-Z0-9]++)*) __ (?!\w)
  | (?<![\w#]) \#\#? [A-Z][A-Z0-9_]++ \#\#? (?!\w)
  | << {_NAME} (?>(?:[ .-]\w++)*) >>
  | \*\| .{{0,1000}}? \|\*
  | \\ \( (?>(?:[^()]++ | \([^()]*+\) )*) \)
  | \\\[ .{{0,1000}}? \\\]
  | \\ \d (?!\d)
"""
# Of characters, which are signs in code: \u0022 is no command "u".
_CHARACTER = r"\\ (?: u[0-9a-fA-F]{4} | x[0-9a-fA-F]{2} | U[0-9a-fA-F]{8} )"
_ESCAPES = rf"(?: \\ (?: [rnt] | r\\n ) (?![a-z]) | \\ (?!{_COMMANDS}\b) [rnt] (?=[a-z]) )"
_PATTERN = rf"""
    (?P<statement> {_STATEMENTS} )
  | (?P<brace> (?: [$\#%@] (?=\{{[^%\#]) )? \{{ )
  | (?P<number> (?<!\d) (?! %[A-Za-z_][\w.]+% (?![\w%]) ) (?: {_NUMBERS} ) )
  | (?P<value> {_VALUES} )
  | (?P<escape> {_ESCAPES} )
  | (?P<command> (?!{_CHARACTER}) \\ [A-Za-z]++ \*?+
      (?>(?: \[[^\]]*+\] )*) )
"""
_BRACE = re.compile(r"[{}]")
_SIGNS = re.compile(r"[%{$@:\[<_#\\*]|!\w|~\w|\|\w|\(\(")
_REFERENCE = re.compile(r"\\(?:\w*ref|\w*cite\w*|url|path|num|SI|si|qty|verb|today|LaTeX|TeX)\b")

# What stands between braces.
_TEMPLATE_STATEMENT = re.compile(r"\{[{~\s]*!|\{?[{~\s]*(?:[#/^>]|:?else\b|end\b)")
_STYLE = re.compile(r"(?:\\\w+(?:\([^()]*\)|&H[0-9A-Fa-f]+&)?)+")  # of subtitles: {\an8}
_NUMBER_FORMAT = re.compile(r"[\s\w.]*(?::[^{}]*?[dfFeEgGnN%]\d?|,\s*number\b[^{}]*)\s*")
_MESSAGE = re.compile(
    r"\s*[\w.]+\s*,\s*(?:plural|select|number|date|time|spellout|ordinal|duration|choice)"
)  # ICU: "{n, plural, one {# file} other {# files}}"
_SPACE = re.compile(r"""\{\s*(["'`])\s*\1\s*\}""")  # of JSX
_CODE = re.compile(r"""[()=|&<>"$\[\]{}@#/]|(?<![^\W_])'(?=\S)|\w\.\w""")
_SENTENCE = re.compile(r"[^\W\d_].*[.!?…][\"'“”»]?", re.DOTALL)
_PATH = re.compile(r"(?>(?:/[\w.-]*\w)+)")
# Names of numbers: "count", "userCount", "num_items", "n", "total".
_COUNT = re.compile(
    r"""(?:(?<![^\W_])(?:n|num|nr|no|count|total|amount|quantity|qty|anzahl|zahl|menge|age|days?
      |hours?|minutes?|mins?|seconds?|secs?|years?|months?|weeks?|percent(?:age)?|min|max|limit
      |price|size|length)|[a-z](?:Count|Total|Number|Amount|Size|Length))(?![^\W_])(?!\s*[,.(\[])"""
    r"|\bnum_|\bnumberOf|\b(?:n|count)_",
    re.VERBOSE | re.IGNORECASE,
)
_MOST_WORDS = 3  # of a name such as "{first name}"
_HALF = re.compile(r"(?P<braces>\{\{?)(?P<slash>/?)\s*(?P<name>[\w.-]+)\s*\}\}?")
_ALTERNATIVE = re.compile(r"\W*(?:else|elif|elsif|elseif|when|case|empty)\b")


def halves(written: Sequence[str]) -> dict[int, tuple[Literal["open", "close"], str]]:
    """Return which of some placeholders, in order, enclose text, `{a}here{/a}`, by their numbers.

    Each with the name that both have.
    """
    opened: dict[str, list[int]] = {}
    found: dict[int, tuple[Literal["open", "close"], str]] = {}
    for number, half in enumerate(map(_HALF.fullmatch, written)):
        if half is None:
            continue
        name = half["braces"] + half["name"]
        if not half["slash"]:
            opened.setdefault(name, []).append(number)
        elif opened.get(name):
            found |= {opened[name].pop(): ("open", name), number: ("close", name)}
    return found


def is_alternative(statement: str) -> bool:
    """Say whether a statement of a template begins another text instead of the one before it."""
    return _ALTERNATIVE.match(statement) is not None


def placeholders(text: str, start: int = 0) -> Iterator[Placeholder]:
    """Yield the placeholders of `text[start:]` from left to right; none overlaps another."""
    if not _SIGNS.search(text, start):
        return
    ends = _ends_of_braces(text)
    while found := _compiled().search(text, start):
        one = _placeholder(found, ends)
        if one is not None:
            yield one
        start = one.end if one else found.end()


@cache
def _compiled() -> re.Pattern[str]:
    """Compile the pattern when it is first needed: it takes as long as to translate a sentence."""
    return re.compile(_PATTERN, re.VERBOSE | re.DOTALL)


def _placeholder(found: re.Match[str], ends: Mapping[int, int]) -> Placeholder | None:
    text, (start, end) = found.string, found.span()
    match found.lastgroup:
        case "brace":
            return _in_braces(text, start, end, ends)
        case "command":
            while end in ends:
                end = ends[end]
            kind: PlaceholderKind = "value" if _REFERENCE.match(found[0]) else "statement"
            return Placeholder(start, end, kind)
        case "value":
            return Placeholder(start, end, _sort(found[0]))
        case "statement" | "number" | "escape" as name:
            return Placeholder(start, end, name)
    return None


def _in_braces(text: str, start: int, inside: int, ends: Mapping[int, int]) -> Placeholder | None:
    """Return the placeholder that begins at `start`, and whose braces enclose what is `inside`."""
    end = ends.get(inside - 1)
    if end is None:  # of a message that nothing closes, all is code
        unclosed = text[start] == "{" and _MESSAGE.match(text, inside)
        return Placeholder(start, len(text), "value") if unclosed else None
    if _SPACE.fullmatch(text, start, end):
        return Placeholder(start, end, "space")
    content = text[inside : end - 1]
    if _TEMPLATE_STATEMENT.match(content) or _STYLE.fullmatch(content):
        return Placeholder(start, end, "statement")
    if _NUMBER_FORMAT.fullmatch(content):
        return Placeholder(start, end, "number")
    words, is_sentence = len(content.split()), _SENTENCE.fullmatch(content.strip()) is not None
    is_name = words <= _MOST_WORDS and not (words > 1 and is_sentence)
    if not (is_name or _MESSAGE.match(content)) and (is_sentence or not _CODE.search(content)):
        return None
    if text[start] == "$" and (path := _PATH.match(text, end)):
        end = path.end()
    return Placeholder(start, end, _sort(content))


def _sort(name: str) -> PlaceholderKind:
    """Return whether a placeholder of this name stands for a number, or may for anything."""
    return "number" if _COUNT.search(name) else "value"


def _ends_of_braces(text: str) -> dict[int, int]:
    """Return, for each brace that is closed, the place behind the one that closes it."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for found in _BRACE.finditer(text):
        if found[0] == "{":
            opened.append(found.start())
        elif opened:
            ends[opened.pop()] = found.end()
    return ends
