// What a recurrent decoder reads of encoded sentences, whatever has encoded them.
#pragma once

#include "encoder.h"
#include "model.h"
#include "row_buffer.h"

namespace tolmach {

// Rows of sentences, one behind the other, and the last state of each sentence by layer of the
// encoder; all of them `stride` apart.
struct EncodedRows {
    const float* rows;
    std::size_t stride;
    std::span<const int> starts;  // as `starts_of` gives them
    std::vector<const float*> last;

    int count() const { return starts.back(); }
    int sentences() const { return static_cast<int>(starts.size()) - 1; }
};

// For one thread. Keys are made of the rows, which are values themselves; or one vector is made of
// the top layer's last state. First states are tanh(W s) of the encoder's last ones, layer by layer
// from the top down, the lowest state serving all that are left.
class RecurrentMemory {
  public:
    explicit RecurrentMemory(const Model& model);
    std::vector<Encoded> of(const EncodedRows& rows);

  private:
    void remember_rows(const EncodedRows& rows, std::vector<Encoded>& encoded);
    void remember_vectors(const EncodedRows& rows, std::vector<Encoded>& encoded);
    void start_layer(int layer, const EncodedRows& rows, std::vector<Encoded>& encoded);
    // Set `mapped_` to tanh(W s + b) of a vector of each sentence.
    void map(const Linear& linear, const float* vectors, const EncodedRows& rows);

    const Model& model_;
    const RecurrentDecoderLayers& layers_;
    const int size_;
    RowPool pool_;
    Activations in_;
    RowBuffer mapped_;
};

}  // namespace tolmach
