"""CTranslate2 on a model that `tolmach export` wrote, in an environment of its own.

    python ctranslate2_loop.py FOLDER SOURCES.json --precision int8 --beam 1 --batch 64

Prints what it found and how long it took as one JSON object. It imports nothing of Tolmach, which
its environment does not have. Sources and translations are lists of piece ids.
"""

import argparse
import json
import statistics
import time
from pathlib import Path
from typing import Any

import ctranslate2

LONGEST = 256  # pieces of a translation


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Translate everything together, or sentence by sentence, after warming up."""
    translator = ctranslate2.Translator(
        str(options.folder), compute_type=options.precision, inter_threads=1, intra_threads=1
    )
    read, written = (vocabulary(options.folder, side) for side in ("source", "target"))
    places = {piece: place for place, piece in enumerate(written)}
    sources = [
        [read[piece] for piece in pieces]
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
        "ids": [[places[piece] for piece in row] for row in found],
    }


def vocabulary(folder: Path, side: str) -> list[str]:
    """Return the pieces of a side, in the order of their ids."""
    shared = folder / "shared_vocabulary.json"
    file = shared if shared.is_file() else folder / f"{side}_vocabulary.json"
    pieces: list[str] = json.loads(file.read_text("utf-8"))
    return pieces


def main() -> None:
    """Translate as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("folder", "sources"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--precision", default="int8")
    parser.add_argument("--beam", type=int, default=1)
    parser.add_argument("--batch", type=int, default=64, help="sentences; 0: one by one")
    print(json.dumps(run(parser.parse_args())))


if __name__ == "__main__":
    main()
