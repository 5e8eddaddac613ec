// For processors with AVX2 and FMA, whatever this file's compiler may use otherwise.

#if defined(__x86_64__)
#include <string.h>

#include "paths.h"

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define PATH avx2
#define INPUTS_AT_ONCE 3
#include "arithmetic.h"
#pragma clang attribute pop
#endif
