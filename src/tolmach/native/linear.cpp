#include "linear.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace tolmach {
namespace {

// Write bytes in groups, `step` bytes apart.
template <int GROUP>
void scatter(const std::vector<std::int8_t>& bytes, std::uint8_t* to, std::size_t step) {
    for (std::size_t k = 0; k < bytes.size(); k += GROUP, to += step)
        std::memcpy(to, bytes.data() + k, GROUP);
}

}  // namespace

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

LinearWeights LinearWeights::without_bias(Weights& weights, const std::string& name, int columns,
                                          int depth) {
    return {&weights.matrix(name + ".weight", columns, depth), std::vector<float>(columns)};
}

Linear::Linear(const Packing& packing, std::span<const LinearWeights> parts, float padding)
    : kernels_(&packing.kernels), precision_(packing.precision) {
    const int size = parts.front().weight->columns;
    int rows = 0;
    for (const LinearWeights& part : parts) rows += part.weight->rows;
    make_room(packing.arena, rows, size, padding);
    std::vector<float> strip(static_cast<std::size_t>(STRIP) * size);
    int column = 0;
    for (const LinearWeights& part : parts)
        for (int r = 0; r < part.weight->rows; ++r, ++column) {
            part.weight->read(r, strip.data() + column % STRIP * size);
            bias_[column] = part.bias[r];
            if ((column + 1) % STRIP == 0) pack(column + 1 - STRIP, STRIP, strip.data(), size);
        }
    if (column % STRIP) pack(column / STRIP * STRIP, column % STRIP, strip.data(), size);
}

void Linear::make_room(Arena& arena, int rows, int size, float padding) {
    const bool in_bytes = precision_ == Precision::int8;
    depth_ = static_cast<int>(round_up(size, in_bytes ? kernels_->group : 1));
    columns_ = static_cast<int>(round_up(rows, ROW_MULTIPLE));
    const std::size_t total = static_cast<std::size_t>(depth_) * columns_;
    bias_ = arena.take<float>(columns_);
    std::fill(bias_, bias_ + columns_, padding);
    if (in_bytes) {
        scales_ = arena.take<float>(columns_);
        bytes_ = arena.take<std::uint8_t>(total);
        std::fill(bytes_, bytes_ + total, std::uint8_t(kernels_->shift));
    } else {
        floats_ = arena.take<float>(total);
    }
}

void Linear::pack(int column, int count, const float* rows, int size) {
    if (precision_ == Precision::float32) return pack_floats(column, count, rows, size);
    for (int n = 0; n < count; ++n)
        pack_bytes(column + n, rows + static_cast<std::size_t>(n) * size, size);
}

void Linear::pack_bytes(int column, const float* row, int size) {
    const int panel = kernels_->panel, group = kernels_->group;
    std::vector<std::int8_t> bytes(depth_);
    scales_[column] = kernels_->quantise(row, size, bytes.data()).scale;
    for (std::int8_t& byte : bytes) byte = static_cast<std::int8_t>(byte + kernels_->shift);
    const std::size_t first = static_cast<std::size_t>(column / panel) * panel * depth_;
    std::uint8_t* to = bytes_ + first + column % panel * group;
    const std::size_t step = static_cast<std::size_t>(panel) * group;
    switch (group) {
        case 1: return scatter<1>(bytes, to, step);
        case 2: return scatter<2>(bytes, to, step);
        default: return scatter<4>(bytes, to, step);
    }
}

// A strip is a cache line of each row of the panel, written whole while its weights are near.
void Linear::pack_floats(int column, int count, const float* rows, int size) {
    const int panel = kernels_->panel;
    const std::size_t first = static_cast<std::size_t>(column / panel) * panel * depth_;
    float* to = floats_ + first + column % panel;
    for (int k = 0; k < size; ++k, to += panel)
        for (int n = 0; n < count; ++n) to[n] = rows[static_cast<std::size_t>(n) * size + k];
}

Linear Linear::selected(std::span<const int> columns, SelectionRoom& room, float padding) const {
    Linear found = *this;
    found.columns_ = static_cast<int>(round_up(columns.size(), ROW_MULTIPLE));
    const std::size_t total = static_cast<std::size_t>(depth_) * found.columns_;
    found.bias_ = room.bias.reserve(found.columns_);
    std::fill(found.bias_, found.bias_ + found.columns_, padding);
    if (precision_ == Precision::int8) {
        found.scales_ = room.scales.reserve(found.columns_);
        std::fill(found.scales_, found.scales_ + found.columns_, 0.0f);
        found.bytes_ = room.bytes.reserve(total);
    } else {
        found.floats_ = room.floats.reserve(total);
    }
    for (std::size_t n = 0; n < columns.size(); ++n)
        found.copy_column(static_cast<int>(n), *this, columns[n]);
    // What lies in columns without a piece must still be numbers: any column's will do.
    for (int n = static_cast<int>(columns.size()); n < found.columns_; ++n) {
        found.copy_column(n, *this, 0);
        found.bias_[n] = padding;
    }
    return found;
}

void Linear::copy_column(int to, const Linear& other, int from) {
    const int panel = kernels_->panel;
    const auto place = [&](int column, int group) {
        return static_cast<std::size_t>(column / panel) * panel * depth_ + column % panel * group;
    };
    bias_[to] = other.bias_[from];
    if (precision_ == Precision::float32) {
        const float* read = other.floats_ + place(from, 1);
        float* write = floats_ + place(to, 1);
        for (int k = 0; k < depth_; ++k) write[k * panel] = read[k * panel];
        return;
    }
    scales_[to] = other.scales_[from];
    const int group = kernels_->group;
    const std::uint8_t* read = other.bytes_ + place(from, group);
    std::uint8_t* write = bytes_ + place(to, group);
    for (int k = 0; k < depth_; k += group, read += panel * group, write += panel * group)
        std::memcpy(write, read, group);
}

void Linear::multiply_columns(const Activations& in, int first, int count, After after, float* out,
                              std::size_t stride) const {
    const ProductOutput to{out, stride, bias_ + first, after};
    const std::size_t skipped = static_cast<std::size_t>(first) * depth_;
    if (precision_ == Precision::int8)
        kernels_->multiply_bytes(
            in.bytes(), {bytes_ + skipped, scales_ + first, depth_, count}, to);
    else
        kernels_->multiply_floats(in.floats(), {floats_ + skipped, depth_, count}, to);
}

}  // namespace tolmach
