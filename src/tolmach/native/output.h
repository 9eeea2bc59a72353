// The output map with the choice of the best pieces in it: a row of logits is stored whole only where
// a piece is to be drawn from it.
#pragma once

#include <limits>

#include "model.h"
#include "sampling.h"

namespace tolmach {

struct Candidate {
    int piece;
    float log_probability;
};

// What is asked of a row: its best pieces but for the forbidden ones, or one piece that is forced,
// or one that a number in [0, 1) draws.
struct OutputRequest {
    static constexpr int FREE = -1;

    std::vector<int> forbidden;
    int forced = FREE;
    int count = 1;
    // The best of each of these, which are in order, comes besides, unless it is forbidden.
    std::vector<const std::vector<int>*> besides;
    // Of a row that may say some of the selected pieces only, and nothing of the above but
    // forbidden pieces: what is added to the logits of them all, 0 or minus infinity.
    const float* allowed = nullptr;
    const Sampling* sampling = nullptr;
    float number = 0;
};

// The best of all candidates that are added; of equal ones the piece that comes earlier is better.
class BestPieces {
  public:
    explicit BestPieces(int most) : most_(most) { heap_.reserve(most_); }

    // Only what is above this may be added.
    float bound() const { return bound_; }
    void add(Candidate candidate);
    // Return them, the best first.
    std::vector<Candidate> sorted() &&;

  private:
    void replace_worst(Candidate candidate);

    std::size_t most_;
    std::vector<Candidate> heap_;  // once it is full, the worst in front
    float bound_ = -std::numeric_limits<float>::infinity();
};

// For one thread. Columns come in blocks that stay in the cache until all rows have been looked at.
class Output {
  public:
    explicit Output(const Model& model) : model_(model) {}

    // Compute only these pieces, in order, from now on; all where there are none.
    void select(std::vector<int> pieces);
    bool selects() const { return !pieces_.empty(); }
    // The column of a piece, or one that does not exist.
    int column(int piece) const { return pieces_.empty() ? piece : places_[piece]; }
    // Columns that are computed, padding counted.
    int columns() const { return map().columns(); }

    // Return for each row its best pieces, the best first; log-probabilities are those of the
    // whole distribution, with forbidden pieces in it, but of allowed pieces alone where it may
    // say no others.
    std::vector<std::vector<Candidate>> best(const Activations& in,
                                             std::span<const OutputRequest> requests);

  private:
    static constexpr int BLOCK = 512;  // columns

    // What is known of a row's logits so far.
    struct Row {
        float maximum;
        float sum;  // of exp(logit - maximum)
        BestPieces best;                 // with logits instead of log-probabilities
        std::vector<Candidate> besides;  // the same
        std::vector<float> logits;       // of all pieces, where one is to be drawn
    };

    std::vector<Candidate> finished(Row& row, const OutputRequest& request) const;
    void look(Row& row, const OutputRequest& request, float* logits, int first, int count);
    void take_best(BestPieces& best, const float* logits, int first, int count) const;

    const Linear& map() const { return pieces_.empty() ? model_.output : selection_; }

    const Model& model_;
    Buffer<float> logits_;
    std::vector<int> pieces_;  // of the columns, where they are a selection
    std::vector<int> places_;  // of all pieces among them
    SelectionRoom room_;
    Linear selection_;
};

}  // namespace tolmach
