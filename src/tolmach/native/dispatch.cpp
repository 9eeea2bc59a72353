// Which table of kernels this processor runs.
#include <stdexcept>

#include "kernels.h"

#if defined(TOLMACH_ARM) && defined(__linux__)
#include <sys/auxv.h>
#endif

namespace tolmach {

#ifdef TOLMACH_X86
const Kernels& avx512_kernels();
const Kernels& avx_vnni_kernels();
const Kernels& avx2_kernels();
#endif
#ifdef TOLMACH_ARM
const Kernels& neon_dot_kernels();
const Kernels& neon_kernels();
#endif

namespace {

#ifdef TOLMACH_ARM
bool has_dot_products() {
#if defined(__linux__)
    constexpr unsigned long DOT_PRODUCTS = 1 << 20;  // the kernel's HWCAP_ASIMDDP
    return getauxval(AT_HWCAP) & DOT_PRODUCTS;
#elif defined(__APPLE__)
    return true;  // its processors for computers all have them
#else
    return false;
#endif
}
#endif

std::vector<const Kernels*> tables() {
    std::vector<const Kernels*> found;
#ifdef TOLMACH_X86
    __builtin_cpu_init();
    const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
    if (wide && __builtin_cpu_supports("avx512vnni")) found.push_back(&avx512_kernels());
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        if (__builtin_cpu_supports("avxvnni")) found.push_back(&avx_vnni_kernels());
        found.push_back(&avx2_kernels());
    }
#endif
#ifdef TOLMACH_ARM
    if (has_dot_products()) found.push_back(&neon_dot_kernels());
    found.push_back(&neon_kernels());
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
