import ArgumentParser
import DeskCore
import DeskMatching
import Foundation

struct Eval: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "How well questions are understood that were not learned from.",
        discussion: """
            A file holds one question a line, then a tab, then its intent.

            With --train everything is learned from that file alone, the threshold included; the others are only asked. A \
            question of --test whose intent has no question in --train counts as one that should be answered, and as \
            wrong. One without an intent, and each of --unknown, counts as one that nobody can answer.

            Without --train the content folder is learned from, without what `rapport learn` has added, and the intents are \
            ids as `rapport ask --json` gives them: warranty/duration, intent:human.

            --ablation shows what words, sentence vectors and the speaking model (the confidence from several signs) are \
            each good for. A text that has no sentence vector is read by its words whatever is left out.
            """)

    /// What can be left out, to see what it is good for.
    enum Part: String, ExpressibleByArgument, CaseIterable { case words, vectors, speaking }

    /// `5%` or `0.05`.
    struct Share: ExpressibleByArgument {
        let value: Double

        init?(argument: String) {
            guard let value = try? Values.share(argument) else { return nil }
            self.value = value
        }
    }

    @OptionGroup var config: ConfigOptions
    @OptionGroup var content: ContentOptions
    @Option(help: "A file to learn from, in place of the content folder.")
    var train: String?
    @Option(help: "A file of questions to ask.")
    var test: String
    @Option(help: "A file of questions that nobody can answer; may be given again. Intents in it are not looked at.")
    var unknown: [String] = []
    @Option(help: "Of the answers, how many may be wrong, such as 5%; the configuration's where it is not given.")
    var wrongAnswers: Share?
    @Option(help: "Of the questions, how many nobody can answer, such as 30%; else the configuration's.")
    var unknownShare: Share?
    @Option(help: "The language of the questions, such as de.")
    var language: String?
    @Option(help: "words, vectors or speaking: does without it; may be given again.")
    var without: [Part] = []
    @Flag(help: "Measures six times: words, vectors and both, each with the speaking model and without.")
    var ablation = false
    @Flag(help: "One JSON object, in one line; with --ablation one a line for each.")
    var json = false

    func validate() throws {
        if train != nil, content.content != nil {
            throw ValidationError("--train and --content are two things to learn from: give one of them.")
        }
        if without.contains(.words), without.contains(.vectors) {
            throw ValidationError("Without words and vectors there is nothing left to go by.")
        }
        if ablation, !without.isEmpty { throw ValidationError("--ablation leaves out each part by itself.") }
        if let language, (try? Values.languages(language))?.count != 1 {
            throw ValidationError("--language takes one language tag, such as de.")
        }
    }

    func run() async throws {
        let trial = try trial()
        guard ablation else {
            let run = EvalRun(trial, without: without)
            return json ? try sayJSON(run.figures) : say(EvalText.report(run))
        }
        let encoder = RememberingEncoder(of: MiniLM.english)
        let evaluations = Self.rows.map { row in
            (row, Evaluation(trial.questions, readBy: trial.matcher(without: row, encoder), language: trial.language))
        }
        guard json else { return say(EvalText.table(evaluations)) }
        for (row, evaluation) in evaluations { try sayJSON(EvalFigures(evaluation, without: row)) }
    }

    /// What is left out in each row of an ablation.
    private static let rows: [[Part]] = [
        [.vectors, .speaking], [.words, .speaking], [.speaking], [.vectors], [.words], [],
    ]

    // MARK: What is learned, and what is asked

    private func trial() throws -> EvalTrial {
        let configuration = try config.read(content: content.content)
        let tests = try file(test, .optional)
        let learned = try train.map { try training($0, tests) } ?? loaded(configuration, tests)
        var others: [LabelledQuestion] = []
        for path in unknown { others += try file(path, .ignored).questions }
        return EvalTrial(
            content: learned, questions: tests.questions + others, language: language.map { Language($0) },
            budget: MatchingBudget(
                wrongAnswers: wrongAnswers?.value ?? configuration.wrongAnswers,
                unknownShare: unknownShare?.value ?? configuration.unknownShare))
    }

    private func file(_ path: String, _ intents: QuestionFile.Intents) throws -> QuestionFile {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
            throw Complaint("\(path): cannot be read. Is the path right?")
        }
        return try QuestionFile([UInt8](data), name: path, intents: intents)
    }

    private func training(_ path: String, _ tests: QuestionFile) throws -> Content {
        let content = Content(
            learningFrom: try file(path, .needed).questions, defaultLanguage: language.map { Language($0) } ?? "en")
        let strange = tests.lines.filter {
            !$0.question.intent.isEmpty && content.entries[ContentID($0.question.intent)] == nil
        }
        if let first = strange.first {
            complain(
                "\(counted(strange.count, "question")) of \(tests.name) have an intent that \(path) has no question of, "
                    + "such as `\(first.question.intent)` in line \(first.number): they count as wrong.")
        }
        return content
    }

    private func loaded(_ configuration: Configuration, _ tests: QuestionFile) throws -> Content {
        let (content, diagnostics) = Wiring.loadContent(configuration)
        let errors = diagnostics.filter { $0.severity == .error }.count
        if errors > 0 { complain("\(counted(errors, "error")) in the content: `rapport check` shows them.") }
        let known = content.entries.values.filter { $0.status == .live }.map(\.id.rawValue).sorted()
        try tests.check { id in
            guard content.entries[ContentID(id)]?.status != .live else { return nil }
            if let status = content.entries[ContentID(id)]?.status { return "`\(id)` is \(status) and answers nothing" }
            let near = known.min { Likeness.distance($0, id) < Likeness.distance($1, id) }
            let hint = near.flatMap { Likeness.distance($0, id) <= 3 ? ". Did you mean `\($0)`?" : nil }
            return "nothing has the id `\(id)`" + (hint ?? "")
        }
        return content
    }
}
