#include "engine.h"

#include <algorithm>
#include <climits>
#include <exception>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace tolmach {
namespace {

void check_pieces(const Pieces& pieces, int least, int end, const char* side) {
    for (const int piece : pieces)
        if (piece < least || piece >= end)
            throw std::invalid_argument("There is no " + std::string(side) + " piece " +
                                        std::to_string(piece) + ".");
}

// Waits for its threads wherever its scope is left.
struct JoiningThreads {
    std::vector<std::thread> threads;
    ~JoiningThreads() {
        for (std::thread& thread : threads) thread.join();
    }
};

void check_places(std::size_t places, int longest) {
    if (longest && places > static_cast<std::size_t>(longest))
        throw std::invalid_argument("A text of " + std::to_string(places) +
                                    " pieces is longer than the " + std::to_string(longest) +
                                    " positions that this model learnt; split it into sentences.");
}

void check_phrase(const Phrase& phrase, int pieces) {
    if (phrase.pieces() != pieces)
        throw std::invalid_argument("A phrase in another vocabulary than the model's.");
}

// Attention is recorded of one hypothesis, which is known from its beginning to its end.
void check_forced(const Task& task, const SearchSettings& settings) {
    const Pieces& forced = task.forced;
    const bool whole = forced.size() == static_cast<std::size_t>(task.limit) + 1 &&
                       std::count(forced.begin(), forced.end(), OutputRequest::FREE) == 0;
    if (!whole || settings.width() != 1)
        throw std::invalid_argument("Attention is recorded where every piece is forced.");
}

void check_shortlisted(const Task& task, const SearchSettings& settings,
                       const Shortlist& shortlist) {
    if (shortlist.empty()) throw std::invalid_argument("No shortlist was learnt.");
    if (!task.forced.empty() || !task.include.empty() || task.departing || settings.sampling)
        throw std::invalid_argument("Only a search that is free may have a shortlist.");
}

void check_observed(const Task& task, const SearchSettings& settings) {
    if (!task.include.empty() || task.exclude || task.departing || settings.sampling ||
        task.shortlisted)
        throw std::invalid_argument("Only a beam search without phrases and shortlist has a tree.");
}

void check_settings(const SearchSettings& settings) {
    if (settings.beam < 1 || settings.n_best < 1)
        throw std::invalid_argument("A beam and a number of translations are at least 1.");
    if (settings.sampling && !(settings.sampling->temperature > 0 && settings.sampling->top_p > 0 &&
                               settings.sampling->top_k >= 0))
        throw std::invalid_argument("A temperature and a share to draw from are above 0.");
}

}  // namespace

void Engine::check(const Task& task, const SearchSettings& settings) const {
    if (task.source.empty()) throw std::invalid_argument("A source without any piece, not even </s>.");
    check_pieces(task.source, 0, model_.sizes.source_pieces, "source");
    check_pieces(task.forced, OutputRequest::FREE, model_.sizes.target_pieces, "target");
    check_places(task.source.size(), model_.source_positions->longest());
    if (task.limit < 0 || task.limit == INT_MAX)
        throw std::invalid_argument("A limit of length that no text can have.");
    check_places(static_cast<std::size_t>(task.limit) + 1, model_.target_positions->longest());
    for (const Phrase* phrase : task.include) check_phrase(*phrase, model_.sizes.target_pieces);
    for (const Phrase* phrase : {task.exclude, task.departing})
        if (phrase) check_phrase(*phrase, model_.sizes.target_pieces);
    if (task.attention) check_forced(task, settings);
    if (task.tree) check_observed(task, settings);
    if (task.shortlisted) check_shortlisted(task, settings, model_.shortlist);
    const std::size_t steps = static_cast<std::size_t>(task.limit) + 1;
    if (settings.sampling && task.numbers.size() < settings.n_best * steps)
        throw std::invalid_argument("Fewer random numbers than pieces may be drawn.");
}

Results Engine::translate(const std::vector<Task>& tasks, const SearchSettings& settings,
                          BatchLimits limits, int threads) {
    check_settings(settings);
    if (limits.rows < 1 || threads < 1)
        throw std::invalid_argument("A batch and a number of threads are at least 1.");
    for (const Task& task : tasks) check(task, settings);
    threads = std::clamp(threads, 1, std::max(1, static_cast<int>(tasks.size())));
    Results results(tasks.size());
    Queue queue(tasks, threads);
    std::exception_ptr failure;
    std::mutex failing;
    const auto work = [&] {
        try {
            std::unique_ptr<Worker> worker = borrow();
            worker->run(tasks, settings, limits, queue, results);
            give_back(std::move(worker));
        } catch (...) {
            queue.close();
            const std::lock_guard lock(failing);
            failure = std::current_exception();
        }
    };
    {
        JoiningThreads others;
        try {
            for (int n = 1; n < threads; ++n) others.threads.emplace_back(work);
        } catch (const std::system_error&) {
            // The system has no room for another thread; those there are translate everything.
        }
        work();
    }
    if (failure) std::rethrow_exception(failure);
    return results;
}

std::unique_ptr<Worker> Engine::borrow() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return std::make_unique<Worker>(model_);
    std::unique_ptr<Worker> worker = std::move(idle_.back());
    idle_.pop_back();
    return worker;
}

void Engine::give_back(std::unique_ptr<Worker> worker) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(worker));
}

}  // namespace tolmach
