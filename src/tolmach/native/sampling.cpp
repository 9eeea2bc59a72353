#include "sampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace tolmach {
namespace {

// Whether a piece ranks before another; of equal ones the earlier does.
struct MoreProbable {
    std::span<const float> log_probabilities;

    bool operator()(int one, int two) const {
        const float left = log_probabilities[one], right = log_probabilities[two];
        return left != right ? left > right : one < two;
    }
};

// The most probable pieces in order; sorted only as far as they are read, for a draw seldom reads
// many.
class Ranking {
  public:
    Ranking(std::span<const float> log_probabilities, const Sampling& sampling)
        : log_probabilities_(log_probabilities), before_{log_probabilities},
          temperature_(sampling.temperature), order_(log_probabilities.size()) {
        std::iota(order_.begin(), order_.end(), 0);
        const std::size_t first = sampling.top_k ? sampling.top_k : SORTED_FIRST;
        sorted_ = std::min(first, order_.size());
        std::partial_sort(order_.begin(), order_.begin() + sorted_, order_.end(), before_);
        if (sampling.top_k) order_.resize(sorted_);
        best_ = log_probabilities[order_.front()];
    }

    std::size_t size() const { return order_.size(); }
    int piece(std::size_t place) {
        if (place >= sorted_) sort_more();
        return order_[place];
    }
    // The tempered probability of a piece, that of the best being 1.
    double mass(int piece) const {
        return std::exp((log_probabilities_[piece] - best_) / temperature_);
    }
    double total_mass() const {
        double total = 0;
        for (const int piece : order_) total += mass(piece);
        return total;
    }

  private:
    static constexpr std::size_t SORTED_FIRST = 64;

    // Sort as many again as there are.
    void sort_more() {
        const auto from = order_.begin() + sorted_;
        sorted_ = std::min(2 * sorted_, order_.size());
        const auto to = order_.begin() + sorted_;
        std::nth_element(from, to, order_.end(), before_);
        std::sort(from, to, before_);
    }

    std::span<const float> log_probabilities_;
    MoreProbable before_;
    float temperature_, best_;
    std::vector<int> order_;
    std::size_t sorted_;
};

// The mass of the pieces that stay: one does while all better ones together have less than `most`.
double mass_kept(Ranking& ranking, double most) {
    double kept = 0;
    for (std::size_t place = 0; place < ranking.size() && kept < most; ++place)
        kept += ranking.mass(ranking.piece(place));
    return kept;
}

}  // namespace

int drawn(std::span<const float> log_probabilities, const Sampling& sampling, float number) {
    Ranking ranking(log_probabilities, sampling);
    const double total = ranking.total_mass();
    const double kept = sampling.top_p < 1 ? mass_kept(ranking, sampling.top_p * total) : total;
    int found = ranking.piece(0);
    double reached = ranking.mass(found);
    for (std::size_t place = 1; place < ranking.size() && reached <= number * kept; ++place) {
        const double mass = ranking.mass(ranking.piece(place));
        if (mass == 0) break;  // rounding must not draw what is impossible
        found = ranking.piece(place);
        reached += mass;
    }
    return found;
}

}  // namespace tolmach
