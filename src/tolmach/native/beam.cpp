#include "beam.h"

#include <algorithm>
#include <limits>

namespace tolmach {
namespace {

constexpr double NEVER = std::numeric_limits<double>::infinity();

bool ranks_before(const Found& one, const Found& two) {
    if (one.finished != two.finished) return one.finished;
    return one.score > two.score;
}

std::vector<Found> ranked(std::vector<Found> found, std::size_t count) {
    std::stable_sort(found.begin(), found.end(), ranks_before);
    if (found.size() > count) found.erase(found.begin() + count, found.end());
    return found;
}

}  // namespace

Beam::Beam(const Task& task, const SearchSettings& settings, Cache memory, Cache past)
    : task_(&task), settings_(&settings), memory_(std::move(memory)) {
    live_.push_back({std::move(past), {}, 0, START});
}

int Beam::last(int number) const {
    const int end = live_[number].end;
    return end == START ? BOS_PIECE : links_[end].piece;
}

OutputRequest Beam::request(int number) const {
    OutputRequest request;
    // Enough for the widest beam: at most one candidate of a hypothesis ends it.
    request.count = settings_->beam == 1 ? 1 : settings_->beam + 1;
    if (step_ < static_cast<int>(task_->forced.size())) request.forced = task_->forced[step_];
    request.forbidden = {PAD_PIECE, BOS_PIECE};
    if (step_ < settings_->min_length) request.forbidden.push_back(EOS_PIECE);
    live_[number].guard.forbid(task_->copies, task_->echoes, request.forbidden);
    return request;
}

void Beam::advance(std::span<const std::vector<Candidate>> candidates) {
    const std::vector<Continuation> best = continuations(candidates);
    const std::size_t width = settings_->beam;
    std::vector<Continuation> going;
    for (std::size_t n = 0; n < best.size(); ++n) {
        const bool ends = best[n].next.piece == EOS_PIECE;
        if (ends && n < width) finish(best[n]);
        if (!ends && going.size() < width) going.push_back(best[n]);
    }
    const bool at_limit = step_ == task_->limit;
    const bool hopeless = going.empty() || !(going.front().total > hopeless_below());
    if (at_limit) cut();
    if (at_limit || hopeless) going.clear();
    keep(going);
    ++step_;
}

std::vector<Found> Beam::best() const { return ranked(found_, settings_->n_best); }

std::vector<Beam::Continuation> Beam::continuations(
    std::span<const std::vector<Candidate>> candidates) const {
    std::vector<Continuation> all;
    for (int parent = 0; parent < width(); ++parent)
        for (const Candidate& next : candidates[parent])
            all.push_back({parent, next, live_[parent].total + next.log_probability});
    std::stable_sort(all.begin(), all.end(), [](const Continuation& one, const Continuation& two) {
        return one.total > two.total;
    });
    const std::size_t most = 2 * static_cast<std::size_t>(settings_->beam);
    if (all.size() > most) all.resize(most);
    return all;
}

// Go on with the chosen continuations. A past goes to the last of a hypothesis' continuations as it
// is; only the others need a copy.
void Beam::keep(std::span<const Continuation> chosen) {
    std::vector<int> heirs(live_.size(), 0);
    for (const Continuation& each : chosen) ++heirs[each.parent];
    std::vector<Live> next;
    for (const Continuation& each : chosen) {
        Live& parent = live_[each.parent];
        const bool last = --heirs[each.parent] == 0;
        links_.push_back({each.next.piece, each.next.log_probability, parent.end});
        next.push_back({last ? std::move(parent.past) : parent.past.fork(), parent.guard,
                        each.total, static_cast<int>(links_.size()) - 1});
        next.back().guard.add(each.next.piece);
    }
    live_ = std::move(next);
}

void Beam::finish(const Continuation& ended) {
    Found whole = unscored(live_[ended.parent].end);
    whole.finished = true;
    whole.log_probabilities.push_back(ended.next.log_probability);
    add(std::move(whole));
}

// Where a sentence at its limit lacks finished hypotheses, add the live ones as they are.
void Beam::cut() {
    for (const Live& live : live_) {
        Found whole = unscored(live.end);
        const auto same = [&](const Found& other) { return other.pieces == whole.pieces; };
        const bool known = std::any_of(found_.begin(), found_.end(), same);
        if (found_.size() < static_cast<std::size_t>(settings_->n_best) && !known)
            add(std::move(whole));
    }
}

void Beam::add(Found whole) {
    double sum = 0;
    for (const float gain : whole.log_probabilities) sum += gain;
    const std::size_t length = std::max<std::size_t>(1, whole.log_probabilities.size());
    whole.score = sum / settings_->divisors[length];
    found_.push_back(std::move(whole));
}

Found Beam::unscored(int end) const {
    Found whole{{}, {}, false, 0};
    for (int link = end; link != START; link = links_[link].before) {
        whole.pieces.push_back(links_[link].piece);
        whole.log_probabilities.push_back(links_[link].gain);
    }
    std::reverse(whole.pieces.begin(), whole.pieces.end());
    std::reverse(whole.log_probabilities.begin(), whole.log_probabilities.end());
    return whole;
}

// The log-probability that a live hypothesis must exceed to be worth following: log-probabilities
// only fall, and divisors only grow.
double Beam::hopeless_below() const {
    if (found_.size() >= static_cast<std::size_t>(settings_->beam)) return NEVER;
    if (found_.size() < static_cast<std::size_t>(settings_->n_best)) return -NEVER;
    return ranked(found_, settings_->n_best).back().score * settings_->divisors[task_->limit + 1];
}

}  // namespace tolmach
