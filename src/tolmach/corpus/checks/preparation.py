"""Traces of preparation for a model: words in pieces, spaces before commas, hyphens apart."""

import re

_CUT = re.compile(r"(?<=\S)@@ (?=\S)")  # within a word, by subword-nmt
_MARKED = re.compile(r"▁(?=[^\s▁-█])")  # the beginning of a text, by SentencePiece
# A tokeniser's spaces, where nobody has one: before commas and full stops, within words. A full
# stop before a small letter may be a word ("The . in a path"), and before a quotation mark one of
# code.
_SMALL = "a-zß-öø-ÿа-яё"
_TOKENISED = re.compile(
    rf"""(?<=[\w"'”“»)\]%;])[ ](?:,(?=[ ][^\s.,]|\Z) | \.(?=[ ][^\s.,"'${_SMALL}]|\Z))
    | [ ][。，、](?=[ ]|\Z) | (?<=\S)[ ]@[-–/:]@[ ](?=\S)
    | (?<=\w)[ ](?:n?(?:'|&apos;)(?:t|s|m|re|ve|ll|d)|&apos;\w{{1,2}})(?=[ ])""",
    re.VERBOSE,
)
_HYPHEN_APART = re.compile(r" @([-–/:])@ ")
_ENDING_APART = re.compile(r"(?<=\w) (?=n?'(?:t|s|m|re|ve|ll|d)\b)")
_ELISION_APART = re.compile(r"(?<!\w)((?i:[cdjlmnst]|qu)['’]) (?=\w)")
_CLOSING_APART = re.compile(rf"(?<=\S) (?=[,)\]}}。，、！？；：](?!\w)|\.(?![.\w]| [{_SMALL}]))")
_MARK_APART = re.compile(r"(?<=\S) (?=[;:!?](?:\W|\Z))")
_OPENING_APART = re.compile(r"(?<=[(\[{„¿¡]) (?=\S)")
_LOW_QUOTE_APART = re.compile(r"(„[^„“]*\S) (?=“)")
_QUOTED_APART = re.compile(r"(?<!\S)(['\"]) ([^'\"]*?) \1(?=[\s.,;:!?)]|\Z)")
_UNSPACED_APART = re.compile(
    r"(?<=[\u3001-\u30ff\u3400-\u9fff\uff00-\uffef]) (?=[\u3001-\u30ff\u3400-\u9fff])"
)
# French has a space before high marks.
_FRENCH = re.compile(
    r"(?i)\b(?:[cdjlmnst]|qu)['’] ?\w|\b(?:les|une|est|et|pas|vous|elle|nous|où|ça)\b"
)


def has_pieces(text: str) -> bool:
    """Say whether words stand in pieces ("Bau@@ m", "▁Bau m"), as they are cut for a model."""
    return _MARKED.match(text) is not None or ("@@ " in text and _CUT.search(text) is not None)


def joined_pieces(text: str) -> str:
    """Return `text` with its pieces joined to words."""
    if _MARKED.match(text):
        text = text.replace(" ", "").replace("▁", " ").strip()
    return _CUT.sub("", text) if "@@ " in text else text


def is_tokenised(text: str) -> bool:
    """Say whether a tokeniser parted words and marks by spaces ("Hund , der", "do n&apos;t")."""
    return _TOKENISED.search(text) is not None


def detokenised(text: str) -> str:
    """Return a text that `is_tokenised` with its marks at their words, entities aside."""
    if not is_tokenised(text):
        return text
    text = _ENDING_APART.sub("", _HYPHEN_APART.sub(r"\1", text))
    marks = () if _FRENCH.search(text) else (_MARK_APART,)
    for apart in (_CLOSING_APART, *marks, _OPENING_APART, _UNSPACED_APART):
        text = apart.sub("", text)
    for apart in (_ELISION_APART, _LOW_QUOTE_APART):
        text = apart.sub(r"\1", text)
    return _QUOTED_APART.sub(r"\1\2\1", text)
