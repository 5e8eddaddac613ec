import CVectors
import Foundation
import Testing

@testable import DeskMatching

/// Each product against a loop of doubles, in sizes that are multiples of nothing.
@Suite("Products of vectors")
struct ArithmeticTests {
    struct Shape: Sendable { let rows: Int, columns: Int, inputs: Int }

    static let shapes = [
        Shape(rows: 1, columns: 1, inputs: 1), Shape(rows: 3, columns: 7, inputs: 2),
        Shape(rows: 5, columns: 31, inputs: 5), Shape(rows: 9, columns: 385, inputs: 7),
        Shape(rows: 17, columns: 401, inputs: 13), Shape(rows: 4, columns: 800, inputs: 67),
    ]

    static let cases = Arithmetic.possible.flatMap { arithmetic in
        shapes.map { (arithmetic.path, $0) }
    }

    func numbers(_ count: Int, _ seed: UInt64) -> [Float] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(state >> 40) / Float(1 << 23) - 1
        }
    }

    func products(_ matrix: [Float], _ bias: [Float], _ inputs: [Float], _ shape: Shape) -> [Double] {
        (0..<shape.inputs).flatMap { input in
            (0..<shape.rows).map { row in
                (0..<shape.columns).reduce(Double(bias[row])) {
                    $0 + Double(matrix[row * shape.columns + $1]) * Double(inputs[input * shape.columns + $1])
                }
            }
        }
    }

    func expectNear(_ found: [Float], _ right: [Double], within tolerance: Double = 1e-4) {
        #expect(found.count == right.count)
        for (one, other) in zip(found, right) {
            #expect(abs(Double(one) - other) <= tolerance * max(1, abs(other)))
        }
    }

    @Test(arguments: cases) func `of floats`(_ path: cvectors_path, _ shape: Shape) {
        let matrix = numbers(shape.rows * shape.columns, 1)
        let inputs = numbers(shape.inputs * shape.columns, 2)
        let bias = numbers(shape.rows, 3)
        var outputs = Array(repeating: Float.nan, count: shape.inputs * shape.rows)
        cvectors_multiply(path, matrix, shape.rows, shape.columns, bias, inputs, shape.inputs, &outputs)
        expectNear(outputs, products(matrix, bias, inputs, shape))
        cvectors_multiply(path, matrix, shape.rows, shape.columns, nil, inputs, shape.inputs, &outputs)
        expectNear(outputs, products(matrix, bias.map { _ in 0 }, inputs, shape))
    }

    @Test(arguments: cases) func `of bytes, whatever shares a scale`(
        _ path: cvectors_path, _ shape: Shape
    ) {
        let values = numbers(shape.rows * shape.columns, 4).map { Int8($0 * 127) }
        let inputs = numbers(shape.inputs * shape.columns, 5)
        let bias = numbers(shape.rows, 6)
        for group in [1, 7, 16, 32, shape.columns] where shape.columns % group == 0 {
            let scales = numbers(shape.rows * shape.columns / group, 7)
            let matrix = values.indices.map { Float(values[$0]) * scales[$0 / group] }
            var outputs = Array(repeating: Float.nan, count: shape.inputs * shape.rows)
            values.withUnsafeBufferPointer { values in
                scales.withUnsafeBufferPointer { scales in
                    guard let values = values.baseAddress, let scales = scales.baseAddress else { return }
                    let matrix = cvectors_byte_matrix(
                        values: values, scales: scales, rows: shape.rows, columns: shape.columns, group: group)
                    cvectors_multiply_bytes(path, matrix, bias, inputs, shape.inputs, &outputs)
                }
            }
            expectNear(outputs, products(matrix, bias, inputs, shape), within: 1e-3)
        }
    }

    @Test(arguments: cases) func `added up as outer products`(_ path: cvectors_path, _ shape: Shape) {
        let factors = numbers(shape.inputs * shape.rows, 8)
        let inputs = numbers(shape.inputs * shape.columns, 9)
        let before = numbers(shape.rows * shape.columns, 10)
        var sums = before
        cvectors_add_outer_products(
            path, factors, inputs, shape.inputs, &sums, shape.rows, shape.columns)
        let right = before.indices.map { place in
            (0..<shape.inputs).reduce(Double(before[place])) {
                let input = inputs[$1 * shape.columns + place % shape.columns]
                return $0 + Double(factors[$1 * shape.rows + place / shape.columns]) * Double(input)
            }
        }
        expectNear(sums, right)
    }

    @Test(arguments: cases) func `of two vectors, and sums of them`(
        _ path: cvectors_path, _ shape: Shape
    ) {
        let left = numbers(shape.columns, 11)
        let right = numbers(shape.columns, 12)
        let dot = zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        expectNear([cvectors_dot(path, left, right, shape.columns)], [dot])
        var sums = right
        cvectors_add_multiple(path, 0.3, left, &sums, shape.columns)
        expectNear(sums, zip(left, right).map { Double($1) + 0.3 * Double($0) })
        #expect(cvectors_dot(path, left, right, 0) == 0)
    }

    @Test(arguments: cases) func `softmax`(_ path: cvectors_path, _ shape: Shape) {
        let scores = numbers(shape.rows * shape.columns, 13).map { $0 * 200 }
        var rows = scores
        cvectors_softmax(path, &rows, shape.rows, shape.columns)
        for row in 0..<shape.rows {
            let scores = scores[row * shape.columns..<(row + 1) * shape.columns].map(Double.init)
            let powers = scores.map { exp($0 - (scores.max() ?? 0)) }
            let sum = powers.reduce(0, +)
            expectNear(
                Array(rows[row * shape.columns..<(row + 1) * shape.columns]), powers.map { $0 / sum },
                within: 1e-6)
        }
    }

    @Test(arguments: Arithmetic.possible) func `gelu`(_ arithmetic: Arithmetic) {
        let inputs = stride(from: Float(-30), through: 30, by: 0.0071).map { $0 } + [0, -1e30, 1e30]
        var outputs = inputs
        cvectors_gelu(arithmetic.path, &outputs, outputs.count)
        expectNear(
            outputs, inputs.map { Double($0) * erfc(-Double($0) / 2.0.squareRoot()) / 2 }, within: 5e-7)
    }

    @Test(arguments: Arithmetic.possible) func `not a number stays one`(_ arithmetic: Arithmetic) {
        for place in [0, 3, 8, 12] {
            var values = numbers(13, 14)
            values[place] = .nan
            #expect(cvectors_dot(arithmetic.path, values, values, 13).isNaN)
            var gelu = values
            cvectors_gelu(arithmetic.path, &gelu, 13)
            #expect(gelu.indices.filter { gelu[$0].isNaN } == [place])
            cvectors_softmax(arithmetic.path, &values, 1, 13)
            #expect(values.filter(\.isNaN).count == 13)
        }
    }

    @Test(arguments: cases) func `rows of mean 0 and variance 1`(
        _ path: cvectors_path, _ shape: Shape
    ) {
        let rows = numbers(shape.rows * shape.columns, 15)
        let added = numbers(rows.count, 16)
        let weight = numbers(shape.columns, 17)
        let bias = numbers(shape.columns, 18)
        var outputs = rows
        cvectors_add_and_normalise(path, &outputs, added, weight, bias, 1e-5, shape.rows, shape.columns)
        let right = (0..<shape.rows).flatMap { row -> [Double] in
            let places = row * shape.columns..<(row + 1) * shape.columns
            let sums = places.map { Double(rows[$0]) + Double(added[$0]) }
            let mean = sums.reduce(0, +) / Double(sums.count)
            let variance = sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sums.count)
            return sums.indices.map {
                (sums[$0] - mean) / (variance + 1e-5).squareRoot() * Double(weight[$0]) + Double(bias[$0])
            }
        }
        expectNear(outputs, right)
    }

    @Test(arguments: Arithmetic.possible) func `attention, each head for itself`(
        _ arithmetic: Arithmetic
    ) {
        let (tokens, heads, width) = (5, 3, 7)
        let columns = heads * width
        let roles = numbers(tokens * 3 * columns, 19)
        var outputs = Array(repeating: Float.nan, count: tokens * columns)
        var scratch = Array(repeating: Float.nan, count: tokens)
        cvectors_attend(arithmetic.path, roles, tokens, heads, columns, &outputs, &scratch)
        func role(_ number: Int, _ token: Int, _ column: Int) -> Double {
            Double(roles[token * 3 * columns + number * columns + column])
        }
        let right = (0..<tokens).flatMap { token in
            (0..<columns).map { column -> Double in
                let places = column / width * width..<(column / width + 1) * width
                let powers = (0..<tokens).map { other in
                    exp(
                        places.reduce(0) { $0 + role(0, token, $1) * role(1, other, $1) }
                            / Double(width).squareRoot())
                }
                let sum = powers.reduce(0, +)
                return (0..<tokens).reduce(0) { $0 + powers[$1] / sum * role(2, $1, column) }
            }
        }
        expectNear(outputs, right)
    }

    @Test func `the quickest path is one that is possible here`() {
        #expect(Arithmetic.possible.contains(.quickest))
        #expect(cvectors_is_possible(.plain))
    }
}
