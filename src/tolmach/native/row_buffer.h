// Rows of numbers one behind the other, each as long as kernels want it.
#pragma once

#include "buffer.h"
#include "kernels.h"

namespace tolmach {

class RowBuffer {
  public:
    // Make room for `count` rows of `size` numbers; what they held is lost.
    void resize(int count, int size) {
        count_ = count;
        size_ = size;
        stride_ = round_up(size, ROW_MULTIPLE);
        values_.reserve(count * stride_ + WIDEST);  // kernels read beyond the end
    }
    void clear() { std::fill_n(values_.data(), count_ * stride_, 0.0f); }
    // Set a part of a row, from unit `first` on.
    void put(std::size_t place, int first, const float* from, int count) {
        std::copy_n(from, count, row(place) + first);
    }
    float* row(std::size_t place) { return values_.data() + place * stride_; }
    const float* row(std::size_t place) const { return values_.data() + place * stride_; }
    int count() const { return count_; }
    int size() const { return size_; }
    std::size_t stride() const { return stride_; }

  private:
    int count_ = 0, size_ = 0;
    std::size_t stride_ = 0;
    Buffer<float> values_;
};

}  // namespace tolmach
