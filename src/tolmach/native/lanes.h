// Vectors of floats in the compiler's own notation, as wide as the file that includes this says.
//
// Each instruction set has a source file of its own, compiled for it alone. Everything here and in
// the other `*_lanes.h` is in an unnamed namespace and calls nothing from a library: a function
// that two such files shared would be merged by the linker, perhaps into the one that the
// processor cannot run.
#pragma once

#include <utility>

#include "kernels.h"

#ifndef TOLMACH_LANES
#error "define TOLMACH_LANES, floats in a vector, before including this"
#endif

namespace tolmach {
namespace {

constexpr int LANES = TOLMACH_LANES;

typedef float Lanes __attribute__((vector_size(LANES * 4)));
typedef std::int32_t IntLanes __attribute__((vector_size(LANES * 4)));

inline Lanes load(const float* from) {
    Lanes lanes;
    __builtin_memcpy(&lanes, from, sizeof lanes);
    return lanes;
}

inline void store(float* to, Lanes lanes) { __builtin_memcpy(to, &lanes, sizeof lanes); }

inline Lanes all(float value) { return value - Lanes{}; }

inline Lanes larger(Lanes one, Lanes two) { return one > two ? one : two; }

inline Lanes smaller(Lanes one, Lanes two) { return one < two ? one : two; }

template <int... N>
inline IntLanes numbered(std::integer_sequence<int, N...>) {
    return IntLanes{N...};
}

// The first `count` lanes, and `rest` in the others.
inline Lanes first_lanes(Lanes lanes, int count, float rest) {
    return numbered(std::make_integer_sequence<int, LANES>()) < count ? lanes : all(rest);
}

// The lanes of two vectors, one behind the other, with these numbers.
template <int... N>
inline Lanes shuffled(Lanes one, Lanes two) {
#if __has_builtin(__builtin_shufflevector)
    return __builtin_shufflevector(one, two, N...);
#else  // GCC before release 12
    return __builtin_shuffle(one, two, IntLanes{N...});
#endif
}

// Lanes n and n ^ STEP change places.
template <int STEP, int... N>
inline Lanes exchanged(Lanes lanes, std::integer_sequence<int, N...>) {
    return shuffled<(N ^ STEP)...>(lanes, lanes);
}

// Put all lanes together, in halves: after each step a lane stands for twice as many.
template <int STEP = LANES / 2, class Join>
inline float joined(Lanes lanes, Join join) {
    if constexpr (STEP == 0)
        return lanes[0];
    else
        return joined<STEP / 2>(
            join(lanes, exchanged<STEP>(lanes, std::make_integer_sequence<int, LANES>())), join);
}

inline float sum_of(Lanes lanes) {
    return joined(lanes, [](Lanes one, Lanes two) { return one + two; });
}

inline float largest_of(Lanes lanes) { return joined(lanes, larger); }

// e to the power of each lane, to about one unit in the last place; below -87 almost nothing.
//
// x = n ln 2 + r with |r| <= ln 2 / 2: a polynomial for e^r, and n goes into the exponent's bits.
inline Lanes exponential(Lanes x) {
    x = smaller(larger(x, all(-87.0f)), all(88.0f));
    const Lanes turn = all(12582912.0f);  // 1.5 * 2^23: adding it rounds to a whole number
    const Lanes whole = (x * 1.44269504f + turn) - turn;
    const Lanes rest = (x - whole * 0.693359375f) + whole * 2.12194440e-4f;
    Lanes power = all(1.9875691500e-4f);
    power = power * rest + 1.3981999507e-3f;
    power = power * rest + 8.3334519073e-3f;
    power = power * rest + 4.1665795894e-2f;
    power = power * rest + 1.6666665459e-1f;
    power = power * rest + 5.0000001201e-1f;
    power = power * (rest * rest) + rest + 1.0f;
    const IntLanes bits = (__builtin_convertvector(whole, IntLanes) + 127) << 23;
    return power * reinterpret_cast<Lanes>(bits);
}

inline Lanes logistic(Lanes x) { return 1.0f / (1.0f + exponential(-x)); }

// The hyperbolic tangent, to 2e-7.
inline Lanes tangent(Lanes x) { return 1.0f - 2.0f / (1.0f + exponential(2.0f * x)); }

// The error function, to 2e-7 (Abramowitz and Stegun 1964, 7.1.26).
inline Lanes error_function(Lanes x) {
    const Lanes size = larger(x, -x);
    const Lanes t = 1.0f / (1.0f + 0.3275911f * size);
    Lanes power = all(1.061405429f);
    power = power * t - 1.453152027f;
    power = power * t + 1.421413741f;
    power = power * t - 0.284496736f;
    power = power * t + 0.254829592f;
    const Lanes value = 1.0f - power * t * exponential(-size * size);
    return x < 0 ? -value : value;
}

}  // namespace
}  // namespace tolmach
