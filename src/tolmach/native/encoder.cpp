#include "encoder.h"

#include <algorithm>

namespace tolmach {
Encoder::Encoder(const Model& model)
    : model_(model), rows_(model), memory_pool_(model.memory_shape.row_floats()),
      mean_in_(model.kernels, model.precision) {}

std::vector<Encoded> Encoder::encode(std::span<const Pieces> sentences) {
    embed(sentences);
    for (std::size_t n = 0; n < model_.encoder.size(); ++n) {
        const EncoderLayer& layer = model_.encoder[n];
        if (layer.attention.heads)
            attend(static_cast<int>(n));
        else
            rows_.add_headless(layer.attention);
        rows_.feed_forward(layer.feed_forward);
    }
    return model_.recurrent ? remember_rows() : remember();
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

std::vector<Encoded> Encoder::remember() {
    const Activations& finished = rows_.finished(model_.encoder_norm);
    const std::size_t stride = model_.memory.columns();
    float* projected = projected_.reserve(rows_.count() * stride);
    if (stride) model_.memory.multiply(finished, After::store, projected, stride);
    std::vector<Encoded> encoded;
    for (std::size_t n = 0; n + 1 < starts_.size(); ++n)
        encoded.push_back({remember_sentence(projected, static_cast<int>(n))});
    return encoded;
}

Cache Encoder::remember_sentence(const float* projected, int sentence) {
    Cache memory(model_.memory_shape, memory_pool_);
    for (int place = starts_[sentence]; place < starts_[sentence + 1]; ++place) {
        memory.grow();
        memory.write_row(projected + place * model_.memory.columns());
    }
    return memory;
}

std::vector<Encoded> Encoder::remember_rows() {
    rows_.normalise(*model_.encoder_norm);
    const std::optional<Linear>& key = model_.recurrent->key;
    const float* keys = rows_.row(0);
    std::size_t stride = rows_.stride();
    if (key) {
        stride = key->columns();
        float* projected = projected_.reserve(rows_.count() * stride);
        key->multiply(rows_.finished(std::nullopt), After::store, projected, stride);
        keys = projected;
    }
    std::vector<Encoded> encoded;
    for (std::size_t n = 0; n + 1 < starts_.size(); ++n)
        encoded.push_back({remember_rows_of(keys, stride, static_cast<int>(n))});
    start(encoded);
    return encoded;
}

Cache Encoder::remember_rows_of(const float* keys, std::size_t stride, int sentence) {
    const int size = model_.sizes.size;
    Cache memory(model_.memory_shape, memory_pool_);
    std::vector<float> row(2 * size);
    for (int place = starts_[sentence]; place < starts_[sentence + 1]; ++place) {
        std::copy_n(keys + place * stride, size, row.data());
        std::copy_n(rows_.row(place), size, row.data() + size);
        memory.grow();
        memory.write_row(row.data());
    }
    return memory;
}

// The first states are tanh(W m) of the mean m of a sentence's rows, for each layer its own W.
void Encoder::start(std::vector<Encoded>& encoded) {
    const RecurrentLayers& layers = *model_.recurrent;
    const int size = layers.size, parts = layers.sizes.parts();
    const std::size_t stride = round_up(size, ROW_MULTIPLE);
    float* means = means_.reserve(encoded.size() * stride);
    for (std::size_t n = 0; n < encoded.size(); ++n) {
        float* mean = means + n * stride;
        std::fill(mean, mean + size, 0.0f);
        for (int place = starts_[n]; place < starts_[n + 1]; ++place)
            for (int k = 0; k < size; ++k) mean[k] += rows_.row(place)[k];
        for (int k = 0; k < size; ++k) mean[k] /= static_cast<float>(starts_[n + 1] - starts_[n]);
        encoded[n].first.resize(model_.past_shape.row_floats());
    }
    mean_in_.take(means, stride, static_cast<int>(encoded.size()), size);
    for (std::size_t layer = 0; layer < layers.bridges.size(); ++layer) {
        const std::size_t columns = layers.bridges[layer].columns();
        float* states = projected_.reserve(encoded.size() * columns);
        layers.bridges[layer].multiply(mean_in_, After::store, states, columns);
        model_.kernels.activate(Activation::tanh, states,
                                static_cast<int>(encoded.size() * columns));
        for (std::size_t n = 0; n < encoded.size(); ++n)
            for (int part = 0; part < parts; ++part)
                std::copy_n(states + n * columns + part * size, size,
                            encoded[n].first.data() +
                                model_.past_shape.offset(static_cast<int>(layer) * parts + part));
    }
}

}  // namespace tolmach
