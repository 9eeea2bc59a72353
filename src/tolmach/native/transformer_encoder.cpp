#include "transformer_encoder.h"

#include <algorithm>

namespace tolmach {
TransformerEncoder::TransformerEncoder(const Model& model)
    : model_(model), rows_(model), memory_pool_(model.memory_shape.row_floats()) {
    if (model.recurrent_decoder) recurrent_memory_.emplace(model);
}

std::vector<Encoded> TransformerEncoder::encode(std::span<const Pieces> sentences) {
    embed(sentences);
    for (std::size_t n = 0; n < model_.encoder.size(); ++n) {
        const EncoderLayer& layer = model_.encoder[n];
        if (layer.attention.heads)
            attend(static_cast<int>(n));
        else
            rows_.add_headless(layer.attention);
        rows_.feed_forward(layer.feed_forward);
    }
    return recurrent_memory_ ? remember_rows() : remember();
}

void TransformerEncoder::embed(std::span<const Pieces> sentences) {
    starts_ = starts_of(sentences);
    rows_.resize(starts_.back());
    int row = 0;
    for (const Pieces& pieces : sentences)
        for (std::size_t place = 0; place < pieces.size(); ++place)
            rows_.embed(row++, model_.source_table, *model_.source_positions, pieces[place],
                        static_cast<int>(place));
}

void TransformerEncoder::attend(int number) {
    const AttentionLayer& layer = model_.encoder[number].attention;
    float* projected = rows_.project(layer);
    for (std::size_t n = 0; n + 1 < starts_.size(); ++n)
        attend_sentence(number, projected, starts_[n], starts_[n + 1] - starts_[n]);
    rows_.add_attended(layer);
}

// Keys and values are read where the projection has left them.
void TransformerEncoder::attend_sentence(int number, float* projected, int first, int count) {
    const AttentionLayer& layer = model_.encoder[number].attention;
    const HeadShape shape{layer.heads, model_.sizes.head_size};
    const std::size_t stride = rows_.projected_stride(layer);
    places_.clear();
    for (int place = 0; place < count; ++place) {
        float* row = projected + (first + place) * stride;
        if (model_.rotation) model_.rotation->turn(place, 2 * layer.heads, row);
        places_.push_back(row);
    }
    float* weights = weights_.reserve(shape.room(count));
    for (int place = 0; place < count; ++place)
        model_.kernels.attend(
            shape, {places_[place], places_.data(), static_cast<std::size_t>(shape.width()), count},
            weights, rows_.attended(layer, first + place));
}

std::vector<Encoded> TransformerEncoder::remember() {
    const Activations& finished = rows_.finished(model_.encoder_norm);
    const std::size_t stride = model_.memory.columns();
    float* projected = projected_.reserve(rows_.count() * stride);
    if (stride) model_.memory.multiply(finished, After::store, projected, stride);
    std::vector<Encoded> encoded;
    for (std::size_t n = 0; n + 1 < starts_.size(); ++n)
        encoded.push_back({remember_sentence(projected, static_cast<int>(n))});
    return encoded;
}

Cache TransformerEncoder::remember_sentence(const float* projected, int sentence) {
    Cache memory(model_.memory_shape, memory_pool_);
    for (int place = starts_[sentence]; place < starts_[sentence + 1]; ++place) {
        memory.grow();
        memory.write_row(projected + place * model_.memory.columns());
    }
    return memory;
}

std::vector<Encoded> TransformerEncoder::remember_rows() {
    rows_.normalise(*model_.encoder_norm);
    means_.resize(static_cast<int>(starts_.size()) - 1, model_.sizes.size);
    for (int n = 0; n < means_.count(); ++n) write_mean(n, means_.row(n));
    return recurrent_memory_->of({rows_.row(0), rows_.stride(), starts_, {means_.row(0)}});
}

void TransformerEncoder::write_mean(int sentence, float* mean) {
    const int size = model_.sizes.size, first = starts_[sentence], last = starts_[sentence + 1];
    std::fill(mean, mean + size, 0.0f);
    for (int place = first; place < last; ++place)
        for (int n = 0; n < size; ++n) mean[n] += rows_.row(place)[n];
    for (int n = 0; n < size; ++n) mean[n] /= static_cast<float>(last - first);
}

}  // namespace tolmach
