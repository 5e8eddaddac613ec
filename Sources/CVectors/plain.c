// For every processor of the kind: SSE2 on x86-64, NEON on arm64.

#define LANES 4
#define PATH plain
#if defined(__aarch64__)
#define INPUTS_AT_ONCE 4
#else
// With 16 registers and no way to multiply and add in one, more inputs would not fit.
#define INPUTS_AT_ONCE 2
#endif
#include "arithmetic.h"
