import Foundation

/// Signs of whether the classifier's first entry is right.
struct Evidence: Sendable {
    let label: Int
    let hasVector: Bool
    let signs: [Double]

    init(label: Int, hasVector: Bool, signs: [Double]) {
        self.label = label
        self.hasVector = hasVector
        self.signs = signs
    }

    /// The log odds of the first entry, its score, how alike its nearest example is by meaning and by words, how far
    /// that is ahead of any other entry's, and how many of the text's words any example has.
    ///
    /// What has no sentence vector is alike by words alone.
    init(_ sighting: Sighting, first: Int, probability: Double, score: Double) {
        label = first
        hasVector = sighting.hasVector
        let odds = log(max(probability, 1e-6) / max(1 - probability, 1e-6))
        let byWords = sighting.similarities
        let byMeaning = hasVector ? sighting.similaritiesOfVectors : byWords
        let own = Double(byMeaning[first])
        let other = byMeaning.indices.reduce(Float(0)) { $1 == first ? $0 : max($0, byMeaning[$1]) }
        signs = [
            min(max(odds, -6), 8), score, own, Double(byWords[first]), own - Double(other),
            min(sighting.shareOfKnownWords, Self.enoughKnown),
        ]
    }

    /// From this share of known words on, one more tells nothing.
    static let enoughKnown = 0.6
    /// How much each sign counts, in units of its spread: about the same, as nothing better held on other content than
    /// it was found on.
    static let weights = [1.0, 1, 1, 1, 0.5, 0.5]
}
