// Tasks in, hypotheses out, on several threads that share one model.
#pragma once

#include "worker.h"

namespace tolmach {

class Engine {
  public:
    Engine(const ModelSizes& sizes, std::map<std::string, Tensor> tensors, Precision precision,
           const Kernels& kernels)
        : model_(sizes, std::move(tensors), precision, kernels) {}

    const Model& model() const { return model_; }
    // Let tasks that are so asked take pieces from shortlists. Before any call of `translate`.
    void set_shortlist(Shortlist shortlist) { model_.shortlist = std::move(shortlist); }
    // Return up to `settings.n_best` hypotheses a task. May be called by several threads at once.
    // Throws std::invalid_argument where an id or a length is out of bounds.
    Results translate(const std::vector<Task>& tasks, const SearchSettings& settings,
                      BatchLimits limits, int threads);

  private:
    void check(const Task& task, const SearchSettings& settings) const;
    std::unique_ptr<Worker> borrow();
    void give_back(std::unique_ptr<Worker> worker);

    Model model_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Worker>> idle_;  // with their memory, for the next call
};

}  // namespace tolmach
