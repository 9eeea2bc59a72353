// The float32 product, in vectors: tiles of some rows and one panel of columns, kept in registers.
#pragma once

#include "lanes.h"

namespace tolmach {
namespace {

constexpr int FLOAT_VECTORS = TOLMACH_PANEL / LANES;  // of a panel

inline void finish(float* to, Lanes sum, const float* bias, After after) {
    Lanes value = sum + load(bias);
    if (after == After::add) value += load(to);
    if (after == After::rectify) value = larger(value, Lanes{});
    store(to, value);
}

template <int ROWS>
void float_tile(const FloatRows& rows, int first_row, const float* panel, int depth,
                const ProductOutput& out, int column) {
    const float* values = rows.values + first_row * rows.stride;
    Lanes sums[ROWS][FLOAT_VECTORS] = {};
    for (int k = 0; k < depth; ++k) {
        Lanes weights[FLOAT_VECTORS];
#pragma GCC unroll 8
        for (int v = 0; v < FLOAT_VECTORS; ++v) weights[v] = load(panel + k * TOLMACH_PANEL + v * LANES);
#pragma GCC unroll 8
        for (int row = 0; row < ROWS; ++row)
#pragma GCC unroll 8
            for (int v = 0; v < FLOAT_VECTORS; ++v)
                sums[row][v] += values[row * rows.stride + k] * weights[v];
    }
    for (int row = 0; row < ROWS; ++row)
        for (int v = 0; v < FLOAT_VECTORS; ++v)
            finish(out.values + (first_row + row) * out.stride + column + v * LANES, sums[row][v],
                   out.bias + column + v * LANES, out.after);
}

// Call tile(rows, first row) for all rows, in tiles of at most MOST that differ by at most one row:
// eight rows are four and four, since a tile of two would read the panel for little.
template <int MOST, class Tile>
inline void for_row_tiles(int count, Tile tile) {
    const int tiles = (count + MOST - 1) / MOST;
    for (int place = 0, first = 0; place < tiles; ++place) {
        const int rows = (count - first + tiles - place - 1) / (tiles - place);
        tile(rows, first);
        first += rows;
    }
}

void multiply_floats(const FloatRows& rows, const FloatPanels& panels, const ProductOutput& out) {
    for (int column = 0; column < panels.columns; column += TOLMACH_PANEL) {
        const float* panel = panels.values + std::size_t(column) * panels.depth;
        for_row_tiles<6>(rows.count, [&](int count, int first) {
            switch (count) {
                case 1: return float_tile<1>(rows, first, panel, panels.depth, out, column);
                case 2: return float_tile<2>(rows, first, panel, panels.depth, out, column);
                case 3: return float_tile<3>(rows, first, panel, panels.depth, out, column);
                case 4: return float_tile<4>(rows, first, panel, panels.depth, out, column);
                case 5: return float_tile<5>(rows, first, panel, panels.depth, out, column);
                default: return float_tile<6>(rows, first, panel, panels.depth, out, column);
            }
        });
    }
}

}  // namespace
}  // namespace tolmach
