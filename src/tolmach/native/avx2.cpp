// AVX2 with FMA. Compiled for that alone; called only where the processor has it.
#define TOLMACH_LANES 8
#define TOLMACH_PANEL 16

#include <immintrin.h>

#include "table_lanes.h"

namespace tolmach {
namespace {

constexpr int CHUNK = 512;  // of depth; a tile's activations are widened by so many at a time

// Bytes are widened to 16 bits first: the product of bytes that AVX2 has would saturate.
template <int ROWS>
inline void sum_bytes(const ByteRows& rows, int first_row, const std::uint8_t* panel, int all,
                      IntLanes (&out)[ROWS][BYTE_VECTORS]) {
    const std::int8_t* values = rows.values + first_row * rows.stride;
    __m256i sums[ROWS][2] = {};
    alignas(32) std::int16_t wide[ROWS][CHUNK];
    for (int begin = 0; begin < all; begin += CHUNK) {
        const int depth = all - begin < CHUNK ? all - begin : CHUNK;
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
        for (int v = 0; v < 2; ++v) out[row][v] = reinterpret_cast<IntLanes>(sums[row][v]);
}

}  // namespace

const Kernels& avx2_kernels() {
    static const Kernels kernels = table_of("avx2", 2, 0);
    return kernels;
}

}  // namespace tolmach
