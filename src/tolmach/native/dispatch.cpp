// Which table of kernels this processor runs.
#include <stdexcept>

#include "kernels.h"

#ifdef TOLMACH_AVX_VNNI
#include <cpuid.h>
#endif
#if defined(TOLMACH_NEON_DOT) && defined(__linux__)
#include <sys/auxv.h>
#endif

namespace tolmach {

// Those that the compiler knew are defined.
const Kernels& avx512_kernels();
const Kernels& avx_vnni_kernels();
const Kernels& avx2_kernels();
const Kernels& neon_dot_kernels();
const Kernels& neon_kernels();

namespace {

#ifdef TOLMACH_AVX2
bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
#endif

#ifdef TOLMACH_AVX_VNNI
// Not every compiler knows what this is called.
bool has_avx_vnni() {
    constexpr unsigned FEATURES = 7, AVX_VNNI = 1 << 4;
    unsigned a = 0, b = 0, c = 0, d = 0;
    const bool more = __get_cpuid_count(FEATURES, 0, &a, &b, &c, &d) && a >= 1;
    return more && __get_cpuid_count(FEATURES, 1, &a, &b, &c, &d) && (a & AVX_VNNI);
}
#endif

#ifdef TOLMACH_AVX512
bool has_avx512() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vnni");
}
#endif

#ifdef TOLMACH_NEON_DOT
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
#ifdef TOLMACH_AVX512
    if (has_avx512()) found.push_back(&avx512_kernels());
#endif
#ifdef TOLMACH_AVX_VNNI
    if (has_avx2() && has_avx_vnni()) found.push_back(&avx_vnni_kernels());
#endif
#ifdef TOLMACH_AVX2
    if (has_avx2()) found.push_back(&avx2_kernels());
#endif
#ifdef TOLMACH_NEON_DOT
    if (has_dot_products()) found.push_back(&neon_dot_kernels());
#endif
#ifdef TOLMACH_NEON
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
