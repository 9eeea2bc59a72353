#include "beam.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace tolmach {
namespace {

constexpr double NEVER = std::numeric_limits<double>::infinity();
constexpr int SPARE = 5;  // as in `search/constraints.py`

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
    const std::vector<int> states(task.include.size(), Phrase::START);
    const int paths = settings.sampling ? settings.n_best : 1;
    for (int path = 1; path < paths; ++path) {
        Cache copy = past.fork();
        live_.push_back(
            {std::move(copy), {}, 0, START, path - 1, Phrase::START, Phrase::START, states});
    }
    live_.push_back(
        {std::move(past), {}, 0, START, paths - 1, Phrase::START, Phrase::START, states});
}

int Beam::last(int number) const {
    const int end = live_[number].end;
    return end == START ? BOS_PIECE : links_[end].piece;
}

OutputRequest Beam::request(int number) const {
    const Live& live = live_[number];
    OutputRequest request;
    // Enough for the widest beam: at most one candidate of a hypothesis ends it.
    request.count = settings_->beam == 1 ? 1 : settings_->beam + 1;
    request.forced = forced();
    forbid(live, request.forbidden);
    if (task_->tree) {
        request.count = observed_candidates(request.forbidden);
        request.forbidden.clear();
    }
    for (std::size_t n = 0; n < task_->include.size(); ++n)
        request.besides.push_back(&task_->include[n]->advancing(live.included[n]));
    if (settings_->sampling) {
        request.sampling = &*settings_->sampling;
        request.number = task_->numbers[live.path * (task_->limit + 1) + step_];
    }
    return request;
}

int Beam::forced() const {
    const bool left = step_ < static_cast<int>(task_->forced.size());
    return left ? task_->forced[step_] : OutputRequest::FREE;
}

// A tree shows as many as that of `search/beam.py`, which looks at some more than it needs, for they
// may be forbidden; and in any case so many that enough are not.
int Beam::observed_candidates(std::vector<int> forbidden) const {
    const bool echoing = std::any_of(live_.begin(), live_.end(), [&](const Live& live) {
        return live.guard.echoing(task_->echoes);
    });
    std::sort(forbidden.begin(), forbidden.end());
    const auto distinct = std::unique(forbidden.begin(), forbidden.end()) - forbidden.begin();
    const int spare = SPARE + (echoing ? LONGEST_PERIOD : 0);
    return settings_->beam + 1 + std::max(spare, static_cast<int>(distinct));
}

// A prefix that ends within a word may repeat itself: while a piece could depart from it, nothing
// is a loop.
void Beam::forbid(const Live& live, std::vector<int>& forbidden) const {
    const auto append = [&](const std::vector<int>& pieces) {
        forbidden.insert(forbidden.end(), pieces.begin(), pieces.end());
    };
    forbidden = {PAD_PIECE, BOS_PIECE};
    if (step_ < settings_->min_length) forbidden.push_back(EOS_PIECE);
    if (task_->exclude) append(task_->exclude->completing(live.excluded));
    if (task_->departing && !task_->departing->completing(live.departed).empty())
        append(task_->departing->completing(live.departed));
    else
        live.guard.forbid(task_->copies, task_->echoes, forbidden);
}

AttentionRows Beam::attention() const {
    if (!task_->attention) return {};
    const std::size_t places = task_->source.size();
    return {task_->attention + step_ * places, task_->forced.size() * places};
}

void Beam::advance(Choices candidates) {
    if (settings_->sampling)
        advance_paths(candidates);
    else if (task_->tree)
        advance_observed(candidates);
    else
        advance_beam(candidates);
    ++step_;
}

Beam::Decision Beam::advance_beam(Choices candidates) {
    const std::vector<Continuation> best =
        task_->include.empty() ? sorted(candidates) : banked(candidates);
    const std::size_t width = settings_->beam;
    Decision decision;
    for (std::size_t n = 0; n < best.size(); ++n) {
        const bool ends = best[n].next.piece == EOS_PIECE;
        if (ends && n < width) {
            finish(best[n]);
            decision.finished.push_back(best[n]);
        }
        if (!ends && decision.live.size() < width) decision.live.push_back(best[n]);
    }
    decision.outcome = outcome_of(decision.live);
    if (step_ == task_->limit) cut();
    keep(decision.outcome == Outcome::kept ? std::span<const Continuation>(decision.live)
                                           : std::span<const Continuation>());
    return decision;
}

Outcome Beam::outcome_of(const std::vector<Continuation>& live) const {
    if (step_ == task_->limit) return Outcome::too_long;
    float largest = -std::numeric_limits<float>::infinity();
    for (const Continuation& each : live) largest = std::max(largest, each.total);
    const double bound = hopeless_below();
    if (!live.empty() && largest > bound) return Outcome::kept;
    return bound == NEVER ? Outcome::enough : Outcome::beaten;
}

void Beam::advance_observed(Choices candidates) {
    task_->tree->emplace_back();
    std::vector<std::vector<Candidate>> allowed;
    for (int parent = 0; parent < width(); ++parent)
        allowed.push_back(observe(parent, candidates[parent]));
    mark(advance_beam(allowed));
}

// Write down the candidates of a hypothesis, and return those that are not forbidden, as a forced
// piece never is.
std::vector<Candidate> Beam::observe(int parent, const std::vector<Candidate>& candidates) {
    const Live& live = live_[parent];
    std::vector<int> forbidden;
    if (forced() == OutputRequest::FREE) forbid(live, forbidden);
    std::vector<Candidate> allowed;
    for (const Candidate& each : candidates) {
        Considered seen{parent, each.piece, each.log_probability,
                        live.total + each.log_probability};
        if (std::find(forbidden.begin(), forbidden.end(), each.piece) != forbidden.end())
            seen.outcome = Outcome::forbidden;
        else
            allowed.push_back(each);
        task_->tree->back().push_back(seen);
    }
    return allowed;
}

void Beam::mark(const Decision& decision) {
    std::vector<Considered>& step = task_->tree->back();
    const auto seen = [&](const Continuation& by) -> Considered& {
        return *std::find_if(step.begin(), step.end(), [&](const Considered& each) {
            return each.parent == by.parent && each.piece == by.next.piece;
        });
    };
    for (const Continuation& each : decision.finished) seen(each).outcome = Outcome::finished;
    for (std::size_t slot = 0; slot < decision.live.size(); ++slot) {
        Considered& one = seen(decision.live[slot]);
        one.outcome = decision.outcome;
        if (decision.outcome == Outcome::kept) one.slot = static_cast<int>(slot);
    }
}

// Each path has one candidate, the piece that was drawn. One at its limit may only end.
void Beam::advance_paths(Choices candidates) {
    std::vector<Continuation> going;
    for (int path = 0; path < width(); ++path) {
        const Candidate next = candidates[path].front();
        const Continuation drawn{path, next, live_[path].total + next.log_probability};
        if (next.piece == EOS_PIECE)
            finish(drawn);
        else if (step_ == task_->limit)
            add(unscored(live_[path].end));
        else
            going.push_back(drawn);
    }
    keep(going);
}

std::vector<Found> Beam::best() const { return ranked(found_, settings_->n_best); }

std::vector<Beam::Continuation> Beam::sorted(Choices candidates) const {
    std::vector<Continuation> all;
    for (int parent = 0; parent < width(); ++parent)
        for (const Candidate& next : candidates[parent])
            all.push_back({parent, next, live_[parent].total + next.log_probability});
    std::vector<int> order(all.size());
    std::iota(order.begin(), order.end(), 0);
    const auto before = [&](int one, int two) {
        return all[one].total != all[two].total ? all[one].total > all[two].total : one < two;
    };
    const std::size_t most = 2 * static_cast<std::size_t>(settings_->beam);
    if (all.size() > most && task_->include.empty()) {
        std::nth_element(order.begin(), order.begin() + most, order.end(), before);
        order.resize(most);
    }
    std::sort(order.begin(), order.end(), before);
    std::vector<Continuation> best;
    for (const int place : order) best.push_back(all[place]);
    return best;
}

// What can still contain all phrases, the places of the beam allocated to banks in turn, one from
// each, the best first (Post and Vilar 2018): a hypothesis that has advanced in its phrases is not
// crowded out by more probable ones that have not begun.
std::vector<Beam::Continuation> Beam::banked(Choices candidates) const {
    std::vector<std::pair<int, Continuation>> turns;
    std::vector<int> taken;  // of each bank
    for (Continuation each : sorted(candidates)) {
        const int room = each.next.piece == EOS_PIECE ? 0 : task_->limit - step_ - 1;
        each.bank = bank_after(live_[each.parent], each.next.piece);
        if (each.bank > room) continue;
        if (taken.size() <= static_cast<std::size_t>(each.bank)) taken.resize(each.bank + 1);
        turns.emplace_back(taken[each.bank]++, each);
    }
    std::stable_sort(turns.begin(), turns.end(), [](const auto& one, const auto& two) {
        return one.first != two.first ? one.first < two.first : one.second.bank < two.second.bank;
    });
    std::vector<Continuation> all;
    for (const auto& [turn, each] : turns) all.push_back(each);
    return all;
}

int Beam::bank_after(const Live& live, int piece) const {
    int bank = 0;
    for (std::size_t n = 0; n < task_->include.size(); ++n) {
        const Phrase& phrase = *task_->include[n];
        bank += phrase.remaining(phrase.after(live.included[n], piece));
    }
    return bank;
}

// Go on with the chosen continuations. A past goes to the last of a hypothesis' continuations as it
// is; only the others need a copy.
void Beam::keep(std::span<const Continuation> chosen) {
    std::vector<int> heirs(live_.size(), 0);
    for (const Continuation& each : chosen) ++heirs[each.parent];
    std::vector<Live> next;
    for (const Continuation& each : chosen)
        next.push_back(extended(live_[each.parent], each, --heirs[each.parent] == 0));
    live_ = std::move(next);
}

Beam::Live Beam::extended(Live& parent, const Continuation& by, bool last) {
    const int piece = by.next.piece;
    links_.push_back({piece, by.next.log_probability, parent.end});
    Live live{last ? std::move(parent.past) : parent.past.fork(),
              parent.guard,
              by.total,
              static_cast<int>(links_.size()) - 1,
              parent.path,
              task_->exclude ? task_->exclude->after(parent.excluded, piece) : Phrase::START,
              parent.departed,
              parent.included};
    if (task_->departing && step_ >= static_cast<int>(task_->forced.size()))
        live.departed = task_->departing->after(parent.departed, piece);
    live.guard.add(piece);
    for (std::size_t n = 0; n < live.included.size(); ++n)
        live.included[n] = task_->include[n]->after(live.included[n], piece);
    return live;
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
    whole.score = sum / settings_->penalty.divisor(length);
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
    const double divisor = settings_->penalty.divisor(task_->limit + 1);
    return ranked(found_, settings_->n_best).back().score * divisor;
}

}  // namespace tolmach
