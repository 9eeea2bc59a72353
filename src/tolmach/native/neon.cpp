// NEON, as every 64-bit Arm has it.
#define TOLMACH_LANES 4
#define TOLMACH_PANEL 16

#include <arm_neon.h>

#include "table_lanes.h"

namespace tolmach {
namespace {

inline int8x8_t both(const std::int8_t* two) {
    std::int16_t bits;
    __builtin_memcpy(&bits, two, sizeof bits);
    return vreinterpret_s8_s16(vdup_n_s16(bits));
}

// Two neighbours in depth lie together. Bytes are at most 127 in size, so that 16 bits hold the sum
// of two products: those at k and at k + 2 are added there, and only then widened.
template <int ROWS>
inline void sum_bytes(const ByteRows& rows, int first_row, const std::uint8_t* panel, int depth,
                      IntLanes (&out)[ROWS][BYTE_VECTORS]) {
    const auto* weights = reinterpret_cast<const std::int8_t*>(panel);
    const std::int8_t* values = rows.values + first_row * rows.stride;
    int32x4_t sums[ROWS][4] = {};
    for (int k = 0; k < depth; k += 4) {
        const bool last = k + 2 == depth;
#pragma GCC unroll 4
        for (int v = 0; v < 4; ++v) {
            const int8x8_t left = vld1_s8(weights + k * 16 + v * 8);
            const int8x8_t right = last ? vdup_n_s8(0) : vld1_s8(weights + (k + 2) * 16 + v * 8);
#pragma GCC unroll 4
            for (int row = 0; row < ROWS; ++row) {
                const std::int8_t* four = values + row * rows.stride + k;
                const int16x8_t products = vmull_s8(left, both(four));
                sums[row][v] = vpadalq_s16(sums[row][v], vmlal_s8(products, right, both(four + 2)));
            }
        }
    }
    for (int row = 0; row < ROWS; ++row)
        for (int v = 0; v < 4; ++v) out[row][v] = reinterpret_cast<IntLanes>(sums[row][v]);
}

}  // namespace

const Kernels& neon_kernels() {
    static const Kernels kernels = table_of("neon", 2, 0);
    return kernels;
}

}  // namespace tolmach
