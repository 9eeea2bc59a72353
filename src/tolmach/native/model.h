// A model's weights, packed once and shared by all threads.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cache.h"
#include "convolutional_layers.h"
#include "linear.h"
#include "positions.h"
#include "recurrent_layers.h"
#include "shortlist.h"

namespace tolmach {

// By what a decoder reads the pieces that it has written.
enum class DecoderSelf { attention, ssru };

// Everything that fixes the shape of a model: a Transformer, as in `models/transformer.py`, with a
// recurrent decoder instead of its own, or with a recurrent encoder as well; or a convolutional model.
// Decoders other than the Transformer's have no heads but the one of each layer, or of all, that may
// attend; what is said of heads, inner layers and norms of an encoder is the Transformer's.
struct ModelSizes {
    int source_pieces = 0;
    int target_pieces = 0;
    int embedding = 0;  // of the vector of a piece
    int size = 0;       // of a row; a Transformer's is an embedding's
    int head_size = 0;
    int inner = 0;
    std::vector<int> encoder_heads;  // heads of each layer
    DecoderSelf decoder_self = DecoderSelf::attention;
    std::vector<int> decoder_heads;  // none where the decoder has no self-attention
    std::vector<int> cross_heads;
    bool pre_norm = true;
    PositionKind positions = PositionKind::sinusoidal;
    int longest = 0;
    Activation activation = Activation::relu;
    bool source_tied = false;  // source and target pieces have one table
    bool output_tied = false;  // the output has the table of target pieces
    std::optional<RecurrentEncoderSizes> recurrent_encoder;
    std::optional<RecurrentDecoderSizes> recurrent_decoder;
    std::optional<ConvolutionalSizes> convolutional;

    // Throw std::invalid_argument where a number is impossible.
    void check() const;
    RecurrentWidths recurrent_widths() const { return {embedding, size}; }

  private:
    void check_transformer_encoder() const;
    void check_recurrent_encoder() const;
    void check_convolutional() const;
    void check_decoder() const;
};

// Attention with the maps around it. Without a head, only the output's bias is left of it.
struct AttentionLayer {
    int heads = 0;
    Linear in;  // queries, keys and values; queries alone where keys are the source's
    Linear out;
    std::optional<Norm> norm;
    std::vector<float> bias;
};

// Recurrent units (Kim et al. 2019) with one map for the gates, first, and for what is new.
struct SsruLayer {
    Linear in;
    std::optional<Norm> norm;
};

struct FeedForwardLayer {
    Linear inner;
    Linear out;
    std::optional<Norm> norm;
};

struct EncoderLayer {
    AttentionLayer attention;
    FeedForwardLayer feed_forward;
};

struct DecoderLayer {
    AttentionLayer attention;
    std::optional<SsruLayer> ssru;  // instead of `attention`
    AttentionLayer cross;
    FeedForwardLayer feed_forward;
};

// Reads embeddings from the mapped file, so `tensors` must outlive it.
class Model {
  public:
    Model(const ModelSizes& sizes, std::map<std::string, Tensor> tensors, Precision precision,
          const Kernels& kernels);

    const ModelSizes sizes;
    const Kernels& kernels;
    const Precision precision;
    Arena arena;  // in which all maps lie

    Tensor source_table, target_table;
    std::optional<Positions> source_positions, target_positions;
    std::optional<Rotation> rotation;
    std::vector<EncoderLayer> encoder;
    std::vector<DecoderLayer> decoder;
    std::optional<RecurrentEncoderLayers> recurrent_encoder;
    std::optional<RecurrentDecoderLayers> recurrent_decoder;
    std::optional<ConvolutionalLayers> convolutional;
    std::optional<Norm> encoder_norm, decoder_norm;
    Linear memory;  // keys and values of all decoder layers, out of the encoder's rows
    Linear output;
    Shortlist shortlist;  // empty where none was learnt

    CacheShape past_shape, memory_shape;  // of all decoder layers

    // Write the vector of a piece as convolutions read it.
    void embed_convolved(const Tensor& table, const Positions& positions, int piece, int place,
                         float* out) const;

  private:
    AttentionLayer self_attention(Weights& weights, const std::string& name, int heads);
    SsruLayer ssru(Weights& weights, const std::string& name);
    DecoderLayer decoder_layer(Weights& weights, std::size_t number);
    AttentionLayer cross_attention(Weights& weights, const std::string& name, int heads);
    void set_norm_and_out(AttentionLayer& layer, Weights& weights, const std::string& name);
    FeedForwardLayer feed_forward(Weights& weights, const std::string& name);
    Linear linear(Weights& weights, const std::string& name, int columns, int depth);
    Tensor target_table_of(Weights& weights) const;
    void read_encoder(Weights& weights);
    void read_transformer_encoder(Weights& weights);
    void read_decoder(Weights& weights);
    void read_memory(Weights& weights);
    void read_output(Weights& weights);
    CacheShape shape_of_past() const;
    CacheShape shape_of_memory() const;
};

}  // namespace tolmach
