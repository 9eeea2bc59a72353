"""A bare PyTorch training loop, as a competent person writes it in an hour; the bar to reach.

It trains the Transformer of `benchmarks.setting` on batches of pairs of like length, with one
embedding for source, target and softmax, `F.cross_entropy`, fused Adam, and nothing else: no
validation, checkpoint, log or schedule. Three ways to attend and two precisions are honest
choices without a custom kernel; the training-speed benchmark measures all and takes the fastest.
(`--compile` is left out of it: it takes minutes to start, and on a CPU the result is no faster.)

    modules   `nn.Transformer` as it comes (its dropout acts on attention and inner rows too)
    fused     own layers around `F.scaled_dot_product_attention`, dropout on residuals only
    written   the same layers with softmax(QK^T)V written out

Run by `python -m benchmarks.training_speed`; alone on pieces that it prepared:

    python -m benchmarks.bare_loop PIECES.json --updates 40 --warm-up 5 --precision bfloat16

It prints one JSON object: the updates counted (those after the warm-up), their real target tokens
(with `</s>`, without padding), their seconds, and the last loss in nats a token.
"""

import argparse
import contextlib
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from benchmarks.corpus import PiecePair, read_pieces
from benchmarks.setting import SETTING, Setting, Speed
from tolmach.text.tokenizer import BOS_ID, PAD_ID

POOL = 100  # batches' worth of shuffled pairs that are sorted by length together

Attend = Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]


class Batch(NamedTuple):
    """Padded piece ids: source [B, S]; target [B, T] and the same shifted right."""

    source: Tensor
    target_in: Tensor
    target: Tensor


def attend_fused(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """Attend with PyTorch's fused kernel; `mask` is added to the scores."""
    return F.scaled_dot_product_attention(query, key, value, attn_mask=mask)


def attend_written(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """Attend with the equation written out; `mask` is added to the scores."""
    scores = query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5  # [B, H, T, S]
    attended: Tensor = (scores + mask).softmax(-1) @ value
    return attended


class Attention(nn.Module):
    """Multi-head attention."""

    def __init__(self, setting: Setting, attend: Attend) -> None:
        super().__init__()
        self.heads, self.attend = setting.heads, attend
        self.query = nn.Linear(setting.size, setting.size)
        self.key_value = nn.Linear(setting.size, 2 * setting.size)
        self.output = nn.Linear(setting.size, setting.size)

    def forward(self, rows: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        """Map [B, T, D], reading [B, S, D], to [B, T, D]."""
        query = self.query(rows).unflatten(-1, (self.heads, -1)).transpose(1, 2)
        key, value = (
            half.unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for half in self.key_value(memory).chunk(2, -1)
        )
        attended = self.attend(query, key, value, mask)  # [B, H, T, E]
        return self.output(attended.transpose(1, 2).flatten(2))


class Layer(nn.Module):
    """A pre-norm layer: self-attention, attention to the source in a decoder, feed-forward."""

    def __init__(self, setting: Setting, attend: Attend, *, decoder: bool) -> None:
        super().__init__()
        self.attention = Attention(setting, attend)
        self.cross = Attention(setting, attend) if decoder else None
        self.feed_forward = nn.Sequential(
            nn.Linear(setting.size, setting.inner),
            nn.ReLU(),
            nn.Linear(setting.inner, setting.size),
        )
        self.norms = nn.ModuleList(nn.LayerNorm(setting.size) for _ in range(3))
        self.dropout = nn.Dropout(setting.dropout)

    def forward(self, rows: Tensor, mask: Tensor, memory: Tensor, memory_mask: Tensor) -> Tensor:
        """Map [B, T, D] to [B, T, D]."""
        normed = self.norms[0](rows)
        rows = rows + self.dropout(self.attention(normed, normed, mask))
        if self.cross is not None:
            rows = rows + self.dropout(self.cross(self.norms[1](rows), memory, memory_mask))
        return rows + self.dropout(self.feed_forward(self.norms[2](rows)))


class Layers(nn.Module):
    """Encoder and decoder of own layers."""

    def __init__(self, setting: Setting, attend: Attend) -> None:
        super().__init__()
        count = range(setting.layers)
        self.encoder = nn.ModuleList(Layer(setting, attend, decoder=False) for _ in count)
        self.decoder = nn.ModuleList(Layer(setting, attend, decoder=True) for _ in count)
        self.encoder_norm, self.decoder_norm = (nn.LayerNorm(setting.size) for _ in "ed")

    def forward(self, source: Tensor, target: Tensor, padded: Tensor) -> Tensor:
        """Map embedded source [B, S, D] and target [B, T, D] to rows [B, T, D]."""
        hidden = torch.zeros(padded.shape, dtype=source.dtype).masked_fill_(padded, -torch.inf)
        mask = hidden[:, None, None, :]  # [B, 1, 1, S]
        for layer in self.encoder:
            source = layer(source, mask, source, mask)
        memory = self.encoder_norm(source)
        future = _future(target.shape[1])
        for layer in self.decoder:
            target = layer(target, future, memory, mask)
        return self.decoder_norm(target)


class Modules(nn.Module):
    """Encoder and decoder as PyTorch ships them."""

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.layers = nn.Transformer(
            d_model=setting.size,
            nhead=setting.heads,
            num_encoder_layers=setting.layers,
            num_decoder_layers=setting.layers,
            dim_feedforward=setting.inner,
            dropout=setting.dropout,
            batch_first=True,
            norm_first=True,
        )

    def forward(self, source: Tensor, target: Tensor, padded: Tensor) -> Tensor:
        """Map embedded source [B, S, D] and target [B, T, D] to rows [B, T, D]."""
        hidden = torch.zeros(padded.shape).masked_fill_(padded, -torch.inf)
        return self.layers(
            source,
            target,
            tgt_mask=_future(target.shape[1]),
            src_key_padding_mask=hidden,
            memory_key_padding_mask=hidden,
            tgt_is_causal=True,
        )


class Model(nn.Module):
    """Embedding, positions, layers, and the softmax tied to the embedding."""

    def __init__(self, setting: Setting, layers: nn.Module) -> None:
        super().__init__()
        self.embedding = nn.Embedding(setting.vocabulary, setting.size)
        nn.init.normal_(self.embedding.weight, std=setting.size**-0.5)
        self.register_buffer("positions", _sinusoids(512, setting.size))
        self.dropout = nn.Dropout(setting.dropout)
        self.layers = layers

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        """Return logits [B, T, V]."""
        rows = self.layers(self._embed(source), self._embed(target_in), source == PAD_ID)
        return F.linear(rows, self.embedding.weight)

    def _embed(self, ids: Tensor) -> Tensor:
        positions = self.get_buffer("positions")[: ids.shape[1]]
        scaled = self.embedding(ids) * self.embedding.embedding_dim**0.5
        return self.dropout(scaled + positions)


def build(setting: Setting, attention: str) -> Model:
    """Assemble the variant named `attention`."""
    match attention:
        case "modules":
            return Model(setting, Modules(setting))
        case "fused":
            return Model(setting, Layers(setting, attend_fused))
        case _:
            return Model(setting, Layers(setting, attend_written))


def batches(pairs: Sequence[PiecePair], budget: int, seed: int) -> Iterator[Batch]:
    """Yield batches for ever: rows times the longest side stays within `budget` pieces."""
    chance = random.Random(seed)
    mean = sum(pair.length for pair in pairs) / len(pairs)
    pool = int(POOL * budget / mean)
    while True:
        order = chance.sample(pairs, len(pairs))
        groups: list[list[PiecePair]] = []
        for start in range(0, len(order), pool):
            groups += _grouped(order[start : start + pool], budget)
        chance.shuffle(groups)
        yield from map(_padded, groups)


def train(
    model: nn.Module, stream: Iterator[Batch], setting: Setting, precision: str, updates: int
) -> Iterator[tuple[int, float]]:
    """Do `updates` updates; yield each one's real target tokens and loss."""
    optimizer = torch.optim.Adam(
        model.parameters(), lr=setting.learning_rate, betas=(0.9, 0.98), fused=True
    )
    narrow = torch.autocast("cpu", torch.bfloat16)
    for _, batch in zip(range(updates), stream, strict=False):
        with narrow if precision == "bfloat16" else contextlib.nullcontext():
            logits = model(batch.source, batch.target_in)
            loss = F.cross_entropy(
                logits.flatten(0, 1),
                batch.target.flatten(),
                ignore_index=PAD_ID,
                label_smoothing=setting.label_smoothing,
            )
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        yield int((batch.target != PAD_ID).sum()), loss.item()


def measure(steps: Iterator[tuple[int, float]], warm_up: int, parameters: int) -> Speed:
    """Time the updates after the first `warm_up`, of a model of so many parameters."""
    for _ in range(warm_up):
        next(steps)
    started = time.perf_counter()
    done = list(steps)
    seconds = time.perf_counter() - started
    tokens = sum(tokens for tokens, _ in done)
    return Speed(len(done), tokens, seconds, done[-1][1], parameters)


def _grouped(pairs: Sequence[PiecePair], budget: int) -> Iterator[list[PiecePair]]:
    group: list[PiecePair] = []
    longest = 0
    for pair in sorted(pairs, key=lambda pair: (pair.length, len(pair.target), len(pair.source))):
        longest = max(longest, pair.length)
        if group and longest * (len(group) + 1) > budget:
            yield group
            group, longest = [], pair.length
        group.append(pair)
    yield group


def _padded(pairs: Sequence[PiecePair]) -> Batch:
    shifted = [[BOS_ID, *pair.target[:-1]] for pair in pairs]
    return Batch(
        _rectangle([pair.source for pair in pairs]),
        _rectangle(shifted),
        _rectangle([pair.target for pair in pairs]),
    )


def _rectangle(rows: Sequence[Sequence[int]]) -> Tensor:
    tensors = [torch.tensor(row) for row in rows]
    return nn.utils.rnn.pad_sequence(tensors, batch_first=True, padding_value=PAD_ID)


def _future(length: int) -> Tensor:
    return torch.full((length, length), -torch.inf).triu(1)


def _sinusoids(length: int, size: int) -> Tensor:
    """Vaswani et al. 2017, §3.5."""
    rates = 10_000 ** (-torch.arange(0, size, 2) / size)
    angles = torch.arange(length)[:, None] * rates  # [length, D / 2]
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(1)


def main() -> None:
    """Run one contender and print its speed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("pieces", type=Path)
    parser.add_argument("--updates", type=int, default=40)
    parser.add_argument("--warm-up", type=int, default=5)
    parser.add_argument("--attention", choices=["modules", "fused", "written"], default="fused")
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32")
    parser.add_argument("--compile", action="store_true", help="try `torch.compile`")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(SETTING.seed)
    pairs = read_pieces(options.pieces)
    stream = batches(pairs, SETTING.batch_tokens, SETTING.seed)
    total = options.warm_up + options.updates
    model: nn.Module = build(SETTING, options.attention)
    if options.compile:
        model = torch.compile(model, dynamic=True)  # type: ignore[assignment]
    steps = train(model, stream, SETTING, options.precision, total)
    parameters = sum(parameter.numel() for parameter in model.parameters())
    print(json.dumps(asdict(measure(steps, options.warm_up, parameters))))


if __name__ == "__main__":
    main()
