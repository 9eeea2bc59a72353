// The int8 product around the sums of one tile, which each instruction set has in its own way: tiles
// of some rows and one panel of columns, scaled to floats on their way out.
#pragma once

#include "float_gemm_lanes.h"

namespace tolmach {
namespace {

constexpr int BYTE_VECTORS = TOLMACH_PANEL / LANES;  // of a panel

// Sum up activations times weights for ROWS rows from `first_row` on and all columns of a panel.
template <int ROWS>
void sum_bytes(const ByteRows& rows, int first_row, const std::uint8_t* panel, int depth,
               IntLanes (&sums)[ROWS][BYTE_VECTORS]);

template <int ROWS>
void byte_tile(const ByteRows& rows, int first_row, const std::uint8_t* panel,
               const BytePanels& panels, const ProductOutput& out, int column) {
    IntLanes sums[ROWS][BYTE_VECTORS];
    sum_bytes<ROWS>(rows, first_row, panel, panels.depth, sums);
#pragma GCC unroll 8
    for (int row = 0; row < ROWS; ++row)
#pragma GCC unroll 8
        for (int v = 0; v < BYTE_VECTORS; ++v) {
            const int place = column + v * LANES;
            const Lanes scale = load(panels.scales + place) * rows.scales[first_row + row];
            const Lanes sum = __builtin_convertvector(sums[row][v], Lanes);
            finish(out.values + (first_row + row) * out.stride + place, sum * scale,
                   out.bias + place, out.after);
        }
}

// Four rows reach what processors can do; with more, compilers move registers about and lose half.
void multiply_bytes(const ByteRows& rows, const BytePanels& panels, const ProductOutput& out) {
    for (int column = 0; column < panels.columns; column += TOLMACH_PANEL) {
        const std::uint8_t* panel = panels.values + std::size_t(column) * panels.depth;
        for_row_tiles<4>(rows.count, [&](int count, int first) {
            switch (count) {
                case 1: return byte_tile<1>(rows, first, panel, panels, out, column);
                case 2: return byte_tile<2>(rows, first, panel, panels, out, column);
                case 3: return byte_tile<3>(rows, first, panel, panels, out, column);
                default: return byte_tile<4>(rows, first, panel, panels, out, column);
            }
        });
    }
}

}  // namespace
}  // namespace tolmach
