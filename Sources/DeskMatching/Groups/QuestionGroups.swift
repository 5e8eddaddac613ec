public import DeskCore

/// Questions that found no answer, put together by likeness: what content writers should write next.
///
/// Two questions are alike from a cosine of `likeness` on (words and runs of characters, as the matcher weighs them)
/// if they share a telling word; or where most of their telling words are the same, in whatever sentence. The question with the most people among those like it leads a group and names it; what
/// is like it joins; then the next of what is left. The same questions give the same groups, in whatever order they
/// come.
public struct QuestionGroups: Sendable {
    /// From which cosine on two questions are alike.
    public static let likeness: Float = 0.35
    /// The same for telling words alone: the share of those in both, of the geometric mean of how many each has.
    static let likenessOfWords: Float = 0.6

    public struct Group: Equatable, Sendable {
        /// The question that most others of the group are like.
        public let name: String
        /// By text, then by when they were asked.
        public let questions: [MissedQuestion]
        /// How many different people asked.
        public let people: Int
        /// The live article that comes nearest to answering the name, and how near it comes.
        public let nearest: Reading.Candidate?
    }

    /// Those of the most people first, then of the most questions, then by name.
    public let groups: [Group]

    public init(_ missed: [MissedQuestion], nearestBy matcher: Matcher) {
        let texts = DistinctText.all(in: missed)
        let alike = Likeness(texts.map(\.text), threshold: Self.likeness).neighbours
        let weights = alike.map { near in near.reduce(0) { $0 + texts[$1].people.count } }
        let order = texts.indices.sorted { (-weights[$0], texts[$0].text) < (-weights[$1], texts[$1].text) }
        var isTaken = Array(repeating: false, count: texts.count)
        var groups: [Group] = []
        for leader in order where !isTaken[leader] {
            let members = alike[leader].filter { !isTaken[$0] }
            for member in members { isTaken[member] = true }
            groups.append(
                Group(
                    name: texts[leader].text, questions: members.flatMap { texts[$0].questions },
                    people: Set(members.flatMap { texts[$0].people }).count,
                    nearest: matcher.nearestArticle(to: texts[leader].text)))
        }
        self.groups = groups.sorted {
            (-$0.people, -$0.questions.count, $0.name) < (-$1.people, -$1.questions.count, $1.name)
        }
    }
}

/// A question, and everybody who asked it in these words.
private struct DistinctText {
    let text: String
    let questions: [MissedQuestion]
    let people: Set<PersonID>

    /// By text. Questions without words, because they were erased, are left out.
    static func all(in missed: [MissedQuestion]) -> [DistinctText] {
        var byText: [String: [MissedQuestion]] = [:]
        for question in missed {
            let key = NormalisedText(question.text).text
            if !key.isEmpty { byText[key, default: []].append(question) }
        }
        return byText.sorted { $0.key < $1.key }.compactMap { _, questions in
            let sorted = questions.sorted {
                ($0.gap.at, $0.gap.conversation.rawValue, $0.gap.turn)
                    < ($1.gap.at, $1.gap.conversation.rawValue, $1.gap.turn)
            }
            guard let first = sorted.first else { return nil }
            return DistinctText(text: first.text, questions: sorted, people: Set(sorted.map(\.person)))
        }
    }
}

/// Which texts are alike, by way of an index of what they share.
private struct Likeness {
    /// From so many texts on, what many of them hold is left out.
    static let fewestOfMany = 1000
    /// For each text those like it, itself included, rising.
    let neighbours: [[Int]]

    init(_ texts: [String], threshold: Float) {
        let features = texts.map { Features(NormalisedText($0)) }
        let numbers = FeatureNumbers(features)
        let counted = features.map(numbers.counted)
        let limits =
            texts.count < Self.fewestOfMany
            ? Vocabulary.Limits(word: .max, run: .max) : Vocabulary.Limits(word: texts.count / 10, run: 100)
        let vocabulary = Vocabulary(counted, featureCount: numbers.count, limits: limits)
        let vectors = counted.map(vocabulary.vector)
        let index = ExampleIndex(vectors, featureCount: vocabulary.count)
        let stems = counted.map { Set($0.stems) }
        neighbours = vectors.enumerated().map { place, vector in
            var near: [Int] = []
            for (other, likeness) in index.similarities(to: vector).enumerated() {
                if other == place || Self.isAlike(likeness, stems[place], stems[other], threshold) {
                    near.append(other)
                }
            }
            return near
        }
    }

    private static func isAlike(
        _ likeness: Float, _ one: Set<UInt64>, _ other: Set<UInt64>, _ threshold: Float
    ) -> Bool {
        guard likeness > 0 else { return false }
        if one.isEmpty, other.isEmpty { return likeness >= threshold }
        let shared = Float(one.count(where: other.contains))
        guard shared > 0 else { return false }
        return likeness >= threshold
            || shared >= QuestionGroups.likenessOfWords * Float(one.count * other.count).squareRoot()
    }
}
