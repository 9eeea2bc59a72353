#include "recurrent_decoder.h"

#include <algorithm>
#include <cmath>

namespace tolmach {

RecurrentDecoder::RecurrentDecoder(const Model& model)
    : model_(model), layers_(*model.recurrent_decoder), piece_(layers_.widths.piece),
      size_(layers_.widths.state), in_(model.kernels, model.precision),
      state_in_(model.kernels, model.precision), attention_(model.kernels) {}

const Activations& RecurrentDecoder::step(std::span<const DecoderRow> rows) {
    const RecurrentDecoderSizes& sizes = layers_.sizes;
    for (const DecoderRow& row : rows) row.past->grow();
    embed(rows);
    read_beside(rows);
    for (int number = 0; number < sizes.layers; ++number) run_layer(number, rows);
    if (sizes.attends() && sizes.link != SourceLink::before) attend(top_, rows);
    read_out(rows);
    for (const DecoderRow& row : rows) row.past->forget();
    in_.take(rows_.row(0), rows_.stride(), rows_.count(), piece_);
    return in_;
}

void RecurrentDecoder::embed(std::span<const DecoderRow> rows) {
    read_.resize(static_cast<int>(rows.size()), piece_ + layers_.beside);
    for (std::size_t r = 0; r < rows.size(); ++r)
        model_.target_table.embed(rows[r].piece, read_.row(r));
}

void RecurrentDecoder::read_beside(std::span<const DecoderRow> rows) {
    if (layers_.sizes.link == SourceLink::before) {
        recall(rows, 0);
        attend(states_, rows);
    }
    for (std::size_t r = 0; r < rows.size(); ++r)
        read_.put(r, piece_, beside(r, rows[r]), layers_.beside);
}

const float* RecurrentDecoder::beside(std::size_t place, const DecoderRow& row) const {
    switch (layers_.sizes.link) {
        case SourceLink::before: return contexts_.row(place);
        case SourceLink::every_step: return row.memory->places()[0];
        case SourceLink::feeding: return row.past->state_before(layers_.sizes.fed());
        case SourceLink::start:
        case SourceLink::after: break;
    }
    return nullptr;
}

void RecurrentDecoder::recall(std::span<const DecoderRow> rows, int number) {
    states_.resize(static_cast<int>(rows.size()), size_);
    for (std::size_t r = 0; r < rows.size(); ++r)
        states_.put(r, 0, rows[r].past->state_before(number), size_);
}

void RecurrentDecoder::run_layer(int number, std::span<const DecoderRow> rows) {
    const CellLayer& layer = layers_.cells[number];
    const int count = static_cast<int>(rows.size());
    RowBuffer& read = number ? top_ : read_;
    recall(rows, number * layers_.sizes.parts());
    projected_.resize(count, layer.input.columns());
    past_.resize(count, layer.recurrent.columns());
    in_.take(read.row(0), read.stride(), count, read.size());
    layer.input.multiply(in_, After::store, projected_.row(0), projected_.stride());
    state_in_.take(states_.row(0), states_.stride(), count, size_);
    layer.recurrent.multiply(state_in_, After::store, past_.row(0), past_.stride());
    if (!number) top_.resize(count, size_);
    const bool added = number && layers_.sizes.residual;
    for (int r = 0; r < count; ++r) {
        const float* state = move(number, r, *rows[r].past);
        float* top = top_.row(r);
        for (int n = 0; n < size_; ++n) top[n] = added ? top[n] + state[n] : state[n];
    }
}

const float* RecurrentDecoder::move(int number, int place, Cache& past) {
    const int first = number * layers_.sizes.parts(), last = first + layers_.sizes.parts() - 1;
    const GatedCell cell{projected_.row(place), past_.row(place), past.state_before(last), size_};
    float* state = past.state(first);
    if (layers_.sizes.cell == CellKind::gru)
        model_.kernels.gru(cell, state);
    else
        model_.kernels.lstm(cell, state, past.state(last));
    return state;
}

void RecurrentDecoder::attend(RowBuffer& states, std::span<const DecoderRow> rows) {
    const int count = static_cast<int>(rows.size());
    queries_.resize(count, layers_.query ? layers_.query->columns() : size_);
    if (layers_.query) {
        state_in_.take(states.row(0), states.stride(), count, size_);
        layers_.query->multiply(state_in_, After::store, queries_.row(0), queries_.stride());
    } else {
        // The kernel divides by the root of the size, which these scores do not.
        const float scale = std::sqrt(static_cast<float>(size_));
        for (int r = 0; r < count; ++r)
            for (int n = 0; n < size_; ++n) queries_.row(r)[n] = states.row(r)[n] * scale;
    }
    contexts_.resize(count, size_);
    for (std::size_t r = 0; r < rows.size(); ++r)
        attend_row(queries_.row(r), rows[r], contexts_.row(r));
}

void RecurrentDecoder::attend_row(const float* query, const DecoderRow& row, float* context) {
    const HeadShape& shape = model_.memory_shape.layer(0);
    if (layers_.query)
        attention_.attend_additively(shape, layers_.scorer.data(), query, *row.memory, context);
    else
        attention_.attend(shape, query, *row.memory, 0, context);
    attention_.record(row.attention, 0);
}

void RecurrentDecoder::read_out(std::span<const DecoderRow> rows) {
    const RecurrentDecoderSizes& sizes = layers_.sizes;
    const int count = static_cast<int>(rows.size());
    found_.resize(count, layers_.found);
    for (int r = 0; r < count; ++r) {
        found_.put(r, 0, top_.row(r), size_);
        if (sizes.attends()) found_.put(r, size_, contexts_.row(r), size_);
        if (sizes.link == SourceLink::before) found_.put(r, 2 * size_, read_.row(r), piece_);
        if (layers_.vector) found_.put(r, size_, read_.row(r), read_.size());
    }
    rows_.resize(count, layers_.readout.columns());
    in_.take(found_.row(0), found_.stride(), count, found_.size());
    layers_.readout.multiply(in_, After::store, rows_.row(0), rows_.stride());
    model_.kernels.activate(Activation::tanh, rows_.row(0),
                            static_cast<int>(count * rows_.stride()));
    if (sizes.link != SourceLink::feeding) return;
    for (int r = 0; r < count; ++r)
        std::copy_n(rows_.row(r), piece_, rows[r].past->state(sizes.fed()));
}

}  // namespace tolmach
