// Memory for rows of numbers: aligned to a cache line, so that no vector load straddles two.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

namespace tolmach {

constexpr std::size_t CACHE_LINE = 64;  // bytes

constexpr std::size_t round_up(std::size_t value, std::size_t multiple) {
    return (value + multiple - 1) / multiple * multiple;
}

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
    struct Free {
        void operator()(Value* values) const { std::free(values); }
    };
    std::unique_ptr<Value, Free> values_;
    std::size_t room_ = 0;
};

}  // namespace tolmach
