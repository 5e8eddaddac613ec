public import DeskCore

/// What became of questions that customers really asked, in numbers alone: no words of anybody, and nothing of who
/// asked.
///
/// A matcher takes these beside what its content tells. They never weigh more than the content's own phrasings
/// together, and the thresholds stay where they may be, so that a week of odd questions cannot undo what writers wrote.
public struct Traffic: Equatable, Sendable, Codable {
    /// What a first candidate was worth.
    public struct Observation: Equatable, Sendable, Codable {
        public let entry: ContentID
        public let isRight: Bool
        /// 1 where the customer said so, less where it follows from what they did.
        public let weight: Double
        /// As `Evidence` gathers them.
        public let signs: [Double]
        public let hasVector: Bool

        public init(entry: ContentID, isRight: Bool, weight: Double, signs: [Double], hasVector: Bool) {
            self.entry = entry
            self.isRight = isRight
            self.weight = weight
            self.signs = signs
            self.hasVector = hasVector
        }
    }

    /// Of the form and of what the signs mean: numbers of another version are not taken.
    static let version = 1
    /// Older ones are let go.
    public static let mostObservations = 5000

    let version: Int
    public let observations: [Observation]
    /// Of what was asked, the share that no entry answers, 0 to 1; nil where that is not known.
    public let unknownShare: Double?

    public init(observations: [Observation], unknownShare: Double? = nil) {
        version = Self.version
        self.observations = observations.suffix(Self.mostObservations)
        self.unknownShare = unknownShare
    }

    /// - Throws: `DecodingError` where it is of another version, or holds what is no number of its kind.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        version = try container.decode(Int.self, forKey: .version)
        observations = try container.decode([Observation].self, forKey: .observations)
        unknownShare = try container.decodeIfPresent(Double.self, forKey: .unknownShare)
        let isSound =
            version == Self.version && observations.count <= Self.mostObservations && observations.allSatisfy(\.isSound)
            && unknownShare.map { (0...1).contains($0) } ?? true
        guard isSound else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not of version \(Self.version)"))
        }
    }

    /// The budget with what was measured in the place of what was assumed.
    func applied(to budget: MatchingBudget) -> MatchingBudget {
        unknownShare.map { MatchingBudget(wrongAnswers: budget.wrongAnswers, unknownShare: $0) } ?? budget
    }

    /// Those of entries that are still there, weighing together `most` at most.
    func observed(_ owners: [ContentID], most: Double) -> [ConfidenceGate.Observation] {
        let labels = Dictionary(owners.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let there = observations.compactMap { observation in labels[observation.entry].map { ($0, observation) } }
        let total = there.reduce(0) { $0 + $1.1.weight }
        let share = total > most ? most / total : 1
        return there.map { label, observation in
            ConfidenceGate.Observation(
                evidence: Evidence(label: label, hasVector: observation.hasVector, signs: observation.signs),
                isRight: observation.isRight, weight: observation.weight * share)
        }
    }
}

extension Traffic.Observation {
    fileprivate var isSound: Bool {
        signs.count == Evidence.weights.count && signs.allSatisfy(\.isFinite) && (0...1).contains(weight)
    }
}
