// Every kernel of every instruction set that the processor has, beside its scalar twin, on random
// numbers: for processors on which Python's tests do not run.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <stdexcept>

#include "linear.h"

using namespace tolmach;

namespace {

using Random = std::mt19937;
using Floats = std::vector<float>;

int between(Random& random, int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(random);
}

// Some numbers, and as many more as a kernel may read behind them.
Floats drawn(Random& random, std::size_t count) {
    std::normal_distribution<float> normal;
    Floats values(count + WIDEST);
    for (float& value : values) value = normal(random);
    return values;
}

void require_close(const Floats& found, const Floats& wanted, float step, const char* kernel) {
    for (std::size_t n = 0; n < wanted.size(); ++n)
        if (!(std::abs(found[n] - wanted[n]) <= step + 1e-4f * std::abs(wanted[n])))
            throw std::logic_error(kernel);
}

Floats product(const Kernels& kernels, Precision precision, const Floats& rows, int count,
               const LinearWeights& map) {
    Arena arena;
    const Linear linear({kernels, precision, arena}, map);
    Activations in(kernels, precision);
    const int depth = map.weight->columns, columns = map.weight->rows;
    in.take(rows.data(), depth, count, depth);
    Floats padded(static_cast<std::size_t>(count) * linear.columns()), out;
    linear.multiply(in, After::rectify, padded.data(), linear.columns());
    for (int row = 0; row < count; ++row) {
        const auto begin = padded.begin() + static_cast<std::ptrdiff_t>(row) * linear.columns();
        out.insert(out.end(), begin, begin + columns);
    }
    return out;
}

// A byte may be rounded either way where a number lies in the middle, hence the wide step for int8.
void try_products(const Kernels& kernels, Random& random) {
    const int depth = between(random, 1, 140), columns = between(random, 1, 140);
    const int count = between(random, 1, 9);
    const Floats values = drawn(random, std::size_t(columns) * depth);
    const Tensor weight{values.data(), Storage::float32, columns, depth};
    const LinearWeights map{&weight, drawn(random, columns)};
    const Floats rows = drawn(random, std::size_t(count) * depth);
    for (const Precision precision : {Precision::float32, Precision::int8})
        require_close(product(kernels, precision, rows, count, map),
                      product(plain_kernels(), precision, rows, count, map),
                      precision == Precision::int8 ? 0.3f : 1e-4f, "a product");
}

// With whole numbers up to 127 nothing is rounded: sums of bytes must be the same to the last one.
void try_sums_of_bytes(const Kernels& kernels, Random& random) {
    const int depth = between(random, 1, 140), columns = between(random, 1, 70);
    const auto whole = [&](std::size_t rows) {
        Floats values(rows * depth);
        for (float& value : values) value = static_cast<float>(between(random, -127, 127));
        for (std::size_t row = 0; row < rows; ++row) values[row * depth] = 127;  // the scale is 1
        return values;
    };
    const Floats values = whole(columns), rows = whole(5);
    const Tensor weight{values.data(), Storage::float32, columns, depth};
    const LinearWeights map{&weight, Floats(columns)};
    if (product(kernels, Precision::int8, rows, 5, map) !=
        product(plain_kernels(), Precision::int8, rows, 5, map))
        throw std::logic_error("sums of bytes");
}

Floats attended(const Kernels& kernels, const HeadShape& shape, const Attended& what) {
    Floats weights(shape.room(what.count)), out(shape.width());
    kernels.attend(shape, what, weights.data(), out.data());
    return out;
}

void try_attention(const Kernels& kernels, Random& random) {
    const HeadShape shape{between(random, 1, 17), between(random, 1, 80)};
    const int keys = between(random, 1, 40), width = shape.width();
    const Floats query = drawn(random, width);
    const Floats rows = drawn(random, 2 * std::size_t(keys) * width);
    std::vector<const float*> places;
    for (int key = 0; key < keys; ++key) places.push_back(rows.data() + 2 * std::size_t(key) * width);
    const Attended what{query.data(), places.data(), 0, keys};
    require_close(attended(kernels, shape, what), attended(plain_kernels(), shape, what), 1e-4f,
                  "attention");
}

void try_rows(const Kernels& kernels, Random& random) {
    const Kernels& plain = plain_kernels();
    const int size = between(random, 1, 90), whole = WIDEST * between(random, 1, 6);
    const Floats row = drawn(random, size), gain = drawn(random, size), bias = drawn(random, size);
    Floats found(size), wanted(size);
    kernels.normalise(row.data(), gain.data(), bias.data(), size, found.data());
    plain.normalise(row.data(), gain.data(), bias.data(), size, wanted.data());
    require_close(found, wanted, 1e-4f, "normalisation");
    std::vector<std::int8_t> bytes(size), twins(size);
    const float step = kernels.quantise(row.data(), size, bytes.data()).scale;
    plain.quantise(row.data(), size, twins.data());
    require_close({bytes.begin(), bytes.end()}, {twins.begin(), twins.end()}, 1, "quantising");
    const Floats values = drawn(random, whole);
    const float most = kernels.maximum(values.data(), whole);
    if (most != plain.maximum(values.data(), whole)) throw std::logic_error("the maximum");
    require_close({kernels.exponential_sum(values.data(), whole, most)},
                  {plain.exponential_sum(values.data(), whole, most)}, 1e-4f, "exponentials");
    for (int first = 0; first < whole; ++first)
        if (kernels.find_above(values.data(), first, whole, step) !=
            plain.find_above(values.data(), first, whole, step))
            throw std::logic_error("the search above a bound");
    for (const Activation kind : {Activation::relu, Activation::gelu, Activation::silu}) {
        Floats one(values.begin(), values.begin() + whole), other = one;
        kernels.activate(kind, one.data(), whole);
        plain.activate(kind, other.data(), whole);
        require_close(one, other, 1e-5f, "an activation");
    }
}

void try_recurrence(const Kernels& kernels, Random& random) {
    const int count = WIDEST * between(random, 1, 6);
    const Floats gates = drawn(random, count), fresh = drawn(random, count);
    const Floats before = drawn(random, count), row = drawn(random, count);
    Floats state(count), twin(count), one = row, other = row;
    kernels.recur(gates.data(), fresh.data(), before.data(), count, state.data(), one.data());
    plain_kernels().recur(gates.data(), fresh.data(), before.data(), count, twin.data(),
                          other.data());
    require_close(state, twin, 1e-5f, "a recurrent state");
    require_close(one, other, 1e-5f, "what a recurrent state adds");
}

void try_gates(const Kernels& kernels, Random& random) {
    const int size = between(random, 1, 90);
    const Floats values = drawn(random, 2 * size);
    Floats out(size + WIDEST), twin = out;
    kernels.gate(values.data(), size, out.data());
    plain_kernels().gate(values.data(), size, twin.data());
    twin.resize(size);
    require_close(out, twin, 1e-5f, "a gated linear unit");
}

void try_gated_cells(const Kernels& kernels, Random& random) {
    const int size = between(random, 1, 90);
    const Floats input = drawn(random, 4 * size), past = drawn(random, 4 * size);
    const Floats before = drawn(random, size);
    const GatedCell cell{input.data(), past.data(), before.data(), size};
    Floats state(size + WIDEST), twin = state, memory = state, its = state;
    const auto compare = [&](const Floats& found, const Floats& wanted, const char* what) {
        require_close(found, {wanted.begin(), wanted.begin() + size}, 1e-5f, what);
    };
    kernels.gru(cell, state.data());
    plain_kernels().gru(cell, twin.data());
    compare(state, twin, "a GRU's state");
    kernels.lstm(cell, state.data(), memory.data());
    plain_kernels().lstm(cell, twin.data(), its.data());
    compare(state, twin, "an LSTM's state");
    compare(memory, its, "an LSTM's memory");
}

void try_additive_attention(const Kernels& kernels, Random& random) {
    const int size = between(random, 1, 90), keys = between(random, 1, 40);
    Floats scorer = drawn(random, size);
    std::fill(scorer.begin() + size, scorer.end(), 0.0f);
    const Floats query = drawn(random, size), rows = drawn(random, 2 * std::size_t(keys) * size);
    std::vector<const float*> places;
    for (int key = 0; key < keys; ++key) places.push_back(rows.data() + 2 * std::size_t(key) * size);
    const Attended what{query.data(), places.data(), 0, keys};
    Floats weights(keys + WIDEST), other = weights, out(size + WIDEST), twin = out;
    kernels.attend_additively(scorer.data(), size, what, weights.data(), out.data());
    plain_kernels().attend_additively(scorer.data(), size, what, other.data(), twin.data());
    twin.resize(size);
    require_close(out, twin, 1e-4f, "additive attention");
}

}  // namespace

int main() {
    for (const std::string& name : known_instructions()) {
        const Kernels& kernels = kernels_named(name);
        for (unsigned seed = 0; seed < 100; ++seed) try {
                Random random(seed);
                try_products(kernels, random);
                try_sums_of_bytes(kernels, random);
                try_attention(kernels, random);
                try_rows(kernels, random);
                try_recurrence(kernels, random);
                try_gates(kernels, random);
                try_gated_cells(kernels, random);
                try_additive_attention(kernels, random);
            } catch (const std::logic_error& error) {
                std::fprintf(stderr, "%s, seed %u: %s is not that of plain C++\n", name.c_str(),
                             seed, error.what());
                return 1;
            }
        std::printf("%s agrees with plain C++\n", name.c_str());
    }
    return 0;
}
