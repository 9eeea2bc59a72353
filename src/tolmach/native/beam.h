// Search for the translations of one sentence: by beam, as in `search/beam.py`, where a beam of 1 is
// greedy search; by banks, as in `search/banked_beam.py`; or along several random paths.
#pragma once

#include <cmath>
#include <memory>
#include <optional>

#include "beam_tree.h"
#include "decoder.h"
#include "guard.h"
#include "output.h"
#include "phrase.h"

namespace tolmach {

using Pieces = std::vector<int>;

// What is asked of one sentence.
struct Task {
    Pieces source;  // with `</s>`
    int limit = 0;  // pieces of the translation
    int copies = 0;
    int echoes = 0;
    Pieces forced;  // OutputRequest::FREE where nothing is
    std::vector<const Phrase*> include;
    const Phrase* exclude = nullptr;
    const Phrase* departing = nullptr;  // finds, after the forced pieces, what must not follow them
    // Room for the attention to the source of one forced hypothesis, `</s>` in it, if it is wanted:
    // [heads of all layers][forced][source].
    float* attention = nullptr;
    std::vector<float> numbers;  // in [0, 1), limit + 1 for each path, where pieces are drawn
    BeamTree* tree = nullptr;    // where the tree of a beam search goes, if it is wanted
    bool shortlisted = false;    // its pieces are taken from the source's shortlist alone
};

// The divisor of a sum of log-probabilities, as in `search/hypothesis.py`.
struct LengthPenalty {
    double alpha = 0;
    double offset = 0;

    double divisor(std::size_t length) const {
        return std::pow((offset + length) / (offset + 1), alpha);
    }
};

// What is asked of all sentences.
struct SearchSettings {
    int beam = 1;
    int n_best = 1;
    int min_length = 0;
    LengthPenalty penalty;
    std::optional<Sampling> sampling;  // draws `n_best` paths instead of searching

    // The most hypotheses of a sentence that are followed side by side.
    int width() const { return sampling ? n_best : beam; }
};

struct Found {
    Pieces pieces;
    std::vector<float> log_probabilities;
    bool finished;
    double score;  // the sum of log-probabilities over the length's divisor
};

class Beam {
  public:
    Beam(const Task& task, const SearchSettings& settings, Cache memory, Cache past);

    bool done() const { return live_.empty(); }
    int width() const { return static_cast<int>(live_.size()); }
    Cache& past(int number) { return live_[number].past; }
    const Cache& memory() const { return memory_; }
    // The piece that hypothesis `number` has just got, which the decoder reads next.
    int last(int number) const;
    OutputRequest request(int number) const;
    AttentionRows attention() const;
    // Go on by one piece, given the candidates of every live hypothesis.
    void advance(std::span<const std::vector<Candidate>> candidates);
    // The best hypotheses: finished ones before cut ones, then by score.
    std::vector<Found> best() const;

  private:
    // A piece, what it gained, and the one before it; hypotheses share their beginnings.
    struct Link {
        int piece;
        float gain;
        int before;
    };
    static constexpr int START = -1;

    struct Live {
        Cache past;
        LoopGuard guard;
        float total = 0;
        int end = START;  // its last link
        int path = 0;
        int excluded = Phrase::START;
        int departed = Phrase::START;
        std::vector<int> included{};  // states
    };
    struct Continuation {
        int parent;
        Candidate next;
        float total;
        int bank = 0;  // pieces that phrases to include still need
    };
    // What became of the best continuations: `outcome` is that of the live ones.
    struct Decision {
        std::vector<Continuation> finished, live;
        Outcome outcome = Outcome::kept;
    };
    using Choices = std::span<const std::vector<Candidate>>;

    std::vector<Continuation> sorted(Choices candidates) const;
    std::vector<Continuation> banked(Choices candidates) const;
    int bank_after(const Live& live, int piece) const;
    // The piece that this step must take, if it must take one.
    int forced() const;
    void forbid(const Live& live, std::vector<int>& forbidden) const;
    int observed_candidates(std::vector<int> forbidden) const;
    Decision advance_beam(Choices candidates);
    // The same, given the candidates that are forbidden as well, and written into the tree.
    void advance_observed(Choices candidates);
    std::vector<Candidate> observe(int parent, const std::vector<Candidate>& candidates);
    void mark(const Decision& decision);
    Outcome outcome_of(const std::vector<Continuation>& live) const;
    void advance_paths(Choices candidates);
    Live extended(Live& parent, const Continuation& by, bool last);
    void finish(const Continuation& ended);
    void cut();
    void keep(std::span<const Continuation> chosen);
    Found unscored(int end) const;
    void add(Found whole);
    double hopeless_below() const;

    const Task* task_;
    const SearchSettings* settings_;
    Cache memory_;
    std::vector<Live> live_;
    std::vector<Link> links_;
    std::vector<Found> found_;
    int step_ = 0;
};

}  // namespace tolmach
