// Attention of one query, in vectors: a lane is a key while scores are computed, then a unit of the
// head while values are summed. No vector is ever added up across its lanes but for the softmax.
#pragma once

#include "lanes.h"

namespace tolmach {
namespace {

// Scores of a block's keys, before scaling. Two running sums hide the latency of the products.
inline void score_block(const float* query, const float* keys, int size, float* scores) {
    for (int lane = 0; lane < KEYS; lane += LANES) {
        Lanes even{}, odd{};
        int e = 0;
        for (; e + 2 <= size; e += 2) {
            even += query[e] * load(keys + e * KEYS + lane);
            odd += query[e + 1] * load(keys + (e + 1) * KEYS + lane);
        }
        if (e < size) even += query[e] * load(keys + e * KEYS + lane);
        store(scores + lane, even + odd);
    }
}

// Make weights of scores, not yet divided by their sum, which is returned.
inline float weigh(float* scores, int count, float scale) {
    const int padded = (count + KEYS - 1) / KEYS * KEYS;
    for (int key = count; key < padded; ++key) scores[key] = -__builtin_inff();
    Lanes most = load(scores);
    for (int n = LANES; n < padded; n += LANES) most = larger(most, load(scores + n));
    const float largest = largest_of(most);
    Lanes sums{};
    for (int n = 0; n < padded; n += LANES) {
        const Lanes weights = exponential((load(scores + n) - largest) * scale);
        store(scores + n, weights);
        sums += weights;
    }
    return sum_of(sums);
}

inline void sum_values(const HeadShape& shape, const Attended& what, std::size_t offset,
                       const float* weights, float factor, float* out) {
    for (int unit = 0; unit < shape.size; unit += LANES) {
        Lanes sum{};
        for (int first = 0; first < what.count; first += KEYS) {
            const float* values = what.blocks[first / KEYS] + offset + unit;
            const int keys = what.count - first < KEYS ? what.count - first : KEYS;
            for (int key = 0; key < keys; ++key)
                sum += weights[first + key] * load(values + key * shape.stride);
        }
        sum *= factor;
        const int units = shape.size - unit < LANES ? shape.size - unit : LANES;
        __builtin_memcpy(out + unit, &sum, units * sizeof(float));
    }
}

void attend(const HeadShape& shape, const Attended& what, float* scores, float* out) {
    const float scale = 1 / __builtin_sqrtf(static_cast<float>(shape.size));
    for (int head = 0; head < shape.heads; ++head) {
        const float* query = what.query + head * shape.size;
        const std::size_t offset = what.offset + std::size_t(head) * shape.head_floats();
        for (int first = 0; first < what.count; first += KEYS)
            score_block(query, what.blocks[first / KEYS] + offset, shape.size, scores + first);
        const float total = weigh(scores, what.count, scale);
        sum_values(shape, what, offset + std::size_t(shape.size) * KEYS, scores, 1 / total,
                   out + head * shape.size);
    }
}

}  // namespace
}  // namespace tolmach
