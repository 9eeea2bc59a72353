// A convolutional decoder, as in `models/convolutional.py`: of each hypothesis the last inputs of all
// layers are remembered, a row a place.
#pragma once

#include "decoder.h"
#include "row_buffer.h"

namespace tolmach {

class ConvolutionalDecoder : public Decoder {
  public:
    explicit ConvolutionalDecoder(const Model& model);
    const Activations& step(std::span<const DecoderRow> rows) override;

  private:
    void embed(std::span<const DecoderRow> rows);
    void run_layer(int number, std::span<const DecoderRow> rows);
    // Put the last inputs of a layer side by side, zeros before the first.
    void gather(int number, const Cache& past, float* window) const;
    // Add to what has passed the gates its attention to the source.
    void attend(int number, std::span<const DecoderRow> rows);

    const Model& model_;
    const ConvolutionalLayers& layers_;
    const int size_;
    Activations in_;
    RowBuffer embedded_, rows_;
    RowBuffer windows_, mapped_, gated_;
    RowBuffer queries_, context_;
    CacheAttention attention_;
};

}  // namespace tolmach
