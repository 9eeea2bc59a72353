// The layers of recurrent encoders and decoders, packed.
#pragma once

#include <optional>
#include <vector>

#include "linear.h"

namespace tolmach {

enum class CellKind { gru, lstm };
enum class ScoreKind { dot, bilinear, mlp };

// By what a recurrent decoder knows the source: one vector, from which it starts or that it reads at
// every step, or attention before or after a step; feeding is after it.
enum class SourceLink { start, every_step, before, after, feeding };

// Units of the vector of a piece, and of a state, which the source's rows have, too.
struct RecurrentWidths {
    int piece = 0;
    int state = 0;
};

constexpr int gates_of(CellKind cell) { return cell == CellKind::gru ? 3 : 4; }
// A state, and an LSTM's memory.
constexpr int parts_of(CellKind cell) { return cell == CellKind::gru ? 1 : 2; }

// What fixes the shape of a recurrent encoder, as in `models/recurrent_encoder.py`, beside widths.
struct RecurrentEncoderSizes {
    CellKind cell = CellKind::gru;
    int layers = 1;
    bool bidirectional = true;
    bool residual = false;
    bool reverse_source = false;  // a sentence is read from its end, all directions exchanged

    int directions() const { return bidirectional ? 2 : 1; }
};

// The same of a decoder, as in `models/recurrent_decoder.py` and `models/attentive_decoder.py`.
struct RecurrentDecoderSizes {
    CellKind cell = CellKind::gru;
    SourceLink link = SourceLink::before;
    ScoreKind score = ScoreKind::mlp;
    int layers = 1;
    bool residual = false;

    bool attends() const { return link != SourceLink::start && link != SourceLink::every_step; }
    int parts() const { return parts_of(cell); }
    // Vectors that a hypothesis remembers: the parts of all layers, then what is fed.
    int remembered() const { return fed() + (link == SourceLink::feeding); }
    int fed() const { return layers * parts(); }
};

struct CellLayer {
    Linear input;  // of the layer's input, all gates
    Linear recurrent;  // of its state
};

struct RecurrentEncoderLayers {
    RecurrentEncoderLayers(const RecurrentEncoderSizes& sizes, RecurrentWidths widths,
                           Weights& weights, const Packing& packing);

    const RecurrentEncoderSizes sizes;
    const RecurrentWidths widths;
    const int width;  // of one direction's state
    std::vector<std::vector<CellLayer>> layers;  // the lowest first; of each its directions
};

struct RecurrentDecoderLayers {
    RecurrentDecoderLayers(const RecurrentDecoderSizes& sizes, RecurrentWidths widths,
                           Weights& weights, const Packing& packing);

    const RecurrentDecoderSizes sizes;
    const RecurrentWidths widths;
    const int beside;  // units that are read beside a piece
    const int found;   // units from which the readout is computed
    std::vector<CellLayer> cells;  // the lowest first
    std::vector<Linear> bridges;   // from the source to the parts of each
    std::optional<Linear> vector;  // of the source, where it is read at every step
    std::optional<Linear> key;     // of the source's rows, which else are keys themselves
    std::optional<Linear> query;   // of a state, for an mlp
    std::vector<float> scorer;     // that mlp's last map, filled up to whole vectors
    Linear readout;

  private:
    void read_score(Weights& weights, const Packing& packing);
};

}  // namespace tolmach
