#include "linear.h"

#include <algorithm>
#include <cmath>

namespace tolmach {

Norm Norm::of(Weights& weights, const std::string& name, int size) {
    return {weights.vector(name + ".weight", size), weights.vector(name + ".bias", size)};
}

void Activations::make_room(int count, int size) {
    byte_stride_ = round_up(size, ROW_MULTIPLE);
    bytes_.reserve(count * byte_stride_);
    scales_.reserve(count);
    sums_.reserve(count);
}

void Activations::quantise(const float* row, int size, int place) {
    std::int8_t* bytes = bytes_.data() + place * byte_stride_;
    const Quantised done = kernels_.quantise(row, size, bytes);
    std::fill(bytes + size, bytes + byte_stride_, std::int8_t{0});  // other rows lay here before
    scales_[place] = done.scale;
    sums_[place] = done.sum;
}

void Activations::take(const float* rows, std::size_t stride, int count, int size) {
    floats_ = {rows, stride, count};
    if (precision_ == Precision::float32) return;
    make_room(count, size);
    for (int row = 0; row < count; ++row) quantise(rows + row * stride, size, row);
}

void Activations::take_normalised(const float* rows, std::size_t stride, int count,
                                  const Norm& norm) {
    const int size = static_cast<int>(norm.gain.size());
    const bool in_bytes = precision_ == Precision::int8;
    const std::size_t step = in_bytes ? 0 : round_up(size, ROW_MULTIPLE);  // bytes need one row
    float* to = normalised_.reserve((in_bytes ? 1 : count) * round_up(size, ROW_MULTIPLE));
    if (in_bytes) make_room(count, size);
    for (int row = 0; row < count; ++row) {
        float* normal = to + row * step;
        kernels_.normalise(rows + row * stride, norm.gain.data(), norm.bias.data(), size, normal);
        if (in_bytes) quantise(normal, size, row);
    }
    floats_ = {to, step, count};
}

ByteRows Activations::bytes() const {
    return {bytes_.data(), byte_stride_, scales_.data(), sums_.data(), floats_.count};
}

LinearWeights LinearWeights::of(Weights& weights, const std::string& name, int columns, int depth) {
    return {&weights.matrix(name + ".weight", columns, depth),
            weights.vector(name + ".bias", columns)};
}

Linear::Linear(const Kernels& kernels, Precision precision, std::span<const LinearWeights> parts,
               float padding)
    : kernels_(&kernels), precision_(precision) {
    const int size = parts.front().weight->columns;
    int rows = 0;
    for (const LinearWeights& part : parts) rows += part.weight->rows;
    const bool in_bytes = precision == Precision::int8;
    depth_ = static_cast<int>(round_up(size, in_bytes ? kernels.group : 1));
    columns_ = static_cast<int>(round_up(rows, ROW_MULTIPLE));
    const std::size_t total = static_cast<std::size_t>(depth_) * columns_;
    bias_.reserve(columns_);
    std::fill(bias_.data(), bias_.data() + columns_, padding);
    if (in_bytes) {
        scales_.reserve(columns_);
        std::uint8_t* bytes = bytes_.reserve(total);
        std::fill(bytes, bytes + total, std::uint8_t(kernels.shift));
    } else {
        floats_.reserve(total);
    }
    std::vector<float> row(size);
    int column = 0;
    for (const LinearWeights& part : parts)
        for (int r = 0; r < part.weight->rows; ++r, ++column) {
            part.weight->read(r, row.data());
            bias_[column] = part.bias[r];
            in_bytes ? pack_bytes(column, row.data(), size) : pack_floats(column, row.data(), size);
        }
}

void Linear::pack_bytes(int column, const float* row, int size) {
    const int panel = kernels_->panel, group = kernels_->group;
    float largest = 0;
    for (int k = 0; k < size; ++k) largest = std::max(largest, std::fabs(row[k]));
    const float factor = largest > 0 ? 127 / largest : 0.0f;
    scales_[column] = largest / 127;
    const std::size_t first = static_cast<std::size_t>(column / panel) * panel * depth_;
    std::uint8_t* to = bytes_.data() + first + column % panel * group;
    const float turn = 12582912.0f;  // 1.5 * 2^23: adding it rounds to a whole number
    const std::size_t step = static_cast<std::size_t>(panel) * group;
    for (int k = 0; k < size; k += group, to += step)
        for (int n = 0; n < std::min(group, size - k); ++n) {
            const int weight = static_cast<int>((row[k + n] * factor + turn) - turn);
            to[n] = static_cast<std::uint8_t>(weight + kernels_->shift);
        }
}

void Linear::pack_floats(int column, const float* row, int size) {
    const int panel = kernels_->panel;
    const std::size_t first = static_cast<std::size_t>(column / panel) * panel * depth_;
    float* to = floats_.data() + first + column % panel;
    for (int k = 0; k < size; ++k) to[static_cast<std::size_t>(k) * panel] = row[k];
}

void Linear::multiply_columns(const Activations& in, int first, int count, After after, float* out,
                              std::size_t stride) const {
    const ProductOutput to{out, stride, bias_.data() + first, after};
    const std::size_t skipped = static_cast<std::size_t>(first) * depth_;
    if (precision_ == Precision::int8)
        kernels_->multiply_bytes(
            in.bytes(), {bytes_.data() + skipped, scales_.data() + first, depth_, count}, to);
    else
        kernels_->multiply_floats(in.floats(), {floats_.data() + skipped, depth_, count}, to);
}

}  // namespace tolmach
