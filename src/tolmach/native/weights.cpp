#include "weights.h"

#include <cmath>
#include <cstring>
#include <stdexcept>

namespace tolmach {
namespace {

float from_bits(std::uint32_t bits) {
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

std::uint32_t bits_of(float value) {
    std::uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

// IEEE half precision: shift the exponent into place, then mend its bias by a multiplication,
// which gets subnormal numbers right, too; infinities and NaN get back their exponent of ones.
// Without a branch, so that compilers make vectors of it: embeddings are read in this way.
float from_half(std::uint16_t half) {
    const std::uint32_t sign = std::uint32_t(half & 0x8000u) << 16;
    const std::uint32_t rest = std::uint32_t(half & 0x7fffu) << 13;
    const std::uint32_t odd = rest >= 0x0f800000u ? 0x7f800000u : 0u;
    return from_bits(bits_of(from_bits(rest) * 0x1p112f) | odd | sign);
}

template <class Stored, class Convert>
void read_as(const void* values, std::size_t first, int count, float* out, Convert convert) {
    const auto* from = static_cast<const unsigned char*>(values) + first * sizeof(Stored);
    for (int n = 0; n < count; ++n) {
        Stored stored;
        std::memcpy(&stored, from + n * sizeof(Stored), sizeof stored);  // may be unaligned
        out[n] = convert(stored);
    }
}

// Whether some of `count` stored numbers are infinite or none: their exponent is all ones.
template <class Stored>
bool holds_exponent(const void* values, std::size_t count, Stored ones) {
    const auto* from = static_cast<const unsigned char*>(values);
    Stored found = 0;
    for (std::size_t n = 0; n < count; ++n) {
        Stored stored;
        std::memcpy(&stored, from + n * sizeof stored, sizeof stored);  // may be unaligned
        found |= (stored & ones) == ones;
    }
    return found != 0;
}

bool is_finite(const Tensor& tensor) {
    const std::size_t count = static_cast<std::size_t>(tensor.rows) * tensor.columns;
    switch (tensor.storage) {
        case Storage::float32:
            return !holds_exponent<std::uint32_t>(tensor.values, count, 0x7f800000u);
        case Storage::float16:
            return !holds_exponent<std::uint16_t>(tensor.values, count, 0x7c00u);
        case Storage::bfloat16:
            return !holds_exponent<std::uint16_t>(tensor.values, count, 0x7f80u);
    }
    return false;
}

std::string shape(int rows, int columns) {
    return std::to_string(rows) + " x " + std::to_string(columns);
}

}  // namespace

void Tensor::read(int row, float* out) const {
    const std::size_t first = static_cast<std::size_t>(row) * columns;
    switch (storage) {
        case Storage::float32:
            return read_as<float>(values, first, columns, out, [](float value) { return value; });
        case Storage::float16:
            return read_as<std::uint16_t>(values, first, columns, out, from_half);
        case Storage::bfloat16:
            return read_as<std::uint16_t>(values, first, columns, out, [](std::uint16_t bits) {
                return from_bits(std::uint32_t(bits) << 16);
            });
    }
}

void Tensor::embed(int piece, float* out) const {
    const float scale = std::sqrt(static_cast<float>(columns));
    read(piece, out);
    for (int n = 0; n < columns; ++n) out[n] *= scale;
}

const Tensor& Weights::matrix(const std::string& name, int rows, int columns) {
    const auto found = tensors_.find(name);
    if (found == tensors_.end()) throw std::invalid_argument(name + " is missing");
    const Tensor& tensor = found->second;
    if (tensor.rows != rows || tensor.columns != columns)
        throw std::invalid_argument(name + " has shape " + shape(tensor.rows, tensor.columns) +
                                    ", not " + shape(rows, columns));
    if (used_.insert(name).second && !is_finite(tensor))
        throw std::invalid_argument(name + " holds something that is no number");
    return tensor;
}

std::vector<float> Weights::vector(const std::string& name, int size) {
    std::vector<float> values(size);
    matrix(name, 1, size).read(0, values.data());
    return values;
}

void Weights::check_all_used() const {
    for (const auto& [name, tensor] : tensors_)
        if (!used_.count(name)) throw std::invalid_argument(name + " belongs to another shape");
}

}  // namespace tolmach
