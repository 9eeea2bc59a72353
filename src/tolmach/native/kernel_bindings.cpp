#include "kernel_bindings.h"

#include <nanobind/ndarray.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "cache.h"
#include "linear.h"
#include "recurrent_layers.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace tolmach {
namespace {

using Vector = nb::ndarray<const float, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Matrix = nb::ndarray<const float, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Row = std::vector<float>;

Row copied(const Vector& values) { return {values.data(), values.data() + values.size()}; }

Tensor tensor_of(const Matrix& matrix) {
    return {matrix.data(), Storage::float32, static_cast<int>(matrix.shape(0)),
            static_cast<int>(matrix.shape(1))};
}

// A product as a model would take it: weights packed, rows quantised where the precision says so.
class Product {
  public:
    Product(const std::string& instructions, Precision precision, const Matrix& weight,
            const Vector& bias)
        : kernels_(kernels_named(instructions)), in_(kernels_, precision) {
        if (bias.size() != weight.shape(0)) throw std::invalid_argument("a bias of another size");
        const Tensor tensor = tensor_of(weight);
        linear_ = Linear({kernels_, precision, arena_}, LinearWeights{&tensor, copied(bias)});
    }

    std::vector<Row> multiply(const Matrix& rows, bool rectify) {
        run(rows, rectify ? After::rectify : After::store);
        std::vector<Row> result;
        for (std::size_t r = 0; r < rows.shape(0); ++r) {
            const float* row = out_.data() + r * linear_.columns();
            result.emplace_back(row, row + linear_.columns());
        }
        return result;
    }

    // Seconds that the product alone takes, repeated.
    double seconds(const Matrix& rows, int times) {
        run(rows, After::store);
        const auto start = std::chrono::steady_clock::now();
        for (int n = 0; n < times; ++n)
            linear_.multiply(in_, After::store, out_.data(), linear_.columns());
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }

  private:
    void run(const Matrix& rows, After after) {
        const int count = static_cast<int>(rows.shape(0)), size = static_cast<int>(rows.shape(1));
        in_.take(rows.data(), size, count, size);
        out_.reserve(static_cast<std::size_t>(count) * linear_.columns());
        linear_.multiply(in_, after, out_.data(), linear_.columns());
    }

    const Kernels& kernels_;
    Activations in_;
    Arena arena_;
    Linear linear_;
    Buffer<float> out_;
};

Row normalise(const std::string& instructions, const Vector& row, const Vector& gain,
              const Vector& bias) {
    Row out(row.size());
    kernels_named(instructions)
        .normalise(row.data(), gain.data(), bias.data(), static_cast<int>(row.size()), out.data());
    return out;
}

std::tuple<std::vector<int>, float, int> quantise(const std::string& instructions,
                                                  const Vector& row) {
    std::vector<std::int8_t> bytes(row.size());
    const Quantised done =
        kernels_named(instructions)
            .quantise(row.data(), static_cast<int>(row.size()), bytes.data());
    return {{bytes.begin(), bytes.end()}, done.scale, done.sum};
}

// Keys and values as a decoder remembers them.
Cache remembered(const CacheShape& shape, RowPool& pool, const Matrix& keys, const Matrix& values) {
    Cache cache(shape, pool);
    const std::size_t width = keys.shape(1);
    for (std::size_t place = 0; place < keys.shape(0); ++place) {
        Row row(keys.data() + place * width, keys.data() + (place + 1) * width);
        row.insert(row.end(), values.data() + place * width, values.data() + (place + 1) * width);
        cache.grow();
        cache.write(0, row.data());
    }
    return cache;
}

// Attention of one query [heads * size] to keys and values [places, heads * size]: what comes of
// it, and the weights [places][heads].
std::pair<Row, std::vector<Row>> attend(const std::string& instructions, int heads,
                                        const Vector& query, const Matrix& keys,
                                        const Matrix& values) {
    const HeadShape shape{heads, static_cast<int>(query.size()) / heads};
    const CacheShape layers(std::span<const int>(&heads, 1), shape.size);
    RowPool pool(layers.row_floats());
    const Cache cache = remembered(layers, pool, keys, values);
    const int places = static_cast<int>(keys.shape(0));
    Row padded = copied(query), weights(shape.room(places)), out(query.size());
    padded.resize(padded.size() + WIDEST);
    kernels_named(instructions)
        .attend(shape, {padded.data(), cache.places(), 0, places}, weights.data(), out.data());
    std::vector<Row> rows;
    for (int place = 0; place < places; ++place) {
        const float* first = weights.data() + place * shape.padded();
        rows.emplace_back(first, first + heads);
    }
    return {out, rows};
}

// Fill a row up so that its length is a multiple of WIDEST, with numbers that change no maximum.
Row filled(const Vector& values) {
    Row row = copied(values);
    row.resize(round_up(row.size(), WIDEST), -1e30f);
    return row;
}

float exponential_sum(const std::string& instructions, const Vector& values) {
    const Kernels& kernels = kernels_named(instructions);
    const Row row = filled(values);
    const int count = static_cast<int>(row.size());
    return kernels.exponential_sum(row.data(), count, kernels.maximum(row.data(), count));
}

int find_above(const std::string& instructions, const Vector& values, int first, float bound) {
    const Row row = filled(values);
    return kernels_named(instructions)
        .find_above(row.data(), first, static_cast<int>(row.size()), bound);
}

Row activate(const std::string& instructions, Activation activation, const Vector& values) {
    Row row = filled(values);
    kernels_named(instructions).activate(activation, row.data(), static_cast<int>(row.size()));
    row.resize(values.size());
    return row;
}

// The state after one step of a gated cell, and what an LSTM remembers then.
std::pair<Row, Row> move(const std::string& instructions, CellKind kind, const Vector& input,
                         const Vector& past, const Vector& before) {
    Row read[] = {filled(input), filled(past), filled(before)};
    for (Row& row : read) row.resize(row.size() + WIDEST);  // the kernel reads beyond the end
    Row state(read[2].size()), memory(read[2].size());
    const GatedCell cell{read[0].data(), read[1].data(), read[2].data(),
                         static_cast<int>(before.size())};
    if (kind == CellKind::gru)
        kernels_named(instructions).gru(cell, state.data());
    else
        kernels_named(instructions).lstm(cell, state.data(), memory.data());
    state.resize(before.size());
    memory.resize(before.size());
    return {state, memory};
}

// Additive attention of one query [size] to keys and values [places, size], as `attend` above.
std::pair<Row, Row> attend_additively(const std::string& instructions, const Vector& scorer,
                                      const Vector& query, const Matrix& keys,
                                      const Matrix& values) {
    const int size = static_cast<int>(query.size()), places = static_cast<int>(keys.shape(0));
    const int heads = 1;
    const CacheShape shape(std::span<const int>(&heads, 1), size);
    RowPool pool(shape.row_floats());
    const Cache cache = remembered(shape, pool, keys, values);
    Row zeros = copied(scorer), weights(places + WIDEST), out(round_up(size, WIDEST));
    zeros.resize(out.size());
    const Row padded = filled(query);
    kernels_named(instructions)
        .attend_additively(zeros.data(), size, {padded.data(), cache.places(), 0, places},
                           weights.data(), out.data());
    weights.resize(places);
    out.resize(size);
    return {out, weights};
}

std::vector<float> gate(const std::string& instructions, const Vector& values) {
    Row read = filled(values);
    read.resize(read.size() + WIDEST);
    Row out(read.size());
    const int size = static_cast<int>(values.size() / 2);
    kernels_named(instructions).gate(read.data(), size, out.data());
    return {out.begin(), out.begin() + size};
}

// The state and the row after one step of recurrent units.
std::pair<Row, Row> recur(const std::string& instructions, const Vector& gates,
                          const Vector& fresh, const Vector& before, const Vector& row) {
    const Row read[] = {filled(gates), filled(fresh), filled(before)};
    Row state(read[0].size()), added = filled(row);
    kernels_named(instructions)
        .recur(read[0].data(), read[1].data(), read[2].data(), static_cast<int>(state.size()),
               state.data(), added.data());
    state.resize(gates.size());
    added.resize(gates.size());
    return {state, added};
}

}  // namespace

void bind_kernels(nb::module_& module) {
    nb::class_<Product>(module, "Product")
        .def(nb::init<const std::string&, Precision, const Matrix&, const Vector&>(),
             "instructions"_a, "precision"_a, "weight"_a, "bias"_a)
        .def("multiply", &Product::multiply, "rows"_a, "rectify"_a)
        .def("seconds", &Product::seconds, "rows"_a, "times"_a);
    module.def("normalise", &normalise, "instructions"_a, "row"_a, "gain"_a, "bias"_a);
    module.def("quantise", &quantise, "instructions"_a, "row"_a);
    module.def("attend", &attend, "instructions"_a, "heads"_a, "query"_a, "keys"_a, "values"_a);
    module.def("exponential_sum", &exponential_sum, "instructions"_a, "values"_a);
    module.def("find_above", &find_above, "instructions"_a, "values"_a, "first"_a, "bound"_a);
    module.def("move", &move, "instructions"_a, "kind"_a, "read"_a, "past"_a, "before"_a);
    module.def("attend_additively", &attend_additively, "instructions"_a, "scorer"_a, "query"_a,
               "keys"_a, "values"_a);
    module.def("gate", &gate, "instructions"_a, "values"_a);
    module.def("recur", &recur, "instructions"_a, "gates"_a, "fresh"_a, "before"_a, "row"_a);
    module.def("activate", &activate, "instructions"_a, "activation"_a, "values"_a);
}

}  // namespace tolmach
