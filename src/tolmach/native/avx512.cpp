// AVX-512 with VNNI. Compiled for that alone; called only where the processor has it.
#define TOLMACH_LANES 16
#define TOLMACH_PANEL 64

#include <immintrin.h>

#include "table_lanes.h"

namespace tolmach {
namespace {

// Weights are unsigned bytes w + 128, four neighbours in depth together, as vpdpbusd wants its
// first operand; the activations are signed and come by broadcast from memory. Sums begin at
// -128 times the sum of the row's activations, which takes the shift back and costs nothing.
template <int ROWS>
inline void sum_bytes(const ByteRows& rows, int first_row, const std::uint8_t* panel, int depth,
                      IntLanes (&out)[ROWS][BYTE_VECTORS]) {
    const std::int8_t* values = rows.values + first_row * rows.stride;
    __m512i sums[ROWS][4];
#pragma GCC unroll 8
    for (int row = 0; row < ROWS; ++row)
#pragma GCC unroll 4
        for (int v = 0; v < 4; ++v) sums[row][v] = _mm512_set1_epi32(-128 * rows.sums[first_row + row]);
    for (int k = 0; k < depth; k += 4) {
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
        for (int v = 0; v < 4; ++v) out[row][v] = reinterpret_cast<IntLanes>(sums[row][v]);
}

}  // namespace

const Kernels& avx512_kernels() {
    static const Kernels kernels = table_of("avx512vnni", 4, 128);
    return kernels;
}

}  // namespace tolmach
