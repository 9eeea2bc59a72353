#include "decoder.h"

#include <numeric>

namespace tolmach {

void CacheAttention::attend(const HeadShape& shape, const float* query, const Cache& cache,
                            std::size_t offset, float* out) {
    float* weights = weights_for(shape, cache);
    kernels_.attend(shape, {query, cache.places(), offset, cache.length()}, weights, out);
}

void CacheAttention::attend_additively(const HeadShape& shape, const float* scorer,
                                       const float* query, const Cache& cache, float* out) {
    float* weights = weights_for(shape, cache);
    kernels_.attend_additively(scorer, shape.size, {query, cache.places(), 0, cache.length()},
                               weights, out);
}

float* CacheAttention::weights_for(const HeadShape& shape, const Cache& cache) {
    shape_ = shape;
    places_ = cache.length();
    return weights_.reserve(shape.room(places_));
}

void CacheAttention::record(const AttentionRows& to, int before) const {
    if (!to.first) return;
    for (int head = 0; head < shape_.heads; ++head) {
        float* first = to.first + (before + head) * to.step;
        for (int place = 0; place < places_; ++place)
            first[place] = weights_[static_cast<std::size_t>(place) * shape_.padded() + head];
    }
}

const Activations& TransformerDecoder::step(std::span<const DecoderRow> rows) {
    rows_.resize(static_cast<int>(rows.size()));
    for (std::size_t r = 0; r < rows.size(); ++r) {
        rows_.embed(static_cast<int>(r), model_.target_table, *model_.target_positions,
                    rows[r].piece, rows[r].past->length());
        rows[r].past->grow();
    }
    for (std::size_t n = 0; n < model_.decoder.size(); ++n) {
        const DecoderLayer& layer = model_.decoder[n];
        read_past(static_cast<int>(n), rows);
        if (layer.cross.heads)
            attend_memory(static_cast<int>(n), rows);
        else
            rows_.add_headless(layer.cross);
        rows_.feed_forward(layer.feed_forward);
    }
    if (model_.sizes.decoder_self == DecoderSelf::ssru)
        for (const DecoderRow& row : rows) row.past->forget();
    return rows_.finished(model_.decoder_norm);
}

void TransformerDecoder::read_past(int number, std::span<const DecoderRow> rows) {
    const DecoderLayer& layer = model_.decoder[number];
    if (layer.ssru)
        recur(number, rows);
    else if (layer.attention.heads)
        attend_past(number, rows);
    else
        rows_.add_headless(layer.attention);
}

void TransformerDecoder::recur(int number, std::span<const DecoderRow> rows) {
    const SsruLayer& layer = *model_.decoder[number].ssru;
    const int size = model_.sizes.size, count = static_cast<int>(round_up(size, WIDEST));
    const float* projected = rows_.project(layer.in, layer.norm);
    for (std::size_t r = 0; r < rows.size(); ++r, projected += layer.in.columns()) {
        Cache& past = *rows[r].past;
        const float* before = past.length() > 1 ? past.state_before(number) : first_state_.data();
        model_.kernels.recur(projected, projected + size, before, count, past.state(number),
                             rows_.row(static_cast<int>(r)));
    }
    rows_.close(layer.norm);
}

void TransformerDecoder::attend_past(int number, std::span<const DecoderRow> rows) {
    const AttentionLayer& layer = model_.decoder[number].attention;
    const int width = layer.heads * model_.sizes.head_size;
    float* projected = rows_.project(layer);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        float* row = projected + r * rows_.projected_stride(layer);
        Cache& past = *rows[r].past;
        const int place = past.length() - 1;
        if (model_.rotation) model_.rotation->turn(place, 2 * layer.heads, row);
        past.write(number, row + width);
        attention_.attend(model_.past_shape.layer(number), row, past,
                          model_.past_shape.offset(number),
                          rows_.attended(layer, static_cast<int>(r)));
    }
    rows_.add_attended(layer);
}

void TransformerDecoder::attend_memory(int number, std::span<const DecoderRow> rows) {
    const AttentionLayer& layer = model_.decoder[number].cross;
    const auto& heads = model_.sizes.cross_heads;
    const int before = std::accumulate(heads.begin(), heads.begin() + number, 0);
    const float* projected = rows_.project(layer);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        attention_.attend(model_.memory_shape.layer(number),
                          projected + r * rows_.projected_stride(layer), *rows[r].memory,
                          model_.memory_shape.offset(number),
                          rows_.attended(layer, static_cast<int>(r)));
        attention_.record(rows[r].attention, before);
    }
    rows_.add_attended(layer);
}

}  // namespace tolmach
