// The encoder: sentences to what the decoder reads of them.
#pragma once

#include "residual_rows.h"

namespace tolmach {

using Pieces = std::vector<int>;

// What a decoder reads of a sentence: keys and values, one place a piece, and the vectors that its
// hypotheses remember at first, where that depends on the sentence.
struct Encoded {
    Cache memory;
    std::vector<float> first{};
};

// For one thread. Sentences lie one behind the other, without padding.
class Encoder {
  public:
    explicit Encoder(const Model& model);

    // Encode sentences (with `</s>`).
    std::vector<Encoded> encode(std::span<const Pieces> sentences);

  private:
    void embed(std::span<const Pieces> sentences);
    void attend(int number);
    void attend_sentence(int number, float* projected, int first, int count);
    std::vector<Encoded> remember();
    Cache remember_sentence(const float* projected, int sentence);
    // The same for a recurrent decoder, whose values are the rows themselves.
    std::vector<Encoded> remember_rows();
    Cache remember_rows_of(const float* keys, std::size_t stride, int sentence);
    void start(std::vector<Encoded>& encoded);
    void write_mean(int sentence, float* mean);
    void start_layer(int layer, std::vector<Encoded>& encoded);

    const Model& model_;
    ResidualRows rows_;
    RowPool memory_pool_;
    std::vector<int> starts_;  // first row of each sentence, and one past the last row
    std::vector<const float*> places_;  // of the sentence whose pieces attend
    Buffer<float> weights_, projected_, means_;
    Activations mean_in_;
};

}  // namespace tolmach
