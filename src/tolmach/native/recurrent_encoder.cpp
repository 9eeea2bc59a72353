#include "recurrent_encoder.h"

#include <numeric>

namespace tolmach {

RecurrentEncoder::RecurrentEncoder(const Model& model)
    : model_(model), layers_(*model.recurrent_encoder), memory_(model),
      in_(model.kernels, model.precision), state_in_(model.kernels, model.precision),
      last_(layers_.layers.size()) {}

std::vector<Encoded> RecurrentEncoder::encode(std::span<const Pieces> sentences) {
    starts_ = starts_of(sentences);
    arrange();
    embed(sentences);
    for (int number = 0; number < layers_.sizes.layers; ++number) run_layer(number);
    EncodedRows encoded{rows_.row(0), rows_.stride(), starts_, {}};
    for (const RowBuffer& each : last_) encoded.last.push_back(each.row(0));
    return memory_.of(encoded);
}

void RecurrentEncoder::embed(std::span<const Pieces> sentences) {
    rows_.resize(starts_.back(), layers_.widths.piece);
    int row = 0;
    for (const Pieces& pieces : sentences)
        for (const int piece : pieces) model_.source_table.embed(piece, rows_.row(row++));
}

void RecurrentEncoder::arrange() {
    order_.resize(starts_.size() - 1);
    std::iota(order_.begin(), order_.end(), 0);
    std::stable_sort(order_.begin(), order_.end(),
                     [&](int one, int other) { return length(one) > length(other); });
}

void RecurrentEncoder::run_layer(int number) {
    states_.resize(rows_.count(), layers_.widths.state);
    last_[number].resize(static_cast<int>(order_.size()), layers_.widths.state);
    in_.take(rows_.row(0), rows_.stride(), rows_.count(), rows_.size());
    for (int n = 0; n < layers_.sizes.directions(); ++n) read(number, n);
    if (number && layers_.sizes.residual)
        for (int r = 0; r < rows_.count(); ++r)
            for (int n = 0; n < rows_.size(); ++n) states_.row(r)[n] += rows_.row(r)[n];
    std::swap(rows_, states_);
}

void RecurrentEncoder::read(int number, int direction) {
    const CellLayer& layer = layers_.layers[number][direction];
    const int width = layers_.width, column = direction * width;
    const bool backwards = (direction == 1) != layers_.sizes.reverse_source;
    projected_.resize(rows_.count(), layer.input.columns());
    layer.input.multiply(in_, After::store, projected_.row(0), projected_.stride());
    int going = static_cast<int>(order_.size());
    for (RowBuffer* each : {&state_, &cell_memory_}) {
        each->resize(going, width);
        each->clear();
    }
    past_.resize(going, layer.recurrent.columns());
    for (int step = 0; step < length(order_.front()); ++step) {
        while (length(order_[going - 1]) <= step) --going;
        state_in_.take(state_.row(0), state_.stride(), going, width);
        layer.recurrent.multiply(state_in_, After::store, past_.row(0), past_.stride());
        for (int place = 0; place < going; ++place) {
            const int sentence = order_[place];
            const int row = backwards ? starts_[sentence + 1] - 1 - step : starts_[sentence] + step;
            states_.put(row, column, move(place, projected_.row(row)), width);
        }
    }
    for (std::size_t place = 0; place < order_.size(); ++place)
        last_[number].put(order_[place], column, state_.row(place), width);
}

const float* RecurrentEncoder::move(int place, const float* projected) {
    float *state = state_.row(place), *memory = cell_memory_.row(place);
    const bool gru = layers_.sizes.cell == CellKind::gru;
    const GatedCell cell{projected, past_.row(place), gru ? state : memory, layers_.width};
    if (gru)
        model_.kernels.gru(cell, state);
    else
        model_.kernels.lstm(cell, state, memory);
    return state;
}

}  // namespace tolmach
