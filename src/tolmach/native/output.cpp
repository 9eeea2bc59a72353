#include "output.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tolmach {
namespace {

constexpr float NOTHING = -std::numeric_limits<float>::infinity();

// Put a candidate where it belongs; of equal ones the earlier stays in front.
void insert(std::vector<Candidate>& best, Candidate candidate, std::size_t most) {
    auto place = best.end();
    while (place != best.begin() && (place - 1)->log_probability < candidate.log_probability)
        --place;
    best.insert(place, candidate);
    if (best.size() > most) best.pop_back();
}

}  // namespace

std::vector<std::vector<Candidate>> Output::best(const Activations& in,
                                                 std::span<const OutputRequest> requests) {
    std::vector<Row> rows(requests.size(), Row{NOTHING, 0, {}});
    logits_.reserve(requests.size() * BLOCK);
    for (int first = 0; first < model_.output.columns(); first += BLOCK) {
        const int count = std::min(BLOCK, model_.output.columns() - first);
        model_.output.multiply_columns(in, first, count, After::store, logits_.data(), BLOCK);
        for (std::size_t r = 0; r < rows.size(); ++r)
            look(rows[r], requests[r], logits_.data() + r * BLOCK, first, count);
    }
    std::vector<std::vector<Candidate>> found;
    for (Row& row : rows) {
        const float total = row.maximum + std::log(row.sum);
        for (Candidate& candidate : row.best) candidate.log_probability -= total;
        found.push_back(std::move(row.best));
    }
    return found;
}

void Output::look(Row& row, const OutputRequest& request, float* logits, int first, int count) {
    const Kernels& kernels = model_.kernels;
    const float largest = kernels.maximum(logits, count);
    if (largest > row.maximum) {
        row.sum *= std::exp(row.maximum - largest);
        row.maximum = largest;
    }
    row.sum += kernels.exponential_sum(logits, count, row.maximum);
    const int forced = request.forced - first;
    if (request.forced != OutputRequest::FREE) {
        if (forced >= 0 && forced < count) row.best = {{request.forced, logits[forced]}};
        return;
    }
    for (const int piece : request.forbidden)
        if (piece >= first && piece < first + count) logits[piece - first] = NOTHING;
    take_best(row, request, logits, first, count);
}

void Output::take_best(Row& row, const OutputRequest& request, const float* logits, int first,
                       int count) {
    const std::size_t most = request.count;
    for (int n = 0;; ++n) {
        const bool full = row.best.size() >= most;
        const float bound = full ? row.best.back().log_probability : NOTHING;
        n = model_.kernels.find_above(logits, n, count, bound);
        if (n == count) return;
        insert(row.best, {first + n, logits[n]}, most);
    }
}

}  // namespace tolmach
