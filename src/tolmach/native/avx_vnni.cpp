// AVX2 with VNNI: Intel's processors without AVX-512 since 2021. Called only where there is any.
#define TOLMACH_LANES 8
#define TOLMACH_PANEL 16

#include <immintrin.h>

#include "table_lanes.h"

namespace tolmach {
namespace {

// As in avx512.cpp: weights are w + 128, and sums begin with what takes that back.
template <int ROWS>
inline void sum_bytes(const ByteRows& rows, int first_row, const std::uint8_t* panel, int depth,
                      IntLanes (&out)[ROWS][BYTE_VECTORS]) {
    const std::int8_t* values = rows.values + first_row * rows.stride;
    __m256i sums[ROWS][2];
    for (int row = 0; row < ROWS; ++row)
        sums[row][0] = sums[row][1] = _mm256_set1_epi32(-128 * rows.sums[first_row + row]);
    for (int k = 0; k < depth; k += 4) {
        const auto* at = reinterpret_cast<const __m256i*>(panel + k * 16);
        const __m256i left = _mm256_loadu_si256(at), right = _mm256_loadu_si256(at + 1);
#pragma GCC unroll 4
        for (int row = 0; row < ROWS; ++row) {
            std::int32_t four;
            __builtin_memcpy(&four, values + row * rows.stride + k, sizeof four);
            const __m256i activations = _mm256_set1_epi32(four);
            sums[row][0] = _mm256_dpbusd_avx_epi32(sums[row][0], left, activations);
            sums[row][1] = _mm256_dpbusd_avx_epi32(sums[row][1], right, activations);
        }
    }
    for (int row = 0; row < ROWS; ++row)
        for (int v = 0; v < 2; ++v) out[row][v] = reinterpret_cast<IntLanes>(sums[row][v]);
}

}  // namespace

const Kernels& avx_vnni_kernels() {
    static const Kernels kernels = table_of("avxvnni", 4, 128);
    return kernels;
}

}  // namespace tolmach
