#include "cache.h"

#include <algorithm>

namespace tolmach {

CacheShape::CacheShape(std::span<const int> heads, int head_size) {
    const int stride = static_cast<int>(round_up(head_size, KEYS));
    for (const int count : heads) {
        layers_.push_back({count, head_size, stride});
        offsets_.push_back(total_);
        total_ += layers_.back().block_floats();
    }
}

Block BlockPool::take() {
    if (free_.empty()) return std::make_shared<Buffer<float>>(floats_);
    Block block = std::move(free_.back());
    free_.pop_back();
    return block;
}

Block BlockPool::copy(const Block& block) {
    Block copied = take();
    std::copy_n(block->data(), floats_, copied->data());
    return copied;
}

void BlockPool::give_back(Block block) {
    if (block.use_count() == 1) free_.push_back(std::move(block));
}

Cache& Cache::operator=(Cache&& other) {
    clear();
    shape_ = other.shape_;
    pool_ = other.pool_;
    length_ = other.length_;
    blocks_ = std::move(other.blocks_);
    starts_ = std::move(other.starts_);
    return *this;
}

void Cache::clear() {
    for (Block& block : blocks_) pool_->give_back(std::move(block));
    blocks_.clear();
    starts_.clear();
}

Cache Cache::fork() const {
    Cache other(*shape_, *pool_);
    other.length_ = length_;
    other.blocks_ = blocks_;
    other.starts_ = starts_;
    if (length_ % KEYS) {
        other.blocks_.back() = pool_->copy(blocks_.back());
        other.starts_.back() = other.blocks_.back()->data();
    }
    return other;
}

void Cache::grow() {
    if (length_++ % KEYS) return;
    blocks_.push_back(pool_->take());
    starts_.push_back(blocks_.back()->data());
}

void Cache::write(int layer, const float* keys, const float* values) {
    write_block(layer, length_ - 1, 1, keys, values, 0);
}

void Cache::write_all(int layer, const float* keys, const float* values, std::size_t stride) {
    for (int first = 0; first < length_; first += KEYS)
        write_block(layer, first, std::min(KEYS, length_ - first), keys + first * stride,
                    values + first * stride, stride);
}

// Write places first ... first + count - 1, which lie in one block. One unit of all keys is written
// at a time: that is a cache line.
void Cache::write_block(int layer, int first, int count, const float* keys, const float* values,
                        std::size_t stride) {
    const HeadShape& shape = shape_->layer(layer);
    float* head = blocks_[first / KEYS]->data() + shape_->offset(layer);
    for (int n = 0; n < shape.heads; ++n, head += shape.head_floats()) {
        float* key_slot = head + first % KEYS;
        for (int e = 0; e < shape.size; ++e, ++keys)
            for (int place = 0; place < count; ++place)
                key_slot[e * KEYS + place] = keys[place * stride];
        float* value_slot = head + shape.size * KEYS + first % KEYS * shape.stride;
        for (int place = 0; place < count; ++place)
            std::copy_n(values + n * shape.size + place * stride, shape.size,
                        value_slot + place * shape.stride);
    }
}

}  // namespace tolmach
