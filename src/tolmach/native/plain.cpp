// The scalar twins: every kernel said in plain C++, for any processor.
#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels.h"

namespace tolmach {
namespace {

constexpr int PANEL = 16;

float finished(float sum, float bias, float before, After after) {
    const float value = sum + bias;
    if (after == After::add) return before + value;
    return after == After::rectify ? std::max(value, 0.0f) : value;
}

void multiply_bytes(const ByteRows& rows, const BytePanels& panels, const ProductOutput& out) {
    for (int first = 0; first < panels.columns; first += PANEL) {
        const auto* panel =
            reinterpret_cast<const std::int8_t*>(panels.values) +
            static_cast<std::size_t>(first) * panels.depth;
        for (int row = 0; row < rows.count; ++row) {
            const std::int8_t* values = rows.values + row * rows.stride;
            std::int32_t sums[PANEL] = {};
            for (int k = 0; k < panels.depth; ++k)
                for (int n = 0; n < PANEL; ++n) sums[n] += values[k] * panel[k * PANEL + n];
            float* to = out.values + row * out.stride + first;
            for (int n = 0; n < PANEL; ++n) {
                const float scale = rows.scales[row] * panels.scales[first + n];
                const float sum = static_cast<float>(sums[n]) * scale;
                to[n] = finished(sum, out.bias[first + n], to[n], out.after);
            }
        }
    }
}

void multiply_floats(const FloatRows& rows, const FloatPanels& panels, const ProductOutput& out) {
    for (int first = 0; first < panels.columns; first += PANEL) {
        const float* panel = panels.values + static_cast<std::size_t>(first) * panels.depth;
        for (int row = 0; row < rows.count; ++row) {
            const float* values = rows.values + row * rows.stride;
            float sums[PANEL] = {};
            for (int k = 0; k < panels.depth; ++k)
                for (int n = 0; n < PANEL; ++n) sums[n] += values[k] * panel[k * PANEL + n];
            float* to = out.values + row * out.stride + first;
            for (int n = 0; n < PANEL; ++n)
                to[n] = finished(sums[n], out.bias[first + n], to[n], out.after);
        }
    }
}

void normalise(const float* in, const float* gain, const float* bias, int size, float* out) {
    float mean = 0, variance = 0;
    for (int n = 0; n < size; ++n) mean += in[n];
    mean /= static_cast<float>(size);
    for (int n = 0; n < size; ++n) variance += (in[n] - mean) * (in[n] - mean);
    const float factor = 1 / std::sqrt(variance / static_cast<float>(size) + 1e-5f);
    for (int n = 0; n < size; ++n) out[n] = (in[n] - mean) * factor * gain[n] + bias[n];
}

Quantised quantise(const float* in, int size, std::int8_t* out) {
    float largest = 0;
    for (int n = 0; n < size; ++n) largest = std::max(largest, std::fabs(in[n]));
    const float factor = largest > 0 ? 127 / largest : 0.0f;
    std::int32_t sum = 0;
    for (int n = 0; n < size; ++n) {
        out[n] = static_cast<std::int8_t>(std::nearbyint(in[n] * factor));
        sum += out[n];
    }
    return {largest / 127, sum};
}

// Attention of one head, whose weights lie `step` floats apart.
void attend_head(const HeadShape& shape, const Attended& what, int head, float* weights,
                 float* out) {
    const int first = head * shape.size, step = shape.padded();
    const float* query = what.query + first;
    const float scale = 1 / std::sqrt(static_cast<float>(shape.size));
    float largest = -std::numeric_limits<float>::infinity(), total = 0;
    for (int key = 0; key < what.count; ++key) {
        const float* keys = what.places[key] + what.offset + first;
        float score = 0;
        for (int e = 0; e < shape.size; ++e) score += query[e] * keys[e];
        weights[key * step] = score * scale;
        largest = std::max(largest, score * scale);
    }
    for (int key = 0; key < what.count; ++key)
        total += weights[key * step] = std::exp(weights[key * step] - largest);
    std::fill(out, out + shape.size, 0.0f);
    for (int key = 0; key < what.count; ++key) {
        const float* values = what.places[key] + what.offset + shape.width() + first;
        const float weight = weights[key * step] /= total;
        for (int e = 0; e < shape.size; ++e) out[e] += weight * values[e];
    }
}

void attend(const HeadShape& shape, const Attended& what, float* weights, float* out) {
    for (int head = 0; head < shape.heads; ++head)
        attend_head(shape, what, head, weights + head, out + head * shape.size);
}

float maximum(const float* values, int count) { return *std::max_element(values, values + count); }

float exponential_sum(const float* values, int count, float maximum) {
    float sum = 0;
    for (int n = 0; n < count; ++n) sum += std::exp(values[n] - maximum);
    return sum;
}

int find_above(const float* values, int first, int count, float bound) {
    while (first < count && !(values[first] > bound)) ++first;
    return first;
}

float activated(Activation activation, float value) {
    switch (activation) {
        case Activation::gelu:
            return value * 0.5f * (1 + std::erf(value * 0.70710678f));
        case Activation::silu:
            return value / (1 + std::exp(-value));
        case Activation::tanh:
            return std::tanh(value);
        case Activation::relu:
            break;
    }
    return std::max(value, 0.0f);
}

void activate(Activation activation, float* values, int count) {
    for (int n = 0; n < count; ++n) values[n] = activated(activation, values[n]);
}

float logistic(float value) { return 1 / (1 + std::exp(-value)); }

void recur(const float* gates, const float* fresh, const float* before, int count, float* state,
           float* row) {
    for (int n = 0; n < count; ++n) {
        const float kept = logistic(gates[n]);
        state[n] = fresh[n] + kept * (before[n] - fresh[n]);
        row[n] += std::max(state[n], 0.0f);
    }
}

void gate(const float* values, int size, float* out) {
    for (int n = 0; n < size; ++n) out[n] = values[n] * logistic(values[size + n]);
}

void gru(const GatedCell& cell, float* state) {
    const float *input = cell.input, *past = cell.past;
    for (int n = 0; n < cell.size; ++n) {
        const int keep = cell.size + n, fresh = 2 * cell.size + n;
        const float reset = logistic(input[n] + past[n]);
        const float kept = logistic(input[keep] + past[keep]);
        const float entering = std::tanh(input[fresh] + reset * past[fresh]);
        state[n] = entering + kept * (cell.before[n] - entering);
    }
}

void lstm(const GatedCell& cell, float* state, float* memory) {
    const auto gate = [&](int number, int n) {
        return cell.input[number * cell.size + n] + cell.past[number * cell.size + n];
    };
    for (int n = 0; n < cell.size; ++n) {
        memory[n] = logistic(gate(1, n)) * cell.before[n] +
                    logistic(gate(0, n)) * std::tanh(gate(2, n));
        state[n] = logistic(gate(3, n)) * std::tanh(memory[n]);
    }
}

void attend_additively(const float* scorer, int size, const Attended& what, float* weights,
                       float* out) {
    float largest = -std::numeric_limits<float>::infinity(), total = 0;
    for (int key = 0; key < what.count; ++key) {
        const float* keys = what.places[key] + what.offset;
        weights[key] = 0;
        for (int n = 0; n < size; ++n) weights[key] += scorer[n] * std::tanh(what.query[n] + keys[n]);
        largest = std::max(largest, weights[key]);
    }
    for (int key = 0; key < what.count; ++key)
        total += weights[key] = std::exp(weights[key] - largest);
    std::fill(out, out + size, 0.0f);
    for (int key = 0; key < what.count; ++key) {
        const float* values = what.places[key] + what.offset + size;
        weights[key] /= total;
        for (int n = 0; n < size; ++n) out[n] += weights[key] * values[n];
    }
}

}  // namespace

const Kernels& plain_kernels() {
    static const Kernels kernels{"plain",   PANEL,    1,      0,       multiply_bytes,
                                 multiply_floats, normalise, quantise, attend, maximum,
                                 exponential_sum, find_above, activate, gate, recur, gru,
                                 lstm, attend_additively};
    return kernels;
}

}  // namespace tolmach
