// NEON with dot products of bytes (Armv8.4, and most since 2018). Called only where there are any.
#define TOLMACH_LANES 4
#define TOLMACH_PANEL 16

#include <arm_neon.h>

#include "table_lanes.h"

namespace tolmach {
namespace {

// Four neighbours in depth lie together, as sdot wants them.
template <int ROWS>
inline void sum_bytes(const ByteRows& rows, int first_row, const std::uint8_t* panel, int depth,
                      IntLanes (&out)[ROWS][BYTE_VECTORS]) {
    const auto* weights = reinterpret_cast<const std::int8_t*>(panel);
    const std::int8_t* values = rows.values + first_row * rows.stride;
    int32x4_t sums[ROWS][4] = {};
    for (int k = 0; k < depth; k += 4) {
        int8x16_t columns[4];
#pragma GCC unroll 4
        for (int v = 0; v < 4; ++v) columns[v] = vld1q_s8(weights + k * 16 + v * 16);
#pragma GCC unroll 4
        for (int row = 0; row < ROWS; ++row) {
            std::int32_t four;
            __builtin_memcpy(&four, values + row * rows.stride + k, sizeof four);
            const int8x16_t activations = vreinterpretq_s8_s32(vdupq_n_s32(four));
#pragma GCC unroll 4
            for (int v = 0; v < 4; ++v)
                sums[row][v] = vdotq_s32(sums[row][v], columns[v], activations);
        }
    }
    for (int row = 0; row < ROWS; ++row)
        for (int v = 0; v < 4; ++v) out[row][v] = reinterpret_cast<IntLanes>(sums[row][v]);
}

}  // namespace

const Kernels& neon_dot_kernels() {
    static const Kernels kernels = table_of("neondot", 4, 0);
    return kernels;
}

}  // namespace tolmach
