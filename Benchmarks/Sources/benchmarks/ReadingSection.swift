import DeskCore
import DeskMatching

/// What the matcher costs, on one core.
struct ReadingSection {
    /// With the two tokens that begin and end a text, and a word in two, about 12 tokens.
    static let shortQuestion = 7...9
    let questions: Questions
    let matcher: Matcher
    let window: Duration

    func table() -> Table {
        let short = questions.new.filter { Self.shortQuestion.contains($0.split(separator: " ").count) }
        let rest = questions.new.filter { !Self.shortQuestion.contains($0.split(separator: " ").count) }
        return Table(
            "Reading",
            note:
                "One core. What is not answered would be asked back or left alone. New: read once, for the first time.",
            columns: ["questions", "different", "mean (µs)", "p50 (µs)", "p99 (µs)", "answered (%)"],
            rows: [
                once("new, of 7 to 9 words", short), once("new, shorter or longer", rest),
                again("new ones once more", questions.new), again("as in the files", questions.exact),
            ])
    }

    private func once(_ name: String, _ texts: [String]) -> [Table.Cell] {
        let clock = ContinuousClock()
        var samples = Samples()
        var answered = 0
        for text in texts {
            let turn = Questions.turn(text)
            let start = clock.now
            let reading = matcher.read(turn)
            samples.add(clock.now - start)
            if case .answer = reading.verdict { answered += 1 }
        }
        let percentiles = samples.percentiles(0.5, 0.99)
        return [
            .text(name), .count(texts.count), .number(1000 * samples.mean, 1), .number(1000 * percentiles[0], 1),
            .number(1000 * percentiles[1], 1), .number(100 * Double(answered) / Double(texts.count), 1),
        ]
    }

    private func again(_ name: String, _ texts: [String]) -> [Table.Cell] {
        let turns = texts.map(Questions.turn)
        var answered = 0
        var next = 0
        let (count, time) = repeated(for: window, chunk: 10) {
            if case .answer = matcher.read(turns[next]).verdict { answered += 1 }
            next = (next + 1) % turns.count
        }
        return [
            .text(name), .count(texts.count), .number(time.inMicroseconds / Double(count), 1), .text(""), .text(""),
            .number(100 * Double(answered) / Double(count), 1),
        ]
    }
}
