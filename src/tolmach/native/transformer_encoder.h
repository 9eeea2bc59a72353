// The Transformer's encoder, before its own decoder or a recurrent one.
#pragma once

#include "recurrent_memory.h"
#include "residual_rows.h"

namespace tolmach {

class TransformerEncoder : public Encoder {
  public:
    explicit TransformerEncoder(const Model& model);
    std::vector<Encoded> encode(std::span<const Pieces> sentences) override;

  private:
    void embed(std::span<const Pieces> sentences);
    void attend(int number);
    void attend_sentence(int number, float* projected, int first, int count);
    std::vector<Encoded> remember();
    Cache remember_sentence(const float* projected, int sentence);
    // The same for a recurrent decoder, which starts from the mean of a sentence's rows.
    std::vector<Encoded> remember_rows();
    void write_mean(int sentence, float* mean);

    const Model& model_;
    ResidualRows rows_;
    RowPool memory_pool_;
    std::optional<RecurrentMemory> recurrent_memory_;
    std::vector<int> starts_;
    std::vector<const float*> places_;  // of the sentence whose pieces attend
    Buffer<float> weights_, projected_;
    RowBuffer means_;
};

}  // namespace tolmach
