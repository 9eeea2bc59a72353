// AVX-512 with VNNI. Compiled for that alone; called only where the processor has it.
#define TOLMACH_LANES 16
#define TOLMACH_PANEL 64

#include <immintrin.h>

#include "attention_lanes.h"
#include "float_gemm_lanes.h"
#include "row_lanes.h"

namespace tolmach {
namespace {

// Weights are unsigned bytes w + 128, four neighbours in depth together, as vpdpbusd wants its
// first operand; the activations are signed and come by broadcast from memory. Sums begin at
// -128 times the sum of the row's activations, which takes the shift back and costs nothing. Four
// rows reach what the processor can do; with more, compilers move registers about and lose half.
template <int ROWS>
void byte_tile(const ByteRows& rows, int first_row, const std::uint8_t* panel,
               const BytePanels& panels, const ProductOutput& out, int column) {
    const std::int8_t* values = rows.values + first_row * rows.stride;
    __m512i sums[ROWS][4];
#pragma GCC unroll 8
    for (int row = 0; row < ROWS; ++row)
#pragma GCC unroll 4
        for (int v = 0; v < 4; ++v) sums[row][v] = _mm512_set1_epi32(-128 * rows.sums[first_row + row]);
    for (int k = 0; k < panels.depth; k += 4) {
        __m512i weights[4];
#pragma GCC unroll 4
        for (int v = 0; v < 4; ++v) weights[v] = _mm512_loadu_si512(panel + k * 64 + v * 64);
#pragma GCC unroll 8
        for (int row = 0; row < ROWS; ++row) {
            std::int32_t four;
            __builtin_memcpy(&four, values + row * rows.stride + k, sizeof four);
            const __m512i activations = _mm512_set1_epi32(four);
#pragma GCC unroll 4
            for (int v = 0; v < 4; ++v)
                sums[row][v] = _mm512_dpbusd_epi32(sums[row][v], weights[v], activations);
        }
    }
#pragma GCC unroll 8
    for (int row = 0; row < ROWS; ++row)
#pragma GCC unroll 4
        for (int v = 0; v < 4; ++v) {
            const int place = column + v * 16;
            const Lanes scale = load(panels.scales + place) * rows.scales[first_row + row];
            const Lanes sum = reinterpret_cast<Lanes>(_mm512_cvtepi32_ps(sums[row][v]));
            finish(out.values + (first_row + row) * out.stride + place, sum * scale,
                   out.bias + place, out.after);
        }
}

void multiply_bytes(const ByteRows& rows, const BytePanels& panels, const ProductOutput& out) {
    for (int column = 0; column < panels.columns; column += 64) {
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

const Kernels& avx512_kernels() {
    static const Kernels kernels{"avx512vnni",    64,         4,        128,    multiply_bytes,
                                 multiply_floats, normalise,  quantise, attend, maximum,
                                 exponential_sum, find_above, activate};
    return kernels;
}

}  // namespace tolmach
