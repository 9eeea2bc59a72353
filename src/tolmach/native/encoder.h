// The encoder: sentences to the keys and values that the decoder reads of them.
#pragma once

#include "residual_rows.h"

namespace tolmach {

using Pieces = std::vector<int>;

// For one thread. Sentences lie one behind the other, without padding.
class Encoder {
  public:
    explicit Encoder(const Model& model);

    // Return for each sentence (with `</s>`) what cross-attention reads, one place a piece.
    std::vector<Cache> encode(std::span<const Pieces> sentences);

  private:
    void embed(std::span<const Pieces> sentences);
    void attend(int number);
    void attend_sentence(int number, float* projected, int first, int count);
    Cache remember(const float* projected, int first, int count);

    const Model& model_;
    ResidualRows rows_;
    RowPool memory_pool_;
    std::vector<int> starts_;  // first row of each sentence, and one past the last row
    std::vector<const float*> places_;  // of the sentence whose pieces attend
    Buffer<float> weights_, projected_;
};

}  // namespace tolmach
