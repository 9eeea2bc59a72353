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
    const std::size_t stride = rows_.stride();
    float* means = means_.reserve(encoded.size() * stride);
    for (std::size_t n = 0; n < encoded.size(); ++n) {
        write_mean(static_cast<int>(n), means + n * stride);
        encoded[n].first.resize(model_.past_shape.row_floats());
    }
    mean_in_.take(means, stride, static_cast<int>(encoded.size()), model_.sizes.size);
    for (int layer = 0; layer < model_.recurrent->sizes.layers; ++layer)
        start_layer(layer, encoded);
}

void Encoder::write_mean(int sentence, float* mean) {
    const int size = model_.sizes.size, first = starts_[sentence], last = starts_[sentence + 1];
    std::fill(mean, mean + size, 0.0f);
    for (int place = first; place < last; ++place)
        for (int n = 0; n < size; ++n) mean[n] += rows_.row(place)[n];
    for (int n = 0; n < size; ++n) mean[n] /= static_cast<float>(last - first);
}

void Encoder::start_layer(int layer, std::vector<Encoded>& encoded) {
    const Linear& bridge = model_.recurrent->bridges[layer];
    const int size = model_.sizes.size, parts = model_.recurrent->sizes.parts();
    const std::size_t columns = bridge.columns(), total = encoded.size() * columns;
    float* states = projected_.reserve(total);
    bridge.multiply(mean_in_, After::store, states, columns);
    model_.kernels.activate(Activation::tanh, states, static_cast<int>(total));
    for (Encoded& each : encoded) {
        for (int part = 0; part < parts; ++part)
            std::copy_n(states + part * size, size,
                        each.first.data() + model_.past_shape.offset(layer * parts + part));
        states += columns;
    }
}

}  // namespace tolmach
