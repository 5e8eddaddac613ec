import DeskCore
import DeskMatching
import Foundation

/// What is learned, and what is asked.
struct EvalTrial: Sendable {
    let content: Content
    let questions: [LabelledQuestion]
    let language: Language?
    let budget: MatchingBudget

    func matcher(without parts: [Eval.Part], _ encoder: any SentenceEncoder = MiniLM.english) -> Matcher {
        var kept = MatcherParts.all
        if parts.contains(.words) { kept.remove(.words) }
        if parts.contains(.speaking) { kept.remove(.speaking) }
        return Matcher(content, budget: budget, encoder: parts.contains(.vectors) ? nil : encoder, parts: kept)
    }
}

/// One measurement, and what it took.
struct EvalRun: Sendable {
    /// How many questions tell the time of one.
    static let timed = 200
    /// How many go before them, so that nothing is done for the first time.
    static let warm = 20

    let trial: EvalTrial
    let matcher: Matcher
    let evaluation: Evaluation
    let fitting: Duration
    let millisecondsPerQuestion: Double
    /// The most memory that the process had; 0 where the system does not tell.
    let peakMegabytes: Double

    init(_ trial: EvalTrial, without parts: [Eval.Part]) {
        self.trial = trial
        let start = ContinuousClock.now
        matcher = trial.matcher(without: parts)
        fitting = ContinuousClock.now - start
        // Before all of them are read: what was read once is known.
        millisecondsPerQuestion = Self.millisecondsPerQuestion(trial, matcher)
        evaluation = Evaluation(trial.questions, readBy: matcher, language: trial.language)
        peakMegabytes = Self.peakMegabytes()
    }

    /// One at a time, on one core, spread over all questions.
    private static func millisecondsPerQuestion(_ trial: EvalTrial, _ matcher: Matcher) -> Double {
        let count = min(trial.questions.count, warm + timed)
        let sample = (0..<count).map { trial.questions[$0 * trial.questions.count / count] }
        func read(_ questions: ArraySlice<LabelledQuestion>) -> Duration {
            ContinuousClock().measure {
                for question in questions {
                    _ = Evaluation.reading(of: question, by: matcher, language: trial.language)
                }
            }
        }
        let before = min(warm, count / 2)
        _ = read(sample[..<before])
        return read(sample[before...]) / .milliseconds(count - before)
    }

    private static func peakMegabytes() -> Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }
        return (kilobytes ?? 0) / 1024
    }

    var figures: EvalFigures {
        var figures = EvalFigures(evaluation)
        figures.fit_s = fitting / .seconds(1)
        figures.ms_per_question = millisecondsPerQuestion
        figures.peak_mb = peakMegabytes
        return figures
    }
}

/// As scripts read it. What was not measured is left out.
struct EvalFigures: Encodable {
    var without: [String]?
    let accuracy: Double
    let top3: Double
    let coverage: Double
    let wrong_in_scope: Double
    let wrong_mixed: Double
    let unknown_left_alone: Double
    let auroc: Double
    let ece: Double
    var fit_s: Double?
    var ms_per_question: Double?
    var peak_mb: Double?

    init(_ evaluation: Evaluation, without parts: [Eval.Part]? = nil) {
        without = parts?.map(\.rawValue)
        accuracy = evaluation.accuracy
        top3 = evaluation.topThree
        coverage = evaluation.coverage
        wrong_in_scope = evaluation.wrongInScope
        wrong_mixed = evaluation.wrongMixed
        unknown_left_alone = evaluation.unknownLeftAlone
        auroc = evaluation.auroc
        ece = evaluation.calibrationError
    }
}
