#include "positions.h"

#include <algorithm>
#include <cmath>

namespace tolmach {

Positions::Positions(PositionKind kind, int size, Weights& weights, const std::string& name,
                     int longest)
    : kind_(kind), size_(size) {
    if (!adds()) return;
    known_ = kind == PositionKind::learned ? longest : KNOWN_PLACES;
    table_.resize(static_cast<std::size_t>(known_) * size);
    const int half = (size + 1) / 2;
    const float step = static_cast<float>(-std::log(10000.0) / std::max(half - 1, 1));
    for (int n = 0; n < half; ++n) frequencies_.push_back(std::exp(static_cast<float>(n) * step));
    const Tensor* learned = kind == PositionKind::learned
                                ? &weights.matrix(name + ".embedding.weight", longest, size)
                                : nullptr;
    for (int place = 0; place < known_; ++place) {
        float* to = table_.data() + static_cast<std::size_t>(place) * size;
        learned ? learned->read(place, to) : waves(place, to);
    }
}

void Positions::add(int place, float* row) const {
    if (!adds()) return;
    std::vector<float> far;
    const float* from = table_.data() + static_cast<std::size_t>(place) * size_;
    if (place >= known_) {
        far.resize(size_);
        waves(place, far.data());
        from = far.data();
    }
    for (int n = 0; n < size_; ++n) row[n] += from[n];
}

void Positions::waves(int place, float* out) const {
    const int half = static_cast<int>(frequencies_.size());
    for (int n = 0; n < half; ++n) {
        const float angle = static_cast<float>(place) * frequencies_[n];
        out[n] = std::sin(angle);
        if (half + n < size_) out[half + n] = std::cos(angle);
    }
}

Rotation::Rotation(int head_size) : half_(head_size / 2) {
    for (int n = 0; n < half_; ++n)
        frequencies_.push_back(std::pow(10000.0f, -static_cast<float>(2 * n) / head_size));
    table_.resize(static_cast<std::size_t>(KNOWN_PLACES) * 2 * half_);
    for (int place = 0; place < KNOWN_PLACES; ++place) {
        float* at = table_.data() + static_cast<std::size_t>(place) * 2 * half_;
        angles(place, at, at + half_);
    }
}

void Rotation::angles(int place, float* cosines, float* sines) const {
    for (int n = 0; n < half_; ++n) {
        const float angle = static_cast<float>(place) * frequencies_[n];
        cosines[n] = std::cos(angle);
        sines[n] = std::sin(angle);
    }
}

void Rotation::turn(int place, int heads, float* rows) const {
    std::vector<float> far;
    const float* at = table_.data() + static_cast<std::size_t>(place) * 2 * half_;
    if (place >= KNOWN_PLACES) {
        far.resize(2 * half_);
        angles(place, far.data(), far.data() + half_);
        at = far.data();
    }
    for (float *left = rows, *end = rows + heads * 2 * half_; left < end; left += 2 * half_) {
        float* right = left + half_;
        for (int n = 0; n < half_; ++n) {
            const float cosine = at[n], sine = at[half_ + n], was = left[n];
            left[n] = was * cosine - right[n] * sine;
            right[n] = right[n] * cosine + was * sine;
        }
    }
}

}  // namespace tolmach
