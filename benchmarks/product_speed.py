"""The native engine's bare products: what it could reach if it did nothing else.

    python -m benchmarks.product_speed

GOP/s by instruction set, precision and shape, the best of many short runs beside other work as it
may be. With one row a product does little but read its weights: then GB/s of weights count, beside
a bare copy of as many bytes from the same cache.
"""

import time
from collections.abc import Mapping

import numpy as np

from benchmarks.measurement import show_table
from tolmach.inference import _native

PRODUCTS = (
    (768, 256),
    (1024, 256),
    (256, 1024),
    (8000, 256),
)  # columns, depth: the shipped model's
ROWS = (1, 8, 64)
BURSTS, BURST_SECONDS = 40, 1e-3
BYTES = {"int8": 1, "float32": 4}  # of a weight

Speeds = Mapping[str, Mapping[str, float]]


def product_speeds() -> dict[str, dict[str, float]]:
    """Return GOP/s by rows, and GB/s of a copy, by instruction set, precision and shape."""
    return {
        f"{instructions}, {precision.name}, {columns} x {depth}": {
            **{
                f"{rows} rows": _product_speed(instructions, precision, rows, (columns, depth))
                for rows in ROWS
            },
            "a copy": _copy_speed(columns * depth * BYTES[precision.name]),
        }
        for instructions in _native.known_instructions()
        for precision in (_native.Precision.int8, _native.Precision.float32)
        for columns, depth in PRODUCTS
    }


def _product_speed(
    instructions: str, precision: _native.Precision, rows: int, shape: tuple[int, int]
) -> float:
    draw = np.random.default_rng(1)
    weight = draw.normal(size=shape).astype(np.float32)
    bias = np.zeros(shape[0], np.float32)
    product = _native.kernels.Product(instructions, precision, weight, bias)
    read = draw.normal(size=(rows, shape[1])).astype(np.float32)
    times = max(1, int(BURST_SECONDS / max(product.seconds(read, 1), 1e-7)))
    seconds = min(product.seconds(read, times) / times for _ in range(BURSTS))
    return 2e-9 * rows * shape[0] * shape[1] / seconds


def _copy_speed(size: int) -> float:
    """Return how many GB/s are read where an array of so many bytes is copied."""
    read, written = np.ones(size, np.uint8), np.empty(size, np.uint8)
    times = max(1, int(BURST_SECONDS / (size / 1e10)))
    best = float("inf")
    for _ in range(BURSTS):
        start = time.perf_counter()
        for _ in range(times):
            np.copyto(written, read)
        best = min(best, (time.perf_counter() - start) / times)
    return 1e-9 * size / best


def show_products(products: Speeds) -> None:
    """Print the table. With one row, two operations are one weight."""
    first = next(iter(products.values()))
    cells = [[name, *(f"{each:.0f}" for each in row.values())] for name, row in products.items()]
    show_table("GOP/s of the bare product, GB/s of a copy", ["", *first], cells)


if __name__ == "__main__":
    show_products(product_speeds())
