#include "recurrent_layers.h"

namespace tolmach {
namespace {

// A layer in one direction that reads `read` units and has a state of `width`.
CellLayer cell_layer(Weights& weights, const Packing& packing, const std::string& name, int gates,
                     RecurrentWidths widths) {
    const int columns = gates * widths.state;
    return {Linear(packing, LinearWeights::of(weights, name + ".input", columns, widths.piece)),
            Linear(packing, LinearWeights::of(weights, name + ".recurrent", columns, widths.state))};
}

int units_beside(SourceLink link, RecurrentWidths widths) {
    switch (link) {
        case SourceLink::start:
        case SourceLink::after: return 0;
        case SourceLink::feeding: return widths.piece;
        case SourceLink::every_step:
        case SourceLink::before: return widths.state;
    }
    return 0;
}

int units_found(SourceLink link, RecurrentWidths widths) {
    switch (link) {
        case SourceLink::start: return widths.state;
        case SourceLink::after:
        case SourceLink::feeding: return 2 * widths.state;
        case SourceLink::every_step:
        case SourceLink::before: return 2 * widths.state + widths.piece;
    }
    return 0;
}

}  // namespace

RecurrentEncoderLayers::RecurrentEncoderLayers(const RecurrentEncoderSizes& given,
                                               RecurrentWidths given_widths, Weights& weights,
                                               const Packing& packing)
    : sizes(given), widths(given_widths), width(widths.state / sizes.directions()) {
    const char* names[] = {".forwards", ".backwards"};
    for (int n = 0; n < sizes.layers; ++n) {
        std::vector<CellLayer>& directions = layers.emplace_back();
        for (int direction = 0; direction < sizes.directions(); ++direction)
            directions.push_back(
                cell_layer(weights, packing,
                           "encoder.layers." + std::to_string(n) + names[direction],
                           gates_of(sizes.cell), {n ? widths.state : widths.piece, width}));
    }
}

RecurrentDecoderLayers::RecurrentDecoderLayers(const RecurrentDecoderSizes& given,
                                               RecurrentWidths given_widths, Weights& weights,
                                               const Packing& packing)
    : sizes(given), widths(given_widths), beside(units_beside(sizes.link, widths)),
      found(units_found(sizes.link, widths)) {
    const auto linear = [&](const std::string& name, int columns, int depth) {
        return Linear(packing, LinearWeights::of(weights, name, columns, depth));
    };
    const int size = widths.state, gates = gates_of(sizes.cell);
    for (int n = 0; n < sizes.layers; ++n) {
        const std::string name = n ? "decoder.upper.layers." + std::to_string(n - 1)
                                   : std::string("decoder.first");
        cells.push_back(cell_layer(weights, packing, name, gates,
                                   {n ? size : widths.piece + beside, size}));
        bridges.push_back(
            linear("decoder.bridge." + std::to_string(n), sizes.parts() * size, size));
    }
    readout = linear("decoder.readout", widths.piece, found);
    if (sizes.link == SourceLink::every_step) vector = linear("decoder.vector", size, size);
    if (sizes.attends()) read_score(weights, packing);
}

void RecurrentDecoderLayers::read_score(Weights& weights, const Packing& packing) {
    const int size = widths.state;
    const std::string score = "decoder.alignment.score.";
    const auto unbiased = [&](const char* name) {
        return Linear(packing, LinearWeights::without_bias(weights, score + name, size, size));
    };
    if (sizes.score == ScoreKind::bilinear) key = unbiased("key");
    if (sizes.score != ScoreKind::mlp) return;
    key = Linear(packing, LinearWeights::of(weights, score + "key", size, size));
    query = unbiased("query");
    scorer.resize(round_up(size, WIDEST));
    weights.matrix(score + "out.weight", 1, size).read(0, scorer.data());
}

}  // namespace tolmach
