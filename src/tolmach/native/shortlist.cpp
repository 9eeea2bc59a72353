#include "shortlist.h"

#include <algorithm>
#include <bit>
#include <stdexcept>

#include "guard.h"

namespace tolmach {
namespace {

void check_pieces(const std::vector<int>& pieces, int end) {
    for (const int piece : pieces)
        if (piece < 0 || piece >= end)
            throw std::invalid_argument("a shortlist with a piece that does not exist");
}

}  // namespace

void PieceSet::add(const PieceSet& other) {
    for (std::size_t n = 0; n < words_.size(); ++n) words_[n] |= other.words_[n];
}

std::vector<int> PieceSet::pieces() const {
    std::vector<int> found;
    for (std::size_t n = 0; n < words_.size(); ++n)
        for (std::uint64_t left = words_[n]; left; left &= left - 1)
            found.push_back(static_cast<int>(n) * WORD + std::countr_zero(left));
    return found;
}

Shortlist::Shortlist(const std::vector<int>& frequent, std::vector<int> starts,
                     std::vector<int> pieces, int target_pieces)
    : frequent_(std::max(target_pieces, EOS_PIECE + 1)), starts_(std::move(starts)),
      pieces_(std::move(pieces)) {
    check_pieces(frequent, target_pieces);
    check_pieces(pieces_, target_pieces);
    const bool ordered = std::is_sorted(starts_.begin(), starts_.end());
    if (starts_.empty() || !ordered || starts_.front() != 0 ||
        static_cast<std::size_t>(starts_.back()) != pieces_.size())
        throw std::invalid_argument("a shortlist whose parts do not fit");
    for (const int piece : frequent) frequent_.add(piece);
    for (const int piece : {PAD_PIECE, BOS_PIECE, EOS_PIECE}) frequent_.add(piece);
}

PieceSet Shortlist::of(std::span<const int> source) const {
    PieceSet found = frequent_;
    for (const int piece : source)
        if (piece >= 0 && piece + 1 < static_cast<int>(starts_.size()))
            for (int n = starts_[piece]; n < starts_[piece + 1]; ++n) found.add(pieces_[n]);
    return found;
}

}  // namespace tolmach
