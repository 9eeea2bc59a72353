// AVX2 with FMA. Compiled for that alone; called only where the processor has it.
#define TOLMACH_LANES 8
#define TOLMACH_PANEL 16

#include <immintrin.h>

#include "attention_lanes.h"
#include "float_gemm_lanes.h"
#include "row_lanes.h"

namespace tolmach {
namespace {

constexpr int CHUNK = 512;  // of depth; a tile's activations are widened by so many at a time

// Bytes are widened to 16 bits first: the product of bytes that AVX2 has would saturate.
template <int ROWS>
void byte_tile(const ByteRows& rows, int first_row, const std::uint8_t* panel,
               const BytePanels& panels, const ProductOutput& out, int column) {
    const std::int8_t* values = rows.values + first_row * rows.stride;
    __m256i sums[ROWS][2] = {};
    alignas(32) std::int16_t wide[ROWS][CHUNK];
    for (int begin = 0; begin < panels.depth; begin += CHUNK) {
        const int depth = panels.depth - begin < CHUNK ? panels.depth - begin : CHUNK;
        for (int row = 0; row < ROWS; ++row)
            for (int k = 0; k < depth; ++k) wide[row][k] = values[row * rows.stride + begin + k];
        for (int k = 0; k < depth; k += 2) {
            const auto* at = reinterpret_cast<const __m128i*>(panel + (begin + k) * 16);
            const __m256i left = _mm256_cvtepi8_epi16(_mm_loadu_si128(at));
            const __m256i right = _mm256_cvtepi8_epi16(_mm_loadu_si128(at + 1));
#pragma GCC unroll 8
            for (int row = 0; row < ROWS; ++row) {
                std::int32_t two;
                __builtin_memcpy(&two, &wide[row][k], sizeof two);
                const __m256i activations = _mm256_set1_epi32(two);
                sums[row][0] =
                    _mm256_add_epi32(sums[row][0], _mm256_madd_epi16(left, activations));
                sums[row][1] =
                    _mm256_add_epi32(sums[row][1], _mm256_madd_epi16(right, activations));
            }
        }
    }
    for (int row = 0; row < ROWS; ++row)
        for (int v = 0; v < 2; ++v) {
            const int place = column + v * 8;
            const Lanes scale = load(panels.scales + place) * rows.scales[first_row + row];
            const Lanes sum = reinterpret_cast<Lanes>(_mm256_cvtepi32_ps(sums[row][v]));
            finish(out.values + (first_row + row) * out.stride + place, sum * scale,
                   out.bias + place, out.after);
        }
}

void multiply_bytes(const ByteRows& rows, const BytePanels& panels, const ProductOutput& out) {
    for (int column = 0; column < panels.columns; column += 16) {
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

const Kernels& avx2_kernels() {
    static const Kernels kernels{"avx2",          16,         2,        0,      multiply_bytes,
                                 multiply_floats, normalise,  quantise, attend, maximum,
                                 exponential_sum, find_above, activate};
    return kernels;
}

}  // namespace tolmach
