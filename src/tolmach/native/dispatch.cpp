// Which table of kernels this processor runs.
#include <stdexcept>

#include "kernels.h"

namespace tolmach {

#ifdef TOLMACH_X86
const Kernels& avx512_kernels();
const Kernels& avx2_kernels();
#endif

namespace {

std::vector<const Kernels*> tables() {
    std::vector<const Kernels*> found;
#ifdef TOLMACH_X86
    __builtin_cpu_init();
    const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
    if (wide && __builtin_cpu_supports("avx512vnni")) found.push_back(&avx512_kernels());
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        found.push_back(&avx2_kernels());
#endif
    found.push_back(&plain_kernels());
    return found;
}

}  // namespace

std::vector<std::string> known_instructions() {
    std::vector<std::string> names;
    for (const Kernels* table : tables()) names.emplace_back(table->name);
    return names;
}

const Kernels& kernels_named(const std::string& name) {
    for (const Kernels* table : tables())
        if (name.empty() || name == table->name) return *table;
    throw std::invalid_argument("this processor has no instructions " + name);
}

}  // namespace tolmach
