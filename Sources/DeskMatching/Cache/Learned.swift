import DeskCore

/// What took long to learn from a content. The rest (features, vocabulary, index) is quicker made again than read.
struct Learned: Sendable {
    let experts: Experts
    let calibration: Calibration

    /// Changes when the same phrasings lead to other numbers: whoever changes how something is learned counts it up.
    static let version = 3

    /// Everything that learning starts from, so that the same origin always leads to the same numbers: also how texts
    /// are taken apart, by what came of it.
    static func origin(
        _ set: TrainingSet, _ lessons: Lessons, _ budget: MatchingBudget, _ traffic: Traffic?, encoder: String?
    ) -> Fingerprint {
        var origin = Fingerprint()
        for number in [version, lessons.parts.rawValue, set.owners.count, set.articles.count, lessons.examples.count] {
            origin.add(number)
        }
        origin.add(encoder ?? "")
        origin.add(budget.wrongAnswers)
        origin.add(budget.unknownShare)
        for id in set.owners + set.articles { origin.add(id.rawValue) }
        for (example, features) in zip(lessons.examples, lessons.features) {
            for word in [example.text, example.language.rawValue, example.owner?.rawValue, example.stranger?.rawValue] {
                origin.add(word ?? "")
            }
            for half in [features.words, features.characters] {
                origin.add(half.numbers)
                origin.add(half.amounts)
            }
        }
        for view in lessons.vectors.views { origin.add(view) }
        traffic?.add(to: &origin)
        return origin
    }
}

extension MatcherCache {
    /// What was learned from the same before.
    func learned(from origin: Fingerprint) -> Learned? {
        let name = origin.name + Self.learnedEnding
        let learned = read(name, .learned, of: origin) { numbers throws(PackedNumbersReader.Mismatch) in
            try Learned(&numbers)
        }
        if learned != nil { touch(name) }
        return learned
    }

    func keep(_ learned: Learned, from origin: Fingerprint) {
        write(origin.name + Self.learnedEnding, .learned, of: origin, learned.packed)
        tidy()
    }
}
