// Rows on their way through layers, with what the layers of encoder and decoder have in common.
#pragma once

#include "model.h"

namespace tolmach {

// For one thread. A sublayer is x + f(norm(x)) or norm(x + f(x)), as the model has it.
class ResidualRows {
  public:
    explicit ResidualRows(const Model& model)
        : model_(model), stride_(round_up(model.sizes.size, ROW_MULTIPLE)),
          in_(model.kernels, model.precision) {}

    void resize(int count);
    int count() const { return count_; }
    float* row(int place) { return rows_.data() + place * stride_; }
    std::size_t stride() const { return stride_; }
    // Set a row to the vector of a piece that stands at `position`.
    void embed(int place, const Tensor& table, const Positions& positions, int piece,
               int position);

    // Project the rows for attention; row r of the result lies at r * projected_stride(layer).
    float* project(const AttentionLayer& layer) { return project(layer.in, layer.norm); }
    // Project them by any map that reads them as the model has it.
    float* project(const Linear& in, const std::optional<Norm>& norm);
    std::size_t projected_stride(const AttentionLayer& layer) const { return layer.in.columns(); }
    // Where the attention of a row leaves its result for `add_attended`.
    float* attended(const AttentionLayer& layer, int place);
    void add_attended(const AttentionLayer& layer);
    // All that is left of an attention without heads.
    void add_headless(const AttentionLayer& layer);
    void feed_forward(const FeedForwardLayer& layer);
    // End a sublayer whose result has been added.
    void close(const std::optional<Norm>& norm);
    // Normalise the rows where they lie.
    void normalise(const Norm& norm);
    // The rows as the next product reads them, normalised where the stack ends in a norm.
    const Activations& finished(const std::optional<Norm>& norm);

  private:
    static constexpr int CHUNK = 96;  // rows whose inner layer fits into the second-level cache

    void take(const std::optional<Norm>& norm, int first, int count);
    void activate(int count);

    const Model& model_;
    std::size_t stride_;
    int count_ = 0;
    Activations in_;
    Buffer<float> rows_, projected_, attended_, inner_;
};

}  // namespace tolmach
