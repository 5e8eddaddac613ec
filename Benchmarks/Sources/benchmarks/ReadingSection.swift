import DeskCore
import DeskMatching

/// What the matcher costs, on one core.
struct ReadingSection {
    let questions: Questions
    let matcher: Matcher
    let window: Duration

    func table() -> Table {
        Table(
            "Reading", note: "One core. What is not answered would be asked back or left alone.",
            columns: ["questions", "different", "questions/s", "µs each", "answered (%)"],
            rows: [
                row("as in the files", questions.exact), row("in new words", questions.new),
            ])
    }

    private func row(_ name: String, _ texts: [String]) -> [Table.Cell] {
        let turns = texts.map(Questions.turn)
        var answered = 0
        var next = 0
        let (count, time) = repeated(for: window, chunk: 10) {
            if case .answer = matcher.read(turns[next]).verdict { answered += 1 }
            next = (next + 1) % turns.count
        }
        let each = time.inMicroseconds / Double(count)
        return [
            .text(name), .count(texts.count), .number(1_000_000 / each, 0), .number(each, 1),
            .number(100 * Double(answered) / Double(count), 1),
        ]
    }
}
