// Pieces drawn at random, as in `search/path.py`.
#pragma once

#include <span>

namespace tolmach {

// How far the distribution is tempered, and how much of its tail is cut.
struct Sampling {
    float temperature = 1;
    int top_k = 0;  // 0: all pieces
    float top_p = 1;
};

// Return the piece that a number in [0, 1) draws, by inverting the cumulative distribution, the
// most probable pieces first. Impossible pieces have log-probability minus infinity.
int drawn(std::span<const float> log_probabilities, const Sampling& sampling, float number);

}  // namespace tolmach
