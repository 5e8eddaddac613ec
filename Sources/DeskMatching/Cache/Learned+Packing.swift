import DeskCore

// In the order in which each is read again. Shapes are looked at where they are used: see `Experts.fits`.

extension Learned {
    var packed: PackedNumbers {
        var numbers = PackedNumbers()
        experts.words.pack(into: &numbers)
        numbers.add(experts.views.count)
        for view in experts.views { view.pack(into: &numbers) }
        calibration.pack(into: &numbers)
        return numbers
    }

    init(_ numbers: inout PackedNumbersReader) throws(PackedNumbersReader.Mismatch) {
        let words = try Learner(&numbers)
        var views: [VectorClassifier] = []
        for _ in 0..<(try numbers.count()) { views.append(try VectorClassifier(&numbers)) }
        experts = Experts(words: words, views: views)
        calibration = try Calibration(&numbers)
    }
}

extension Learner {
    fileprivate func pack(into numbers: inout PackedNumbers) {
        switch self {
        case .dense(let classifier):
            numbers.add(0)
            numbers.add(classifier.classCount)
            numbers.add(classifier.weights)
        case .sparse(let classifier):
            numbers.add(1)
            numbers.add(classifier.classCount)
            numbers.add(classifier.starts)
            numbers.add(classifier.classes)
            numbers.add(classifier.weights)
        }
    }

    fileprivate init(_ numbers: inout PackedNumbersReader) throws(PackedNumbersReader.Mismatch) {
        let kind = try numbers.count()
        let classCount = try numbers.count()
        switch kind {
        case 0: self = .dense(DenseClassifier(weights: try numbers.numbers(Float.self), classCount: classCount))
        case 1:
            let starts = try numbers.numbers(Int32.self)
            let classes = try numbers.numbers(Int32.self)
            self = .sparse(
                SparseClassifier(
                    starts: starts, classes: classes, weights: try numbers.numbers(Float.self), classCount: classCount))
        default: throw PackedNumbersReader.Mismatch()
        }
    }
}

extension VectorClassifier {
    fileprivate func pack(into numbers: inout PackedNumbers) {
        numbers.add(classCount)
        numbers.add(mean)
        numbers.add(weights)
    }

    fileprivate init(_ numbers: inout PackedNumbersReader) throws(PackedNumbersReader.Mismatch) {
        let classCount = try numbers.count()
        let mean = try numbers.numbers(Float.self)
        self.init(weights: try numbers.numbers(Float.self), mean: mean, classCount: classCount)
    }
}

extension Calibration {
    fileprivate func pack(into numbers: inout PackedNumbers) {
        for fusion in [judge.fusions.withVector, judge.fusions.withoutVector] { numbers.add(fusion.powers) }
        for gates in [judge.gates, judge.offers] {
            for gate in [gates.withVector, gates.withoutVector] { gate.pack(into: &numbers) }
        }
        numbers.add(judge.isSpeaking ? 1 : 0)
        numbers.add([thresholds.answer, thresholds.clarify, support.coverage, support.wrong, support.evidence])
        numbers.add(support.phrasings)
    }

    fileprivate init(_ numbers: inout PackedNumbersReader) throws(PackedNumbersReader.Mismatch) {
        let fusions = Fusions(
            withVector: Fusion(powers: try numbers.numbers(Double.self)),
            withoutVector: Fusion(powers: try numbers.numbers(Double.self)))
        guard !fusions.withVector.powers.isEmpty, !fusions.withoutVector.powers.isEmpty else {
            throw PackedNumbersReader.Mismatch()
        }
        let gates = Gates(withVector: try ConfidenceGate(&numbers), withoutVector: try ConfidenceGate(&numbers))
        let offers = Gates(withVector: try ConfidenceGate(&numbers), withoutVector: try ConfidenceGate(&numbers))
        let isSpeaking = try numbers.count() == 1
        let rest = try numbers.numbers(Double.self)
        guard rest.count == 5 else { throw PackedNumbersReader.Mismatch() }
        self.init(
            judge: Judge(fusions: fusions, gates: gates, offers: offers, isSpeaking: isSpeaking),
            thresholds: Reading.Thresholds(answer: rest[0], clarify: rest[1]),
            support: Support(
                coverage: rest[2], wrong: rest[3], evidence: rest[4], phrasings: try numbers.count()))
    }
}

extension ConfidenceGate {
    fileprivate func pack(into numbers: inout PackedNumbers) {
        for list in [means, spreads, [slope, level], corrections] { numbers.add(list) }
    }

    fileprivate init(_ numbers: inout PackedNumbersReader) throws(PackedNumbersReader.Mismatch) {
        var lists: [[Double]] = []
        for _ in 0..<4 { lists.append(try numbers.numbers(Double.self)) }
        guard lists[0].count == Evidence.weights.count, lists[1].count == lists[0].count, lists[2].count == 2 else {
            throw PackedNumbersReader.Mismatch()
        }
        self.init(means: lists[0], spreads: lists[1], slope: lists[2][0], level: lists[2][1], corrections: lists[3])
    }
}
