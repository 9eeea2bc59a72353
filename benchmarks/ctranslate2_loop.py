"""CTranslate2 on the weights of one of our models, in an environment of its own.

    python ctranslate2_loop.py convert WEIGHTS SETTINGS.json FOLDER
    python ctranslate2_loop.py run FOLDER SOURCES.json --precision int8 --beam 1 --batch 64

Prints what it found and how long it took as one JSON object. It imports nothing of Tolmach, which
its environment does not have. `SETTINGS.json` is the `[model]` section of the model's config.toml,
without pruned heads. Pieces are written as numbers.
"""

import argparse
import json
import statistics
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from ctranslate2.specs import common_spec, transformer_spec
from safetensors.numpy import load_file

SPECIAL = ["<unk>", "<s>", "</s>"]
ACTIVATIONS = {"relu": "RELU", "gelu": "GELU", "silu": "SWISH"}
LONGEST = 256  # pieces of a translation


def convert(weights: Path, settings: dict[str, Any], folder: Path) -> None:
    """Write the model as CTranslate2 reads it."""
    tensors = {name: each.astype(np.float32) for name, each in load_file(weights).items()}
    spec = specification(settings)
    fill(spec, tensors, settings)
    pieces = [*SPECIAL, *map(str, range(len(SPECIAL), len(tensors["output.bias"])))]
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.validate()
    spec.optimize()
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))


def specification(settings: dict[str, Any]) -> Any:
    """Return an empty model of the right shape."""
    shared: dict[str, Any] = {
        "pre_norm": settings["norm"] == "pre",
        "activation": getattr(common_spec.Activation, ACTIVATIONS[settings["activation"]]),
    }
    if settings["positions"] == "rotary":
        shared["rotary_dim"] = settings["size"] // settings["heads"]
        shared["rotary_interleave"] = False
    encoder, decoder = (
        kind(settings[f"{side}_layers"], settings["heads"], **shared)
        for kind, side in (
            (transformer_spec.TransformerEncoderSpec, "encoder"),
            (transformer_spec.TransformerDecoderSpec, "decoder"),
        )
    )
    return transformer_spec.TransformerSpec(encoder, decoder)


def fill(spec: Any, tensors: dict[str, Any], settings: dict[str, Any]) -> None:
    """Put the weights into their places."""
    table = tensors["source_embedding.weight"]
    target = tensors.get("target_embedding.weight", table)
    spec.encoder.embeddings[0].weight, spec.decoder.embeddings.weight = table, target
    put(spec.decoder.projection, target, tensors["output.bias"])
    for n, layer in enumerate(spec.encoder.layer):
        attention(layer.self_attention, tensors, f"encoder.{n}.attention", ("query_key_value",))
        feed_forward(layer.ffn, tensors, f"encoder.{n}.feed_forward")
    for n, layer in enumerate(spec.decoder.layer):
        attention(layer.self_attention, tensors, f"decoder.{n}.attention", ("query_key_value",))
        attention(layer.attention, tensors, f"decoder.{n}.cross", ("query", "key_value"))
        feed_forward(layer.ffn, tensors, f"decoder.{n}.feed_forward")
    if settings["norm"] == "pre":
        norm(spec.encoder.layer_norm, tensors, "encoder_norm")
        norm(spec.decoder.layer_norm, tensors, "decoder_norm")


def attention(spec: Any, tensors: dict[str, Any], name: str, parts: Iterable[str]) -> None:
    """Fill an attention, the norm before or after it with it."""
    norm(spec.layer_norm, tensors, f"{name}_norm")
    for linear, part in zip(spec.linear, (*parts, "out"), strict=True):
        put(linear, tensors[f"{name}.{part}.weight"], tensors[f"{name}.{part}.bias"])


def feed_forward(spec: Any, tensors: dict[str, Any], name: str) -> None:
    """Fill a feed-forward layer, its norm with it."""
    norm(spec.layer_norm, tensors, f"{name}_norm")
    for linear, part in ((spec.linear_0, "inner"), (spec.linear_1, "out")):
        put(linear, tensors[f"{name}.{part}.weight"], tensors[f"{name}.{part}.bias"])


def norm(spec: Any, tensors: dict[str, Any], name: str) -> None:
    """Fill a layer normalisation."""
    spec.gamma, spec.beta = tensors[f"{name}.weight"], tensors[f"{name}.bias"]


def put(linear: Any, weight: Any, bias: Any) -> None:
    """Fill a linear map."""
    linear.weight, linear.bias = weight, bias


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Translate everything together, or sentence by sentence, after warming up."""
    translator = ctranslate2.Translator(
        str(options.folder), compute_type=options.precision, inter_threads=1, intra_threads=1
    )
    sources = [
        [SPECIAL[piece] if piece < len(SPECIAL) else str(piece) for piece in [*pieces, 2]]
        for pieces in json.loads(options.sources.read_text("utf-8"))
    ]

    def translate(batch: list[list[str]]) -> list[list[str]]:
        found = translator.translate_batch(
            batch,
            beam_size=options.beam,
            length_penalty=0,
            max_batch_size=options.batch,
            max_decoding_length=LONGEST,
            return_scores=True,
        )
        return [each.hypotheses[0] for each in found]

    translate(sources[:8])
    start = time.process_time()
    latencies: list[float] = []
    found: list[list[str]] = translate(sources) if options.batch else []
    for source in [] if options.batch else sources:
        begun = time.process_time()
        found += translate([source])
        latencies.append(time.process_time() - begun)
    seconds = time.process_time() - start
    return {
        "seconds": seconds,
        "median": statistics.median(latencies) if latencies else seconds,
        "ids": [[int(piece) if piece.isdigit() else 0 for piece in row] for row in found],
    }


def main() -> None:
    """Convert or run."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    converting = commands.add_parser("convert")
    for name in ("weights", "settings", "folder"):
        converting.add_argument(name, type=Path)
    running = commands.add_parser("run")
    for name in ("folder", "sources"):
        running.add_argument(name, type=Path)
    running.add_argument("--precision", default="int8")
    running.add_argument("--beam", type=int, default=1)
    running.add_argument("--batch", type=int, default=64, help="sentences; 0: one by one")
    options = parser.parse_args()
    if options.command == "convert":
        convert(options.weights, json.loads(options.settings.read_text("utf-8")), options.folder)
    else:
        print(json.dumps(run(options)))


if __name__ == "__main__":
    main()
