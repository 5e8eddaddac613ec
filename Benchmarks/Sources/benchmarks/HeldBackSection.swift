import DeskCore
import DeskMatching

/// How well the content's own questions are understood when they are not there to be learned: a tenth at a time is
/// held back, and asked of a matcher that knows the rest.
struct HeldBackSection {
    static let parts = 10
    let content: Content

    func table() -> Table {
        var tallies: [String: Tally] = [:]
        for part in 0..<Self.parts { ask(part, &tallies) }
        return Table(
            "Questions held back",
            note: "A tenth of the content's phrasings at a time, in their own language. Shares of all that were asked.",
            columns: [
                "language", "questions", "answered rightly (%)", "wrongly (%)", "asked back (%)", "first is right (%)",
            ],
            rows: tallies.sorted { $0.key < $1.key }.map { $0.value.row($0.key) })
    }

    private func ask(_ part: Int, _ tallies: inout [String: Tally]) {
        var held: [(text: String, language: Language, owner: ContentID)] = []
        var number = 0
        let entries = content.entries.values.sorted { $0.id < $1.id }.map { entry in
            var variants: [Language: Variant] = [:]
            for (language, variant) in entry.variants.sorted(by: { $0.key < $1.key }) {
                var kept: [Phrasing] = []
                for phrasing in variant.ask {
                    number += 1
                    let isHeld = number % Self.parts == part && entry.status == .live
                    if isHeld { held.append((phrasing.text, language, entry.id)) } else { kept.append(phrasing) }
                }
                variants[language] = Variant(
                    title: variant.title, ask: kept, not: variant.not, body: variant.body, file: variant.file,
                    line: variant.line)
            }
            return Entry(
                id: entry.id, action: entry.action, status: entry.status, products: entry.products, variants: variants)
        }
        let rest = Content(
            revision: "held-back", entries: entries, voice: content.voice, defaultLanguage: content.defaultLanguage)
        let matcher = Matcher(rest)
        for question in held {
            let turn = Turn(
                id: TurnID(conversation: "c1", number: 1, lines: 1), text: question.text,
                context: .init(language: question.language))
            let reading = matcher.read(turn)
            for key in [question.language.rawValue, "together"] {
                tallies[key, default: Tally()].add(reading, question.owner)
            }
        }
    }

    private struct Tally {
        private var asked = 0
        private var right = 0
        private var wrong = 0
        private var back = 0
        private var first = 0

        mutating func add(_ reading: Reading, _ owner: ContentID) {
            asked += 1
            if reading.candidates.first?.id == owner { first += 1 }
            switch reading.verdict {
            case .answer(let candidate): if candidate.id == owner { right += 1 } else { wrong += 1 }
            case .clarify: back += 1
            case .silence: break
            }
        }

        func row(_ name: String) -> [Table.Cell] {
            func share(_ count: Int) -> Table.Cell { .number(100 * Double(count) / Double(max(asked, 1)), 1) }
            return [.text(name), .count(asked), share(right), share(wrong), share(back), share(first)]
        }
    }
}
