#include "recurrent_layers.h"

namespace tolmach {
namespace {

Linear packed(const Packing& packing, LinearWeights weights) {
    const LinearWeights parts[] = {std::move(weights)};
    return Linear(packing, parts);
}

}  // namespace

RecurrentLayers::RecurrentLayers(const RecurrentSizes& given, int size, Weights& weights,
                                 const Packing& packing)
    : sizes(given), size(size) {
    const auto linear = [&](const std::string& name, int columns, int depth) {
        return packed(packing, LinearWeights::of(weights, name, columns, depth));
    };
    const int gates = sizes.gates() * size;
    for (int n = 0; n < sizes.layers; ++n) {
        const std::string number = std::to_string(n);
        const std::string name = n ? "decoder.upper.layers." + std::to_string(n - 1)
                                   : std::string("decoder.first");
        const int read = n == 0 && sizes.reads_beside() ? 2 * size : size;
        cells.push_back({linear(name + ".input", gates, read),
                         linear(name + ".recurrent", gates, size)});
        bridges.push_back(linear("decoder.bridge." + number, sizes.parts() * size, size));
    }
    const int found = sizes.link == AttentionLink::before ? 3 : 2;  // state, context, and piece
    readout = linear("decoder.readout", size, found * size);
    const std::string score = "decoder.alignment.score.";
    if (sizes.score == ScoreKind::bilinear)
        key = packed(packing, LinearWeights::without_bias(weights, score + "key", size, size));
    if (sizes.score != ScoreKind::mlp) return;
    key = linear(score + "key", size, size);
    query = packed(packing, LinearWeights::without_bias(weights, score + "query", size, size));
    scorer.resize(round_up(size, WIDEST));
    weights.matrix(score + "out.weight", 1, size).read(0, scorer.data());
}

}  // namespace tolmach
