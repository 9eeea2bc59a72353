"""Encodings from before UTF-8, told by how common the letters are that bytes stand for in each.

Nothing is decoded for a reader: what is told here goes into messages, for the user to decide.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from shlex import quote

from tolmach.compression import SUFFIXES

_MOST = 1 << 14  # bytes that are looked at
_FEWEST_SIGNS, _MOST_DAMAGED = 4, 0.02  # of East Asian text; the share that may be no character
_LEAST_KANA, _LEAST_HANGUL, _LEAST_COMMON = 0.2, 0.95, 0.1  # of the signs beyond ASCII
_KANA, _HANGUL = re.compile("[\u3041-\u30fa]"), re.compile("[\uac00-\ud7a3]")
_SIMPLIFIED = "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去"
_TRADITIONAL = "的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去"

# The letters beyond ASCII of languages, or of groups of them, the most common first.
_WESTERN = ("äüöß", "éèàêçôîùûâïëœ", "éèëïó", "áéíóñúçãõâêôàü", "öäåéøæ", "áíéóöðþúæýø", "àèùòìé")
_CENTRAL = ("łąężśćóńź", "áíěéřšžčýůúťďňóľĺôä", "áéöőóíüúű", "ăîşţâ", "čšžćđ")
_BALTIC = ("ėšųžįąčūęõäöü", "āīšēūņžļķģč", "äõüöšž")
_TURKISH = ("ıüşöçğâîi",)
_CYRILLIC = (
    "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёъ",
    "оанівитерслкмдупязьгбйїчхєжшцющфґ",
    "аоиенрстјквумплдзгбшчжцхћљњђџф",
)
_GREEK = ("αοτειςνσρκπλμηυάίγδόέχθήφύώωξζβψ",)
_HEBREW = ("יהולארמבתנשדחקכעפםגזטסצןךףץ",)
_ARABIC = ("اليمونتربعدسفهكقحجةشىصأطخذزضغثءئإؤظآ",)
_THAI = ("านรอกเ่งวม้ยลสตดทีะไิคบปใหัขพจโแชุูถึซศธภื็์ผณ",)
_PUNCTUATION = "“”„‘’–—…«»¿¡·°§€№"
_JOINING = "’·"  # marks that stand within words
_OF_MARK, _OF_RARE, _OF_NO_LETTER = 0.03, 0.002, 1e-5  # probabilities
_OF_CAPITAL, _AFTER_ANOTHER = 0.2, 0.1  # by which that of a letter is multiplied
_LEAST_LIKELY = -6.2  # the logarithm of a letter's probability, on average
_CERTAIN = 3.0  # by how much the logarithm exceeds that of every other reading
_LATIN, _FIRST_GREEK = re.compile("[A-Za-z]"), "\u0370"
# Letters, with a mark between two of them: a wrong encoding makes such of many letters.
_WORD = re.compile(
    r"[^\W\d_]*(?:[^\W\d_\x00-\x7f]|(?<=[^\W\d_])[^\w\x00-\x7f](?=[^\W\d_]))[^\W\d_]*|[^\x00-\x7f]"
)


@dataclass(frozen=True)
class LegacyEncoding:
    """An encoding: what `iconv` calls it, and what people do where that differs."""

    iconv: str
    name: str = ""

    def __str__(self) -> str:
        return self.name or self.iconv


@dataclass(frozen=True)
class _CodePage:
    """An encoding of one byte a letter, and the letters of each of its languages."""

    encoding: str
    alphabets: tuple[str, ...]
    prior: float = 1.0  # how common it is beside the others of its languages

    def likelihood(self, text: str) -> float:
        """Return the logarithm of the probability of all signs beyond ASCII in `text`."""
        words = Counter(_WORD.findall(text))
        latin = self.alphabets[0] < _FIRST_GREEK
        chances = (
            sum(count * _of_word(word, shares, latin=latin) for word, count in words.items())
            for shares in map(self._shares, self.alphabets)
        )
        return log(self.prior) + max(chances)

    def _shares(self, letters: str) -> dict[str, float]:
        """Return the share of each sign; of a letter it falls with its rank (Zipf 1949)."""
        weights = {letter: 1 / rank for rank, letter in enumerate(letters, start=3)}
        whole = sum(weights.values())
        rare = dict.fromkeys("".join(self.alphabets), _OF_RARE)
        common = {letter: weight / whole for letter, weight in weights.items()}
        return rare | common | dict.fromkeys(_PUNCTUATION, _OF_MARK)


def _of_word(word: str, shares: dict[str, float], *, latin: bool) -> float:
    places = (place for place, letter in enumerate(word) if not letter.isascii())
    return sum(log(_of_letter(word, place, shares, latin=latin)) for place in places)


def _of_letter(word: str, place: int, shares: dict[str, float], *, latin: bool) -> float:
    letter = word[place]
    if letter in _PUNCTUATION:
        return shares[letter] if len(word) == 1 or letter in _JOINING else _OF_NO_LETTER
    odd = letter.isupper() and place > 0 and not word.isupper()
    if odd or (not latin and _LATIN.search(word)):
        return _OF_NO_LETTER
    probability = shares.get(letter.lower(), _OF_NO_LETTER)
    if letter.isupper() and place == 0:  # one in a word is enough to ask for the others
        probability *= _OF_CAPITAL
    if latin and place and not word[place - 1].isascii():
        probability *= _AFTER_ANOTHER
    return max(probability, _OF_NO_LETTER)


_CODE_PAGES = (
    _CodePage("windows-1252", _WESTERN),
    _CodePage("windows-1251", _CYRILLIC),
    _CodePage("koi8-r", _CYRILLIC, 0.5),
    _CodePage("koi8-u", _CYRILLIC, 0.1),
    _CodePage("windows-1250", _CENTRAL, 0.5),
    _CodePage("iso-8859-2", _CENTRAL, 0.3),
    _CodePage("windows-1253", _GREEK),
    _CodePage("windows-1254", _TURKISH, 0.5),
    _CodePage("windows-1255", _HEBREW),
    _CodePage("windows-1256", _ARABIC),
    _CodePage("windows-1257", _BALTIC, 0.2),
    _CodePage("cp874", _THAI),
    _CodePage("macintosh", _WESTERN, 0.05),
    _CodePage("cp850", _WESTERN, 0.05),
    _CodePage("cp852", _CENTRAL, 0.02),
    _CodePage("cp866", _CYRILLIC, 0.1),
    _CodePage("iso-8859-5", _CYRILLIC, 0.05),
    _CodePage("mac-cyrillic", _CYRILLIC, 0.02),
)


def conversion_advice(lines: Sequence[bytes], path: Path | None) -> str:
    """Say how to make UTF-8 of a file that holds `lines`; of standard input where `path` is None.

    The command is whole where the encoding can be told and is that of the whole file.
    """
    damaged = [line for line in lines if not _is_utf8(line)]
    found = legacy_encoding(damaged)
    if found is None:
        return "which encoding it is in cannot be told: convert it from that one to UTF-8."
    command = f"iconv -f {found.iconv} -t utf-8"
    if any(not line.isascii() and _is_utf8(line) for line in lines):
        return (
            f"it seems to be in {found}, while other lines are in UTF-8, as in a file joined from "
            f"two: convert the part that is in {found} by `{command}` and join them again."
        )
    if path is None or path.suffix.lower() in SUFFIXES:
        return f"it seems to be in {found}: convert the text by `{command}`."
    converted = path.with_name(f"{path.stem}.utf-8{path.suffix}")
    names = f"{quote(str(path))} > {quote(str(converted))}"
    return f"it seems to be in {found}: convert the file by `{command} {names}`."


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def legacy_encoding(lines: Sequence[bytes]) -> LegacyEncoding | None:
    """Return the encoding of lines that are not UTF-8, where it can be told with fair certainty."""
    data = b"\n".join(lines)[:_MOST]
    return _east_asian(data) or _code_page(data)


def _east_asian(data: bytes) -> LegacyEncoding | None:
    return next((one for one, codec, fits in _EAST_ASIAN if _reads(data, codec, fits)), None)


def _reads(data: bytes, codec: str, fits: Callable[[str], bool]) -> bool:
    signs = "".join(filter(lambda sign: not sign.isascii(), data.decode(codec, "replace")))
    damaged = signs.count("\N{REPLACEMENT CHARACTER}")
    enough = len(signs) >= _FEWEST_SIGNS and damaged <= _MOST_DAMAGED * len(signs)
    return enough and fits(signs)


def _is_japanese(signs: str) -> bool:
    return len(_KANA.findall(signs)) >= _LEAST_KANA * len(signs)


def _is_korean(signs: str) -> bool:
    return len(_HANGUL.findall(signs)) >= _LEAST_HANGUL * len(signs)


def _is_simplified(signs: str) -> bool:
    return sum(map(signs.count, _SIMPLIFIED)) >= _LEAST_COMMON * len(signs)


def _is_traditional(signs: str) -> bool:
    return sum(map(signs.count, _TRADITIONAL)) >= _LEAST_COMMON * len(signs)


_EAST_ASIAN: tuple[tuple[LegacyEncoding, str, Callable[[str], bool]], ...] = (
    (LegacyEncoding("cp932", "Shift-JIS"), "cp932", _is_japanese),
    (LegacyEncoding("euc-jp", "EUC-JP"), "euc-jp", _is_japanese),
    (LegacyEncoding("cp949", "EUC-KR"), "euc-kr", _is_korean),
    (LegacyEncoding("gb18030", "GB18030"), "gb18030", _is_simplified),
    (LegacyEncoding("cp950", "Big5"), "cp950", _is_traditional),
)


def _code_page(data: bytes) -> LegacyEncoding | None:
    texts = {page: data.decode(page.encoding, "replace") for page in _CODE_PAGES}
    chances = {page: page.likelihood(text) for page, text in texts.items()}
    best = max(chances, key=chances.__getitem__)
    signs = sum(not sign.isascii() for sign in texts[best])
    rivals = (chances[page] for page in texts if texts[page] != texts[best])
    if not signs or chances[best] < _LEAST_LIKELY * signs:
        return None
    certain = chances[best] - max(rivals) >= _CERTAIN
    return LegacyEncoding(best.encoding) if certain else None
