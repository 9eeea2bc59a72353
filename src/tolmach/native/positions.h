// Where a piece stands: sinusoidal, learned and rotary positions, as in `nn/positions.py`.
#pragma once

#include "weights.h"

namespace tolmach {

constexpr int KNOWN_PLACES = 512;  // what they need is computed once, later ones' each time

enum class PositionKind { none, sinusoidal, learned, rotary };

// What is added to the vector of a piece at a place.
class Positions {
  public:
    // Nothing is added where there are none, or they are rotary.
    Positions(PositionKind kind, int size, Weights& weights, const std::string& name, int longest);

    void add(int place, float* row) const;
    // The most places there are; 0: any number.
    int longest() const { return kind_ == PositionKind::learned ? known_ : 0; }

  private:
    bool adds() const { return kind_ != PositionKind::none && kind_ != PositionKind::rotary; }
    void waves(int place, float* out) const;

    PositionKind kind_;
    int size_;
    int known_ = 0;                   // places in the table
    std::vector<float> table_;        // [known][size]
    std::vector<float> frequencies_;  // one for each sine and its cosine
};

// Rotary positions (Su et al. 2021): unit e of a head is paired with unit e + size / 2.
class Rotation {
  public:
    explicit Rotation(int head_size);

    // Turn `heads` heads that lie one behind the other and stand at `place`.
    void turn(int place, int heads, float* rows) const;

  private:
    void angles(int place, float* cosines, float* sines) const;

    int half_;
    std::vector<float> frequencies_;
    std::vector<float> table_;  // [KNOWN_PLACES][cosines | sines]
};

}  // namespace tolmach
