// The arithmetic itself, for one path: LANES, PATH and INPUTS_AT_ONCE are set by the file that includes this.

#include "lanes.h"
#include "paths.h"

#define JOIN_AGAIN(name, path) name##_##path
#define JOIN(name, path) JOIN_AGAIN(name, path)
#define ON_PATH(name) JOIN(name, PATH)

enum {
    /// Rows whose sums are in registers at once, beside those of INPUTS_AT_ONCE inputs.
    ROWS_AT_ONCE = 4,
    /// Rows that are widened to floats and then used for all inputs; with COLUMNS_AT_ONCE they fit the first cache.
    ROWS_OF_PANEL = 8,
    COLUMNS_AT_ONCE = 384,
    /// Inputs of which outer products are added before the next ones are looked at.
    INPUTS_OF_CHUNK = 64,
};

/// Products of four rows and a few inputs. The sum of one product is made in the same order whatever `inputs` is.
INLINE void multiply_few(
    const float *const rows[ROWS_AT_ONCE], size_t row_count, size_t columns, const float *input, size_t input_stride,
    size_t inputs, float *output, size_t output_stride) {
    lanes sums[INPUTS_AT_ONCE][ROWS_AT_ONCE] = {};
    size_t column = 0;
    for (; column + LANES <= columns; column += LANES) {
        lanes values[INPUTS_AT_ONCE];
#pragma clang loop unroll(full)
        for (size_t i = 0; i < inputs; i++) values[i] = load(input + i * input_stride + column);
#pragma clang loop unroll(full)
        for (size_t r = 0; r < ROWS_AT_ONCE; r++) {
            lanes weights = load(rows[r] + column);
#pragma clang loop unroll(full)
            for (size_t i = 0; i < inputs; i++) sums[i][r] += weights * values[i];
        }
    }
#pragma clang loop unroll(full)
    for (size_t i = 0; i < inputs; i++) {
        four products = sums_of(sums[i]);
        for (size_t c = columns / LANES * LANES; c < columns; c++)
            for (size_t r = 0; r < ROWS_AT_ONCE; r++) products[r] += rows[r][c] * input[i * input_stride + c];
        float *to = output + i * output_stride;
        if (row_count == ROWS_AT_ONCE) {
            four before;
            memcpy(&before, to, sizeof before);
            products += before;
            memcpy(to, &products, sizeof products);
        } else {
            for (size_t r = 0; r < row_count; r++) to[r] += products[r];
        }
    }
}

static void multiply_rows(
    const float *const rows[ROWS_AT_ONCE], size_t row_count, size_t columns, const float *input, size_t input_stride,
    size_t inputs, float *output, size_t output_stride) {
#define CASE(n) \
    case n: \
        multiply_few(rows, row_count, columns, input, input_stride, n, output, output_stride); \
        break;
    switch (inputs) {
        CASE(1) CASE(2) CASE(3)
#if INPUTS_AT_ONCE > 3
        CASE(4)
#endif
    }
#undef CASE
}

/// All inputs by a panel of rows: blocks of inputs as even as they can be, since small ones cost nearly as much.
static void multiply_panel(
    const float *panel, size_t panel_stride, size_t row_count, size_t columns, const float *inputs,
    size_t input_stride, size_t count, float *outputs, size_t output_stride) {
    size_t blocks = (count + INPUTS_AT_ONCE - 1) / INPUTS_AT_ONCE;
    for (size_t block = 0; block < blocks; block++) {
        size_t first = block * count / blocks, end = (block + 1) * count / blocks;
        for (size_t row = 0; row < row_count; row += ROWS_AT_ONCE) {
            const float *rows[ROWS_AT_ONCE];
            size_t left = row_count - row < ROWS_AT_ONCE ? row_count - row : ROWS_AT_ONCE;
            for (size_t r = 0; r < ROWS_AT_ONCE; r++)
                rows[r] = panel + (row + (r < left ? r : left - 1)) * panel_stride;
            multiply_rows(
                rows, left, columns, inputs + first * input_stride, input_stride, end - first,
                outputs + first * output_stride + row, output_stride);
        }
    }
}

static void begin_with_bias(const float *bias, float *outputs, size_t count, size_t rows) {
    for (size_t i = 0; i < count; i++) {
        if (bias) memcpy(outputs + i * rows, bias, rows * sizeof(float));
        else memset(outputs + i * rows, 0, rows * sizeof(float));
    }
}

/// Columns `first` to `first + columns` of a row, with their scales.
static void widen_row(const struct cvectors_byte_matrix *matrix, size_t row, size_t first, size_t columns, float *to) {
    const int8_t *values = matrix->values + row * matrix->columns;
    const float *scales = matrix->scales + row * (matrix->columns / matrix->group);
    size_t column = first, end = first / matrix->group * matrix->group;
    const float *scale = scales + first / matrix->group;
    if (matrix->group == 32 && column == end)
        // By far the most common one: without a loop within the loop it takes half as long.
        for (; column + 32 <= first + columns; column += 32, end += 32, scale++)
#pragma clang loop unroll(full)
            for (size_t c = 0; c < 32; c += LANES) store(widen(values + column + c) * *scale, to + column + c - first);
    for (; column < first + columns; scale++) {
        end += matrix->group;
        if (end > first + columns) end = first + columns;
        for (; column + LANES <= end; column += LANES) store(widen(values + column) * *scale, to + column - first);
        for (; column < end; column++) to[column - first] = (float)values[column] * *scale;
    }
}

/// Asks for what the next panel is made of while this one is multiplied: the weights come from far away each time.
static void fetch_panel(const struct cvectors_byte_matrix *matrix, size_t first_row, size_t first, size_t columns) {
    for (size_t row = first_row; row < first_row + ROWS_OF_PANEL && row < matrix->rows; row++)
        for (size_t column = first; column < first + columns; column += 64)
            __builtin_prefetch(matrix->values + row * matrix->columns + column);
}

static void ON_PATH(multiply_bytes)(
    struct cvectors_byte_matrix matrix, const float *restrict bias, const float *restrict inputs, size_t count,
    float *restrict outputs) {
    _Alignas(64) float panel[ROWS_OF_PANEL * COLUMNS_AT_ONCE];
    begin_with_bias(bias, outputs, count, matrix.rows);
    for (size_t first = 0; first < matrix.columns; first += COLUMNS_AT_ONCE) {
        size_t columns = matrix.columns - first < COLUMNS_AT_ONCE ? matrix.columns - first : COLUMNS_AT_ONCE;
        for (size_t row = 0; row < matrix.rows; row += ROWS_OF_PANEL) {
            size_t rows = matrix.rows - row < ROWS_OF_PANEL ? matrix.rows - row : ROWS_OF_PANEL;
            for (size_t r = 0; r < rows; r++) widen_row(&matrix, row + r, first, columns, panel + r * COLUMNS_AT_ONCE);
            fetch_panel(&matrix, row + ROWS_OF_PANEL, first, columns);
            multiply_panel(
                panel, COLUMNS_AT_ONCE, rows, columns, inputs + first, matrix.columns, count, outputs + row,
                matrix.rows);
        }
    }
}

static void ON_PATH(multiply)(
    const float *restrict matrix, size_t rows, size_t columns, const float *restrict bias,
    const float *restrict inputs, size_t count, float *restrict outputs) {
    begin_with_bias(bias, outputs, count, rows);
    for (size_t first = 0; first < columns; first += COLUMNS_AT_ONCE) {
        size_t now = columns - first < COLUMNS_AT_ONCE ? columns - first : COLUMNS_AT_ONCE;
        for (size_t row = 0; row < rows; row += ROWS_OF_PANEL) {
            size_t left = rows - row < ROWS_OF_PANEL ? rows - row : ROWS_OF_PANEL;
            multiply_panel(
                matrix + row * columns + first, columns, left, now, inputs + first, columns, count, outputs + row,
                rows);
        }
    }
}

/// Four rows of sums and two vectors of columns stay in registers while all inputs are gone over.
INLINE void add_outer_block(
    const float *factors, size_t factor_stride, const float *inputs, size_t input_stride, size_t count, float *sums,
    size_t rows, size_t vectors) {
    lanes block[ROWS_AT_ONCE][2];
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++) block[r][v] = load(sums + r * input_stride + v * LANES);
    for (size_t i = 0; i < count; i++) {
        lanes values[2];
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++) values[v] = load(inputs + i * input_stride + v * LANES);
#pragma clang loop unroll(full)
        for (size_t r = 0; r < rows; r++) {
            lanes factor = all(factors[i * factor_stride + r]);
#pragma clang loop unroll(full)
            for (size_t v = 0; v < vectors; v++) block[r][v] += factor * values[v];
        }
    }
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++) store(block[r][v], sums + r * input_stride + v * LANES);
}

static void add_outer_some(
    const float *factors, const float *inputs, size_t count, float *sums, size_t rows, size_t columns) {
    size_t column = 0;
    while (column + LANES <= columns) {
        size_t vectors = column + 2 * LANES <= columns ? 2 : 1;
        size_t row = 0;
        while (row < rows) {
            size_t now = row + ROWS_AT_ONCE <= rows ? ROWS_AT_ONCE : 1;
            float *place = sums + row * columns + column;
#define CASE(r, v) \
    if (now == r && vectors == v) add_outer_block(factors + row, rows, inputs + column, columns, count, place, r, v);
            CASE(ROWS_AT_ONCE, 2) CASE(ROWS_AT_ONCE, 1) CASE(1, 2) CASE(1, 1)
#undef CASE
            row += now;
        }
        column += vectors * LANES;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t r = 0; r < rows; r++)
            for (size_t c = column; c < columns; c++)
                sums[r * columns + c] += factors[i * rows + r] * inputs[i * columns + c];
}

static void ON_PATH(add_outer_products)(
    const float *restrict factors, const float *restrict inputs, size_t count, float *restrict sums, size_t rows,
    size_t columns) {
    for (size_t i = 0; i < count; i += INPUTS_OF_CHUNK) {
        size_t now = count - i < INPUTS_OF_CHUNK ? count - i : INPUTS_OF_CHUNK;
        add_outer_some(factors + i * rows, inputs + i * columns, now, sums, rows, columns);
    }
}

static float ON_PATH(dot)(const float *left, const float *right, size_t count) {
    lanes sums[4] = {};
    size_t i = 0;
    for (; i + 4 * LANES <= count; i += 4 * LANES)
#pragma clang loop unroll(full)
        for (size_t s = 0; s < 4; s++) sums[s] += load(left + i + s * LANES) * load(right + i + s * LANES);
    for (; i + LANES <= count; i += LANES) sums[0] += load(left + i) * load(right + i);
    float sum = sum_of((sums[0] + sums[1]) + (sums[2] + sums[3]));
    for (; i < count; i++) sum += left[i] * right[i];
    return sum;
}

static void ON_PATH(add_multiple)(float factor, const float *restrict values, float *restrict sums, size_t count) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) store(load(sums + i) + factor * load(values + i), sums + i);
    for (; i < count; i++) sums[i] += factor * values[i];
}

/// The numbers from `from` on, fewer than LANES of them; the rest is `filler`.
INLINE lanes load_some(const float *from, size_t count, float filler) {
    float values[LANES];
    for (size_t i = 0; i < LANES; i++) values[i] = i < count ? from[i] : filler;
    return load(values);
}

INLINE void store_some(lanes values, float *to, size_t count) { memcpy(to, &values, count * sizeof(float)); }

static void softmax_row(float *row, size_t columns) {
    float largest = row[0];
    for (size_t c = 1; c < columns; c++) largest = row[c] > largest ? row[c] : largest;
    lanes sums = {};
    for (size_t c = 0; c < columns; c += LANES) {
        if (c + LANES <= columns) {
            lanes powers = exponential(load(row + c) - largest);
            store(powers, row + c);
            sums += powers;
        } else {
            lanes powers = exponential(load_some(row + c, columns - c, -1e30f) - largest);
            store_some(powers, row + c, columns - c);
            sums += powers;
        }
    }
    float factor = 1 / sum_of(sums);
    for (size_t c = 0; c < columns; c++) row[c] *= factor;
}

static void ON_PATH(softmax)(float *rows, size_t count, size_t columns) {
    if (columns == 0) return;
    for (size_t i = 0; i < count; i++) softmax_row(rows + i * columns, columns);
}

/// With erf from Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26, which is 1.5e-7 off at most.
INLINE lanes gelu_of(lanes x) {
    lanes magnitude = (lanes)((lanes_of_integers)x & INT32_MAX);
    lanes t = 1 / (1 + (0.3275911f * 0.70710678f) * magnitude);
    lanes tail = all(1.061405429f);
    tail = tail * t - 1.453152027f;
    tail = tail * t + 1.421413741f;
    tail = tail * t - 0.284496736f;
    tail = tail * t + 0.254829592f;
    tail = tail * t * exponential(x * x * -0.5f);
    return select(x > 0, x, all(0)) - 0.5f * magnitude * tail;
}

static void ON_PATH(gelu)(float *values, size_t count) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) store(gelu_of(load(values + i)), values + i);
    if (i < count) store_some(gelu_of(load_some(values + i, count - i, 0)), values + i, count - i);
}

static void normalise_row(float *row, const float *weight, const float *bias, float epsilon, size_t columns) {
    lanes sums = {};
    size_t c = 0;
    for (; c + LANES <= columns; c += LANES) sums += load(row + c);
    float sum = sum_of(sums);
    for (; c < columns; c++) sum += row[c];
    float mean = sum / (float)columns;
    lanes squares = {};
    for (c = 0; c + LANES <= columns; c += LANES) {
        lanes difference = load(row + c) - mean;
        squares += difference * difference;
    }
    float square = sum_of(squares);
    for (; c < columns; c++) square += (row[c] - mean) * (row[c] - mean);
    float factor = 1 / __builtin_sqrtf(square / (float)columns + epsilon);
    for (c = 0; c < columns; c++) row[c] = (row[c] - mean) * factor * weight[c] + bias[c];
}

static void ON_PATH(add_and_normalise)(
    float *restrict rows, const float *restrict added, const float *restrict weight, const float *restrict bias,
    float epsilon, size_t count, size_t columns) {
    for (size_t i = 0; i < count; i++) {
        float *row = rows + i * columns;
        if (added) ON_PATH(add_multiple)(1, added + i * columns, row, columns);
        normalise_row(row, weight, bias, epsilon, columns);
    }
}

static void ON_PATH(attend)(
    const float *restrict roles, size_t tokens, size_t heads, size_t columns, float *restrict outputs,
    float *restrict scratch) {
    size_t width = columns / heads, stride = 3 * columns;
    float scale = 1 / __builtin_sqrtf((float)width);
    for (size_t head = 0; head < heads; head++) {
        const float *queries = roles + head * width, *keys = queries + columns, *values = keys + columns;
        for (size_t token = 0; token < tokens; token++) {
            for (size_t other = 0; other < tokens; other++)
                scratch[other] = scale * ON_PATH(dot)(queries + token * stride, keys + other * stride, width);
            softmax_row(scratch, tokens);
            float *output = outputs + token * columns + head * width;
            memset(output, 0, width * sizeof(float));
            for (size_t other = 0; other < tokens; other++)
                ON_PATH(add_multiple)(scratch[other], values + other * stride, output, width);
        }
    }
}

const struct arithmetic ON_PATH(arithmetic) = {
    ON_PATH(multiply_bytes), ON_PATH(multiply), ON_PATH(add_outer_products), ON_PATH(dot), ON_PATH(add_multiple),
    ON_PATH(softmax), ON_PATH(gelu), ON_PATH(add_and_normalise), ON_PATH(attend),
};
