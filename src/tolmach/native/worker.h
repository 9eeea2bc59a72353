// One thread's share of the work: sentences from a queue, each followed to its end.
#pragma once

#include <mutex>

#include "beam.h"
#include "decoder.h"
#include "encoder.h"

namespace tolmach {

// How much is computed at a time.
struct BatchLimits {
    int rows = 64;      // hypotheses in one step of the decoder
    int tokens = 384;   // source pieces that are encoded together
};

using Results = std::vector<std::vector<Found>>;

// The sentences that nobody has begun, the longest first. For all threads.
class Queue {
  public:
    Queue(const std::vector<Task>& tasks, int threads);

    // Take the numbers of at most `count` sentences of together at most `tokens` pieces, but at
    // least one, and no more than a fair share of what is left; none when there are none.
    std::vector<int> take(int count, int tokens);
    // Let others find nothing more.
    void close();

  private:
    const std::vector<Task>& tasks_;
    int threads_;
    std::mutex mutex_;
    std::vector<int> order_;
    std::size_t next_ = 0;
};

class Worker {
  public:
    explicit Worker(const Model& model);

    // Translate until the queue is empty. Sentences that end make room for others, so that steps
    // stay wide. After an exception, of no more use.
    void run(const std::vector<Task>& tasks, const SearchSettings& settings, BatchLimits limits,
             Queue& queue, Results& results);

  private:
    static constexpr std::size_t LEAST_SAVED = 2;  // times fewer columns than there are

    struct Active {
        int number;
        Beam beam;
        std::optional<PieceSet> shortlist{};
        std::vector<float> allowed{};  // of the columns that are computed
    };

    void admit(const std::vector<Task>& tasks, const SearchSettings& settings, BatchLimits limits,
               Queue& queue);
    // Let the output map compute what the sentences in work may say together.
    void select();
    // Return that, or nothing where computing all pieces is better.
    std::vector<int> selection() const;
    void allow(Active& active);
    int width() const;
    void step();
    void retire(Results& results);

    const Model& model_;
    RowPool past_pool_;
    std::unique_ptr<Encoder> encoder_;
    std::unique_ptr<Decoder> decoder_;
    Output output_;
    std::vector<Active> active_;
};

}  // namespace tolmach
