// Kernels over one row, in vectors; their scalar twins are in `plain.cpp`.
#pragma once

#include "lanes.h"

namespace tolmach {
namespace {

// Sum of f over the row: whole vectors, then what is left, one by one.
template <class OfLanes, class OfOne>
inline float row_sum(const float* in, int size, OfLanes of_lanes, OfOne of_one) {
    Lanes sums{};
    int n = 0;
    for (; n + LANES <= size; n += LANES) sums += of_lanes(load(in + n));
    float sum = sum_of(sums);
    for (; n < size; ++n) sum += of_one(in[n]);
    return sum;
}

void normalise(const float* in, const float* gain, const float* bias, int size, float* out) {
    const float mean = row_sum(
                           in, size, [](Lanes x) { return x; }, [](float x) { return x; }) /
                       static_cast<float>(size);
    const float variance = row_sum(
                               in, size, [=](Lanes x) { return (x - mean) * (x - mean); },
                               [=](float x) { return (x - mean) * (x - mean); }) /
                           static_cast<float>(size);
    const float factor = 1 / __builtin_sqrtf(variance + 1e-5f);
    int n = 0;
    for (; n + LANES <= size; n += LANES)
        store(out + n, (load(in + n) - mean) * factor * load(gain + n) + load(bias + n));
    for (; n < size; ++n) out[n] = (in[n] - mean) * factor * gain[n] + bias[n];
}

inline float largest_magnitude(const float* in, int size) {
    Lanes most{};
    int n = 0;
    for (; n + LANES <= size; n += LANES) most = larger(most, larger(load(in + n), -load(in + n)));
    float largest = largest_of(most);
    for (; n < size; ++n) {
        const float magnitude = in[n] < 0 ? -in[n] : in[n];
        largest = magnitude > largest ? magnitude : largest;
    }
    return largest;
}

Quantised quantise(const float* in, int size, std::int8_t* out) {
    typedef std::int8_t ByteLanes __attribute__((vector_size(LANES)));
    const float turn = 12582912.0f;  // rounds to a whole number, as in `exponential`
    const float largest = largest_magnitude(in, size);
    const float factor = largest > 0 ? 127 / largest : 0.0f;
    IntLanes sums{};
    int n = 0;
    for (; n + LANES <= size; n += LANES) {
        const Lanes whole = (load(in + n) * factor + turn) - turn;
        const IntLanes values = __builtin_convertvector(whole, IntLanes);
        const ByteLanes bytes = __builtin_convertvector(values, ByteLanes);
        __builtin_memcpy(out + n, &bytes, sizeof bytes);
        sums += values;
    }
    // Sums of bytes are whole numbers that a float holds exactly.
    auto sum = static_cast<std::int32_t>(sum_of(__builtin_convertvector(sums, Lanes)));
    for (; n < size; ++n) {
        out[n] = static_cast<std::int8_t>((in[n] * factor + turn) - turn);
        sum += out[n];
    }
    return {largest / 127, sum};
}

float maximum(const float* values, int count) {
    Lanes most = load(values);
    for (int n = LANES; n < count; n += LANES) most = larger(most, load(values + n));
    return largest_of(most);
}

float exponential_sum(const float* values, int count, float maximum) {
    Lanes sums{};
    for (int n = 0; n < count; n += LANES) sums += exponential(load(values + n) - maximum);
    return sum_of(sums);
}

int find_above(const float* values, int first, int count, float bound) {
    // Four vectors are looked at closely only where one of their values is above.
    constexpr int AT_ONCE = 4 * LANES;
    while (first < count) {
        if (first % LANES == 0 && first + AT_ONCE <= count) {
            const float* at = values + first;
            const Lanes left = larger(load(at), load(at + LANES));
            const Lanes right = larger(load(at + 2 * LANES), load(at + 3 * LANES));
            if (!(largest_of(larger(left, right)) > bound)) {
                first += AT_ONCE;
                continue;
            }
        }
        if (values[first] > bound) return first;
        ++first;
    }
    return count;
}

template <class Function>
inline void map_lanes(float* values, int count, Function function) {
    for (int n = 0; n < count; n += LANES) store(values + n, function(load(values + n)));
}

void activate(Activation activation, float* values, int count) {
    switch (activation) {
        case Activation::gelu:
            return map_lanes(values, count, [](Lanes x) {
                return x * 0.5f * (1.0f + error_function(x * 0.70710678f));
            });
        case Activation::silu:
            return map_lanes(values, count, [](Lanes x) { return x / (1.0f + exponential(-x)); });
        case Activation::tanh:
            return map_lanes(values, count, tangent);
        case Activation::relu:
            return map_lanes(values, count, [](Lanes x) { return larger(x, Lanes{}); });
    }
}

void recur(const float* gates, const float* fresh, const float* before, int count, float* state,
           float* row) {
    for (int n = 0; n < count; n += LANES) {
        const Lanes kept = logistic(load(gates + n));
        const Lanes entering = load(fresh + n);
        const Lanes now = entering + kept * (load(before + n) - entering);
        store(state + n, now);
        store(row + n, load(row + n) + larger(now, Lanes{}));
    }
}

void gate(const float* values, int size, float* out) {
    for (int n = 0; n < size; n += LANES)
        store(out + n, load(values + n) * logistic(load(values + size + n)));
}

void gru(const GatedCell& cell, float* state) {
    const auto gate = [&](int number, int n) {
        const int at = number * cell.size + n;
        return load(cell.input + at) + load(cell.past + at);
    };
    for (int n = 0; n < cell.size; n += LANES) {
        const int at = 2 * cell.size + n;
        const Lanes reset = logistic(gate(0, n)), kept = logistic(gate(1, n));
        const Lanes entering = tangent(load(cell.input + at) + reset * load(cell.past + at));
        store(state + n, entering + kept * (load(cell.before + n) - entering));
    }
}

void lstm(const GatedCell& cell, float* state, float* memory) {
    const auto gate = [&](int number, int n) {
        const int at = number * cell.size + n;
        return load(cell.input + at) + load(cell.past + at);
    };
    for (int n = 0; n < cell.size; n += LANES) {
        const Lanes entering = logistic(gate(0, n)) * tangent(gate(2, n));
        const Lanes kept = logistic(gate(1, n)) * load(cell.before + n);
        store(memory + n, kept + entering);
        store(state + n, logistic(gate(3, n)) * tangent(kept + entering));
    }
}

// Make a softmax of scores; behind them there is room for a whole vector.
inline void normalise_scores(float* scores, int count) {
    float largest = scores[0];
    for (int n = 1; n < count; ++n) largest = scores[n] > largest ? scores[n] : largest;
    Lanes total{};
    for (int n = 0; n < count; n += LANES) {
        const Lanes powers = exponential(load(scores + n) - largest);
        store(scores + n, first_lanes(powers, count - n, 0));
        total += load(scores + n);
    }
    const float share = 1 / sum_of(total);
    for (int n = 0; n < count; n += LANES) store(scores + n, load(scores + n) * share);
}

void attend_additively(const float* scorer, int size, const Attended& what, float* weights,
                       float* out) {
    for (int key = 0; key < what.count; ++key) {
        const float* keys = what.places[key] + what.offset;
        Lanes sums{};
        for (int n = 0; n < size; n += LANES)
            sums += load(scorer + n) * tangent(load(what.query + n) + load(keys + n));
        weights[key] = sum_of(sums);
    }
    normalise_scores(weights, what.count);
    for (int n = 0; n < size; n += LANES) {
        Lanes sums{};
        for (int key = 0; key < what.count; ++key)
            sums += weights[key] * load(what.places[key] + what.offset + size + n);
        store(out + n, sums);
    }
}

}  // namespace
}  // namespace tolmach
