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

// The attention of one row at a time to keys and values in a cache. For one thread.
class CacheAttention {
  public:
    explicit CacheAttention(const Kernels& kernels) : kernels_(kernels) {}

    // Attend to what lies at `offset` in each row of the cache.
    void attend(const HeadShape& shape, const float* query, const Cache& cache,
                std::size_t offset, float* out);
    // The same with one head, whose scores an mlp computes (`Kernels::attend_additively`).
    void attend_additively(const HeadShape& shape, const float* scorer, const float* query,
                           const Cache& cache, float* out);
    // Hand out the weights of the last attention, if they are wanted, behind those of `before` heads.
    void record(const AttentionRows& to, int before) const;

  private:
    // Make room for the weights.
    float* weights_for(const HeadShape& shape, const Cache& cache);

    const Kernels& kernels_;
    Buffer<float> weights_;  // [places][padded heads]
    HeadShape shape_{};
    int places_ = 0;
};

class TransformerDecoder : public Decoder {
  public:
    explicit TransformerDecoder(const Model& model)
        : model_(model), rows_(model), attention_(model.kernels), first_state_(round_up(model.sizes.size, WIDEST)) {}

    const Activations& step(std::span<const DecoderRow> rows) override;

  private:
    void read_past(int number, std::span<const DecoderRow> rows);
    void recur(int number, std::span<const DecoderRow> rows);
    void attend_past(int number, std::span<const DecoderRow> rows);
    void attend_memory(int number, std::span<const DecoderRow> rows);

    const Model& model_;
    ResidualRows rows_;
    CacheAttention attention_;
    Buffer<float> first_state_;  // zeros
};

}  // namespace tolmach
