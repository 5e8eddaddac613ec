import ArgumentParser
import DeskCore
import DeskMatching

/// What the customers of a benchmark ask, taken from the content itself.
struct Questions: Sendable {
    struct Question: Sendable {
        let text: String
        let reading: Reading
    }
    let content: Content
    /// Phrasings as they stand in the files, of articles and intents.
    let exact: [String]
    /// Phrasings that the matcher has never seen: the files' own tests.
    let new: [String]
    /// Titles of articles, each with its reading, so that desks can be driven without the matcher.
    let answered: [Question]

    init(_ content: Content, _ matcher: Matcher) throws {
        let live = content.entries.values.filter { $0.status == .live }.sorted { $0.id < $1.id }
        let variants = live.flatMap { entry in entry.variants.sorted { $0.key < $1.key }.map(\.value) }
        self.content = content
        exact = variants.flatMap { [$0.title] + $0.ask.map(\.text) }
        new = variants.flatMap { $0.test.map(\.text) }
        answered = live.filter { $0.action == nil }.compactMap { entry in
            guard let title = entry.variants[content.defaultLanguage]?.title else { return nil }
            let reading = matcher.read(Self.turn(title))
            guard case .answer(let candidate) = reading.verdict, candidate.id == entry.id else { return nil }
            return Question(text: title, reading: reading)
        }
        guard !answered.isEmpty, !new.isEmpty else {
            throw ValidationError("the content holds no article that answers its own title, or no `test:`")
        }
    }

    static func turn(_ text: String) -> Turn {
        Turn(id: TurnID(conversation: "c1", number: 1, lines: 1), text: text)
    }

    func table(learnedIn time: Duration) -> Table {
        Table(
            "Content", note: "What the matcher learns from, and how long it takes.",
            columns: ["entries", "phrasings", "held out", "learned (ms)"],
            rows: [
                [
                    .count(content.entries.count), .count(exact.count), .count(new.count),
                    .number(time.milliseconds, 0),
                ]
            ])
    }
}
