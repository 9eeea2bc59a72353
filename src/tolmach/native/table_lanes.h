// The kernels of the file that includes this, as a table; it adds the sums of an int8 tile.
#pragma once

#include "attention_lanes.h"
#include "byte_gemm_lanes.h"
#include "row_lanes.h"

namespace tolmach {
namespace {

Kernels table_of(const char* name, int group, int shift) {
    return {name,      TOLMACH_PANEL, group,           shift,      multiply_bytes, multiply_floats,
            normalise, quantise,      attend,          maximum,    exponential_sum, find_above,
            activate,  gate,          recur,           gru,        lstm,
            attend_additively};
}

}  // namespace
}  // namespace tolmach
