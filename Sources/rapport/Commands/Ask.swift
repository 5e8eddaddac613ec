import ArgumentParser
import DeskCore
import DeskMatching

struct Ask: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What the desk would say, and why.",
        discussion: "Without a question, one a line is read from standard input.")

    @OptionGroup var config: ConfigOptions
    @OptionGroup var content: ContentOptions
    @Flag(help: "One JSON object a line.")
    var json = false
    @Argument(help: "The question.")
    var question: String?

    private struct Answer: Encodable {
        struct Candidate: Encodable {
            let id: String
            let confidence: Double
        }
        let query: String
        let decision: String
        let id: String?
        let confidence: Double
        let candidates: [Candidate]

        enum CodingKeys: String, CodingKey { case query, decision, id, confidence, candidates }

        /// `id` is written as null, not left out.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(query, forKey: .query)
            try container.encode(decision, forKey: .decision)
            try container.encode(id, forKey: .id)
            try container.encode(confidence, forKey: .confidence)
            try container.encode(candidates, forKey: .candidates)
        }
    }

    func run() async throws {
        let configuration = try config.read(content: content.content)
        let (content, diagnostics) = Wiring.loadContent(configuration)
        let errors = diagnostics.filter { $0.severity == .error }.count
        if errors > 0 { complain("\(errors) errors in the content: `rapport check` shows them.") }
        let matcher = Wiring.matcher(for: content, configuration)
        if let question {
            try answer(question, matcher, content)
        } else {
            while let line = readLine() { try answer(line, matcher, content) }
        }
    }

    private func answer(_ question: String, _ matcher: Matcher, _ content: Content) throws {
        let reading = matcher.read(Turn(id: TurnID(conversation: "ask", number: 1, lines: 1), text: question))
        json ? try sayJSON(answer(question, reading, content)) : say(explanation(reading, content))
    }

    private func answer(_ question: String, _ reading: Reading, _ content: Content) -> Answer {
        let (decision, id, offered): (String, ContentID?, [Reading.Candidate])
        switch reading.verdict {
        case .answer(let candidate):
            let isHandOver = [.human, .crisis].contains(content.entries[candidate.id]?.action)
            (decision, id, offered) = (isHandOver ? "hand_over" : "answer", candidate.id, reading.candidates)
        case .clarify(let choices): (decision, id, offered) = ("clarify", nil, choices)
        case .silence: (decision, id, offered) = ("hand_over", nil, reading.candidates)
        }
        return Answer(
            query: question, decision: decision, id: id?.rawValue,
            confidence: reading.candidates.first?.confidence ?? 0,
            candidates: offered.map { .init(id: $0.id.rawValue, confidence: $0.confidence) })
    }

    private func explanation(_ reading: Reading, _ content: Content) -> String {
        var said: [String] = []
        if case .answer(let candidate) = reading.verdict {
            said = ([candidate] + reading.also).compactMap {
                content.variant(of: $0.id, in: $0.language)?.body.plainText
            }
        }
        return (said + [reading.explanation(in: content)]).joined(separator: "\n\n")
    }
}
