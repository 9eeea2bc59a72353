// Random models, sources and options on several threads, for sanitizers: no read out of bounds, no
// undefined step, no race, whatever the shape. Answers must not depend on the threads, and weights
// that do not fit must be refused. Prints the seed of what goes wrong.
#include <cmath>
#include <cstdio>
#include <memory>
#include <numeric>
#include <random>
#include <stdexcept>

#include "engine.h"

using namespace tolmach;

namespace {

using Random = std::mt19937;

int between(Random& random, int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(random);
}

std::vector<int> heads(Random& random, int layers, int most) {
    std::vector<int> heads;
    for (int n = 0; n < layers; ++n) heads.push_back(between(random, 0, most));
    return heads;
}

bool either(Random& random) { return between(random, 0, 1) == 1; }

RecurrentEncoderSizes random_recurrent_encoder(Random& random) {
    return {static_cast<CellKind>(between(random, 0, 1)), between(random, 1, 3), either(random),
            either(random), either(random)};
}

RecurrentDecoderSizes random_recurrent_decoder(Random& random) {
    return {static_cast<CellKind>(between(random, 0, 1)),
            static_cast<SourceLink>(between(random, 0, 4)),
            static_cast<ScoreKind>(between(random, 0, 2)), between(random, 1, 3), either(random)};
}

ConvolutionalSizes random_convolutional_sizes(Random& random) {
    return {between(random, 1, 6), between(random, 1, 3), between(random, 1, 3), either(random)};
}

ModelSizes random_sizes(Random& random) {
    ModelSizes sizes;
    const int most = between(random, 1, 3), decoder_layers = between(random, 1, 2);
    sizes.head_size = 2 * between(random, 1, 20);
    sizes.embedding = sizes.size = most * sizes.head_size;
    sizes.inner = between(random, 1, 130);
    sizes.source_pieces = between(random, 4, 600);
    sizes.source_tied = between(random, 0, 1);
    sizes.target_pieces = sizes.source_tied ? sizes.source_pieces : between(random, 4, 600);
    sizes.output_tied = sizes.source_tied || between(random, 0, 1);
    sizes.encoder_heads = heads(random, between(random, 1, 2), most);
    sizes.decoder_self = static_cast<DecoderSelf>(between(random, 0, 1));
    const bool attends = sizes.decoder_self == DecoderSelf::attention;
    sizes.decoder_heads = heads(random, decoder_layers, attends ? most : 0);
    sizes.cross_heads = heads(random, decoder_layers, most);
    if (attends && either(random)) {
        sizes.recurrent_decoder = random_recurrent_decoder(random);
        sizes.decoder_heads = {0};
        sizes.cross_heads = {sizes.recurrent_decoder->attends() ? 1 : 0};
        if (either(random)) {
            sizes.recurrent_encoder = random_recurrent_encoder(random);
            sizes.embedding = between(random, 1, 90);
        }
    }
    sizes.pre_norm = between(random, 0, 1);
    sizes.positions = static_cast<PositionKind>(between(random, 0, 3));
    sizes.activation = static_cast<Activation>(between(random, 0, 2));
    sizes.longest = 70;
    if (between(random, 0, 4) == 0) {
        sizes.convolutional = random_convolutional_sizes(random);
        sizes.recurrent_encoder.reset();
        sizes.recurrent_decoder.reset();
        sizes.embedding = sizes.size;
        sizes.positions = PositionKind::learned;
        const int heads = sizes.convolutional->attends ? 1 : 0;
        sizes.cross_heads.assign(sizes.convolutional->decoder_layers, heads);
    }
    return sizes;
}

// The tensors of a model, by name, with their numbers.
class RandomWeights {
  public:
    RandomWeights(const ModelSizes& sizes, Random& random) : random_(random) {
        if (!sizes.output_tied) add("output.weight", sizes.target_pieces, sizes.embedding);
        add("output.bias", 1, sizes.target_pieces);
        if (sizes.convolutional)
            add_convolutional(sizes);
        else
            sizes.recurrent_decoder ? add_recurrent(sizes) : add_transformer(sizes);
    }

    const std::map<std::string, Tensor>& tensors() const { return tensors_; }

  private:
    struct EncoderNames {
        const char *table, *positions, *layers;
    };

    void add_transformer(const ModelSizes& sizes) {
        add_encoder(sizes, {"source_embedding", "source_positions", "encoder."});
        if (!sizes.source_tied) add("target_embedding.weight", sizes.target_pieces, sizes.size);
        if (sizes.positions == PositionKind::learned)
            add("target_positions.embedding.weight", sizes.longest, sizes.size);
        if (sizes.pre_norm)
            for (const char* name : {"encoder_norm", "decoder_norm"}) add_norm(name, sizes.size);
        add_decoder(sizes);
    }
    void add_convolutional(const ModelSizes& sizes) {
        const int size = sizes.size;
        add("source_embedding.weight", sizes.source_pieces, size);
        if (!sizes.source_tied) add("target_embedding.weight", sizes.target_pieces, size);
        for (const char* side : {"source", "target"})
            add(std::string(side) + "_positions.embedding.weight", sizes.longest, size);
        add_convolutions("encoder", sizes.convolutional->encoder_layers, sizes);
        add_convolutions("decoder", sizes.convolutional->decoder_layers, sizes);
        const int layers = sizes.convolutional->decoder_layers;
        if (!sizes.convolutional->attends)
            return add("decoder.condition.weight", layers * 2 * size, size);
        for (int n = 0; n < layers; ++n)
            add_linear("decoder.queries." + std::to_string(n), size, size);
    }
    void add_convolutions(const std::string& side, int layers, const ModelSizes& sizes) {
        for (int n = 0; n < layers; ++n)
            add_linear(side + ".layers." + std::to_string(n) + ".linear", 2 * sizes.size,
                       sizes.convolutional->kernel * sizes.size);
    }
    // A recurrent decoder under either encoder.
    void add_recurrent(const ModelSizes& sizes) {
        if (!sizes.source_tied)
            add("decoder.embedding.weight", sizes.target_pieces, sizes.embedding);
        add_recurrent_decoder(*sizes.recurrent_decoder, sizes.recurrent_widths());
        if (sizes.recurrent_encoder) return add_recurrent_encoder(sizes);
        add_encoder(sizes, {"encoder.embedding", "encoder.positions", "encoder.layers."});
        add_norm("encoder.norm", sizes.size);
    }
    void add_encoder(const ModelSizes& sizes, EncoderNames names) {
        add(std::string(names.table) + ".weight", sizes.source_pieces, sizes.size);
        if (sizes.positions == PositionKind::learned)
            add(std::string(names.positions) + ".embedding.weight", sizes.longest, sizes.size);
        for (std::size_t n = 0; n < sizes.encoder_heads.size(); ++n) {
            const std::string name = names.layers + std::to_string(n) + ".";
            add_attention(sizes, name + "attention", sizes.encoder_heads[n], {"query_key_value", 3});
            add_feed_forward(sizes, name + "feed_forward");
        }
    }
    void add_decoder(const ModelSizes& sizes) {
        const int size = sizes.size;
        for (std::size_t n = 0; n < sizes.decoder_heads.size(); ++n) {
            const std::string name = "decoder." + std::to_string(n) + ".";
            if (sizes.decoder_self == DecoderSelf::ssru)
                add_ssru(name + "attention", size);
            else
                add_attention(sizes, name + "attention", sizes.decoder_heads[n],
                              {"query_key_value", 3});
            add_attention(sizes, name + "cross", sizes.cross_heads[n], {"query", 1});
            if (const int width = sizes.cross_heads[n] * sizes.head_size)
                add_linear(name + "cross.key_value", 2 * width, size);
            add_feed_forward(sizes, name + "feed_forward");
        }
    }
    void add_recurrent_encoder(const ModelSizes& sizes) {
        add("encoder.embedding.weight", sizes.source_pieces, sizes.embedding);
        const RecurrentEncoderSizes& encoder = *sizes.recurrent_encoder;
        const int width = sizes.size / encoder.directions();
        for (int n = 0; n < encoder.layers; ++n) {
            const std::string name = "encoder.layers." + std::to_string(n);
            const RecurrentWidths widths{n ? sizes.size : sizes.embedding, width};
            add_cell(name + ".forwards", encoder.cell, widths);
            if (encoder.bidirectional) add_cell(name + ".backwards", encoder.cell, widths);
        }
    }
    void add_cell(const std::string& name, CellKind cell, RecurrentWidths widths) {
        add_linear(name + ".input", gates_of(cell) * widths.state, widths.piece);
        add_linear(name + ".recurrent", gates_of(cell) * widths.state, widths.state);
    }
    void add_recurrent_decoder(const RecurrentDecoderSizes& sizes, RecurrentWidths widths) {
        const int size = widths.state, piece = widths.piece;
        const bool before = sizes.link == SourceLink::before;
        const bool vector = sizes.link == SourceLink::every_step;
        const bool feeding = sizes.link == SourceLink::feeding;
        const int beside = before || vector ? size : feeding ? piece : 0;
        for (int n = 0; n < sizes.layers; ++n) {
            add_cell(n ? "decoder.upper.layers." + std::to_string(n - 1) : "decoder.first",
                     sizes.cell, {n ? size : piece + beside, size});
            add_linear("decoder.bridge." + std::to_string(n), sizes.parts() * size, size);
        }
        const int found = sizes.link == SourceLink::start ? size : 2 * size;
        add_linear("decoder.readout", piece, found + (before || vector ? piece : 0));
        if (vector) add_linear("decoder.vector", size, size);
        if (sizes.attends()) add_score(sizes.score, size);
    }
    void add_score(ScoreKind kind, int size) {
        const std::string score = "decoder.alignment.score.";
        if (kind != ScoreKind::dot) add(score + "key.weight", size, size);
        if (kind != ScoreKind::mlp) return;
        add(score + "key.bias", 1, size);
        add(score + "query.weight", size, size);
        add(score + "out.weight", 1, size);
    }
    void add(const std::string& name, int rows, int columns) {
        // No byte more than there are numbers, so that a read beyond them is noticed.
        numbers_.emplace_back(new float[static_cast<std::size_t>(rows) * columns]);
        std::normal_distribution<float> normal(0, 0.3f);
        for (int n = 0; n < rows * columns; ++n) numbers_.back()[n] = normal(random_);
        tensors_[name] = {numbers_.back().get(), Storage::float32, rows, columns};
    }
    void add_linear(const std::string& name, int columns, int depth) {
        add(name + ".weight", columns, depth);
        add(name + ".bias", 1, columns);
    }
    void add_norm(const std::string& name, int size) {
        add(name + ".weight", 1, size);
        add(name + ".bias", 1, size);
    }
    void add_attention(const ModelSizes& sizes, const std::string& name, int heads,
                       std::pair<const char*, int> in) {
        const int width = heads * sizes.head_size;
        if (heads || !sizes.pre_norm) add_norm(name + "_norm", sizes.size);
        if (!heads) return add(name + ".bias", 1, sizes.size);
        add_linear(name + "." + in.first, in.second * width, sizes.size);
        add_linear(name + ".out", sizes.size, width);
    }
    void add_ssru(const std::string& name, int size) {
        add_linear(name + ".forget", size, size);
        add(name + ".new.weight", size, size);
        add_norm(name + "_norm", size);
    }
    void add_feed_forward(const ModelSizes& sizes, const std::string& name) {
        add_linear(name + ".inner", sizes.inner, sizes.size);
        add_linear(name + ".out", sizes.size, sizes.inner);
        add_norm(name + "_norm", sizes.size);
    }

    Random& random_;
    std::map<std::string, Tensor> tensors_;
    std::vector<std::unique_ptr<float[]>> numbers_;
};

SearchSettings random_settings(Random& random) {
    SearchSettings settings;
    settings.beam = between(random, 1, 6);
    settings.n_best = between(random, 1, settings.beam);
    settings.min_length = between(random, 0, 3);
    settings.penalty = {between(random, 0, 2) / 2.0, 5};
    if (between(random, 0, 3) == 0)
        settings.sampling = Sampling{0.7f, between(random, 0, 9), between(random, 1, 10) / 10.0f};
    return settings;
}

// A phrase of random pieces, in that order.
struct RandomPhrase {
    std::vector<std::int32_t> table;
    std::unique_ptr<Phrase> phrase;

    RandomPhrase(Random& random, int pieces) {
        const int length = between(random, 1, 2), states = length + 1;
        std::vector<std::int32_t> remaining{0};
        table.assign(static_cast<std::size_t>(states) * pieces, Phrase::START);
        std::fill(table.begin(), table.begin() + pieces, Phrase::FOUND);
        for (int state = 1; state <= length; ++state) {
            table[state * pieces + between(random, 3, pieces - 1)] =
                state == length ? Phrase::FOUND : state + 1;
            remaining.push_back(length - state + 1);
        }
        phrase = std::make_unique<Phrase>(table.data(), remaining, pieces);
    }
};

Task random_task(Random& random, const ModelSizes& sizes, const SearchSettings& settings,
                 const Phrase& phrase) {
    Task task;
    for (int n = between(random, 0, 40); n > 0; --n)
        task.source.push_back(between(random, 3, sizes.source_pieces - 1));
    task.source.push_back(EOS_PIECE);
    for (int n = between(random, 0, 3); n > 0; --n)
        task.forced.push_back(between(random, 3, sizes.target_pieces - 1));
    task.limit = between(random, 6, 60);
    task.copies = between(random, 1, 4);
    task.echoes = between(random, 1, 12);
    const bool wide = !settings.sampling && settings.beam > phrase.remaining(Phrase::START);
    if (wide && between(random, 0, 2) == 0) task.include = {&phrase};
    else if (between(random, 0, 2) == 0) task.exclude = &phrase;
    else if (between(random, 0, 2) == 0) task.departing = &phrase;
    for (int n = 0; n < settings.n_best * (task.limit + 1); ++n)
        task.numbers.push_back(between(random, 0, 999) / 1000.0f);
    return task;
}

void require(bool holds, const char* what) {
    if (!holds) throw std::logic_error(what);
}

bool same(const Results& one, const Results& two) {
    for (std::size_t n = 0; n < one.size(); ++n) {
        if (one[n].size() != two[n].size()) return false;
        for (std::size_t k = 0; k < one[n].size(); ++k)
            if (one[n][k].pieces != two[n][k].pieces || one[n][k].score != two[n][k].score)
                return false;
    }
    return true;
}

// Attention of a forced translation, with no number more than there is room for.
void record_attention(Engine& engine, const ModelSizes& sizes, Random& random) {
    SearchSettings settings;
    std::vector<Task> tasks(between(random, 1, 5));
    std::vector<std::unique_ptr<float[]>> rooms;
    const int heads = std::accumulate(sizes.cross_heads.begin(), sizes.cross_heads.end(), 0);
    for (Task& task : tasks) {
        for (int n = between(random, 0, 30); n > 0; --n)
            task.source.push_back(between(random, 3, sizes.source_pieces - 1));
        task.source.push_back(EOS_PIECE);
        task.limit = between(random, 0, 20);
        for (int n = 0; n < task.limit; ++n)
            task.forced.push_back(between(random, 3, sizes.target_pieces - 1));
        task.forced.push_back(EOS_PIECE);
        rooms.emplace_back(new float[heads * task.forced.size() * task.source.size()]);
        task.attention = rooms.back().get();
    }
    engine.translate(tasks, settings, {between(random, 1, 9), 90}, 2);
    for (std::size_t n = 0; n < tasks.size(); ++n)
        for (std::size_t row = 0; row < heads * tasks[n].forced.size(); ++row) {
            const float* first = tasks[n].attention + row * tasks[n].source.size();
            const float sum = std::accumulate(first, first + tasks[n].source.size(), 0.0f);
            if (!(std::abs(sum - 1) < 1e-3f)) throw std::logic_error("attention does not sum to 1");
        }
}

// The tree of a plain beam search changes nothing that is found, and ends where the search ends.
void grow_trees(Engine& engine, std::vector<Task> tasks, SearchSettings settings) {
    settings.sampling.reset();
    std::vector<BeamTree> trees(tasks.size());
    for (Task& task : tasks) {
        task.include.clear();
        task.exclude = task.departing = nullptr;
    }
    const Results plain = engine.translate(tasks, settings, {64, 384}, 2);
    for (std::size_t n = 0; n < tasks.size(); ++n) tasks[n].tree = &trees[n];
    require(same(plain, engine.translate(tasks, settings, {64, 384}, 2)), "trees change answers");
    for (const BeamTree& tree : trees)
        for (const Considered& one : tree.back())
            require(one.outcome != Outcome::kept, "a tree goes on");
}

Shortlist random_shortlist(const ModelSizes& sizes, Random& random) {
    std::vector<int> frequent, starts{0}, pieces;
    for (int n = between(random, 0, 9); n > 0; --n)
        frequent.push_back(between(random, 0, sizes.target_pieces - 1));
    for (int piece = 0; piece < sizes.source_pieces; ++piece) {
        for (int n = between(random, 0, 3); n > 0; --n)
            pieces.push_back(between(random, 0, sizes.target_pieces - 1));
        starts.push_back(static_cast<int>(pieces.size()));
    }
    return {frequent, starts, pieces, sizes.target_pieces};
}

bool same_pieces(const Results& one, const Results& two) {
    for (std::size_t n = 0; n < one.size(); ++n)
        if (one[n].empty() != two[n].empty() ||
            (!one[n].empty() && one[n][0].pieces != two[n][0].pieces))
            return false;
    return true;
}

// Searches of which some have a shortlist. With other columns between them sums are rounded otherwise, and
// of two hypotheses that are equally probable a beam may keep either.
bool agree_on_shortlists(Engine& engine, std::vector<Task> tasks, SearchSettings settings,
                         BatchLimits narrow) {
    settings.sampling.reset();
    for (Task& task : tasks) task.include.clear();
    for (std::size_t n = 0; n < tasks.size(); n += 1 + n % 3) {
        tasks[n].shortlisted = true;
        tasks[n].forced.clear();
        tasks[n].departing = nullptr;
    }
    engine.translate(tasks, settings, narrow, 2);
    settings.beam = settings.n_best = 1;
    return same_pieces(engine.translate(tasks, settings, narrow, 1),
                       engine.translate(tasks, settings, {64, 384}, 3));
}

void refuse_damage(const ModelSizes& sizes, const RandomWeights& weights, Random& random,
                   const Kernels& kernels) {
    auto tensors = weights.tensors();
    auto damaged = std::next(tensors.begin(), between(random, 0, static_cast<int>(tensors.size()) - 1));
    if (between(random, 0, 1))
        tensors.erase(damaged);
    else
        ++damaged->second.rows;
    try {
        Engine(sizes, tensors, Precision::int8, kernels);
    } catch (const std::invalid_argument&) {
        return;
    }
    throw std::logic_error("damaged weights were accepted");
}

void try_model(unsigned seed, const Kernels& kernels) {
    Random random(seed);
    const ModelSizes sizes = random_sizes(random);
    const RandomWeights weights(sizes, random);
    const auto precision = static_cast<Precision>(between(random, 0, 1));
    Engine engine(sizes, weights.tensors(), precision, kernels);
    const SearchSettings settings = random_settings(random);
    const RandomPhrase phrase(random, sizes.target_pieces);
    std::vector<Task> tasks;
    for (int n = between(random, 0, 12); n > 0; --n)
        tasks.push_back(random_task(random, sizes, settings, *phrase.phrase));
    const BatchLimits narrow{between(random, 1, 9), between(random, 1, 90)}, wide{64, 384};
    const Results alone = engine.translate(tasks, settings, narrow, 1);
    const Results together = engine.translate(tasks, settings, wide, 3);
    require(same(alone, together), "answers depend on threads or company");
    record_attention(engine, sizes, random);
    grow_trees(engine, tasks, settings);
    engine.set_shortlist(random_shortlist(sizes, random));
    require(agree_on_shortlists(engine, tasks, settings, narrow),
            "shortlists depend on threads or company");
    refuse_damage(sizes, weights, random, kernels);
}

}  // namespace

int main(int count, char** arguments) {
    const unsigned models = count > 1 ? static_cast<unsigned>(std::stoi(arguments[1])) : 60;
    for (const std::string& name : known_instructions())
        for (unsigned seed = 0; seed < models; ++seed) try {
                try_model(seed, kernels_named(name));
            } catch (const std::exception& error) {
                std::fprintf(stderr, "%s, seed %u: %s\n", name.c_str(), seed, error.what());
                return 1;
            }
    std::printf("%u models on each of %zu instruction sets\n", models, known_instructions().size());
    return 0;
}
