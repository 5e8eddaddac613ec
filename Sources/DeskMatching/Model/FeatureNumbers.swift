import Foundation

/// A number for each feature that some example holds, so that whatever is learned works on arrays.
struct FeatureNumbers: Sendable {
    private var numbers: [UInt64: Int32] = [:]

    var count: Int { numbers.count }

    /// Numbered in order of appearance: nothing may depend on the order of a dictionary.
    init(_ examples: [Features]) {
        numbers.reserveCapacity(examples.count * 16)
        for example in examples {
            for key in example.words { add(key) }
            for key in example.characters { add(key) }
        }
    }

    private mutating func add(_ key: UInt64) {
        if numbers[key] == nil { numbers[key] = Int32(numbers.count) }
    }

    func counted(_ features: Features) -> CountedFeatures {
        CountedFeatures(
            words: counted(features.words), characters: counted(features.characters),
            stems: features.stems.hashes)
    }

    private func counted(_ keys: [UInt64]) -> CountedFeatures.Half {
        var half = CountedFeatures.Half()
        let sorted = keys.sorted()
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
            let amount = CountedFeatures.amount(end - start)
            if let number = numbers[sorted[start]] {
                half.numbers.append(number)
                half.amounts.append(amount)
            } else {
                half.squaresOfUnknown += amount * amount
            }
            start = end
        }
        return half
    }
}

/// A text by numbers. Words and runs of characters stay apart, since each makes half of a vector.
struct CountedFeatures: Sendable {
    struct Half: Sendable {
        var numbers: [Int32] = []
        /// 1 + ln of how often each occurs.
        var amounts: [Float] = []
        /// Of the amounts of what no example holds.
        var squaresOfUnknown: Float = 0
    }
    var words: Half
    var characters: Half
    /// What it is about.
    var stems: [UInt64]

    /// Most features occur once or twice.
    static func amount(_ count: Int) -> Float { count == 1 ? 1 : 1 + log(Float(count)) }
}
