#include "convolutional_decoder.h"

namespace tolmach {

ConvolutionalDecoder::ConvolutionalDecoder(const Model& model)
    : model_(model), layers_(*model.convolutional), size_(model.sizes.size),
      in_(model.kernels, model.precision), attention_(model.kernels) {}

const Activations& ConvolutionalDecoder::step(std::span<const DecoderRow> rows) {
    embed(rows);
    for (int number = 0; number < layers_.sizes.decoder_layers; ++number) run_layer(number, rows);
    for (const DecoderRow& row : rows) row.past->forget(layers_.sizes.kernel - 1);
    in_.take(rows_.row(0), rows_.stride(), rows_.count(), size_);
    return in_;
}

void ConvolutionalDecoder::embed(std::span<const DecoderRow> rows) {
    const int count = static_cast<int>(rows.size());
    embedded_.resize(count, size_);
    rows_.resize(count, size_);
    for (int r = 0; r < count; ++r) {
        model_.embed_convolved(model_.target_table, *model_.target_positions, rows[r].piece,
                               rows[r].past->length(), embedded_.row(r));
        rows_.put(r, 0, embedded_.row(r), size_);
        rows[r].past->grow();
    }
}

void ConvolutionalDecoder::run_layer(int number, std::span<const DecoderRow> rows) {
    const Linear& layer = layers_.decoder[number];
    const int count = rows_.count();
    windows_.resize(count, layers_.sizes.kernel * size_);
    for (int r = 0; r < count; ++r) {
        std::copy_n(rows_.row(r), size_, rows[r].past->state(number));
        gather(number, *rows[r].past, windows_.row(r));
    }
    in_.take(windows_.row(0), windows_.stride(), count, windows_.size());
    mapped_.resize(count, layer.columns());
    layer.multiply(in_, After::store, mapped_.row(0), mapped_.stride());
    gated_.resize(count, size_);
    for (int r = 0; r < count; ++r) {
        if (layers_.condition) {
            const float* condition =
                rows[r].memory->places()[0] + model_.memory_shape.offset(number);
            for (int n = 0; n < 2 * size_; ++n) mapped_.row(r)[n] += condition[n];
        }
        model_.kernels.gate(mapped_.row(r), size_, gated_.row(r));
    }
    if (layers_.sizes.attends) attend(number, rows);
    for (int r = 0; r < count; ++r) add_scaled(rows_.row(r), gated_.row(r), size_);
}

void ConvolutionalDecoder::gather(int number, const Cache& past, float* window) const {
    const int kernel = layers_.sizes.kernel, missing = std::max(0, kernel - past.kept());
    std::fill_n(window, missing * size_, 0.0f);
    for (int n = missing; n < kernel; ++n) {
        const float* input = past.places()[past.kept() - kernel + n];
        std::copy_n(input + model_.past_shape.offset(number), size_, window + n * size_);
    }
}

void ConvolutionalDecoder::attend(int number, std::span<const DecoderRow> rows) {
    const Linear& query = layers_.queries[number];
    const HeadShape& shape = model_.memory_shape.layer(0);
    const int count = rows_.count();
    queries_.resize(count, query.columns());
    in_.take(gated_.row(0), gated_.stride(), count, size_);
    query.multiply(in_, After::store, queries_.row(0), queries_.stride());
    context_.resize(1, size_);
    for (int r = 0; r < count; ++r) {
        add_scaled(queries_.row(r), embedded_.row(r), size_);
        attention_.attend(shape, queries_.row(r), *rows[r].memory, 0, context_.row(0));
        attention_.record(rows[r].attention, number);
        add_scaled(gated_.row(r), context_.row(0), size_);
    }
}

}  // namespace tolmach
