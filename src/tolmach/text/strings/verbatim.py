"""Strings in running text that no translation changes: addresses, file names, versions, code.

Rock 'n' roll is one, too, and so are names with a capital inside, iPhone and getValue.

Pure recognition by their spelling; in doubt a string of ordinary text ("km/h", "und/oder", "z.B.",
"3.11") is none. `placeholders` recognises the placeholders of software and templates.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

VerbatimKind = Literal[
    "code",
    "url",
    "email",
    "path",
    "version",
    "hash",
    "identifier",
    "handle",
    "tag",
    "name",
    "street",
]


class Verbatim(NamedTuple):
    """A string that is to be kept, `text[start:end]`."""

    start: int
    end: int
    kind: VerbatimKind


_SCHEMES = r"(?i:https?|ftps?|sftp|ssh|git|file|wss?)://|(?i:mailto|tel|urn|doi):"
_DOMAINS = (
    r"(?:com|org|net|edu|gov|mil|int|info|io|dev|app|ai|biz|eu|de|at|ch|fr|it|es|nl|be|pl|cz|ru"
    r"|ua|uk|us|ca|jp|cn|in|br|au|se|no|dk|fi|pt|gr|tr|tv|me|co|cloud|online|example|test|local)"
)
_EXTENSIONS = (
    r"(?:txt|md|rst|pdf|docx?|xlsx?|pptx?|od[tsp]|csv|tsv|tmx|xlf|xliff|po|json|ya?ml|toml|xml"
    r"|html?|css|s?css|jsx?|tsx?|vue|py|ipynb|java|kt|c|cc|cpp|cxx|h|hpp|cs|go|rs|rb|php|pl|sh"
    r"|bash|bat|ps1|sql|ini|cfg|conf|env|log|lock|zip|t?gz|bz2|xz|zst|tar|7z|rar|jar|deb|rpm|dmg"
    r"|iso|exe|msi|dll|so|png|jpe?g|gif|svg|webp|ico|bmp|tiff?|mp[34]|wav|ogg|flac|mov|avi|mkv"
    r"|webm|ttf|otf|woff2?|bak|tmp|db|sqlite|safetensors)"
)
_ROOTS = r"(?:bin|boot|dev|etc|home|lib|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)"
_GLUED = "(?:d(?:er|ie|as|en|em|es)|ein|eine|und|von|im|in|the|and|of|to)"  # for want of a space
# Of the form of a date or a time: dd.MM.yyyy, TT.MM.JJJJ, ДД.ММ.ГГГГ, HH:mm.
_FIELD = "(?:[dDT]{1,2}|ДД|M{1,4}|ММ|m{2}|[yYJ]{2,4}|(?:ГГ){1,2}|[Hh]{1,2}|[sS]{2})"
_ENDING = "(?:[AP]M|ER|S|ST|ND|RD|TH)"  # of a time, a decade or an ordinal in capitals
# In German, before a double name: Frau Seidel-Ahrens. Behind "Dr." alone the text may be English.
_TITLE = (
    "(?:"
    + "|".join(
        rf"(?<=\b{title}[ ])"
        for title in ("Frau", "Herr", "Herrn", "Familie", r"Frau\ Dr\.", r"Herr\ Dr\.")
    )
    + ")"
)
# In German, with the number of a house: Bahnhofstr. 3, Berliner Straße 12a, Karl-Marx-Allee 5.
_STREET = (
    r"(?: [A-ZÄÖÜ][\w-]*+ (?:(?<=[\w-][sS]traße)|(?<=[\w-][sS]trasse)|(?<=[\w-][gG]asse)"
    r"|(?<=[\w-][aA]llee)|(?<=[\w-][sS]tr)\.)"
    r"| [A-ZÄÖÜ]\w*er [ ] (?:Str\.|Straße|Allee|Platz|Weg|Ufer|Ring|Damm) )"
)
_HOUSE = (  # and no distance behind the name of a street
    r"\d{1,3}+ (?>(?:[ ]?[a-f])?+) (?:-\d{1,3}+ [a-f]?+)? (?!\w)"
    r" (?![ ](?:k?m|\w*[mM]eter\w*|Minuten)\b)"
)
_KEY = "[A-Za-z0-9+/_.-]"  # of keys and tokens, in base 64
_STEP = r"[\w.+~@%-]*[\w~@%-]"
# What ends a sentence or closes a bracket is no end of an address.
_ADDRESS = r"""(?:[^\s<>"'`„“”»«‚‘’()\[\]{}]|\([^\s()<>"]*+\)|\{\w*+\})*(?<![.,;:!?…*_~|])"""

_PATTERN = rf"""
    (?P<code> (?P<ticks>`++) (?!\s*+`) .+? (?<!`) (?P=ticks) (?!`) )
  | (?P<email> (?<![\w.+-]) \w[\w.+-]*+ @ [\w-]++ (?>(?:\.[\w-]++)+) (?<![.-]) )
  | (?P<url> (?<![\w.@-]) (?:
        (?:{_SCHEMES}) (?=[\w/~{{]) {_ADDRESS}
      | (?:www|WWW)\. [\w-]++ \. {_ADDRESS}
      | localhost (?: :\d++ (?:/{_ADDRESS})? | /{_ADDRESS} )
      | (?>(?:[a-z0-9] [a-z0-9-]*+ \.(?=\w))+) (?<= [a-z0-9-]\.) {_DOMAINS} (?![\w-]) (?!\.\w)
        (?: :\d++ )? (?: [/?\#] {_ADDRESS} )?
      | (?>(?:[а-яё0-9] [а-яё0-9-]*+ \.(?=\w))+) (?:рф|рус|бел|укр|москва) (?![\w-]) (?!\.\w)
        (?: [/?\#] {_ADDRESS} )?
      | (?>(?:[A-Z0-9] [\w-]*+ \.(?=\w))+) (?:(?i:com|org|net|info)|DE) (?![\w-]) (?!\.\w)
        (?: :\d++ )? (?: [/?\#] {_ADDRESS} )?
      ) )
  | (?P<path> (?<![\w./\\-]) (?:
        (?<= ["']) (?: [A-Za-z]:\\ | \\\\ | ~?/ (?= \w[\w-]*+ [/.] ) ) [\w.+ @%~/\\-]+ (?= ["'] )
      |
        (?: ~ | \.{{1,2}} )? (?: / {_STEP} ){{2,}} /?
      | (?: ~ | \.{{1,2}} ) / (?: {_STEP} )?
      | / {_ROOTS} (?![\w-])
      | [A-Za-z]: \\ (?>(?: [\w.+ @%-]*? \\ )*) (?: {_STEP} )?
      | \\\\ [\w.-]++ (?>(?: \\ [\w.$@%-]++ )+)
      | (?! \w\.\w\b ) (?>(?: [\w.@%-]{{1,255}}+ [/\\] ){{0,32}})
        \.? [\w-] [\w.+@-]{{0,200}}? \.{_EXTENSIONS} (?!\w) (?!\.\w)
      | \.(?:git[a-z]*+|env|bashrc|profile|npmrc|dockerignore|editorconfig) (?!\w)
      ) (?<![.,;:!?]) )
  | (?P<hash> (?<![\w-]) (?:
        [0-9a-fA-F]{{8}} (?: - [0-9a-fA-F]{{4}} ){{3}} - [0-9a-fA-F]{{12}}
      | (?= [0-9a-f]*+ (?<=[a-f0-9])) (?= [a-f]*\d) (?= \d*[a-f]) [0-9a-f]{{7,128}}
      | 0x [0-9a-fA-F]++
      | [0-9a-fA-F]{{2}} (?: [:-][0-9a-fA-F]{{2}} ){{5}}
      | [0-9a-fA-F]{{1,4}} (?: :[0-9a-fA-F]{{1,4}} ){{7}}
      ) (?!\w) (?!-\w)
      | (?<![\w+/.-]) (?={_KEY}{{16}}) (?={_KEY}*\d)
        (?= (?>{_KEY}*?[a-z\d][A-Z]) (?>{_KEY}*?[a-z\d][A-Z]) ) {_KEY}++ ={{0,2}} (?<![.-]) (?!\w) )
  | (?P<version> (?<![\w.,]) (?:
        v \d++ (?>(?: \.\d++ )*) (?: [-+] [A-Za-z0-9] [\w.-]*+ )? (?<![.-])
      | (?! \d{{1,2}} \. \d{{1,2}} \. (?:\d\d|\d{{4}}) (?![\w.]) )
        (?! \d{{1,3}} (?>(?: \.\d{{3}} )+) (?![\d.]) )
        \d++ (?>(?: \.\d++ ){{2,}}) (?: [-+] [A-Za-z] [\w.-]*+ | (?:a|b|rc)\d++ )? (?<![.-])
        (?: [:/]\d++ )?
      | \d++ \. \d++ (?: - (?:alpha|beta|rc|dev) [\w.]*+ | (?:a|b|rc)\d++ ) (?<![.])
      ) (?!\w) )
  | (?P<handle> (?<![\w@.]) @ [^\W\d] [\w-]*+ (?>(?: [./] \w[\w-]*+ )*) )
  | (?P<tag> (?<![\w\#&]) \# \w++ (?>(?:-\w++)*) )
  | (?P<name> (?<!\w) [^\W\d_]++ [ ]? ['’‘] [nN] ['’] [ ]? [^\W\d_]++ (?!\w)
      | (?<![\w.$@#-]) (?<!\d\s) (?!{_GLUED}[A-Z]) [a-z]++
        (?>(?:[A-Z][a-z0-9]++)+) [A-Z]?+ (?![\w(])
      | {_TITLE} [A-ZÄÖÜ][a-zäöüß]++ (?>(?:-[A-ZÄÖÜ][a-zäöüß]++)+) (?![\w-]) )
  | (?P<street> (?<![\w-]) {_STREET} [ ] {_HOUSE} )
  | (?P<identifier> (?<![\w.$@-]) (?:
        [^\W\d]\w*+ (?>(?: (?:\.|::|->) [^\W\d]\w*+ )*) \( \)
      | (?= \w*+ (?:\.|::|->) \w | \w*?_ ) [^\W\d]\w*+ (?>(?: (?:\.|::|->) [^\W\d]\w*+ )*)
        \( [^()\n]{{1,80}} \)
      | (?= [^\W\d_]\w*? _ (?! in(?:nen)?\b ) \w ) \w++ (?<!_) (?>(?: \.\w++ )*)
      | __ [^\W_]\w*? __
      | (?<! [\w.…] ) \.[A-Z]\w++
      | (?= [\w./:-]{{0,20}}? (?:[yYJ]{{2}}|MM|mm|ГГ) ) {_FIELD} (?>(?: [./:-]{_FIELD} )+)
      | (?: -[A-Za-z\d],?[ ] )? -- [a-z] [\w-]*+ (?: = [\w./-]++ )?
      | (?<![,-]) (?= [\d.]++ (?>(?: -\d++ )*) -[A-Z] )
        \d{{1,6}}+ (?>(?: \.\d{{1,6}}+ )+) (?>(?: -[A-Z0-9]++ )+) (?!-)
      | [A-Z]{{1,2}}\d[A-Z\d]? [ ] \d[A-Z]{{2}}
      | [a-z]{{3,}} \d{{2,}}  # a password, a user: hello123
      | (?! \d{{2,4}} {_ENDING} \b) (?= [A-Z0-9-]*\d[A-Z0-9-]*\d) (?= [0-9-]*[A-Z])
        [A-Z0-9]++ (?>(?: -[A-Z0-9]++ )*)
      | \+\d{{1,3}} [ ]?+ \(\d{{2,5}}\) [ ]?+ \d++ (?>(?: [ /-]\d{{2,}} )*)
      | \((?:0\d{{1,5}}\) [ ]?+ \d++ (?>(?: [ /-]\d{{2,}} )*) | \d{{3}}\) [ ]?+ \d{{3}}-\d{{4}})
      ) (?!\w) )
"""
# Nearly all text has none of these signs, and then nothing above can match.
_SIGNS = re.compile(
    r"[`@/\\#_(]|\w\.\w|--|\bv\d|\w:\w|\d\w{0,128}?[A-Fa-f]|[A-Za-z]-?\d|(?<!\w)\.\w|-(?:MM|mm|ММ)|['’‘][nN]['’]|[a-z][A-Z][a-z0-9]"
    r"|(?:Frau|Herrn?|Familie)\s(?:Dr\.\s)?\w+-[A-ZÄÖÜ]"
    r"|(?:[Ss]tr\.|raße|asse|llee|er (?:Platz|Weg|Ufer|Ring|Damm)) \d"
)


def verbatim_strings(text: str, start: int = 0) -> Iterator[Verbatim]:
    """Yield the strings of `text[start:]` to keep, from left to right; none overlaps another."""
    if not _SIGNS.search(text, start):
        return
    for found in _compiled().finditer(text, start):
        kind: VerbatimKind = found.lastgroup if found["code"] is None else "code"  # type: ignore[assignment]
        yield Verbatim(*found.span(), kind)


@cache
def _compiled() -> re.Pattern[str]:
    """Compile the pattern when it is first needed: it takes as long as to translate a sentence."""
    return re.compile(_PATTERN, re.VERBOSE)
