// The weights of a model by name, as they lie in the mapped file, checked as they are read.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tolmach {

enum class Storage { float32, float16, bfloat16 };

// A tensor in someone else's memory: `rows` of `columns` numbers; a vector is one row.
struct Tensor {
    const void* values = nullptr;
    Storage storage = Storage::float32;
    int rows = 0;
    int columns = 0;

    // Write row `row` as float32.
    void read(int row, float* out) const;
    // Write the vector of a piece, scaled as `PieceEmbedding` in `nn/layers.py` does.
    void embed(int piece, float* out) const;
};

// Hands out tensors by name. Throws std::invalid_argument where one is missing, has another shape
// or holds something that is no number.
class Weights {
  public:
    explicit Weights(std::map<std::string, Tensor> tensors) : tensors_(std::move(tensors)) {}

    const Tensor& matrix(const std::string& name, int rows, int columns);
    std::vector<float> vector(const std::string& name, int size);
    // Throw where a tensor was never asked for: the file belongs to a model of another shape.
    void check_all_used() const;

  private:
    std::map<std::string, Tensor> tensors_;
    std::set<std::string> used_;
};

}  // namespace tolmach
