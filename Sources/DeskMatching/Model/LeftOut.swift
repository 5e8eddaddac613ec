import DeskCore

/// Which entries are left out together, so that their phrasings are questions that nobody can answer.
///
/// What customers ask beside the point is rarely as near to the content as the neighbour of an entry is. So where there
/// are enough, neighbours are left out together: whole topics, or else entries that mean much the same. Among few
/// entries nothing would be left that such a question could be taken for; there every one stands for itself.
struct LeftOut: Sendable {
    /// Fewer entries have too few neighbours.
    static let fewestToGroup = 60

    private let groups: [[ContentID]]

    init(_ set: TrainingSet, _ lessons: Lessons, parts: Int) {
        let topics = set.topics
        if topics.count >= 2 * parts {
            groups = Self.dealt(topics, parts)
        } else if set.articles.count >= Self.fewestToGroup, !lessons.vectors.isEmpty {
            groups = Self.split(Self.centres(set, lessons), into: parts).map { $0.map(\.id) }
        } else {
            groups = Self.dealt(set.articles.map { [$0] }, parts)
        }
    }

    /// The entries of one part.
    func entries(_ part: Int) -> Set<ContentID> { part < groups.count ? Set(groups[part]) : [] }

    /// In turn, like cards.
    private static func dealt(_ groups: [[ContentID]], _ parts: Int) -> [[ContentID]] {
        (0..<parts).map { part in groups.enumerated().filter { $0.offset % parts == part }.flatMap(\.element) }
    }

    private struct Centre {
        let id: ContentID
        let values: [Float]
    }

    /// The mean of each article's sentence vectors.
    private static func centres(_ set: TrainingSet, _ lessons: Lessons) -> [Centre] {
        var sums: [ContentID: [Float]] = [:]
        let none = Array(repeating: Float(0), count: lessons.vectors.width)
        for (number, example) in lessons.examples.enumerated() {
            guard let owner = example.owner, let values = lessons.vectors.vector(number)?.views.first else { continue }
            sums[owner] = zip(sums[owner] ?? none, values).map(+)
        }
        return set.articles.map { id in
            let sum = sums[id] ?? none
            let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return Centre(id: id, values: length > 0 ? sum.map { $0 / length } : sum)
        }
    }

    /// Halved again and again across the direction in which they differ most.
    private static func split(_ centres: [Centre], into parts: Int) -> [[Centre]] {
        guard parts > 1, centres.count > 1 else { return [centres] }
        let direction = mainDirection(centres.map(\.values))
        let places = centres.map { centre in zip(centre.values, direction).reduce(Float(0)) { $0 + $1.0 * $1.1 } }
        let order = centres.indices.sorted { (places[$0], $0) < (places[$1], $1) }.map { centres[$0] }
        return split(Array(order[..<(order.count / 2)]), into: parts / 2)
            + split(Array(order[(order.count / 2)...]), into: parts - parts / 2)
    }

    /// The first principal component, by power iteration.
    private static func mainDirection(_ vectors: [[Float]]) -> [Float] {
        let width = vectors[0].count
        let mean = vectors.reduce(Array(repeating: Float(0), count: width)) { zip($0, $1).map(+) }
            .map { $0 / Float(vectors.count) }
        let centred = vectors.map { zip($0, mean).map(-) }
        var direction = centred[0]
        for _ in 0..<20 {
            var next = Array(repeating: Float(0), count: width)
            for vector in centred {
                let share = zip(vector, direction).reduce(Float(0)) { $0 + $1.0 * $1.1 }
                for column in 0..<width { next[column] += share * vector[column] }
            }
            let length = next.reduce(0) { $0 + $1 * $1 }.squareRoot()
            guard length > 0 else { break }
            direction = next.map { $0 / length }
        }
        return direction
    }
}
