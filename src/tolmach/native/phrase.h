// A phrase that a translation must or must not contain: an automaton of `text/phrase_automaton.py`.
#pragma once

#include <cstdint>
#include <vector>

namespace tolmach {

// Reads pieces; once in state FOUND, which it never leaves, the text holds the phrase.
class Phrase {
  public:
    static constexpr int FOUND = 0, START = 1;

    // `table` [states][pieces] has the state after each piece, and must outlive the phrase;
    // `remaining` [states] has how many pieces, at least, the phrase still needs. Throws
    // std::invalid_argument where a state does not exist.
    Phrase(const std::int32_t* table, std::vector<std::int32_t> remaining, int pieces);

    int after(int state, int piece) const {
        return table_[static_cast<std::size_t>(state) * pieces_ + piece];
    }
    int remaining(int state) const { return remaining_[state]; }
    int pieces() const { return pieces_; }
    // The pieces, in order, that complete it; none where it is complete.
    const std::vector<int>& completing(int state) const { return completing_[state]; }
    // The pieces, in order, that bring its end nearer.
    const std::vector<int>& advancing(int state) const { return advancing_[state]; }

  private:
    const std::int32_t* table_;
    std::vector<std::int32_t> remaining_;
    int pieces_;
    std::vector<std::vector<int>> completing_, advancing_;
};

}  // namespace tolmach
