#include "residual_rows.h"

#include <algorithm>

namespace tolmach {

void ResidualRows::resize(int count) {
    count_ = count;
    rows_.reserve(count * stride_);
}

void ResidualRows::embed(int place, const Tensor& table, const Positions& positions, int piece,
                         int position) {
    table.embed(piece, row(place));
    positions.add(position, row(place));
}

float* ResidualRows::project(const Linear& in, const std::optional<Norm>& norm) {
    const std::size_t stride = in.columns();
    take(norm, 0, count_);
    float* to = projected_.reserve(count_ * stride + WIDEST);  // attention reads beyond the end
    in.multiply(in_, After::store, to, stride);
    return to;
}

float* ResidualRows::attended(const AttentionLayer& layer, int place) {
    const std::size_t stride = round_up(layer.heads * model_.sizes.head_size, ROW_MULTIPLE);
    return attended_.reserve(count_ * stride) + place * stride;
}

void ResidualRows::add_attended(const AttentionLayer& layer) {
    const int width = layer.heads * model_.sizes.head_size;
    in_.take(attended_.data(), round_up(width, ROW_MULTIPLE), count_, width);
    layer.out.multiply(in_, After::add, rows_.data(), stride_);
    close(layer.norm);
}

void ResidualRows::add_headless(const AttentionLayer& layer) {
    for (int place = 0; place < count_; ++place)
        for (int n = 0; n < model_.sizes.size; ++n) row(place)[n] += layer.bias[n];
    close(layer.norm);
}

void ResidualRows::feed_forward(const FeedForwardLayer& layer) {
    const std::size_t stride = layer.inner.columns();
    const bool rectified = model_.sizes.activation == Activation::relu;
    for (int first = 0; first < count_; first += CHUNK) {
        const int count = std::min(CHUNK, count_ - first);
        take(layer.norm, first, count);
        float* inner = inner_.reserve(count * stride);
        layer.inner.multiply(in_, rectified ? After::rectify : After::store, inner, stride);
        if (!rectified)
            model_.kernels.activate(model_.sizes.activation, inner, static_cast<int>(count * stride));
        in_.take(inner, stride, count, model_.sizes.inner);
        layer.out.multiply(in_, After::add, row(first), stride_);
    }
    close(layer.norm);
}

const Activations& ResidualRows::finished(const std::optional<Norm>& norm) {
    if (norm)
        in_.take_normalised(rows_.data(), stride_, count_, *norm);
    else
        in_.take(rows_.data(), stride_, count_, model_.sizes.size);
    return in_;
}

void ResidualRows::take(const std::optional<Norm>& norm, int first, int count) {
    if (model_.sizes.pre_norm)
        in_.take_normalised(row(first), stride_, count, *norm);
    else
        in_.take(row(first), stride_, count, model_.sizes.size);
}

void ResidualRows::close(const std::optional<Norm>& norm) {
    if (!model_.sizes.pre_norm) normalise(*norm);
}

void ResidualRows::normalise(const Norm& norm) {
    for (int place = 0; place < count_; ++place)
        model_.kernels.normalise(row(place), norm.gain.data(), norm.bias.data(),
                                 model_.sizes.size, row(place));
}

}  // namespace tolmach
