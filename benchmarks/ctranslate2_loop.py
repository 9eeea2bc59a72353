"""CTranslate2 on a model that `tolmach export` wrote, in a process of its own.

    python -m benchmarks.ctranslate2_loop FOLDER SOURCES.json --precision int8 --beam 1 --batch 64

Prints what it found, how long that and loading took, and its resident memory as one JSON object, in
seconds and bytes: of processor time, or of wall time with more than one thread, each a worker of
its own. It imports nothing of Tolmach, which would count as its memory. Sources and translations
are lists of piece ids.
"""

import argparse
import json
import os
import statistics
import time
from pathlib import Path
from typing import Any

import ctranslate2

LONGEST = 256  # pieces of a translation


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Translate everything together, or sentence by sentence, after warming up."""
    wall = options.wall or options.threads > 1
    clock = time.perf_counter if wall else time.process_time
    begun = clock()
    translator = ctranslate2.Translator(
        str(options.folder),
        compute_type=options.precision,
        inter_threads=options.threads,
        intra_threads=1,
    )
    loading = clock() - begun
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
            min_decoding_length=options.length or 1,
            max_decoding_length=options.length or LONGEST,
            return_scores=True,
            use_vmap=options.shortlist,
        )
        return [each.hypotheses[0] for each in found]

    translate(sources[:8])
    start = clock()
    latencies: list[float] = []
    found: list[list[str]] = translate(sources) if options.batch else []
    for source in [] if options.batch else sources:
        begun = clock()
        found += translate([source])
        latencies.append(clock() - begun)
    seconds = clock() - start
    return {
        "seconds": seconds,
        "median": statistics.median(latencies) if latencies else seconds,
        "loading": loading,
        "resident": resident_memory(),
        "ids": [[places[piece] for piece in row] for row in found],
    }


def resident_memory() -> int:
    """Return how many bytes of this process are in memory."""
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


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
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--shortlist", action="store_true", help="use the vocabulary map")
    parser.add_argument("--wall", action="store_true", help="wall time with one thread, too")
    parser.add_argument("--length", type=int, help="pieces of every translation")
    print(json.dumps(run(parser.parse_args())))


if __name__ == "__main__":
    main()
