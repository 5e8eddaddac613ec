// Arithmetic on arrays of floats, and the sentence model that is part of the executable.
//
// Every product comes in several forms, one for each set of instructions; a caller names the path it wants. Along one
// path the same numbers give the same result, however many inputs are worked on at once. Nothing here allocates or
// keeps anything. Matrices stand row by row without gaps; arrays handed in may not overlap.

#ifndef CVECTORS_H
#define CVECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A set of instructions. Paths that this processor does not have must not be taken.
enum cvectors_path {
    /// What every processor of the kind has: SSE2 on x86-64, NEON on arm64.
    cvectors_path_plain = 0,
    /// AVX2 and FMA. (AVX-512 was tried and was no quicker.)
    cvectors_path_avx2 = 1,
} __attribute__((enum_extensibility(closed)));

/// Whether this processor and system can take the path.
bool cvectors_is_possible(enum cvectors_path path);

/// The quickest possible path.
enum cvectors_path cvectors_best_path(void);

/// Bytes in the executable, there for as long as it runs.
struct cvectors_bytes {
    const uint8_t *_Nonnull start;
    size_t count;
};

/// The sentence model, at a multiple of 64. Its format is described in Scripts/make-sentence-model.py.
struct cvectors_bytes cvectors_model(void);

/// The model's WordPiece vocabulary, a line a token.
struct cvectors_bytes cvectors_vocabulary(void);

/// A matrix of bytes in which `group` neighbours of a row share a scale.
struct cvectors_byte_matrix {
    const int8_t *_Nonnull values;
    /// `columns / group` a row.
    const float *_Nonnull scales;
    size_t rows;
    /// A multiple of `group`.
    size_t columns;
    size_t group;
};

/// outputs[i][r] = bias[r] + sum over c of matrix[r][c] * inputs[i][c]
///
/// `outputs` has `count` rows of `matrix.rows`; without a bias it counts as 0.
void cvectors_multiply_bytes(
    enum cvectors_path path, struct cvectors_byte_matrix matrix, const float *_Nullable restrict bias,
    const float *_Nonnull restrict inputs, size_t count, float *_Nonnull restrict outputs);

/// The same with a matrix of floats.
void cvectors_multiply(
    enum cvectors_path path, const float *_Nonnull restrict matrix, size_t rows, size_t columns,
    const float *_Nullable restrict bias, const float *_Nonnull restrict inputs, size_t count,
    float *_Nonnull restrict outputs);

/// sums[r][c] += sum over i of factors[i][r] * inputs[i][c]: what a gradient adds to the weights of all classes.
void cvectors_add_outer_products(
    enum cvectors_path path, const float *_Nonnull restrict factors, const float *_Nonnull restrict inputs,
    size_t count, float *_Nonnull restrict sums, size_t rows, size_t columns);

/// sum over i of left[i] * right[i]; both may be the same array.
float cvectors_dot(
    enum cvectors_path path, const float *_Nonnull left, const float *_Nonnull right, size_t count);

/// sums[i] += factor * values[i]
void cvectors_add_multiple(
    enum cvectors_path path, float factor, const float *_Nonnull restrict values, float *_Nonnull restrict sums,
    size_t count);

/// Each row becomes probabilities: e^x by the sum of all.
void cvectors_softmax(enum cvectors_path path, float *_Nonnull rows, size_t count, size_t columns);

/// x * (1 + erf(x / sqrt(2))) / 2, for each.
void cvectors_gelu(enum cvectors_path path, float *_Nonnull values, size_t count);

/// rows[i] = normalised(rows[i] + added[i]) * weight + bias: mean 0 and variance 1 a row before weight and bias.
void cvectors_add_and_normalise(
    enum cvectors_path path, float *_Nonnull restrict rows, const float *_Nullable restrict added,
    const float *_Nonnull restrict weight, const float *_Nonnull restrict bias, float epsilon, size_t count,
    size_t columns);

/// Attention of the tokens of one text to each other, every head for itself.
///
/// `roles` has a row a token: query, key and value, each `columns` wide; `outputs` has a row of `columns` a token.
/// `scratch` has room for `tokens` floats.
void cvectors_attend(
    enum cvectors_path path, const float *_Nonnull restrict roles, size_t tokens, size_t heads, size_t columns,
    float *_Nonnull restrict outputs, float *_Nonnull restrict scratch);

#endif
