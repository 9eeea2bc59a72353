// The layers of a convolutional model, packed.
#pragma once

#include <optional>
#include <vector>

#include "linear.h"

namespace tolmach {

// What fixes the shape of a convolutional model, as in `models/convolutional.py`, beside the size
// of its rows. Without attention the decoder knows the source by one vector.
struct ConvolutionalSizes {
    int kernel = 3;  // rows that a layer sees at once
    int encoder_layers = 1;
    int decoder_layers = 1;
    bool attends = true;
};

struct ConvolutionalLayers {
    ConvolutionalLayers(const ConvolutionalSizes& sizes, int size, Weights& weights,
                        const Packing& packing);

    const ConvolutionalSizes sizes;
    std::vector<Linear> encoder, decoder;  // of rows side by side: what passes, and its gate
    std::vector<Linear> queries;           // of each decoder layer, where it attends
    std::optional<Linear> condition;       // of the source's vector, for all decoder layers
};

// Add one row to another so that the variance of both is that of the sum (Gehring et al. 2017, §3.4).
void add_scaled(float* row, const float* other, int size);

}  // namespace tolmach
