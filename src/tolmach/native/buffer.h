// Memory for rows of numbers: aligned to a cache line, so that no vector load straddles two.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace tolmach {

constexpr std::size_t CACHE_LINE = 64;  // bytes

constexpr std::size_t round_up(std::size_t value, std::size_t multiple) {
    return (value + multiple - 1) / multiple * multiple;
}

struct Free {
    void operator()(void* memory) const { std::free(memory); }
};

// An array of plain values that only ever grows. Growing does not keep what it held.
template <class Value>
class Buffer {
  public:
    Buffer() = default;
    explicit Buffer(std::size_t count) { reserve(count); }

    // Make room for `count` values; new room is zero.
    Value* reserve(std::size_t count) {
        if (count > room_) {
            const std::size_t bytes = round_up(count * sizeof(Value), CACHE_LINE);
            values_.reset(static_cast<Value*>(std::aligned_alloc(CACHE_LINE, bytes)));
            room_ = 0;
            if (!values_) throw std::bad_alloc();
            std::memset(static_cast<void*>(values_.get()), 0, bytes);
            room_ = count;
        }
        return values_.get();
    }

    Value* data() { return values_.get(); }
    const Value* data() const { return values_.get(); }
    Value& operator[](std::size_t place) { return values_.get()[place]; }
    const Value& operator[](std::size_t place) const { return values_.get()[place]; }

  private:
    std::unique_ptr<Value, Free> values_;
    std::size_t room_ = 0;
};

// Memory for everything that stays as long as a model does, in a few large pieces: in huge pages,
// where the system has them, a model is packed in half the time, for a page must be found and
// cleared before it is first written.
class Arena {
  public:
    // Return room for `count` values, zero.
    template <class Value>
    Value* take(std::size_t count) {
        const std::size_t bytes = round_up(count * sizeof(Value), CACHE_LINE);
        if (bytes > left_) add_piece(std::max(bytes, PIECE));
        std::byte* taken = next_;
        next_ += bytes;
        left_ -= bytes;
        std::memset(taken, 0, bytes);
        return reinterpret_cast<Value*>(taken);
    }

  private:
    static constexpr std::size_t HUGE_PAGE = std::size_t{1} << 21, PIECE = 4 * HUGE_PAGE;

    void add_piece(std::size_t bytes) {
        bytes = round_up(bytes, HUGE_PAGE);
        pieces_.emplace_back(static_cast<std::byte*>(std::aligned_alloc(HUGE_PAGE, bytes)));
        next_ = pieces_.back().get();
        if (!next_) throw std::bad_alloc();
        left_ = bytes;
#ifdef __linux__
        madvise(next_, bytes, MADV_HUGEPAGE);  // where it is refused, pages stay small
#endif
    }

    std::vector<std::unique_ptr<std::byte, Free>> pieces_;
    std::byte* next_ = nullptr;
    std::size_t left_ = 0;
};

}  // namespace tolmach
