#include "phrase.h"

#include <stdexcept>

namespace tolmach {

Phrase::Phrase(const std::int32_t* table, std::vector<std::int32_t> remaining, int pieces)
    : table_(table), remaining_(std::move(remaining)), pieces_(pieces),
      completing_(remaining_.size()), advancing_(remaining_.size()) {
    const int states = static_cast<int>(remaining_.size());
    if (states <= START) throw std::invalid_argument("A phrase without a state to start from.");
    for (int state = 0; state < states; ++state)
        for (int piece = 0; piece < pieces_; ++piece) {
            const int next = after(state, piece);
            if (next < 0 || next >= states)
                throw std::invalid_argument("A phrase leads to a state that it does not have.");
            if (state != FOUND && next == FOUND) completing_[state].push_back(piece);
            if (remaining_[next] < remaining_[state]) advancing_[state].push_back(piece);
        }
}

}  // namespace tolmach
