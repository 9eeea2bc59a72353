// What may come next: the constraints of `search/constraints.py` on one hypothesis.
#pragma once

#include <array>
#include <vector>

namespace tolmach {

constexpr int PAD_PIECE = 0, BOS_PIECE = 1, EOS_PIECE = 2;
constexpr int LONGEST_PERIOD = 12, ECHOES_UNDONE = 2;  // as in `search/guard.py`

// What a hypothesis must remember of its past so that it does not turn in circles. A value.
class LoopGuard {
  public:
    LoopGuard() { recent_.fill(BOS_PIECE); }

    void add(int piece);
    // Append the pieces that would complete a copy too many of what stands at the end; a single
    // piece may stand once more than a longer sequence. After `echoes` pieces on end that had all
    // come shortly before, append all that would be one more.
    void forbid(int copies, int echoes, std::vector<int>& forbidden) const;
    // Whether so many pieces have come again that no more may.
    bool echoing(int echoes) const { return echoes_ >= echoes; }

  private:
    std::array<int, LONGEST_PERIOD> recent_;  // the latest piece first
    std::array<int, LONGEST_PERIOD> runs_{};  // how long the text has repeated with period n + 1
    int echoes_ = 0;  // how many pieces on end have come again, those undone taken off
};

}  // namespace tolmach
