// Encoders: sentences to what the decoder reads of them.
#pragma once

#include <span>
#include <vector>

#include "cache.h"

namespace tolmach {

using Pieces = std::vector<int>;

// What a decoder reads of a sentence: keys and values, one place a piece, or one vector in their
// place; and the vectors that its hypotheses remember at first, where those depend on the sentence.
struct Encoded {
    Cache memory;
    std::vector<float> first{};
};

// For one thread. Sentences lie one behind the other, without padding.
class Encoder {
  public:
    virtual ~Encoder() = default;
    // Encode sentences (with `</s>`).
    virtual std::vector<Encoded> encode(std::span<const Pieces> sentences) = 0;
};

// The first row of each sentence, and one past the last row.
inline std::vector<int> starts_of(std::span<const Pieces> sentences) {
    std::vector<int> starts{0};
    for (const Pieces& pieces : sentences)
        starts.push_back(starts.back() + static_cast<int>(pieces.size()));
    return starts;
}

}  // namespace tolmach
