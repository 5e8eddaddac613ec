/// Learns which phrasings belong to which entry and how far to trust that, or takes it from where it was kept.
struct MatcherLearner {
    let set: TrainingSet
    let lessons: Lessons
    let budget: MatchingBudget
    let traffic: Traffic?
    let progress: LearningProgress.Listener

    /// - Parameter encoder: The name of the sentence vectors' model.
    func learned(encoder: String?, _ cache: MatcherCache?) -> (classifier: Classifier, calibration: Calibration) {
        guard let cache else { return finished(learn()) }
        let origin = Learned.origin(set, lessons, budget, traffic, encoder: encoder)
        if let known = cache.learned(from: origin) {
            return finished((classifier(experts: known.experts), known.calibration))
        }
        let learned = learn()
        cache.keep(Learned(experts: learned.classifier.learned, calibration: learned.calibration), from: origin)
        return finished(learned)
    }

    private func learn() -> (classifier: Classifier, calibration: Calibration) {
        progress(.answers)
        let classifier = classifier()
        guard let sample else {
            return (
                classifier, Calibration(set, lessons, budget: budget, traffic: traffic, progress: progress)
            )
        }
        progress(.confidence(done: 0, of: 1))
        let trials = sample.trials(set, lessons, classifier)
        return (classifier, Calibration(trials, lessons, owners: set.owners, budget: budget, traffic: traffic))
    }

    private func finished(
        _ learned: (classifier: Classifier, calibration: Calibration)
    ) -> (classifier: Classifier, calibration: Calibration) {
        var learned = learned
        learned.classifier.endLearning()
        return learned
    }

    /// Of large content some phrasings are held back for good.
    private var sample: Sample? { lessons.size.isLarge ? Sample(set, lessons) : nil }

    private func classifier(experts: Experts? = nil) -> Classifier {
        let heldBack = sample?.heldBack ?? []
        return Classifier(
            lessons, lessons.examples.indices.filter { !heldBack.contains($0) }, owners: set.owners, experts: experts)
    }
}
