// Vectors of LANES floats, and what the arithmetic needs of them. Included once a path, with LANES and PATH set.
//
// Clang's vector types are used rather than one set of intrinsics a processor: the same text becomes SSE2, AVX2
// or NEON by the target that the including file sets.

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

typedef float lanes __attribute__((vector_size(4 * LANES)));
typedef int32_t lanes_of_integers __attribute__((vector_size(4 * LANES)));
typedef int8_t lanes_of_bytes __attribute__((vector_size(LANES)));

INLINE lanes load(const float *from) {
    lanes values;
    memcpy(&values, from, sizeof values);
    return values;
}

INLINE void store(lanes values, float *to) { memcpy(to, &values, sizeof values); }

INLINE lanes widen(const int8_t *from) {
    lanes_of_bytes values;
    memcpy(&values, from, sizeof values);
    return __builtin_convertvector(values, lanes);
}

INLINE lanes all(float value) { return value - (lanes){}; }

typedef float four __attribute__((vector_size(16)));

/// The sums of lanes that lie four apart.
INLINE four folded(lanes values) {
#if LANES == 4
    return values;
#elif LANES == 8
    return __builtin_shufflevector(values, values, 0, 1, 2, 3) + __builtin_shufflevector(values, values, 4, 5, 6, 7);
#endif
}

/// The sum of each of four vectors: shuffled together, which takes half as long as one after the other.
INLINE four sums_of(const lanes values[4]) {
    four a = folded(values[0]), b = folded(values[1]), c = folded(values[2]), d = folded(values[3]);
    four ab = __builtin_shufflevector(a, b, 0, 4, 1, 5) + __builtin_shufflevector(a, b, 2, 6, 3, 7);
    four cd = __builtin_shufflevector(c, d, 0, 4, 1, 5) + __builtin_shufflevector(c, d, 2, 6, 3, 7);
    return __builtin_shufflevector(ab, cd, 0, 1, 4, 5) + __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
}

INLINE float sum_of(lanes values) {
    four sums = folded(values);
    return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}

INLINE lanes select(lanes_of_integers mask, lanes yes, lanes no) {
    return (lanes)((mask & (lanes_of_integers)yes) | (~mask & (lanes_of_integers)no));
}

/// e^x within 2 units in the last place; 0 below -87, never infinite. Not a number stays that.
INLINE lanes exponential(lanes x) {
    x = select(x > 88.0f, all(88.0f), x);
    lanes_of_integers vanishing = x < -87.0f;
    // Adding 1.5 * 2^23 rounds to a whole number, which is then in the low bits.
    const float magic = 12582912.0f;
    lanes whole = x * 1.44269504f + magic;
    lanes_of_integers exponent = (lanes_of_integers)whole << 23;
    whole -= magic;
    lanes rest = x - whole * 0.693359375f;
    rest = rest + whole * 2.12194440e-4f;
    // The Taylor series: the rest is at most ln(2) / 2.
    lanes power = all(1.0f / 5040);
    power = power * rest + 1.0f / 720;
    power = power * rest + 1.0f / 120;
    power = power * rest + 1.0f / 24;
    power = power * rest + 1.0f / 6;
    power = power * rest + 0.5f;
    power = power * rest + 1.0f;
    power = power * rest + 1.0f;
    return select(vanishing, all(0), (lanes)((lanes_of_integers)power + exponent));
}
