#include "recurrent_memory.h"

namespace tolmach {

RecurrentMemory::RecurrentMemory(const Model& model)
    : model_(model), layers_(*model.recurrent_decoder), size_(layers_.widths.state),
      pool_(model.memory_shape.row_floats()), in_(model.kernels, model.precision) {}

std::vector<Encoded> RecurrentMemory::of(const EncodedRows& rows) {
    std::vector<Encoded> encoded;
    for (int n = 0; n < rows.sentences(); ++n)
        encoded.push_back({Cache(model_.memory_shape, pool_),
                           std::vector<float>(model_.past_shape.row_floats())});
    if (layers_.sizes.attends()) remember_rows(rows, encoded);
    if (layers_.vector) remember_vectors(rows, encoded);
    for (int layer = 0; layer < layers_.sizes.layers; ++layer) start_layer(layer, rows, encoded);
    return encoded;
}

void RecurrentMemory::remember_rows(const EncodedRows& rows, std::vector<Encoded>& encoded) {
    const float* keys = rows.rows;
    std::size_t stride = rows.stride;
    if (layers_.key) {
        mapped_.resize(rows.count(), layers_.key->columns());
        in_.take(rows.rows, rows.stride, rows.count(), size_);
        layers_.key->multiply(in_, After::store, mapped_.row(0), mapped_.stride());
        keys = mapped_.row(0);
        stride = mapped_.stride();
    }
    std::vector<float> row(2 * size_);
    for (int n = 0; n < rows.sentences(); ++n)
        for (int place = rows.starts[n]; place < rows.starts[n + 1]; ++place) {
            std::copy_n(keys + place * stride, size_, row.data());
            std::copy_n(rows.rows + place * rows.stride, size_, row.data() + size_);
            encoded[n].memory.grow();
            encoded[n].memory.write_row(row.data());
        }
}

void RecurrentMemory::remember_vectors(const EncodedRows& rows, std::vector<Encoded>& encoded) {
    map(*layers_.vector, rows.last.back(), rows);
    for (int n = 0; n < rows.sentences(); ++n) {
        encoded[n].memory.grow();
        encoded[n].memory.write_row(mapped_.row(n));
    }
}

void RecurrentMemory::start_layer(int layer, const EncodedRows& rows,
                                  std::vector<Encoded>& encoded) {
    const int below = static_cast<int>(rows.last.size()) - layers_.sizes.layers;
    map(layers_.bridges[layer], rows.last[std::max(0, below + layer)], rows);
    const int parts = layers_.sizes.parts();
    for (int n = 0; n < rows.sentences(); ++n)
        for (int part = 0; part < parts; ++part)
            std::copy_n(mapped_.row(n) + part * size_, size_,
                        encoded[n].first.data() + model_.past_shape.offset(layer * parts + part));
}

void RecurrentMemory::map(const Linear& linear, const float* vectors, const EncodedRows& rows) {
    const int count = rows.sentences();
    mapped_.resize(count, linear.columns());
    in_.take(vectors, rows.stride, count, size_);
    linear.multiply(in_, After::store, mapped_.row(0), mapped_.stride());
    model_.kernels.activate(Activation::tanh, mapped_.row(0),
                            static_cast<int>(count * mapped_.stride()));
}

}  // namespace tolmach
