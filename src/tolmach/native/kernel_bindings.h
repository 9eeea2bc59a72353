// Single kernels as Python functions, by the name of their table, for tests and measurements.
#pragma once

#include <nanobind/nanobind.h>

namespace tolmach {

void bind_kernels(nanobind::module_& module);

}  // namespace tolmach
