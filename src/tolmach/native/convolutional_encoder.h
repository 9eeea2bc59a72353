// A convolutional encoder, as in `models/convolutional.py`, and what its decoder reads of a sentence:
// keys and values that all layers share, or what one vector contributes to each layer.
#pragma once

#include "encoder.h"
#include "model.h"
#include "row_buffer.h"

namespace tolmach {

class ConvolutionalEncoder : public Encoder {
  public:
    explicit ConvolutionalEncoder(const Model& model);
    std::vector<Encoded> encode(std::span<const Pieces> sentences) override;

  private:
    void embed(std::span<const Pieces> sentences);
    void run_layer(const Linear& layer);
    // Put the neighbours of each place of a sentence side by side, zeros beyond its ends.
    void gather(int sentence);
    std::vector<Encoded> remember_rows();
    std::vector<Encoded> remember_vectors();

    const Model& model_;
    const ConvolutionalLayers& layers_;
    const int size_;
    RowPool pool_;
    std::vector<int> starts_;
    Activations in_;
    RowBuffer embedded_, rows_;
    RowBuffer windows_;         // neighbours side by side
    RowBuffer mapped_, gated_;  // what a layer makes of them
};

}  // namespace tolmach
