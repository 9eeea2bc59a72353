#include "cache.h"

#include <algorithm>

namespace tolmach {

CacheShape::CacheShape(std::span<const int> heads, int head_size) {
    for (const int count : heads) {
        layers_.push_back({count, head_size});
        offsets_.push_back(total_);
        total_ += 2 * static_cast<std::size_t>(layers_.back().width());
    }
}

CacheShape CacheShape::of_states(std::size_t layers, int size) {
    CacheShape shape;
    const std::size_t step = round_up(size, WIDEST);  // kernels write whole vectors
    for (std::size_t n = 0; n < layers; ++n) shape.offsets_.push_back(n * step);
    shape.total_ = layers * step;
    return shape;
}

int RowPool::take() {
    if (free_.empty()) {
        const int first = static_cast<int>(uses_.size());
        pieces_.emplace_back(ROWS * stride());
        uses_.resize(uses_.size() + ROWS);
        free_.reserve(uses_.size());  // so that giving rows back, as destructors do, cannot fail
        for (int row = first + ROWS - 1; row >= first; --row) free_.push_back(row);
    }
    const int row = free_.back();
    free_.pop_back();
    uses_[row] = 1;
    return row;
}

Cache& Cache::operator=(Cache&& other) {
    clear();
    shape_ = other.shape_;
    pool_ = other.pool_;
    forgotten_ = other.forgotten_;
    rows_ = std::move(other.rows_);
    starts_ = std::move(other.starts_);
    return *this;
}

void Cache::clear() {
    for (const int row : rows_) pool_->give_back(row);
    rows_.clear();
    starts_.clear();
    forgotten_ = 0;
}

void Cache::forget(int count) {
    const std::size_t left = std::min<std::size_t>(rows_.size(), std::max(1, count));
    const std::size_t before = rows_.size() - left;
    for (std::size_t n = 0; n < before; ++n) pool_->give_back(rows_[n]);
    rows_.erase(rows_.begin(), rows_.begin() + before);
    starts_.erase(starts_.begin(), starts_.begin() + before);
    forgotten_ += static_cast<int>(before);
}

Cache Cache::fork() const {
    Cache other(*shape_, *pool_);
    other.forgotten_ = forgotten_;
    other.rows_ = rows_;
    other.starts_ = starts_;
    for (const int row : rows_) pool_->share(row);
    return other;
}

void Cache::grow() {
    rows_.push_back(pool_->take());
    starts_.push_back(pool_->row(rows_.back()));
}

void Cache::write(int layer, const float* keys_and_values) {
    std::copy_n(keys_and_values, 2 * shape_->layer(layer).width(),
                pool_->row(rows_.back()) + shape_->offset(layer));
}

void Cache::write_row(const float* row) {
    std::copy_n(row, shape_->row_floats(), pool_->row(rows_.back()));
}

}  // namespace tolmach
