// Attention of one query to all keys, in vectors. Keys and values are read row by row, as they lie:
// a lane is a unit of a head, and the sums across lanes are made for all heads, or for several keys,
// at once. Then a lane is a head of a key, so that the softmax of all heads is one.
#pragma once

#include "lanes.h"

namespace tolmach {
namespace {

// Lanes n of the two whose bit STEP is not set, and those whose bit it is, added up.
template <int STEP, int... N>
inline Lanes paired(Lanes one, Lanes two, std::integer_sequence<int, N...>) {
    const Lanes low = shuffled<(N & STEP ? LANES + (N ^ STEP) : N)...>(one, two);
    const Lanes high = shuffled<(N & STEP ? LANES + N : N | STEP)...>(one, two);
    return low + high;
}

// Make of as many vectors as a vector has lanes one whose lane n is the sum of vector n's.
template <int STEP = 1>
inline Lanes sums_of(const Lanes (&vectors)[LANES / STEP]) {
    if constexpr (STEP == LANES) {
        return vectors[0];
    } else {
        Lanes half[LANES / STEP / 2];
#pragma GCC unroll 8
        for (int n = 0; n < LANES / STEP / 2; ++n)
            half[n] = paired<STEP>(vectors[2 * n], vectors[2 * n + 1],
                                   std::make_integer_sequence<int, LANES>());
        return sums_of<2 * STEP>(half);
    }
}

// One group of heads: what one vector holds of a key, or of several. HEADS is a power of two.
template <int HEADS>
struct HeadGroup {
    static constexpr int AT_ONCE = LANES / HEADS;  // keys

    const HeadShape& shape;
    const Attended& what;
    int first;      // head
    int heads;      // at most HEADS
    float* scores;  // of the first key
    int step;       // from one vector of scores to the next

    // Scores of the keys from `key` on, of which the last stands in for those that do not exist.
    Lanes score(const float* query, int key) const {
        const float* keys[AT_ONCE];
        for (int n = 0; n < AT_ONCE; ++n)
            keys[n] = what.places[key + n < what.count ? key + n : what.count - 1] + what.offset +
                      first * shape.size;
        Lanes sums[LANES] = {};
#pragma GCC unroll 16
        for (int head = 0; head < HEADS; ++head) {
            if (head == heads) break;
            for (int unit = 0; unit < shape.size; unit += LANES, query += LANES)
#pragma GCC unroll 16
                for (int n = 0; n < AT_ONCE; ++n)
                    sums[n * HEADS + head] +=
                        load(query) * load(keys[n] + head * shape.size + unit);
        }
        return sums_of(sums);
    }

    // Put together what belongs to one head.
    template <int STEP = HEADS, class Join>
    static Lanes folded(Lanes lanes, Join join) {
        if constexpr (STEP == LANES)
            return lanes;
        else
            return folded<2 * STEP>(
                join(lanes, exchanged<STEP>(lanes, std::make_integer_sequence<int, LANES>())),
                join);
    }

    void weigh(const float* query) const {
        const int vectors = (what.count + AT_ONCE - 1) / AT_ONCE;
        Lanes most = all(-__builtin_inff());
        for (int n = 0; n < vectors; ++n) {
            Lanes found = score(query, n * AT_ONCE);
            if (n + 1 == vectors)  // keys that do not exist
                found = first_lanes(found, (what.count - n * AT_ONCE) * HEADS, -__builtin_inff());
            store(scores + n * step, found);
            most = larger(most, found);
        }
        most = folded(most, larger);
        Lanes total{};
        for (int n = 0; n < vectors; ++n) {
            const Lanes weights = exponential(load(scores + n * step) - most);
            store(scores + n * step, weights);
            total += weights;
        }
        total = 1.0f / folded(total, [](Lanes one, Lanes two) { return one + two; });
        for (int n = 0; n < vectors; ++n)
            store(scores + n * step, load(scores + n * step) * total);
    }
};

template <int HEADS>
inline void weigh_heads(const HeadShape& shape, const Attended& what, const float* query,
                        float* weights) {
    const int padded = shape.padded();
    for (int first = 0; first < shape.heads; first += HEADS) {
        const int heads = shape.heads - first < HEADS ? shape.heads - first : HEADS;
        const HeadGroup<HEADS> group{shape,           what, first, heads, weights + first,
                                     padded > LANES ? padded : LANES};
        group.weigh(query);
        query += heads * ((shape.size + LANES - 1) / LANES * LANES);
    }
}

inline void weigh(const HeadShape& shape, const Attended& what, const float* query,
                  float* weights) {
    switch (shape.padded()) {
        case 1: return weigh_heads<1>(shape, what, query, weights);
        case 2: return weigh_heads<2>(shape, what, query, weights);
        case 4: return weigh_heads<4>(shape, what, query, weights);
        case 8: return weigh_heads<(LANES < 8 ? LANES : 8)>(shape, what, query, weights);
        default: return weigh_heads<LANES>(shape, what, query, weights);
    }
}

// Sum up VECTORS vectors of HEADS neighbouring heads' values, from `unit` of each head on.
template <int HEADS, int VECTORS>
inline void sum_values(const HeadShape& shape, const Attended& what, const float* weights,
                       int head, int unit, float* out) {
    const std::size_t offset = what.offset + shape.width() + head * shape.size + unit;
    const int padded = shape.padded();
    Lanes sums[HEADS][VECTORS] = {};
    for (int key = 0; key < what.count; ++key) {
        const float* values = what.places[key] + offset;
#pragma GCC unroll 16
        for (int n = 0; n < HEADS; ++n)
#pragma GCC unroll 4
            for (int v = 0; v < VECTORS; ++v)
                sums[n][v] += weights[key * padded + head + n] *
                              load(values + n * shape.size + v * LANES);
    }
    for (int n = 0; n < HEADS; ++n)
        for (int v = 0; v < VECTORS; ++v) {
            const int left = shape.size - unit - v * LANES;
            __builtin_memcpy(out + (head + n) * shape.size + unit + v * LANES, &sums[n][v],
                             (left < LANES ? left : LANES) * sizeof(float));
        }
}

// So many sums fill the registers, and hide how long each takes.
template <int VECTORS>
inline void sum_heads(const HeadShape& shape, const Attended& what, const float* weights, int unit,
                      float* out) {
    constexpr int AT_ONCE = LANES / VECTORS;
    int head = 0;
    for (; head + AT_ONCE <= shape.heads; head += AT_ONCE)
        sum_values<AT_ONCE, VECTORS>(shape, what, weights, head, unit, out);
    for (; head < shape.heads; ++head)
        sum_values<1, VECTORS>(shape, what, weights, head, unit, out);
}

void attend(const HeadShape& shape, const Attended& what, float* weights, float* out) {
    const float scale = 1 / __builtin_sqrtf(static_cast<float>(shape.size));
    float* query = weights + (what.count + std::size_t(WIDEST)) * shape.padded();
    float* to = query;
    for (int head = 0; head < shape.heads; ++head)
        for (int unit = 0; unit < shape.size; unit += LANES, to += LANES) {
            const Lanes lanes = load(what.query + head * shape.size + unit) * scale;
            store(to, first_lanes(lanes, shape.size - unit, 0));  // what follows is another head's
        }
    weigh(shape, what, query, weights);
    for (int unit = 0; unit < shape.size;) {
        const int vectors = (shape.size - unit + LANES - 1) / LANES;
        switch (vectors) {
            case 1: sum_heads<1>(shape, what, weights, unit, out); break;
            case 2: sum_heads<2>(shape, what, weights, unit, out); break;
            case 3: sum_heads<3>(shape, what, weights, unit, out); break;
            default: sum_heads<4>(shape, what, weights, unit, out); break;
        }
        unit += (vectors < 4 ? vectors : 4) * LANES;
    }
}

}  // namespace
}  // namespace tolmach
