#include "worker.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "convolutional_decoder.h"
#include "convolutional_encoder.h"
#include "recurrent_decoder.h"
#include "recurrent_encoder.h"
#include "transformer_encoder.h"

namespace tolmach {
namespace {

std::unique_ptr<Encoder> encoder_of(const Model& model) {
    if (model.convolutional) return std::make_unique<ConvolutionalEncoder>(model);
    if (model.recurrent_encoder) return std::make_unique<RecurrentEncoder>(model);
    return std::make_unique<TransformerEncoder>(model);
}

std::unique_ptr<Decoder> decoder_of(const Model& model) {
    if (model.convolutional) return std::make_unique<ConvolutionalDecoder>(model);
    if (model.recurrent_decoder) return std::make_unique<RecurrentDecoder>(model);
    return std::make_unique<TransformerDecoder>(model);
}

}  // namespace

Queue::Queue(const std::vector<Task>& tasks, int threads)
    : tasks_(tasks), threads_(threads), order_(tasks.size()) {
    std::iota(order_.begin(), order_.end(), 0);
    std::stable_sort(order_.begin(), order_.end(), [&](int one, int two) {
        return tasks[one].source.size() > tasks[two].source.size();
    });
}

std::vector<int> Queue::take(int count, int tokens) {
    const std::lock_guard lock(mutex_);
    std::vector<int> taken;
    const std::size_t left = order_.size() - next_, share = (left + threads_ - 1) / threads_;
    const std::size_t most = std::min(share, static_cast<std::size_t>(std::max(count, 1)));
    while (taken.size() < most) {
        tokens -= static_cast<int>(tasks_[order_[next_]].source.size());
        if (tokens < 0 && !taken.empty()) break;
        taken.push_back(order_[next_++]);
    }
    return taken;
}

void Queue::close() {
    const std::lock_guard lock(mutex_);
    next_ = order_.size();
}

Worker::Worker(const Model& model)
    : model_(model), past_pool_(model.past_shape.row_floats()), encoder_(encoder_of(model)),
      decoder_(decoder_of(model)), output_(model) {}

void Worker::run(const std::vector<Task>& tasks, const SearchSettings& settings,
                 BatchLimits limits, Queue& queue, Results& results) {
    output_.select({});  // a run before this one may have had a shortlist
    while (true) {
        admit(tasks, settings, limits, queue);
        if (active_.empty()) return;
        step();
        retire(results);
    }
}

// Encoding few sentences costs as much reading of weights as encoding many, so a quarter of the
// rows must be free first.
void Worker::admit(const std::vector<Task>& tasks, const SearchSettings& settings,
                   BatchLimits limits, Queue& queue) {
    int free = limits.rows - width();
    while (active_.empty() || free >= std::max(limits.rows / 4, settings.width())) {
        const std::vector<int> taken = queue.take(free / settings.width(), limits.tokens);
        if (taken.empty()) return;
        std::vector<Pieces> sources;
        for (const int number : taken) sources.push_back(tasks[number].source);
        std::vector<Encoded> encoded = encoder_->encode(sources);
        for (std::size_t n = 0; n < taken.size(); ++n) {
            Cache past(model_.past_shape, past_pool_);
            if (!encoded[n].first.empty()) {
                past.grow();
                past.write_row(encoded[n].first.data());
            }
            active_.push_back({taken[n], Beam(tasks[taken[n]], settings,
                                              std::move(encoded[n].memory), std::move(past))});
            if (tasks[taken[n]].shortlisted)
                active_.back().shortlist = model_.shortlist.of(tasks[taken[n]].source);
        }
        select();
        free -= static_cast<int>(taken.size()) * settings.width();
    }
}

// A sentence says nothing that only another one may say, so that answers depend on no company.
void Worker::select() {
    std::vector<int> pieces = selection();
    const bool changes = !pieces.empty() || output_.selects();
    if (changes) output_.select(std::move(pieces));
    for (Active& active : active_)
        if (active.shortlist && (changes || active.allowed.empty())) allow(active);
}

// One without a list may say everything, and together all may say so much that copying columns would
// take longer than computing all.
std::vector<int> Worker::selection() const {
    PieceSet all(model_.sizes.target_pieces);
    for (const Active& active : active_) {
        if (!active.shortlist) return {};
        all.add(*active.shortlist);
    }
    std::vector<int> together = all.pieces();
    const bool pays = LEAST_SAVED * together.size() <= std::size_t(model_.output.columns());
    return pays ? together : std::vector<int>();
}

void Worker::allow(Active& active) {
    active.allowed.assign(output_.columns(), -std::numeric_limits<float>::infinity());
    for (const int piece : active.shortlist->pieces()) active.allowed[output_.column(piece)] = 0;
}

int Worker::width() const {
    int width = 0;
    for (const Active& active : active_) width += active.beam.width();
    return width;
}

void Worker::step() {
    std::vector<DecoderRow> rows;
    std::vector<OutputRequest> requests;
    for (Active& active : active_)
        for (int n = 0; n < active.beam.width(); ++n) {
            rows.push_back({active.beam.last(n), &active.beam.past(n), &active.beam.memory(),
                            active.beam.attention()});
            requests.push_back(active.beam.request(n));
            if (!active.allowed.empty()) requests.back().allowed = active.allowed.data();
        }
    const auto candidates = output_.best(decoder_->step(rows), requests);
    std::span<const std::vector<Candidate>> left(candidates);
    for (Active& active : active_) {
        const int width = active.beam.width();
        active.beam.advance(left.first(width));
        left = left.subspan(width);
    }
}

void Worker::retire(Results& results) {
    for (const Active& active : active_)
        if (active.beam.done()) results[active.number] = active.beam.best();
    std::erase_if(active_, [](const Active& active) { return active.beam.done(); });
}

}  // namespace tolmach
