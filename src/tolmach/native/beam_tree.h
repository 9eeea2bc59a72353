// The tree of a beam search: every hypothesis that it considered, and the outcome.
#pragma once

#include <vector>

namespace tolmach {

// As in `analysis/inspect/beam_trace.py`; a piece that may not come there is forbidden here.
enum class Outcome { kept, finished, outside, enough, beaten, too_long, forbidden };

// One hypothesis of the step before, in slot `parent` of the beam, and a piece.
struct Considered {
    static constexpr int NOWHERE = -1;

    int parent;
    int piece;
    float log_probability;
    float total;
    Outcome outcome = Outcome::outside;
    int slot = NOWHERE;  // where it was kept
};

// By steps; the hypotheses of a step by parent, of each the most probable first.
using BeamTree = std::vector<std::vector<Considered>>;

}  // namespace tolmach
