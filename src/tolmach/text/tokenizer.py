"""Byte-pair encoding of normalised text into piece ids, and back, without loss.

Learning and applying run on the `tokenizers` library; `tolmach.text.bpe` holds the readable
learner that shows every step (Sennrich et al. 2016). The alphabet is the 256 bytes (Radford et
al. 2019), so that every text can be written and there is no unknown piece.

A vocabulary may have tags: special pieces that no text spells, one of which training may put before
a source to say which corpus it is of (tagged back-translation, Caswell et al. 2019).
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from operator import itemgetter
from typing import Self

from tokenizers import Encoding as BackendEncoding
from tokenizers import Regex, decoders, models, normalizers, pre_tokenizers, trainers
from tokenizers import Tokenizer as Backend

from tolmach.errors import ModelError, RequestError

PAD, BOS, EOS = "<pad>", "<s>", "</s>"
SPECIAL = (PAD, BOS, EOS)
PAD_ID, BOS_ID, EOS_ID = range(3)
SMALLEST_SIZE = len(SPECIAL) + 256

# A word takes the space before it; each digit stands alone, so that numbers are copied digit by
# digit; marks stay with their letters. Chinese and Japanese have no spaces, and a piece of several
# words could be told from none of its translations: each ideograph is a word (Meng et al. 2019 find
# that models are better for it), and so is a stretch of either kana.
_KANA = r"\p{Hiragana}\p{Katakana}\u30fc\uff70"
_LETTER = rf"[\p{{L}}&&[^\p{{Han}}{_KANA}]]"
_MARKED = rf"[\p{{L}}\p{{M}}&&[^\p{{Han}}{_KANA}]]"
WORD_PATTERN = (
    rf" ?{_LETTER}{_MARKED}*| ?\p{{Han}}\p{{M}}*| ?\p{{Hiragana}}[\p{{Hiragana}}\u30fc]*"
    r"| ?[\p{Katakana}\u30fc\uff70]+| ?\p{N}| ?[^\s\p{L}\p{N}]+|\s+"
)


@dataclass(frozen=True)
class Encoding:
    """Piece ids of one text, and for each the characters `text[start:end]` that it covers."""

    ids: list[int]
    spans: list[tuple[int, int]]


class Tokenizer:
    """Text to piece ids and back, for one language or for a joint vocabulary."""

    def __init__(self, backend: Backend) -> None:
        backend.encode_special_tokens = True  # "<s>" in a text is three characters, nothing more
        self._backend = backend
        self._readable: dict[int, str] = {}  # pieces that were asked for

    @classmethod
    def learn(cls, lines: Iterable[str], size: int, tags: Sequence[str] = ()) -> Self:
        """Learn merges from normalised `lines` until the vocabulary holds `size` pieces.

        `tags` are words, for each of which there is a special piece. The vocabulary comes out
        smaller where the text offers no more pairs that occur twice.
        """
        smallest = SMALLEST_SIZE + len(tags)
        if size < smallest:
            raise RequestError(
                f"A vocabulary of {size} pieces is too small: the bytes and special pieces alone "
                f"take {smallest}; ask for more."
            )
        backend = _untrained()
        trainer = trainers.BpeTrainer(
            vocab_size=size,
            min_frequency=2,
            special_tokens=[*SPECIAL, *map(_tag_piece, tags)],
            initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
            show_progress=False,
        )
        backend.train_from_iterator(lines, trainer)
        return cls(backend)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read the JSON that `to_json` writes (the `tokenizers` library's own format)."""
        try:
            backend = Backend.from_str(text)
        except Exception as error:  # the library raises nothing more precise
            raise ModelError(f"This is no tokenizer file: {error}.") from error
        if [backend.token_to_id(piece) for piece in SPECIAL] != [PAD_ID, BOS_ID, EOS_ID]:
            raise ModelError(
                f"The tokenizer lacks the special pieces {', '.join(SPECIAL)} as its first three."
            )
        alien = _alien_symbols(backend)
        if alien:
            raise ModelError(
                f"The tokenizer has a piece with {min(alien)!r}, which is not in the byte alphabet."
            )
        return cls(backend)

    def to_json(self) -> str:
        """Return the tokenizer as the JSON that the `tokenizers` library reads."""
        return str(self._backend.to_str(pretty=True))

    def __len__(self) -> int:
        return int(self._backend.get_vocab_size())

    @cached_property
    def tags(self) -> dict[str, int]:
        """The piece id of each tag."""
        special = self._backend.get_added_tokens_decoder()
        return {
            piece.content.strip("<>"): index
            for index, piece in sorted(special.items())
            if piece.content not in SPECIAL
        }

    @cached_property
    def merges(self) -> list[tuple[str, str]]:
        """The merges in the order in which they were learnt, in the byte alphabet."""
        listed = json.loads(self._backend.to_str())["model"]["merges"]
        return [(left, right) for left, right in listed]

    def merge_ids(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Return, for each pair of pieces that is merged, the merge's rank and the whole piece."""
        vocabulary = self._backend.get_vocab()
        return {
            (vocabulary[left], vocabulary[right]): (rank, vocabulary[left + right])
            for rank, (left, right) in reversed(list(enumerate(self.merges)))
        }

    def symbols(self) -> list[str]:
        """Return each piece in the byte alphabet, as the `tokenizers` library names it."""
        vocabulary = self._backend.get_vocab()
        return sorted(vocabulary, key=vocabulary.__getitem__)

    def byte_ids(self) -> list[list[int]]:
        """Return, for each piece, the single-byte pieces that spell it; none for special ones."""
        vocabulary = self._backend.get_vocab()
        special = self._special
        return [
            [] if piece in special else [vocabulary[symbol] for symbol in piece]
            for piece in self.symbols()
        ]

    def spelling(self) -> list[bytes]:
        """Return the UTF-8 that each piece spells; special ones spell nothing."""
        return self._spelling

    @cached_property
    def _spelling(self) -> list[bytes]:
        byte_of, special = _byte_alphabet(), self._special
        return [
            b"" if piece in special else bytes(byte_of[symbol] for symbol in piece)
            for piece in self.symbols()
        ]

    def stand_apart(self, left: int, right: int) -> bool:
        """Say whether two pieces may stand side by side in a word, which are not merged there."""
        symbols = "".join(str(self._backend.id_to_token(piece)) for piece in (left, right))
        return [token.id for token in self._backend.model.tokenize(symbols)] == [left, right]

    def words(self, batch: Sequence[Sequence[int]]) -> list[list[tuple[int, ...]]]:
        """Return each row of ids, as `encode` gave them, in words: no piece crosses their ends.

        Special pieces belong to no word.
        """
        return [
            [
                tuple(piece for _, piece in word)
                for _, word in groupby(
                    zip(encoding.word_ids, encoding.ids, strict=True), itemgetter(0)
                )
            ]
            for encoding in self._encodings(self.decode_batch(batch))
        ]

    def encode(self, text: str) -> list[int]:
        """Return the piece ids of one normalised text, without special pieces."""
        return self.encode_batch([text])[0]

    def fits(self, text: str, positions: int) -> bool:
        """Say whether a model has positions for a normalised text, with `</s>`."""
        # no piece is less than a byte, a space being put before the text
        return len(text.encode()) + 1 < positions or len(self.encode(text)) < positions

    def encode_batch(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the piece ids of each text. Special pieces in the text are ordinary characters."""
        return [encoding.ids for encoding in self._encodings(texts)]

    def encode_with_spans(self, text: str) -> Encoding:
        """Return piece ids and, for each, the span of `text` that it covers (leading space off).

        The space that is put before every text stands nowhere: alone, it has the span (0, 0).
        """
        # alone it is encoded without letting other Python threads in between
        encoding = self._backend.encode(text, add_special_tokens=False)
        spans = [_without_leading_space(text, start, end) for start, end in encoding.offsets]
        if self.pieces(encoding.ids[:1]) == ["▁"]:
            spans[0] = (0, 0)
        return Encoding(encoding.ids, spans)

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text that `ids` spell; special pieces spell nothing."""
        return str(self._backend.decode(list(ids), skip_special_tokens=True))

    def decode_batch(self, batch: Sequence[Sequence[int]]) -> list[str]:
        """Return the text that each row of ids spells."""
        return list(self._backend.decode_batch([list(ids) for ids in batch]))

    def pieces(self, ids: Sequence[int]) -> list[str]:
        """Return each piece as a person reads it: `▁` is a space, `<0xC3>` part of a character."""
        known = self._readable
        for index in set(ids).difference(known):  # `-` would walk through all that is known
            known[index] = self._as_read(index)
        return [known[index] for index in ids]

    def has_piece(self, character: str) -> bool:
        """Say whether a character is spelled by a piece of its own, and not in single bytes."""
        return not any(piece.startswith("<0x") for piece in self.pieces(self.encode(character)))

    def _as_read(self, index: int) -> str:
        symbols = str(self._backend.id_to_token(index))
        return symbols if symbols in self._special else readable(symbols)

    @cached_property
    def _special(self) -> frozenset[str]:
        return frozenset(
            piece.content for piece in self._backend.get_added_tokens_decoder().values()
        )

    def _encodings(self, texts: Sequence[str]) -> list[BackendEncoding]:
        return self._backend.encode_batch(list(texts), add_special_tokens=False)


def count_words(lines: Iterable[str]) -> Counter[str]:
    """Count the words of normalised `lines` as learning sees them, in the byte alphabet."""
    backend = _untrained()
    return Counter(
        word
        for line in lines
        for word, _ in backend.pre_tokenizer.pre_tokenize_str(
            backend.normalizer.normalize_str(line)
        )
    )


def readable(symbols: str) -> str:
    """Return what `symbols` of the byte alphabet spell, with `▁` for a space."""
    byte_of = _byte_alphabet()
    return _readable(bytes(byte_of[symbol] for symbol in symbols))


def _untrained() -> Backend:
    backend = Backend(models.BPE())
    backend.normalizer = normalizers.Prepend(" ")
    backend.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(WORD_PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    backend.decoder = decoders.Sequence(
        [decoders.ByteLevel(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    return backend


def _without_leading_space(text: str, start: int, end: int) -> tuple[int, int]:
    return (start + 1, end) if end > start + 1 and text[start] == " " else (start, end)


def _tag_piece(tag: str) -> str:
    return f"<{tag}>"


def _alien_symbols(backend: Backend) -> set[str]:
    """Return the symbols in pieces that stand for no byte."""
    return set("".join(backend.get_vocab().keys() - set(SPECIAL))) - _byte_alphabet().keys()


def _readable(spelled: bytes) -> str:
    try:
        return spelled.decode("utf-8").replace(" ", "▁")
    except UnicodeDecodeError:
        return "".join(f"<0x{byte:02X}>" for byte in spelled).replace("<0x20>", "▁")


@cache
def _byte_alphabet() -> dict[str, int]:
    """Return the byte that each symbol of the byte alphabet stands for (Radford et al. 2019)."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    shown = {chr(byte): byte for byte in printable}
    return shown | {chr(256 + rank): byte for rank, byte in enumerate(others)}
