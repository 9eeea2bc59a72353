#include "encoder.h"

#include <algorithm>

namespace tolmach {
namespace {

std::size_t largest_block(const std::vector<CacheShape>& shapes) {
    std::size_t floats = 0;
    for (const CacheShape& shape : shapes) floats = std::max(floats, shape.block_floats());
    return floats;
}

}  // namespace

Encoder::Encoder(const Model& model)
    : model_(model), rows_(model), pool_(largest_block(model.encoder_shapes)),
      memory_pool_(model.memory_shape.block_floats()) {}

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

void Encoder::attend_sentence(int number, float* projected, int first, int count) {
    const AttentionLayer& layer = model_.encoder[number].attention;
    const CacheShape& shape = model_.encoder_shapes[number];
    const std::size_t stride = rows_.projected_stride(layer);
    const int width = layer.heads * model_.sizes.head_size;
    Cache cache(shape, pool_);
    for (int place = 0; place < count; ++place) {
        float* row = projected + (first + place) * stride;
        if (model_.rotation) model_.rotation->turn(place, 2 * layer.heads, row);
        cache.grow();
    }
    const float* start = projected + first * stride;
    cache.write_all(0, start + width, start + 2 * width, stride);
    scores_.reserve(round_up(count, KEYS));
    for (int place = 0; place < count; ++place)
        model_.kernels.attend(shape.layer(0),
                              {projected + (first + place) * stride, cache.blocks(), 0, count},
                              scores_.data(), rows_.attended(layer, first + place));
}

Cache Encoder::remember(const float* projected, int first, int count) {
    const std::size_t stride = model_.memory.columns();
    Cache memory(model_.memory_shape, memory_pool_);
    for (int place = 0; place < count; ++place) memory.grow();
    const float* row = projected + first * stride;
    for (std::size_t n = 0; n < model_.decoder.size(); ++n) {
        const int width = model_.sizes.cross_heads[n] * model_.sizes.head_size;
        if (width) memory.write_all(static_cast<int>(n), row, row + width, stride);
        row += 2 * width;
    }
    return memory;
}

}  // namespace tolmach
