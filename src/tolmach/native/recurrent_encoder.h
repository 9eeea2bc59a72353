// A recurrent encoder, as in `models/recurrent_encoder.py`: layers that read sentences forwards, or
// in both directions, a step of all sentences at a time.
#pragma once

#include "recurrent_memory.h"

namespace tolmach {

class RecurrentEncoder : public Encoder {
  public:
    explicit RecurrentEncoder(const Model& model);
    std::vector<Encoded> encode(std::span<const Pieces> sentences) override;

  private:
    void embed(std::span<const Pieces> sentences);
    // Put sentences in the order in which they end, so that those still read are the first ones.
    void arrange();
    int length(int sentence) const { return starts_[sentence + 1] - starts_[sentence]; }
    void run_layer(int number);
    void read(int number, int direction);
    // Take one step of the sentence that is `place`-th in order; return its state.
    const float* move(int place, const float* projected);

    const Model& model_;
    const RecurrentEncoderLayers& layers_;
    RecurrentMemory memory_;
    std::vector<int> starts_, order_;
    Activations in_, state_in_;
    RowBuffer rows_, states_;  // below a layer and above it
    RowBuffer projected_, past_;  // what a layer's maps make of its input and its state
    RowBuffer state_, cell_memory_;  // of one direction, by sentences in order
    std::vector<RowBuffer> last_;  // by layer
};

}  // namespace tolmach
