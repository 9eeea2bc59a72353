#include "model.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace tolmach {
namespace {

constexpr int LARGEST = 1 << 24;  // of any size: keeps every product of two within 64 bits

void check_size(long long value, const char* name) {
    if (value < 1 || value > LARGEST)
        throw std::invalid_argument(std::string("an impossible size: ") + name + " = " +
                                    std::to_string(value));
}

void check_heads(const std::vector<int>& heads, int most) {
    for (const int count : heads)
        if (count < 0 || count > most) throw std::invalid_argument("an impossible number of heads");
}

}  // namespace

void ModelSizes::check() const {
    check_size(source_pieces, "source pieces");
    check_size(target_pieces, "target pieces");
    check_size(size, "size");
    check_size(embedding, "embedding");
    if (source_tied && source_pieces != target_pieces)
        throw std::invalid_argument("an impossible size: one table for " +
                                    std::to_string(source_pieces) + " and " +
                                    std::to_string(target_pieces) + " pieces");
    if (convolutional) return check_convolutional();
    recurrent_encoder ? check_recurrent_encoder() : check_transformer_encoder();
    check_decoder();
}

void ModelSizes::check_convolutional() const {
    check_size(convolutional->kernel, "kernel");
    check_size(1LL * convolutional->kernel * size, "rows side by side");
    check_size(1LL * convolutional->decoder_layers * size, "rows of all layers");
    check_size(convolutional->encoder_layers, "layers");
    check_size(convolutional->decoder_layers, "layers");
    check_size(longest, "longest");
    if (embedding != size) throw std::invalid_argument("an impossible size: embedding and rows");
    if (recurrent_encoder || recurrent_decoder)
        throw std::invalid_argument("an impossible decoder: convolutions go with convolutions");
    const int heads = convolutional->attends ? 1 : 0;
    if (cross_heads != std::vector<int>(convolutional->decoder_layers, heads))
        throw std::invalid_argument("an impossible number of heads");
}

void ModelSizes::check_transformer_encoder() const {
    check_size(head_size, "head size");
    check_size(inner, "inner");
    check_size(longest, "longest");
    if (embedding != size) throw std::invalid_argument("an impossible size: embedding and rows");
    if (size % head_size) throw std::invalid_argument("heads do not share the size");
    check_heads(encoder_heads, size / head_size);
}

void ModelSizes::check_recurrent_encoder() const {
    check_size(recurrent_encoder->layers, "layers");
    if (size % recurrent_encoder->directions())
        throw std::invalid_argument("an impossible size: directions do not share it");
    if (!recurrent_decoder)
        throw std::invalid_argument("an impossible decoder: a recurrent encoder has a recurrent one");
}

void ModelSizes::check_decoder() const {
    if (recurrent_decoder) {
        check_size(recurrent_decoder->layers, "layers");
        check_heads(decoder_heads, 0);
        if (cross_heads != std::vector<int>{recurrent_decoder->attends() ? 1 : 0})
            throw std::invalid_argument("an impossible number of heads");
        return;
    }
    if (decoder_heads.size() != cross_heads.size() || decoder_heads.empty())
        throw std::invalid_argument("decoder layers do not match");
    const int most = size / head_size;
    check_heads(decoder_heads, decoder_self == DecoderSelf::ssru ? 0 : most);
    check_heads(cross_heads, most);
}

Model::Model(const ModelSizes& given, std::map<std::string, Tensor> tensors, Precision precision,
             const Kernels& kernels)
    : sizes(given), kernels(kernels), precision(precision) {
    sizes.check();
    Weights weights(std::move(tensors));
    read_encoder(weights);
    target_table = target_table_of(weights);
    if (sizes.recurrent_decoder)
        recurrent_decoder.emplace(*sizes.recurrent_decoder, sizes.recurrent_widths(), weights,
                                  Packing{kernels, precision, arena});
    else if (!convolutional)
        read_decoder(weights);
    target_positions.emplace(recurrent_decoder ? PositionKind::none : sizes.positions, sizes.size,
                             weights, "target_positions", sizes.longest);
    read_output(weights);
    weights.check_all_used();
    past_shape = shape_of_past();
    memory_shape = shape_of_memory();
}

CacheShape Model::shape_of_past() const {
    if (convolutional) return CacheShape::of_states(convolutional->sizes.decoder_layers, sizes.size);
    if (recurrent_decoder)
        return CacheShape::of_states(recurrent_decoder->sizes.remembered(),
                                     std::max(sizes.size, sizes.embedding));
    if (sizes.decoder_self == DecoderSelf::ssru)
        return CacheShape::of_states(sizes.decoder_heads.size(), sizes.size);
    return CacheShape(sizes.decoder_heads, sizes.head_size);
}

CacheShape Model::shape_of_memory() const {
    if (convolutional && convolutional->condition)
        return CacheShape::of_states(convolutional->sizes.decoder_layers, 2 * sizes.size);
    if (convolutional) return CacheShape(std::vector<int>{1}, sizes.size);
    if (recurrent_decoder && recurrent_decoder->vector) return CacheShape::of_states(1, sizes.size);
    return CacheShape(sizes.cross_heads, recurrent_decoder ? sizes.size : sizes.head_size);
}

void Model::read_encoder(Weights& weights) {
    source_table = weights.matrix(sizes.recurrent_decoder ? "encoder.embedding.weight"
                                                          : "source_embedding.weight",
                                  sizes.source_pieces, sizes.embedding);
    if (sizes.convolutional) {
        convolutional.emplace(*sizes.convolutional, sizes.size, weights,
                              Packing{kernels, precision, arena});
        source_positions.emplace(sizes.positions, sizes.size, weights, "source_positions",
                                 sizes.longest);
        return;
    }
    if (!sizes.recurrent_encoder) return read_transformer_encoder(weights);
    recurrent_encoder.emplace(*sizes.recurrent_encoder, sizes.recurrent_widths(), weights,
                              Packing{kernels, precision, arena});
    source_positions.emplace(PositionKind::none, sizes.embedding, weights, "", 0);
}

void Model::read_transformer_encoder(Weights& weights) {
    const bool alone = sizes.recurrent_decoder.has_value();
    if (sizes.positions == PositionKind::rotary) rotation.emplace(sizes.head_size);
    source_positions.emplace(sizes.positions, sizes.size, weights,
                             alone ? "encoder.positions" : "source_positions", sizes.longest);
    for (std::size_t n = 0; n < sizes.encoder_heads.size(); ++n) {
        const std::string name = (alone ? "encoder.layers." : "encoder.") + std::to_string(n) + ".";
        encoder.push_back({self_attention(weights, name + "attention", sizes.encoder_heads[n]),
                           feed_forward(weights, name + "feed_forward")});
    }
    if (alone || sizes.pre_norm)
        encoder_norm = Norm::of(weights, alone ? "encoder.norm" : "encoder_norm", sizes.size);
}

void Model::embed_convolved(const Tensor& table, const Positions& positions, int piece, int place,
                            float* out) const {
    constexpr float deviation = 0.1f;  // as in `models/convolutional.py`
    table.embed(piece, out);
    for (int n = 0; n < sizes.size; ++n) out[n] *= deviation;
    positions.add(place, out);
}

Tensor Model::target_table_of(Weights& weights) const {
    if (sizes.source_tied) return source_table;
    return weights.matrix(sizes.recurrent_decoder ? "decoder.embedding.weight"
                                                  : "target_embedding.weight",
                          sizes.target_pieces, sizes.embedding);
}

void Model::read_decoder(Weights& weights) {
    if (sizes.pre_norm) decoder_norm = Norm::of(weights, "decoder_norm", sizes.size);
    for (std::size_t n = 0; n < sizes.decoder_heads.size(); ++n)
        decoder.push_back(decoder_layer(weights, n));
    read_memory(weights);
}

DecoderLayer Model::decoder_layer(Weights& weights, std::size_t number) {
    const std::string name = "decoder." + std::to_string(number) + ".";
    DecoderLayer layer;
    if (sizes.decoder_self == DecoderSelf::ssru)
        layer.ssru = ssru(weights, name + "attention");
    else
        layer.attention = self_attention(weights, name + "attention", sizes.decoder_heads[number]);
    layer.cross = cross_attention(weights, name + "cross", sizes.cross_heads[number]);
    layer.feed_forward = feed_forward(weights, name + "feed_forward");
    return layer;
}

void Model::read_memory(Weights& weights) {
    std::vector<LinearWeights> parts;
    for (std::size_t n = 0; n < sizes.cross_heads.size(); ++n) {
        const int columns = 2 * sizes.cross_heads[n] * sizes.head_size;
        const std::string name = "decoder." + std::to_string(n) + ".cross.key_value";
        if (columns) parts.push_back(LinearWeights::of(weights, name, columns, sizes.size));
    }
    if (!parts.empty()) memory = Linear({kernels, precision, arena}, parts);
}

void Model::read_output(Weights& weights) {
    const Tensor* table = sizes.output_tied ? &target_table
                                            : &weights.matrix("output.weight", sizes.target_pieces,
                                                              sizes.embedding);
    const LinearWeights whole{table, weights.vector("output.bias", sizes.target_pieces)};
    // Columns beyond the vocabulary must never win.
    output = Linear({kernels, precision, arena}, whole, -std::numeric_limits<float>::infinity());
}

AttentionLayer Model::self_attention(Weights& weights, const std::string& name, int heads) {
    AttentionLayer layer;
    layer.heads = heads;
    const int width = heads * sizes.head_size;
    if (heads) layer.in = linear(weights, name + ".query_key_value", 3 * width, sizes.size);
    set_norm_and_out(layer, weights, name);
    return layer;
}

SsruLayer Model::ssru(Weights& weights, const std::string& name) {
    const int size = sizes.size;
    const LinearWeights parts[] = {
        LinearWeights::of(weights, name + ".forget", size, size),
        LinearWeights::without_bias(weights, name + ".new", size, size)};
    return {Linear({kernels, precision, arena}, parts), Norm::of(weights, name + "_norm", size)};
}

AttentionLayer Model::cross_attention(Weights& weights, const std::string& name, int heads) {
    AttentionLayer layer;
    layer.heads = heads;
    const int width = heads * sizes.head_size;
    if (heads) layer.in = linear(weights, name + ".query", width, sizes.size);
    set_norm_and_out(layer, weights, name);
    return layer;
}

void Model::set_norm_and_out(AttentionLayer& layer, Weights& weights,
                             const std::string& name) {
    const int width = layer.heads * sizes.head_size;
    if (layer.heads || !sizes.pre_norm) layer.norm = Norm::of(weights, name + "_norm", sizes.size);
    if (layer.heads) layer.out = linear(weights, name + ".out", sizes.size, width);
    if (!layer.heads) layer.bias = weights.vector(name + ".bias", sizes.size);
}

FeedForwardLayer Model::feed_forward(Weights& weights, const std::string& name) {
    return {linear(weights, name + ".inner", sizes.inner, sizes.size),
            linear(weights, name + ".out", sizes.size, sizes.inner),
            Norm::of(weights, name + "_norm", sizes.size)};
}

Linear Model::linear(Weights& weights, const std::string& name, int columns, int depth) {
    return Linear({kernels, precision, arena}, LinearWeights::of(weights, name, columns, depth));
}

}  // namespace tolmach
