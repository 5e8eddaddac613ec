import Foundation

/// The features that the examples hold, and how telling each is: ln((1 + n) / (1 + df)) + 1, n examples, df of them
/// with the feature (TF-IDF with smoothing, as in Manning, Raghavan, Schütze, chapter 6).
///
/// Features that occur in the same examples, equally often, cannot be told apart by anything learned from these: they
/// share one column, which is exact and makes learning a few times quicker. Most runs of one rare word do.
struct Vocabulary: Sendable {
    /// By number of the feature.
    private var weights: [Float]
    /// Below 0 where no example holds it, or too many do.
    private var columns: [Int32]
    /// The feature's part in its column: the squares of one column's parts make 1.
    private var parts: [Float]
    /// What a feature weighs that no example holds.
    private let weightOfUnknown: Float
    private(set) var count = 0

    /// In how many examples a feature may be.
    struct Limits: Sendable {
        /// Words and pairs.
        let word: Int
        /// Runs of characters: there are many, and the word they are in says as much.
        let run: Int
    }

    private static let unknown: Int32 = -1
    private static let tooCommon: Int32 = -2

    /// What is in too many examples tells little apart, costs most and is left out.
    init(_ examples: [CountedFeatures], featureCount: Int, limits: Limits) {
        var isRun = Array(repeating: false, count: featureCount)
        for example in examples { for number in example.characters.numbers { isRun[Int(number)] = true } }
        var frequencies = Array(repeating: Int32(0), count: featureCount)
        var marks = Array(repeating: UInt64(0), count: featureCount)
        for (index, example) in examples.enumerated() {
            Self.mark(example.words, with: UInt64(index) &* 2 &+ 1, &frequencies, &marks)
            Self.mark(example.characters, with: UInt64(index) &* 2 &+ 2, &frequencies, &marks)
        }
        let total = Float(examples.count)
        weightOfUnknown = log(1 + total) + 1
        columns = Array(repeating: Self.unknown, count: featureCount)
        parts = Array(repeating: 0, count: featureCount)
        weights = frequencies.map { log((1 + total) / (1 + Float($0))) + 1 }
        var columnOfMark: [UInt64: Int32] = [:]
        var squares: [Float] = []
        for number in 0..<featureCount where frequencies[number] > 0 {
            if Int(frequencies[number]) > (isRun[number] ? limits.run : limits.word) {
                columns[number] = Self.tooCommon
                continue
            }
            let column = columnOfMark[marks[number], default: Int32(squares.count)]
            if Int(column) == squares.count {
                columnOfMark[marks[number]] = column
                squares.append(0)
            }
            columns[number] = column
            squares[Int(column)] += weights[number] * weights[number]
        }
        for number in 0..<featureCount where columns[number] >= 0 {
            parts[number] = weights[number] / squares[Int(columns[number])].squareRoot()
        }
        count = squares.count
    }

    /// The mark of a feature is a hash of the examples it is in and how often.
    private static func mark(
        _ half: CountedFeatures.Half, with example: UInt64, _ frequencies: inout [Int32], _ marks: inout [UInt64]
    ) {
        for (number, amount) in zip(half.numbers, half.amounts) {
            frequencies[Int(number)] += 1
            var random = SplitMix64(seed: example ^ UInt64(amount.bitPattern) << 32)
            marks[Int(number)] &+= random.next()
        }
    }

    /// Words and characters each make half of the vector. Features that no example holds count in its length, so that
    /// a text about something else stays short and the classifier unsure.
    func vector(_ features: CountedFeatures) -> SparseVector {
        var values: [(column: Int32, value: Float)] = []
        values.reserveCapacity(features.words.numbers.count + features.characters.numbers.count)
        let shareOfKnownWords = add(features.words, to: &values)
        _ = add(features.characters, to: &values)
        values.sort { $0.column < $1.column }
        var vector = SparseVector()
        vector.shareOfKnownWords = shareOfKnownWords
        for (column, value) in values {
            if vector.indices.last == column {
                vector.values[vector.values.count - 1] += value
            } else {
                vector.indices.append(column)
                vector.values.append(value)
            }
        }
        return vector
    }

    /// The share of known features by weight.
    private func add(_ half: CountedFeatures.Half, to values: inout [(column: Int32, value: Float)]) -> Float {
        let first = values.count
        var knownSquares: Float = 0
        var unknownSquares = half.squaresOfUnknown * weightOfUnknown * weightOfUnknown
        for (number, amount) in zip(half.numbers, half.amounts) {
            let column = columns[Int(number)]
            if column >= 0 {
                let value = amount * weights[Int(number)]
                knownSquares += value * value
                values.append((column, value * parts[Int(number)]))
            } else if column == Self.unknown {
                unknownSquares += amount * amount * weightOfUnknown * weightOfUnknown
            }
        }
        let squares = knownSquares + unknownSquares
        guard squares > 0 else { return 0 }
        let scale = (0.5 / squares).squareRoot()
        for place in first..<values.count { values[place].value *= scale }
        return knownSquares / squares
    }
}

/// A text as the classifier sees it.
struct SparseVector: Sendable {
    /// Columns, rising.
    var indices: [Int32] = []
    var values: [Float] = []
    /// By weight, 0 to 1; words and pairs.
    var shareOfKnownWords: Float = 0
}
