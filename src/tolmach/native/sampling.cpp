#include "sampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace tolmach {
namespace {

// The most probable pieces, in order; of equal ones the earlier comes first.
std::vector<int> most_probable(std::span<const float> log_probabilities, int top_k) {
    std::vector<int> order(log_probabilities.size());
    std::iota(order.begin(), order.end(), 0);
    const std::size_t count = top_k ? std::min<std::size_t>(top_k, order.size()) : order.size();
    std::partial_sort(order.begin(), order.begin() + count, order.end(), [&](int one, int two) {
        const float left = log_probabilities[one], right = log_probabilities[two];
        return left != right ? left > right : one < two;
    });
    order.resize(count);
    return order;
}

}  // namespace

int drawn(std::span<const float> log_probabilities, const Sampling& sampling, float number) {
    const std::vector<int> order = most_probable(log_probabilities, sampling.top_k);
    std::vector<double> cumulative;
    const float best = log_probabilities[order.front()];
    double total = 0;
    for (const int piece : order) {
        total += std::exp((log_probabilities[piece] - best) / sampling.temperature);
        cumulative.push_back(total);
    }
    // A piece stays while all better ones together have less than `top_p`.
    std::size_t kept = 1;
    while (kept < order.size() && cumulative[kept - 1] < sampling.top_p * total &&
           cumulative[kept] > cumulative[kept - 1])
        ++kept;
    const double wanted = number * cumulative[kept - 1];
    const auto place = std::upper_bound(cumulative.begin(), cumulative.begin() + kept - 1, wanted);
    return order[place - cumulative.begin()];
}

}  // namespace tolmach
