// Recurrent decoders: those that know the source by one vector, as in `models/recurrent_decoder.py`,
// and those that attend to it, before a step or after it, as in `models/attentive_decoder.py`.
#pragma once

#include "decoder.h"
#include "row_buffer.h"

namespace tolmach {

class RecurrentDecoder : public Decoder {
  public:
    explicit RecurrentDecoder(const Model& model);
    const Activations& step(std::span<const DecoderRow> rows) override;

  private:
    void embed(std::span<const DecoderRow> rows);
    // Set what the first layer reads beside a piece.
    void read_beside(std::span<const DecoderRow> rows);
    // The same of one row, where there is anything.
    const float* beside(std::size_t place, const DecoderRow& row) const;
    // Gather in `states_` what every row remembers of the step before under that number.
    void recall(std::span<const DecoderRow> rows, int number);
    void run_layer(int number, std::span<const DecoderRow> rows);
    // Take the step of one row in one layer, and return its state.
    const float* move(int number, int place, Cache& past);
    // Let a state of every row attend to its sentence, which sets `contexts_`.
    void attend(RowBuffer& states, std::span<const DecoderRow> rows);
    void attend_row(const float* query, const DecoderRow& row, float* context);
    void read_out(std::span<const DecoderRow> rows);

    const Model& model_;
    const RecurrentDecoderLayers& layers_;
    const int piece_, size_;  // units of a piece's vector and of a state
    Activations in_, state_in_;
    RowBuffer read_;      // by the first layer: a piece, and what stands beside it
    RowBuffer states_;    // before the step, of one layer
    RowBuffer top_;       // what the last layer that has run passes on
    RowBuffer contexts_;  // of attention
    RowBuffer found_;     // for the readout: state, context or vector, and piece, where it has them
    RowBuffer projected_, past_;  // what a layer's maps make of its input and its state
    RowBuffer queries_, rows_;
    CacheAttention attention_;
};

}  // namespace tolmach
