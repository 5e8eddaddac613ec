import DeskCore

/// How far to trust the matcher of large content, told by a sample: one phrasing in forty is held back from learning
/// and only known word for word, and some articles are hidden while their own phrasings are tried. So one time of learning
/// is enough.
struct Sample: Sendable {
    /// One phrasing in so many is held back, and never fewer than about the least.
    static let share = 40
    static let fewestPhrasings = 200
    /// About how many articles are hidden in turn, and how many of each one's phrasings are tried.
    static let articles = 250
    static let phrasingsOfArticle = 3

    /// Examples by number.
    let heldBack: Set<Int>
    private let hidden: [Int]

    init(_ set: TrainingSet, _ lessons: Lessons) {
        let entryStride = max(1, set.owners.count / max(Self.fewestPhrasings, lessons.examples.count / Self.share))
        let articleStride = max(1, set.articles.count / Self.articles)
        let hiddenArticles = Set(set.articles.enumerated().filter { $0.offset % articleStride == 0 }.map(\.element))
        var seen: [ContentID: Int] = [:]
        var heldBack: Set<Int> = []
        var hidden: [Int] = []
        for (index, example) in lessons.examples.enumerated() where lessons.wordCounts[index] > 1 {
            guard let owner = example.owner, let number = set.numbers[owner] else { continue }
            seen[owner, default: 0] += 1
            let place = seen[owner, default: 0]
            // The second phrasing of one entry, the third of the next: not always the title.
            if number % entryStride == 0, place == 2 + number / entryStride % 4 { heldBack.insert(index) }
            if hiddenArticles.contains(owner), place <= Self.phrasingsOfArticle { hidden.append(index) }
        }
        self.heldBack = heldBack
        self.hidden = hidden
    }

    func trials(_ set: TrainingSet, _ lessons: Lessons, _ classifier: Classifier) -> [Calibration.Trial] {
        let known = inParallel(over: heldBack.sorted()) { index in
            Calibration.trial(index, lessons, classifier, set, hiding: [])
        }
        let unknown = inParallel(over: hidden) { index in
            lessons.examples[index].owner.flatMap { set.numbers[$0] }.flatMap {
                Calibration.trial(index, lessons, classifier, set, hiding: [$0])
            }
        }
        return (known + unknown).compactMap { $0 }
    }
}
