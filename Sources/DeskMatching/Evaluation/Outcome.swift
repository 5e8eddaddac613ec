import DeskCore

extension Evaluation {
    /// What came of one question.
    struct Outcome: Sendable {
        /// Whether anything can answer it.
        var isKnown = true
        /// Of the first candidate, and of the first three.
        var isRight = false
        var isAmongThree = false
        var isAnswered = false
        /// Of an answer: that it is the right one.
        var isAnswerRight = false
        var isAskedBack = false
        /// Of choices: that the right one is among them.
        var isOffered = false
        /// Of the first candidate.
        var confidence = 0.0
    }
}

extension Evaluation.Outcome {
    init(_ question: LabelledQuestion, _ reading: Reading) {
        let right = ContentID(question.intent)
        isKnown = !question.intent.isEmpty
        isRight = isKnown && reading.candidates.first?.id == right
        isAmongThree = isKnown && reading.candidates.prefix(3).contains { $0.id == right }
        confidence = reading.candidates.first?.confidence ?? 0
        switch reading.verdict {
        case .answer(let candidate):
            isAnswered = true
            isAnswerRight = isKnown && candidate.id == right
        case .clarify(let choices):
            isAskedBack = true
            isOffered = isKnown && choices.contains { $0.id == right }
        case .silence: break
        }
    }
}
