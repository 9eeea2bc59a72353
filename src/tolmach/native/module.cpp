// The seam to Python: ids and options in, hypotheses out, as plain values.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <climits>
#include <numeric>
#include <stdexcept>

#include "engine.h"
#include "kernel_bindings.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace tolmach {
namespace {

using Bytes = nb::ndarray<const std::uint8_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

// A tensor as it lies in a file: the type of its numbers, its shape, its bytes.
using StoredTensor = std::tuple<std::string, std::vector<std::size_t>, Bytes>;

Storage storage_of(const std::string& type) {
    if (type == "F32") return Storage::float32;
    if (type == "F16") return Storage::float16;
    if (type == "BF16") return Storage::bfloat16;
    throw std::invalid_argument("weights of a type other than float32, float16 and bfloat16");
}

Tensor tensor_of(const std::string& type, const std::vector<std::size_t>& shape,
                 const Bytes& bytes) {
    if (shape.size() != 1 && shape.size() != 2)
        throw std::invalid_argument("a tensor that is neither matrix nor vector");
    const Storage storage = storage_of(type);
    const std::size_t rows = shape.size() == 2 ? shape.front() : 1, columns = shape.back();
    const std::size_t width = storage == Storage::float32 ? 4 : 2;
    if (rows > INT_MAX || columns > INT_MAX || rows * columns * width != bytes.size())
        throw std::invalid_argument("a tensor of another shape than its bytes have");
    return {bytes.data(), storage, static_cast<int>(rows), static_cast<int>(columns)};
}

using Numbers = nb::ndarray<const std::int32_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Table = nb::ndarray<const std::int32_t, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

// A task as Python says it; a phrase is a place in a list.
using AskedTask = std::tuple<Pieces, int, int, int, Pieces, std::vector<int>, std::optional<int>,
                             std::optional<int>, std::vector<float>, bool>;

// Attention of one pair to its source: heads of all layers, pieces, places.
using AttentionArray = nb::ndarray<float, nb::ndim<3>, nb::c_contig, nb::device::cpu>;

// The phrases of a call and the arrays that they read from: pairs of `table` and `remaining`.
class PythonPhrases {
  public:
    explicit PythonPhrases(const nb::list& pairs) {
        for (const nb::handle pair : pairs) {
            auto [table, remaining] =
                nb::cast<std::pair<Table, std::vector<std::int32_t>>>(pair);
            if (table.shape(0) != remaining.size())
                throw std::invalid_argument("A phrase with tables of different lengths.");
            phrases_.emplace_back(table.data(), std::move(remaining),
                                  static_cast<int>(table.shape(1)));
            tables_.push_back(std::move(table));
        }
    }

    Task task(const AskedTask& asked) const {
        const auto& [source, limit, copies, echoes, forced, include, exclude, departing, numbers,
                     shortlisted] = asked;
        Task task{source,  limit,   copies,  echoes,  forced,  {},
                  nullptr, nullptr, nullptr, numbers, nullptr, shortlisted};
        for (const int place : include) task.include.push_back(&phrases_.at(place));
        task.exclude = phrase(exclude);
        task.departing = phrase(departing);
        return task;
    }

  private:
    const Phrase* phrase(std::optional<int> place) const {
        return place ? &phrases_.at(*place) : nullptr;
    }

    std::vector<Table> tables_;
    std::vector<Phrase> phrases_;
};

// An engine and the bytes, views of the mapped file, that it reads from.
class PythonEngine {
  public:
    PythonEngine(const ModelSizes& sizes, const nb::dict& weights, Precision precision,
                 const std::string& instructions)
        : engine_(sizes, keep(weights), precision, kernels_named(instructions)) {}

    const char* instructions() const { return engine_.model().kernels.name; }

    void set_shortlist(const Numbers& frequent, const Numbers& starts, const Numbers& pieces) {
        const ModelSizes& sizes = engine_.model().sizes;
        if (starts.size() != static_cast<std::size_t>(sizes.source_pieces) + 1)
            throw std::invalid_argument("a shortlist for another number of source pieces");
        engine_.set_shortlist(
            {listed(frequent), listed(starts), listed(pieces), sizes.target_pieces});
    }

    // `tasks` are (source, limit, copies, echoes, forced, include, exclude, departing, numbers,
    // shortlisted), phrases by their place in `phrases`; `attention` has an array for each task, or none at all.
    nb::list translate(const std::vector<AskedTask>& asked, const nb::list& phrases,
                       std::vector<AttentionArray> attention, const SearchSettings& settings,
                       BatchLimits batch, int threads) {
        const PythonPhrases known(phrases);
        std::vector<Task> tasks;
        for (const AskedTask& each : asked) tasks.push_back(known.task(each));
        for (std::size_t n = 0; n < attention.size(); ++n)
            tasks.at(n).attention = room(attention[n], tasks.at(n));
        Results results;
        {
            nb::gil_scoped_release released;
            results = engine_.translate(tasks, settings, batch, threads);
        }
        return listed(results);
    }

    // The hypotheses of one task without phrases, and the tree of their search: of each step
    // (parent, piece, log-probability, total, outcome, slot).
    nb::tuple observe(const AskedTask& asked, const SearchSettings& settings) {
        BeamTree tree;
        std::vector<Task> tasks{PythonPhrases({}).task(asked)};
        tasks.front().tree = &tree;
        Results results;
        {
            nb::gil_scoped_release released;
            results = engine_.translate(tasks, settings, {settings.beam, 1}, 1);
        }
        return nb::make_tuple(listed(results.front()), listed(tree));
    }

  private:
    static std::vector<int> listed(const Numbers& numbers) {
        return {numbers.data(), numbers.data() + numbers.size()};
    }

    float* room(AttentionArray& array, const Task& task) const {
        const auto& heads = engine_.model().sizes.cross_heads;
        const int all = std::accumulate(heads.begin(), heads.end(), 0);
        if (array.shape(0) != static_cast<std::size_t>(all) ||
            array.shape(1) != task.forced.size() || array.shape(2) != task.source.size())
            throw std::invalid_argument("An array for attention of another shape.");
        return array.data();
    }

    static nb::list listed(const Results& results) {
        nb::list all;
        for (const std::vector<Found>& found : results) all.append(listed(found));
        return all;
    }

    static nb::list listed(const std::vector<Found>& found) {
        nb::list all;
        for (const Found& one : found)
            all.append(nb::make_tuple(one.pieces, one.log_probabilities, one.finished));
        return all;
    }

    static nb::list listed(const BeamTree& tree) {
        nb::list steps;
        for (const std::vector<Considered>& step : tree) {
            nb::list all;
            for (const Considered& one : step)
                all.append(nb::make_tuple(one.parent, one.piece, one.log_probability, one.total,
                                          one.outcome, one.slot));
            steps.append(all);
        }
        return steps;
    }

    std::map<std::string, Tensor> keep(const nb::dict& stored) {
        std::map<std::string, Tensor> tensors;
        for (const auto& [name, tensor] : stored) {
            auto [type, shape, bytes] = nb::cast<StoredTensor>(tensor);
            tensors[nb::cast<std::string>(name)] = tensor_of(type, shape, bytes);
            bytes_.push_back(std::move(bytes));
        }
        return tensors;
    }

    std::vector<Bytes> bytes_;
    Engine engine_;
};

void bind_recurrent_sizes(nb::module_& module) {
    nb::enum_<CellKind>(module, "CellKind")
        .value("gru", CellKind::gru)
        .value("lstm", CellKind::lstm);
    nb::enum_<SourceLink>(module, "SourceLink")
        .value("start", SourceLink::start)
        .value("every_step", SourceLink::every_step)
        .value("before", SourceLink::before)
        .value("after", SourceLink::after)
        .value("feeding", SourceLink::feeding);
    nb::enum_<ScoreKind>(module, "ScoreKind")
        .value("dot", ScoreKind::dot)
        .value("bilinear", ScoreKind::bilinear)
        .value("mlp", ScoreKind::mlp);
    nb::class_<ConvolutionalSizes>(module, "ConvolutionalSizes")
        .def(nb::init<int, int, int, bool>(), "kernel"_a, "encoder_layers"_a, "decoder_layers"_a,
             "attends"_a);
    nb::class_<RecurrentEncoderSizes>(module, "RecurrentEncoderSizes")
        .def(nb::init<CellKind, int, bool, bool, bool>(), "cell"_a, "layers"_a,
             "bidirectional"_a, "residual"_a, "reverse_source"_a);
    nb::class_<RecurrentDecoderSizes>(module, "RecurrentDecoderSizes")
        .def(nb::init<CellKind, SourceLink, ScoreKind, int, bool>(), "cell"_a, "link"_a, "score"_a,
             "layers"_a, "residual"_a);
}

void bind_sizes(nb::module_& module) {
    nb::enum_<PositionKind>(module, "Positions")
        .value("sinusoidal", PositionKind::sinusoidal)
        .value("learned", PositionKind::learned)
        .value("rotary", PositionKind::rotary);
    nb::enum_<DecoderSelf>(module, "DecoderSelf")
        .value("attention", DecoderSelf::attention)
        .value("ssru", DecoderSelf::ssru);
    nb::enum_<Activation>(module, "Activation")
        .value("relu", Activation::relu)
        .value("gelu", Activation::gelu)
        .value("silu", Activation::silu)
        .value("tanh", Activation::tanh);
    bind_recurrent_sizes(module);
    nb::class_<ModelSizes>(module, "ModelSizes")
        .def(nb::init<>())
        .def_rw("source_pieces", &ModelSizes::source_pieces)
        .def_rw("target_pieces", &ModelSizes::target_pieces)
        .def_rw("embedding", &ModelSizes::embedding)
        .def_rw("size", &ModelSizes::size)
        .def_rw("head_size", &ModelSizes::head_size)
        .def_rw("inner", &ModelSizes::inner)
        .def_rw("encoder_heads", &ModelSizes::encoder_heads)
        .def_rw("decoder_self", &ModelSizes::decoder_self)
        .def_rw("decoder_heads", &ModelSizes::decoder_heads)
        .def_rw("cross_heads", &ModelSizes::cross_heads)
        .def_rw("pre_norm", &ModelSizes::pre_norm)
        .def_rw("positions", &ModelSizes::positions)
        .def_rw("longest", &ModelSizes::longest)
        .def_rw("activation", &ModelSizes::activation)
        .def_rw("source_tied", &ModelSizes::source_tied)
        .def_rw("output_tied", &ModelSizes::output_tied)
        .def_rw("convolutional", &ModelSizes::convolutional)
        .def_rw("recurrent_encoder", &ModelSizes::recurrent_encoder)
        .def_rw("recurrent_decoder", &ModelSizes::recurrent_decoder);
}

void bind_engine(nb::module_& module) {
    nb::enum_<Precision>(module, "Precision")
        .value("float32", Precision::float32)
        .value("int8", Precision::int8);
    nb::class_<Sampling>(module, "Sampling")
        .def(nb::init<float, int, float>(), "temperature"_a, "top_k"_a, "top_p"_a);
    nb::class_<LengthPenalty>(module, "LengthPenalty")
        .def(nb::init<double, double>(), "alpha"_a, "offset"_a);
    nb::class_<SearchSettings>(module, "SearchSettings")
        .def(nb::init<int, int, int, LengthPenalty, std::optional<Sampling>>(), "beam"_a,
             "n_best"_a, "min_length"_a, "penalty"_a, "sampling"_a.none());
    nb::enum_<Outcome>(module, "Outcome")
        .value("kept", Outcome::kept)
        .value("finished", Outcome::finished)
        .value("outside", Outcome::outside)
        .value("enough", Outcome::enough)
        .value("beaten", Outcome::beaten)
        .value("too_long", Outcome::too_long)
        .value("forbidden", Outcome::forbidden);
    nb::class_<BatchLimits>(module, "BatchLimits")
        .def(nb::init<int, int>(), "rows"_a, "tokens"_a);
    nb::class_<PythonEngine>(module, "Engine")
        .def(nb::init<const ModelSizes&, const nb::dict&, Precision, const std::string&>(),
             "sizes"_a, "weights"_a, "precision"_a, "instructions"_a)
        .def_prop_ro("instructions", &PythonEngine::instructions)
        .def("set_shortlist", &PythonEngine::set_shortlist, "frequent"_a, "starts"_a, "pieces"_a)
        .def("translate", &PythonEngine::translate, "tasks"_a, "phrases"_a, "attention"_a,
             "settings"_a, "batch"_a, "threads"_a)
        .def("observe", &PythonEngine::observe, "task"_a, "settings"_a);
}

}  // namespace
}  // namespace tolmach

NB_MODULE(_native, module) {
    nb::set_leak_warnings(false);  // engines may live until the interpreter ends
    module.doc() = "The native engine; use it through `NativeEngine`.";
    module.attr("FREE") = tolmach::OutputRequest::FREE;
    module.def("known_instructions", &tolmach::known_instructions);
    tolmach::bind_sizes(module);
    tolmach::bind_engine(module);
    nb::module_ kernels = module.def_submodule("kernels", "Single kernels, for tests.");
    tolmach::bind_kernels(kernels);
}
