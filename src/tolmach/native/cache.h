// Keys and values that attention reads again and again, in blocks of KEYS places.
//
// A block holds its places for all layers of a stack. Hypotheses of one beam share the blocks of
// their common past by counting references; only the last block, which is still being written, is
// ever copied, and only where a hypothesis goes on in more than one way.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "buffer.h"
#include "kernels.h"

namespace tolmach {

// How the heads of all layers lie in one block.
class CacheShape {
  public:
    CacheShape() = default;
    CacheShape(std::span<const int> heads, int head_size);

    const HeadShape& layer(int layer) const { return layers_[layer]; }
    std::size_t offset(int layer) const { return offsets_[layer]; }
    std::size_t block_floats() const { return total_; }

  private:
    std::vector<HeadShape> layers_;
    std::vector<std::size_t> offsets_;
    std::size_t total_ = 0;
};

using Block = std::shared_ptr<Buffer<float>>;

// Blocks that nobody needs any more, for those who need one: for one thread.
class BlockPool {
  public:
    explicit BlockPool(std::size_t floats) : floats_(floats) {}

    Block take();
    Block copy(const Block& block);
    void give_back(Block block);

  private:
    std::size_t floats_;
    std::vector<Block> free_;
};

// The keys and values of one hypothesis or one source sentence.
class Cache {
  public:
    Cache(const CacheShape& shape, BlockPool& pool) : shape_(&shape), pool_(&pool) {}
    Cache(Cache&&) = default;
    Cache& operator=(Cache&& other);
    ~Cache() { clear(); }

    // Return a cache with the same past that can go on by itself.
    Cache fork() const;
    // Make room for one place more, which `write` then fills, layer by layer.
    void grow();
    int length() const { return length_; }
    // Write the keys and values of all heads of a layer at the last place.
    void write(int layer, const float* keys, const float* values);
    // Write them at all places, whose rows lie `stride` floats apart.
    void write_all(int layer, const float* keys, const float* values, std::size_t stride);
    const float* const* blocks() const { return starts_.data(); }

  private:
    void clear();
    void write_block(int layer, int first, int count, const float* keys, const float* values,
                     std::size_t stride);

    const CacheShape* shape_;
    BlockPool* pool_;
    int length_ = 0;
    std::vector<Block> blocks_;
    std::vector<const float*> starts_;  // of the blocks, as the kernel wants them
};

}  // namespace tolmach
