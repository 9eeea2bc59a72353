"""Loading time and resident memory of a process with one native engine, without PyTorch.

    python -m benchmarks.native_footprint FOLDER SOURCES.json --precision int8

Prints them as one JSON object, in seconds and bytes, after greedy translation of all sources.
"""

import argparse
import json
import os
import time
from pathlib import Path

from tolmach.inference.native_engine import NativeEngine
from tolmach.search.options import SearchOptions


def main() -> None:
    """Load, translate, look."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("folder", "sources"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--precision", choices=["int8", "float32"], default="int8")
    options = parser.parse_args()
    start = time.process_time()
    engine = NativeEngine.load(options.folder, precision=options.precision)
    loading = time.process_time() - start
    engine.translate(json.loads(options.sources.read_text("utf-8")), SearchOptions(beam=1))
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    print(json.dumps({"loading": loading, "resident": pages * os.sysconf("SC_PAGE_SIZE")}))


if __name__ == "__main__":
    main()
