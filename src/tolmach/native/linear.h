// Linear maps with packed weights, in int8 or float32, and the rows that they read.
#pragma once

#include <span>

#include "buffer.h"
#include "kernels.h"
#include "weights.h"

namespace tolmach {

enum class Precision { float32, int8 };

// Layer normalisation (Ba et al. 2016) and its parameters.
struct Norm {
    std::vector<float> gain, bias;

    static Norm of(Weights& weights, const std::string& name, int size);
};

// Rows in the form in which a product reads them: floats, or bytes with their scales. Preparing
// them is the only place where activations are quantised; a row is still in the first-level cache
// when its bytes are written.
class Activations {
  public:
    Activations(const Kernels& kernels, Precision precision)
        : kernels_(kernels), precision_(precision) {}

    // Take `count` rows of `size` as they are; they must outlive the product.
    void take(const float* rows, std::size_t stride, int count, int size);
    // Take them normalised.
    void take_normalised(const float* rows, std::size_t stride, int count, const Norm& norm);

    ByteRows bytes() const;
    FloatRows floats() const { return floats_; }
    int count() const { return floats_.count; }

  private:
    void make_room(int count, int size);
    void quantise(const float* row, int size, int place);

    const Kernels& kernels_;
    Precision precision_;
    FloatRows floats_{};
    std::size_t byte_stride_ = 0;
    Buffer<float> normalised_;
    Buffer<std::int8_t> bytes_;
    Buffer<float> scales_;
    Buffer<std::int32_t> sums_;
};

// A matrix [columns, depth] and the bias that belongs to it.
struct LinearWeights {
    const Tensor* weight;
    std::vector<float> bias;

    static LinearWeights of(Weights& weights, const std::string& name, int columns, int depth);
    static LinearWeights without_bias(Weights& weights, const std::string& name, int columns,
                                      int depth);
};

// What maps are packed for, and where.
struct Packing {
    const Kernels& kernels;
    Precision precision;
    Arena& arena;
};

// Where columns lie that were selected from a map.
struct SelectionRoom {
    Buffer<std::uint8_t> bytes;
    Buffer<float> scales, floats, bias;
};

// y = x W^T + b. The rows of several matrices that read the same x become one map, which must not
// outlive the arena in which it was packed.
class Linear {
  public:
    Linear() = default;
    // Columns beyond the last are zero, with `padding` as their bias.
    Linear(const Packing& packing, std::span<const LinearWeights> parts, float padding = 0);
    // A map of one matrix.
    Linear(const Packing& packing, const LinearWeights& whole, float padding = 0)
        : Linear(packing, {&whole, 1}, padding) {}

    // Return the map of some columns, copied to a room that must outlive it, with padding as above.
    Linear selected(std::span<const int> columns, SelectionRoom& room, float padding) const;
    // Columns as they come out, padding counted.
    int columns() const { return columns_; }
    void multiply(const Activations& in, After after, float* out, std::size_t stride) const {
        multiply_columns(in, 0, columns_, after, out, stride);
    }
    // The same for some columns only, whole panels of them, which come to the beginning of `out`.
    void multiply_columns(const Activations& in, int first, int count, After after, float* out,
                          std::size_t stride) const;

  private:
    static constexpr int STRIP = 16;  // columns packed together; every panel is some of them

    void make_room(Arena& arena, int rows, int size, float padding);
    // Pack `count` weight rows of `size`, at most a strip, which become columns from `column` on.
    void pack(int column, int count, const float* rows, int size);
    void pack_bytes(int column, const float* row, int size);
    void pack_floats(int column, int count, const float* rows, int size);
    // Copy one column from another map with as many rows.
    void copy_column(int to, const Linear& other, int from);

    const Kernels* kernels_ = nullptr;
    Precision precision_ = Precision::float32;
    int depth_ = 0;    // padded
    int columns_ = 0;  // padded
    std::uint8_t* bytes_ = nullptr;
    float *scales_ = nullptr, *floats_ = nullptr, *bias_ = nullptr;
};

}  // namespace tolmach
