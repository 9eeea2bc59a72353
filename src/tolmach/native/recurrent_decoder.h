// A recurrent decoder that attends to the source, before a step or after it, as in
// `models/attentive_decoder.py`.
#pragma once

#include "decoder.h"

namespace tolmach {

class RecurrentDecoder : public Decoder {
  public:
    explicit RecurrentDecoder(const Model& model);
    const Activations& step(std::span<const DecoderRow> rows) override;

  private:
    // Vectors of all rows that a product reads one behind the other in a row of its own.
    class Joined {
      public:
        void resize(int count, int size) {
            size_ = size;
            stride_ = round_up(size, ROW_MULTIPLE);
            values_.reserve(count * stride_ + WIDEST);  // kernels read beyond the end
        }
        float* row(std::size_t place) { return values_.data() + place * stride_; }
        std::size_t stride() const { return stride_; }
        int size() const { return size_; }

      private:
        int size_ = 0;
        std::size_t stride_ = 0;
        Buffer<float> values_;
    };

    // Set a vector of a joined row, counted from 0.
    void put(Joined& to, std::size_t place, int number, const float* from) const;
    void embed(std::span<const DecoderRow> rows);
    // Gather in `states_` what every row remembers of the step before under that number.
    void recall(std::span<const DecoderRow> rows, int number);
    void run_layer(int number, std::span<const DecoderRow> rows);
    // Take the step of one row in one layer, and return its state.
    const float* move(int number, int place, Cache& past);
    // Let a state of every row attend to its sentence.
    void attend(Joined& states, std::span<const DecoderRow> rows);
    void attend_row(const float* query, const DecoderRow& row, float* context);
    void read_out(std::span<const DecoderRow> rows);

    const Model& model_;
    const RecurrentLayers& layers_;
    const int size_;
    Activations in_, state_in_;
    Joined read_;       // by the first layer: a piece, and what stands beside it
    Joined states_;     // before the step, of one layer
    Joined top_;        // what the last layer that has run passes on
    Joined found_;      // for the readout: state, context and, where it attends before, piece
    Joined projected_, past_;  // what a layer's maps make of its input and its state
    Joined queries_, rows_;
    Buffer<float> weights_, context_;
};

}  // namespace tolmach
