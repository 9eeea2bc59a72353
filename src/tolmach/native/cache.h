// Keys and values that attention reads again and again: a row for each place, with those of all
// layers of a stack. Hypotheses of one beam share the rows of their common past by counting
// references, so that going on in more than one way copies nothing.
#pragma once

#include <span>
#include <vector>

#include "buffer.h"
#include "kernels.h"

namespace tolmach {

// How keys and values of all layers lie in a row: [layer][keys | values], or recurrent states in
// their place.
class CacheShape {
  public:
    CacheShape() = default;
    CacheShape(std::span<const int> heads, int head_size);
    static CacheShape of_states(std::size_t layers, int size);

    const HeadShape& layer(int layer) const { return layers_[layer]; }
    std::size_t offset(int layer) const { return offsets_[layer]; }
    std::size_t row_floats() const { return total_; }

  private:
    std::vector<HeadShape> layers_;
    std::vector<std::size_t> offsets_;
    std::size_t total_ = 0;
};

// Rows by number, of which those that nobody needs any more are given out again. For one thread.
class RowPool {
  public:
    explicit RowPool(std::size_t floats) : floats_(floats) {}

    // Return a row that is used once.
    int take();
    void share(int row) { ++uses_[row]; }
    void give_back(int row) {
        if (--uses_[row] == 0) free_.push_back(row);
    }
    float* row(int row) { return pieces_[row / ROWS].data() + row % ROWS * stride(); }

  private:
    static constexpr int ROWS = 64;  // in a piece of memory

    // Kernels read some floats beyond the end.
    std::size_t stride() const { return round_up(floats_ + WIDEST, WIDEST); }

    std::size_t floats_;
    std::vector<Buffer<float>> pieces_;
    std::vector<int> uses_, free_;
};

// The keys and values of one hypothesis or one source sentence, or a hypothesis' states.
class Cache {
  public:
    Cache(const CacheShape& shape, RowPool& pool) : shape_(&shape), pool_(&pool) {}
    Cache(Cache&&) = default;
    Cache& operator=(Cache&& other);
    ~Cache() { clear(); }

    // Return a cache with the same past that can go on by itself.
    Cache fork() const;
    // Make room for one place more, which must be filled before it is read.
    void grow();
    // Places from the beginning, forgotten ones counted.
    int length() const { return forgotten_ + static_cast<int>(rows_.size()); }
    // Fill the keys and the values of a layer at the last place.
    void write(int layer, const float* keys_and_values);
    // Fill the last place as a whole.
    void write_row(const float* row);
    const float* const* places() const { return starts_.data(); }
    // The state of a layer at the last place, and at the one before it, if that is not the first.
    float* state(int layer) { return pool_->row(rows_.back()) + shape_->offset(layer); }
    const float* state_before(int layer) const {
        return starts_[starts_.size() - 2] + shape_->offset(layer);
    }
    // Keep the last places alone, so many of them, but at least one.
    void forget(int count = 1);
    // Places that are kept.
    int kept() const { return static_cast<int>(rows_.size()); }

  private:
    void clear();

    const CacheShape* shape_;
    RowPool* pool_;
    int forgotten_ = 0;
    std::vector<int> rows_;
    std::vector<const float*> starts_;  // of the rows, as the kernel wants them
};

}  // namespace tolmach
