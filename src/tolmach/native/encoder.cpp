#include "encoder.h"

namespace tolmach {
Encoder::Encoder(const Model& model)
    : model_(model), rows_(model), memory_pool_(model.memory_shape.row_floats()) {}

std::vector<Cache> Encoder::encode(std::span<const Pieces> sentences) {
    embed(sentences);
    for (std::size_t n = 0; n < model_.encoder.size(); ++n) {
        const EncoderLayer& layer = model_.encoder[n];
        if (layer.attention.heads)
            attend(static_cast<int>(n));
        else
            rows_.add_headless(layer.attention);
        rows_.feed_forward(layer.feed_forward);
    }
    const Activations& finished = rows_.finished(model_.encoder_norm);
    const std::size_t stride = model_.memory.columns();
    float* projected = projected_.reserve(rows_.count() * stride);
    if (stride) model_.memory.multiply(finished, After::store, projected, stride);
    std::vector<Cache> memories;
    for (std::size_t n = 0; n < sentences.size(); ++n)
        memories.push_back(remember(projected, starts_[n], starts_[n + 1] - starts_[n]));
    return memories;
}

void Encoder::embed(std::span<const Pieces> sentences) {
    starts_.assign(1, 0);
    for (const Pieces& pieces : sentences)
        starts_.push_back(starts_.back() + static_cast<int>(pieces.size()));
    rows_.resize(starts_.back());
    int row = 0;
    for (const Pieces& pieces : sentences)
        for (std::size_t place = 0; place < pieces.size(); ++place)
            rows_.embed(row++, model_.source_table, *model_.source_positions, pieces[place],
                        static_cast<int>(place));
}

void Encoder::attend(int number) {
    const AttentionLayer& layer = model_.encoder[number].attention;
    float* projected = rows_.project(layer);
    for (std::size_t n = 0; n + 1 < starts_.size(); ++n)
        attend_sentence(number, projected, starts_[n], starts_[n + 1] - starts_[n]);
    rows_.add_attended(layer);
}

// Keys and values are read where the projection has left them.
void Encoder::attend_sentence(int number, float* projected, int first, int count) {
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

Cache Encoder::remember(const float* projected, int first, int count) {
    Cache memory(model_.memory_shape, memory_pool_);
    for (int place = first; place < first + count; ++place) {
        memory.grow();
        memory.write_row(projected + place * model_.memory.columns());
    }
    return memory;
}

}  // namespace tolmach
