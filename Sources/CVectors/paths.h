// The arithmetic of one path, as a row of functions; the meaning of each is in CVectors.h.

#ifndef CVECTORS_PATHS_H
#define CVECTORS_PATHS_H

#include "CVectors.h"

struct arithmetic {
    void (*multiply_bytes)(
        struct cvectors_byte_matrix matrix, const float *restrict bias, const float *restrict inputs, size_t count,
        float *restrict outputs);
    void (*multiply)(
        const float *restrict matrix, size_t rows, size_t columns, const float *restrict bias,
        const float *restrict inputs, size_t count, float *restrict outputs);
    void (*add_outer_products)(
        const float *restrict factors, const float *restrict inputs, size_t count, float *restrict sums, size_t rows,
        size_t columns);
    float (*dot)(const float *left, const float *right, size_t count);
    void (*add_multiple)(float factor, const float *restrict values, float *restrict sums, size_t count);
    void (*softmax)(float *rows, size_t count, size_t columns);
    void (*gelu)(float *values, size_t count);
    void (*add_and_normalise)(
        float *restrict rows, const float *restrict added, const float *restrict weight, const float *restrict bias,
        float epsilon, size_t count, size_t columns);
    void (*attend)(
        const float *restrict roles, size_t tokens, size_t heads, size_t columns, float *restrict outputs,
        float *restrict scratch);
};

extern const struct arithmetic arithmetic_plain;
#if defined(__x86_64__)
extern const struct arithmetic arithmetic_avx2;
#endif

#endif
