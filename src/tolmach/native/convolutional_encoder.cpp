#include "convolutional_encoder.h"

#include <cmath>

namespace tolmach {

ConvolutionalEncoder::ConvolutionalEncoder(const Model& model)
    : model_(model), layers_(*model.convolutional), size_(model.sizes.size),
      pool_(model.memory_shape.row_floats()), in_(model.kernels, model.precision) {}

std::vector<Encoded> ConvolutionalEncoder::encode(std::span<const Pieces> sentences) {
    starts_ = starts_of(sentences);
    embed(sentences);
    for (const Linear& layer : layers_.encoder) run_layer(layer);
    for (int r = 0; r < rows_.count(); ++r) add_scaled(embedded_.row(r), rows_.row(r), size_);
    return layers_.condition ? remember_vectors() : remember_rows();
}

void ConvolutionalEncoder::embed(std::span<const Pieces> sentences) {
    embedded_.resize(starts_.back(), size_);
    rows_.resize(starts_.back(), size_);
    int row = 0;
    for (const Pieces& pieces : sentences)
        for (std::size_t place = 0; place < pieces.size(); ++place, ++row) {
            model_.embed_convolved(model_.source_table, *model_.source_positions, pieces[place],
                                   static_cast<int>(place), embedded_.row(row));
            rows_.put(row, 0, embedded_.row(row), size_);
        }
}

void ConvolutionalEncoder::run_layer(const Linear& layer) {
    windows_.resize(rows_.count(), layers_.sizes.kernel * size_);
    for (std::size_t n = 0; n + 1 < starts_.size(); ++n) gather(static_cast<int>(n));
    in_.take(windows_.row(0), windows_.stride(), rows_.count(), windows_.size());
    mapped_.resize(rows_.count(), layer.columns());
    layer.multiply(in_, After::store, mapped_.row(0), mapped_.stride());
    gated_.resize(1, size_);
    for (int r = 0; r < rows_.count(); ++r) {
        model_.kernels.gate(mapped_.row(r), size_, gated_.row(0));
        add_scaled(rows_.row(r), gated_.row(0), size_);
    }
}

void ConvolutionalEncoder::gather(int sentence) {
    const int kernel = layers_.sizes.kernel, before = (kernel - 1) / 2;
    const int first = starts_[sentence], end = starts_[sentence + 1];
    for (int place = first; place < end; ++place)
        for (int n = 0; n < kernel; ++n) {
            const int neighbour = place - before + n;
            float* to = windows_.row(place) + n * size_;
            if (neighbour < first || neighbour >= end)
                std::fill_n(to, size_, 0.0f);
            else
                std::copy_n(rows_.row(neighbour), size_, to);
        }
}

// Scores are plain products here, which the kernel divides by the root of the size. The mean that
// attention takes of M values is scaled up by M / sqrt(M).
std::vector<Encoded> ConvolutionalEncoder::remember_rows() {
    const float root = std::sqrt(static_cast<float>(size_));
    std::vector<Encoded> encoded;
    std::vector<float> row(2 * size_);
    for (std::size_t n = 0; n + 1 < starts_.size(); ++n) {
        Cache& memory = encoded.emplace_back(Encoded{Cache(model_.memory_shape, pool_)}).memory;
        const float scale = std::sqrt(static_cast<float>(starts_[n + 1] - starts_[n]));
        for (int place = starts_[n]; place < starts_[n + 1]; ++place) {
            for (int unit = 0; unit < size_; ++unit) {
                row[unit] = rows_.row(place)[unit] * root;
                row[size_ + unit] = embedded_.row(place)[unit] * scale;
            }
            memory.grow();
            memory.write_row(row.data());
        }
    }
    return encoded;
}

std::vector<Encoded> ConvolutionalEncoder::remember_vectors() {
    const int sentences = static_cast<int>(starts_.size()) - 1;
    gated_.resize(sentences, size_);
    gated_.clear();
    for (int n = 0; n < sentences; ++n) {
        const float scale = 1 / std::sqrt(static_cast<float>(starts_[n + 1] - starts_[n]));
        for (int place = starts_[n]; place < starts_[n + 1]; ++place)
            for (int unit = 0; unit < size_; ++unit)
                gated_.row(n)[unit] += embedded_.row(place)[unit] * scale;
    }
    mapped_.resize(sentences, layers_.condition->columns());
    in_.take(gated_.row(0), gated_.stride(), sentences, size_);
    layers_.condition->multiply(in_, After::store, mapped_.row(0), mapped_.stride());
    std::vector<Encoded> encoded;
    for (int n = 0; n < sentences; ++n) {
        Cache& memory = encoded.emplace_back(Encoded{Cache(model_.memory_shape, pool_)}).memory;
        memory.grow();
        for (int layer = 0; layer < layers_.sizes.decoder_layers; ++layer)
            std::copy_n(mapped_.row(n) + layer * 2 * size_, 2 * size_, memory.state(layer));
    }
    return encoded;
}

}  // namespace tolmach
