// Decoders, one step at a time: the last piece of each hypothesis to what the output map reads; here
// the Transformer's.
#pragma once

#include "residual_rows.h"

namespace tolmach {

// Where the attention of one step to the source goes, if anywhere: the weights of all heads of all
// layers, `step` floats apart.
struct AttentionRows {
    float* first = nullptr;
    std::size_t step = 0;
};

// A hypothesis that goes on. It stands at `past->length()`.
struct DecoderRow {
    int piece;
    Cache* past;
    const Cache* memory;
    AttentionRows attention{};
};

// For one thread.
class Decoder {
  public:
    virtual ~Decoder() = default;
    // Read one piece a row, append it to each past, and return what the output map reads.
    virtual const Activations& step(std::span<const DecoderRow> rows) = 0;
};

class TransformerDecoder : public Decoder {
  public:
    explicit TransformerDecoder(const Model& model)
        : model_(model), rows_(model), first_state_(round_up(model.sizes.size, WIDEST)) {}

    const Activations& step(std::span<const DecoderRow> rows) override;

  private:
    void read_past(int number, std::span<const DecoderRow> rows);
    void recur(int number, std::span<const DecoderRow> rows);
    void attend_past(int number, std::span<const DecoderRow> rows);
    void attend_memory(int number, std::span<const DecoderRow> rows);
    void attend(const HeadShape& shape, std::size_t offset, const float* query, const Cache& cache,
                float* out);
    // Hand out the weights that have just been computed.
    void record(int number, const DecoderRow& row) const;

    const Model& model_;
    ResidualRows rows_;
    Buffer<float> weights_;      // of one attention
    Buffer<float> first_state_;  // zeros
};

}  // namespace tolmach
