#include "guard.h"

#include <algorithm>

namespace tolmach {

void LoopGuard::add(int piece) {
    const bool again = std::find(recent_.begin(), recent_.end(), piece) != recent_.end();
    echoes_ = again ? echoes_ + 1 : std::max(0, echoes_ - ECHOES_UNDONE);
    for (int n = 0; n < LONGEST_PERIOD; ++n) runs_[n] = recent_[n] == piece ? runs_[n] + 1 : 0;
    std::copy_backward(recent_.begin(), recent_.end() - 1, recent_.end());
    recent_[0] = piece;
}

void LoopGuard::forbid(int copies, int echoes, std::vector<int>& forbidden) const {
    if (echoing(echoes)) {
        forbidden.insert(forbidden.end(), recent_.begin(), recent_.end());
        return;
    }
    for (int n = 0; n < LONGEST_PERIOD; ++n) {
        const long long allowed = (static_cast<long long>(copies) + (n == 0)) * (n + 1);
        if (runs_[n] + 1 >= allowed) forbidden.push_back(recent_[n]);
    }
}

}  // namespace tolmach
