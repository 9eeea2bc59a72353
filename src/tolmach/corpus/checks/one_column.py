"""Files whose lines have one column: what are they instead of parallel text?"""

from collections.abc import Sequence

_MOST = 0.9  # of the lines; where as many have a sign, it parts the sides
_MARKUP = {"{": "JSON", "[": "JSON", "<": "XML or HTML"}
_SIGNS = {";": "semicolon", ",": "comma", "|": "bar"}


def one_column_advice(lines: Sequence[str]) -> str:
    """Say what to do with a file that begins with `lines`, none of which has a tab."""
    filled = [line for line in lines if line.strip()]
    if kind := _kind(filled):
        return f"it seems to be {kind}: export it as a table of source TAB target, or as TMX."
    if sign := next((sign for sign in ("|||", *_SIGNS) if _parts(sign, filled)), None):
        name = _SIGNS.get(sign, sign)
        return (
            f"its sides seem to be parted by a {name}: put a tab there"
            f"{', or let the name of the file end in .csv' if sign in ';,' else ''}."
        )
    return (
        "write one pair a line, as source TAB target; or, if this is one side only, give the files "
        "of both sides, the source first."
    )


def _kind(lines: Sequence[str]) -> str | None:
    first = lines[0].lstrip() if lines else ""
    if any(line.startswith('msgid "') for line in lines):
        return "a catalogue of messages (PO)"
    if any(" --> " in line and line[:1].isdigit() for line in lines):
        return "subtitles"
    return _MARKUP.get(first[:1])


def _parts(sign: str, lines: Sequence[str]) -> bool:
    """Say whether nearly every line has the sign once, with text on both sides."""
    sides = (line.split(sign) for line in lines)
    return sum(len(each) == 2 and all(map(str.strip, each)) for each in sides) > _MOST * len(lines)
