#include "output.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tolmach {
namespace {

constexpr float NOTHING = -std::numeric_limits<float>::infinity();
constexpr int PADDING = 0;  // which is always forbidden: of no piece at all

// Of equal ones the earlier is better.
bool better(const Candidate& one, const Candidate& two) {
    if (one.log_probability != two.log_probability)
        return one.log_probability > two.log_probability;
    return one.piece < two.piece;
}

bool holds(const std::vector<int>& pieces, int piece) {
    return std::find(pieces.begin(), pieces.end(), piece) != pieces.end();
}

bool holds(const std::vector<Candidate>& candidates, int piece) {
    return std::any_of(candidates.begin(), candidates.end(),
                       [&](const Candidate& each) { return each.piece == piece; });
}

// Keep for each list the best of its pieces so far, of which some may lie in this block.
void look_besides(std::vector<Candidate>& best, const OutputRequest& request, const float* logits,
                  int first, int count) {
    best.resize(request.besides.size(), Candidate{PADDING, NOTHING});
    for (std::size_t n = 0; n < best.size(); ++n) {
        const std::vector<int>& pieces = *request.besides[n];
        auto piece = std::lower_bound(pieces.begin(), pieces.end(), first);
        for (; piece != pieces.end() && *piece < first + count; ++piece)
            if (logits[*piece - first] > best[n].log_probability)
                best[n] = {*piece, logits[*piece - first]};
    }
}

}  // namespace

void BestPieces::add(Candidate candidate) {
    if (heap_.size() < most_) {
        heap_.push_back(candidate);
        if (heap_.size() < most_) return;
        std::make_heap(heap_.begin(), heap_.end(), better);
    } else {
        replace_worst(candidate);
    }
    bound_ = heap_.front().log_probability;
}

// Taking it out and putting another in would go through the heap twice.
void BestPieces::replace_worst(Candidate candidate) {
    std::size_t place = 0;
    for (std::size_t next = 1; next < most_; next = 2 * place + 1) {
        if (next + 1 < most_ && better(heap_[next], heap_[next + 1])) ++next;
        if (better(heap_[next], candidate)) break;
        heap_[place] = heap_[next];
        place = next;
    }
    heap_[place] = candidate;
}

std::vector<Candidate> BestPieces::sorted() && {
    std::sort(heap_.begin(), heap_.end(), better);
    return std::move(heap_);
}

void Output::select(std::vector<int> pieces) {
    pieces_ = std::move(pieces);
    if (pieces_.empty()) return;
    selection_ = model_.output.selected(pieces_, room_, NOTHING);
    places_.assign(model_.output.columns(), -1);
    for (std::size_t n = 0; n < pieces_.size(); ++n) places_[pieces_[n]] = static_cast<int>(n);
}

std::vector<std::vector<Candidate>> Output::best(const Activations& in,
                                                 std::span<const OutputRequest> requests) {
    std::vector<Row> rows;
    rows.reserve(requests.size());
    for (const OutputRequest& request : requests)
        rows.push_back({NOTHING, 0, BestPieces(request.count), {}, {}});
    logits_.reserve(requests.size() * BLOCK);
    for (int first = 0; first < columns(); first += BLOCK) {
        const int count = std::min(BLOCK, columns() - first);
        map().multiply_columns(in, first, count, After::store, logits_.data(), BLOCK);
        for (std::size_t r = 0; r < rows.size(); ++r)
            look(rows[r], requests[r], logits_.data() + r * BLOCK, first, count);
    }
    std::vector<std::vector<Candidate>> found;
    for (std::size_t r = 0; r < rows.size(); ++r) found.push_back(finished(rows[r], requests[r]));
    return found;
}

std::vector<Candidate> Output::finished(Row& row, const OutputRequest& request) const {
    if (!row.logits.empty()) {
        const int piece = drawn(row.logits, *request.sampling, request.number);
        row.best.add({piece, row.logits[piece]});
    }
    std::vector<Candidate> best = std::move(row.best).sorted();
    for (const Candidate& each : row.besides)
        if (!holds(best, each.piece) && !holds(request.forbidden, each.piece))
            best.push_back(each);
    const float total = row.maximum + std::log(row.sum);
    for (Candidate& candidate : best) {
        candidate.log_probability -= total;
        if (!pieces_.empty()) candidate.piece = pieces_[candidate.piece];
    }
    return best;
}

void Output::look(Row& row, const OutputRequest& request, float* logits, int first, int count) {
    const Kernels& kernels = model_.kernels;
    if (request.allowed)
        for (int n = 0; n < count; ++n) logits[n] += request.allowed[first + n];
    const float largest = kernels.maximum(logits, count);
    if (largest > row.maximum) {
        row.sum *= std::exp(row.maximum - largest);
        row.maximum = largest;
    }
    row.sum += kernels.exponential_sum(logits, count, row.maximum);
    const int forced = request.forced - first;
    if (request.forced != OutputRequest::FREE) {
        if (forced >= 0 && forced < count) row.best.add({request.forced, logits[forced]});
        return;
    }
    look_besides(row.besides, request, logits, first, count);
    for (const int piece : request.forbidden) {
        const int place = column(piece) - first;
        if (place >= 0 && place < count) logits[place] = NOTHING;
    }
    if (!request.sampling) {
        if (largest > row.best.bound()) take_best(row.best, logits, first, count);  // seldom
        return;
    }
    const int known = std::min(count, model_.sizes.target_pieces - first);
    row.logits.insert(row.logits.end(), logits, logits + known);
}

void Output::take_best(BestPieces& best, const float* logits, int first, int count) const {
    for (int n = 0;; ++n) {
        n = model_.kernels.find_above(logits, n, count, best.bound());
        if (n == count) return;
        best.add({first + n, logits[n]});
    }
}

}  // namespace tolmach
