// Which path is taken, and the way to it.

#include "paths.h"

extern const uint8_t cvectors_model_start[], cvectors_model_end[];
extern const uint8_t cvectors_vocabulary_start[], cvectors_vocabulary_end[];

struct cvectors_bytes cvectors_model(void) {
    return (struct cvectors_bytes){cvectors_model_start, (size_t)(cvectors_model_end - cvectors_model_start)};
}

struct cvectors_bytes cvectors_vocabulary(void) {
    return (struct cvectors_bytes){
        cvectors_vocabulary_start, (size_t)(cvectors_vocabulary_end - cvectors_vocabulary_start)};
}

bool cvectors_is_possible(enum cvectors_path path) {
    switch (path) {
        case cvectors_path_plain: return true;
#if defined(__x86_64__)
        case cvectors_path_avx2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
        default: return false;
    }
}

enum cvectors_path cvectors_best_path(void) {
    return cvectors_is_possible(cvectors_path_avx2) ? cvectors_path_avx2 : cvectors_path_plain;
}

static const struct arithmetic *arithmetic_of(enum cvectors_path path) {
#if defined(__x86_64__)
    if (path == cvectors_path_avx2) return &arithmetic_avx2;
#endif
    (void)path;
    return &arithmetic_plain;
}

void cvectors_multiply_bytes(
    enum cvectors_path path, struct cvectors_byte_matrix matrix, const float *restrict bias,
    const float *restrict inputs, size_t count, float *restrict outputs) {
    arithmetic_of(path)->multiply_bytes(matrix, bias, inputs, count, outputs);
}

void cvectors_multiply(
    enum cvectors_path path, const float *restrict matrix, size_t rows, size_t columns, const float *restrict bias,
    const float *restrict inputs, size_t count, float *restrict outputs) {
    arithmetic_of(path)->multiply(matrix, rows, columns, bias, inputs, count, outputs);
}

void cvectors_add_outer_products(
    enum cvectors_path path, const float *restrict factors, const float *restrict inputs, size_t count,
    float *restrict sums, size_t rows, size_t columns) {
    arithmetic_of(path)->add_outer_products(factors, inputs, count, sums, rows, columns);
}

float cvectors_dot(enum cvectors_path path, const float *left, const float *right, size_t count) {
    return arithmetic_of(path)->dot(left, right, count);
}

void cvectors_add_multiple(
    enum cvectors_path path, float factor, const float *restrict values, float *restrict sums, size_t count) {
    arithmetic_of(path)->add_multiple(factor, values, sums, count);
}

void cvectors_softmax(enum cvectors_path path, float *rows, size_t count, size_t columns) {
    arithmetic_of(path)->softmax(rows, count, columns);
}

void cvectors_gelu(enum cvectors_path path, float *values, size_t count) { arithmetic_of(path)->gelu(values, count); }

void cvectors_add_and_normalise(
    enum cvectors_path path, float *restrict rows, const float *restrict added, const float *restrict weight,
    const float *restrict bias, float epsilon, size_t count, size_t columns) {
    arithmetic_of(path)->add_and_normalise(rows, added, weight, bias, epsilon, count, columns);
}

void cvectors_attend(
    enum cvectors_path path, const float *restrict roles, size_t tokens, size_t heads, size_t columns,
    float *restrict outputs, float *restrict scratch) {
    arithmetic_of(path)->attend(roles, tokens, heads, columns, outputs, scratch);
}
