// The layers of a recurrent decoder with attention, packed.
#pragma once

#include <optional>
#include <vector>

#include "linear.h"

namespace tolmach {

enum class CellKind { gru, lstm };
enum class AttentionLink { before, after, feeding };  // the step; feeding is after it
enum class ScoreKind { dot, bilinear, mlp };

// What fixes the shape of a recurrent decoder, as in `models/attentive_decoder.py`, beside the size
// that the vectors of pieces, states and the source's rows share.
struct RecurrentSizes {
    CellKind cell = CellKind::gru;
    AttentionLink link = AttentionLink::before;
    ScoreKind score = ScoreKind::mlp;
    int layers = 1;
    bool residual = false;

    int gates() const { return cell == CellKind::gru ? 3 : 4; }
    int parts() const { return cell == CellKind::gru ? 1 : 2; }  // a state, and an LSTM's memory
    bool reads_beside() const { return link != AttentionLink::after; }
    // Vectors that a hypothesis remembers: the parts of all layers, then what is fed.
    int remembered() const { return fed() + (link == AttentionLink::feeding); }
    int fed() const { return layers * parts(); }
};

struct CellLayer {
    Linear input;  // of the layer's input, all gates
    Linear recurrent;  // of its state
};

struct RecurrentLayers {
    RecurrentLayers(const RecurrentSizes& sizes, int size, Weights& weights,
                    const Packing& packing);

    const RecurrentSizes sizes;
    const int size;
    std::vector<CellLayer> cells;  // the lowest first
    std::vector<Linear> bridges;   // from the source to the parts of each
    std::optional<Linear> key;     // of the source's rows, which else are keys themselves
    std::optional<Linear> query;   // of a state, for an mlp
    std::vector<float> scorer;     // that mlp's last map, filled up to whole vectors
    Linear readout;
};

}  // namespace tolmach
