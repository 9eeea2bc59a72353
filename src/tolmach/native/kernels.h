// The inner loops, once for each instruction set, behind one table of functions.
//
// `plain` is C++ without any vector instruction of its own: it runs everywhere, and is the scalar
// twin that the others are tested against. The engine never asks which table it holds.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tolmach {

constexpr int WIDEST = 16;        // floats in the widest vector
constexpr int ROW_MULTIPLE = 64;  // floats or bytes to which rows are padded, for every table

enum class Activation { relu, gelu, silu, tanh };

// What becomes of a product: it is stored, rectified first, or added to what is there.
enum class After { store, rectify, add };

// Signed bytes with a scale a row; `sums` are the sums of the bytes of a row.
struct ByteRows {
    const std::int8_t* values;
    std::size_t stride;
    const float* scales;
    const std::int32_t* sums;
    int count;
};

struct FloatRows {
    const float* values;
    std::size_t stride;
    int count;
};

// Weights of an int8 product, packed as `Kernels::panel`, `group` and `shift` say.
struct BytePanels {
    const std::uint8_t* values;
    const float* scales;  // one a column
    int depth;            // rounded up to a multiple of `group`
    int columns;          // rounded up to a multiple of `panel`
};

struct FloatPanels {
    const float* values;
    int depth;
    int columns;
};

struct ProductOutput {
    float* values;
    std::size_t stride;
    const float* bias;
    After after;
};

struct Quantised {
    float scale;
    std::int32_t sum;
};

// Heads of one attention, one behind the other in queries, keys, values and results.
struct HeadShape {
    int heads;
    int size;

    int width() const { return heads * size; }
    // Heads and some more, so that whole vectors hold the weights of whole keys.
    int padded() const { return static_cast<int>(std::bit_ceil(static_cast<unsigned>(heads))); }
    // Floats that `Kernels::attend` writes on its way to `keys` keys.
    std::size_t room(int keys) const {
        const std::size_t query = heads * (std::size_t(size) + WIDEST);
        return (keys + std::size_t(WIDEST)) * padded() + query;
    }
};

struct Attended {
    const float* query;          // [heads][size]
    const float* const* places;  // what is read: a row of each key
    std::size_t offset;          // where in such a row keys begin; values lie behind them
    int count;                   // keys
};

// What a gated cell computes with: products of its input and of its state before the step, biases
// in them, a gate of `size` behind another, and what it remembers of the step before.
struct GatedCell {
    const float* input;
    const float* past;
    const float* before;
    int size;
};

struct Kernels {
    const char* name;
    int panel;  // columns that lie together
    int group;  // neighbours in depth that lie together within a column (int8)
    int shift;  // what is added to a signed weight before it is stored as a byte (int8)

    void (*multiply_bytes)(const ByteRows&, const BytePanels&, const ProductOutput&);
    void (*multiply_floats)(const FloatRows&, const FloatPanels&, const ProductOutput&);
    // Layer normalisation of one row; `out` may be `in`.
    void (*normalise)(const float* in, const float* gain, const float* bias, int size, float* out);
    // Bytes in -127 ... 127 and the scale that makes floats of them again.
    Quantised (*quantise)(const float* in, int size, std::int8_t* out);
    // softmax(q K^T / sqrt(size)) V of every head. The softmax is left in `weights`
    // [keys][padded heads], which has the room that the shape says. Up to WIDEST floats behind
    // the query and behind keys and values are read, but do not count.
    void (*attend)(const HeadShape&, const Attended&, float* weights, float* out);
    float (*maximum)(const float* values, int count);
    float (*exponential_sum)(const float* values, int count, float maximum);
    // The first place from `first` on whose value is above `bound`, or `count`.
    int (*find_above)(const float* values, int first, int count, float bound);
    void (*activate)(Activation, float* values, int count);
    // A gated linear unit: the first `size` values, each times the sigmoid of its gate, which stand
    // behind them (Dauphin et al. 2017). Results fill whole vectors.
    void (*gate)(const float* values, int size, float* out);
    // One step of recurrent units: with f = sigmoid(gates), f * before + (1 - f) * fresh is the
    // state, which is added to `row` where it is above 0.
    void (*recur)(const float* gates, const float* fresh, const float* before, int count,
                  float* state, float* row);
    // One step of a GRU from the state `before`, and of an LSTM from the memory `before`, as in
    // `nn/recurrence.py`. Results fill whole vectors.
    void (*gru)(const GatedCell&, float* state);
    void (*lstm)(const GatedCell&, float* state, float* memory);
    // As `attend`, with one head and the score scorer . tanh(query + key) (Bahdanau et al. 2015).
    // The scorer is filled up with zeros to whole vectors, which results fill, too.
    void (*attend_additively)(const float* scorer, int size, const Attended&, float* weights,
                              float* out);
};

// `maximum`, `exponential_sum`, `find_above`, `activate` and `recur` take multiples of WIDEST.

const Kernels& plain_kernels();

// The names of the tables that this processor can run, the fastest first; the last is "plain".
std::vector<std::string> known_instructions();

// The table of that name, or the fastest where it is empty. Throws std::invalid_argument.
const Kernels& kernels_named(const std::string& name);

}  // namespace tolmach
