// The pieces that translations of a source may consist of, learnt from parallel text: those that
// translate its pieces, and the most frequent ones (`inference/shortlist.py`).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tolmach {

// Pieces, a bit for each of a vocabulary.
class PieceSet {
  public:
    PieceSet() = default;
    explicit PieceSet(int pieces) : words_((pieces + WORD - 1) / WORD) {}

    void add(int piece) { words_[piece / WORD] |= std::uint64_t{1} << piece % WORD; }
    // Add what is in another set of the same vocabulary.
    void add(const PieceSet& other);
    // Return the pieces in order.
    std::vector<int> pieces() const;

  private:
    static constexpr int WORD = 64;

    std::vector<std::uint64_t> words_;
};

class Shortlist {
  public:
    Shortlist() = default;
    // `frequent` pieces are on every list; those that translate source piece p are `pieces` from
    // starts[p] on. Throws std::invalid_argument where numbers are out of bounds.
    Shortlist(const std::vector<int>& frequent, std::vector<int> starts, std::vector<int> pieces,
              int target_pieces);

    bool empty() const { return starts_.empty(); }
    // Return the pieces for a source, and those of which the search itself knows.
    PieceSet of(std::span<const int> source) const;

  private:
    PieceSet frequent_;
    std::vector<int> starts_, pieces_;
};

}  // namespace tolmach
