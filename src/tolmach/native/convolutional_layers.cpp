#include "convolutional_layers.h"

#include <cmath>

namespace tolmach {

ConvolutionalLayers::ConvolutionalLayers(const ConvolutionalSizes& given, int size,
                                         Weights& weights, const Packing& packing)
    : sizes(given) {
    const auto linear = [&](const std::string& name, int columns, int depth) {
        return Linear(packing, LinearWeights::of(weights, name, columns, depth));
    };
    for (int n = 0; n < sizes.encoder_layers; ++n)
        encoder.push_back(linear("encoder.layers." + std::to_string(n) + ".linear", 2 * size,
                                 sizes.kernel * size));
    for (int n = 0; n < sizes.decoder_layers; ++n) {
        const std::string number = std::to_string(n);
        decoder.push_back(
            linear("decoder.layers." + number + ".linear", 2 * size, sizes.kernel * size));
        if (sizes.attends) queries.push_back(linear("decoder.queries." + number, size, size));
    }
    if (!sizes.attends)
        condition = Linear(packing,
                           LinearWeights::without_bias(weights, "decoder.condition",
                                                       sizes.decoder_layers * 2 * size, size));
}

void add_scaled(float* row, const float* other, int size) {
    const float scale = std::sqrt(0.5f);
    for (int n = 0; n < size; ++n) row[n] = (row[n] + other[n]) * scale;
}

}  // namespace tolmach
