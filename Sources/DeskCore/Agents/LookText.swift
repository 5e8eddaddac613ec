/// What the archive found, in words for agents and customers.
public enum LookText {
    /// The board: one row a case.
    public static func board(_ rows: [BoardRow], now: Timestamp) -> String {
        guard !rows.isEmpty else { return "Nobody waits, and no case is open." }
        let waiting = rows.filter { $0.agent == nil }.enumerated().map { place, row in
            "\(place + 1). case \(row.number): \(row.customer) (\(row.gateway)), waits \(span(now - row.openedAt)): \(words(row))"
        }
        let taken = rows.compactMap { row in
            row.agent.map { "case \(row.number): \(row.customer) (\(row.gateway)) with \($0)" }
        }
        let head = waiting.isEmpty ? "Nobody waits." : "\(waiting.count) waiting. !claim takes the first."
        return ([head] + waiting + taken).joined(separator: "\n")
    }

    /// Who it is and what agents noted; the lines themselves follow as a recap.
    public static func brief(_ brief: Brief, now: Timestamp) -> String {
        var lines = [
            "Case \(brief.row.number): \(brief.row.customer) (\(brief.row.gateway)), \(brief.state), "
                + "opened \(span(now - brief.row.openedAt)) ago"
        ]
        if let language = brief.language { lines.append("Language: \(language)") }
        if !brief.earlierCases.isEmpty {
            lines.append("Earlier cases: " + brief.earlierCases.map(String.init).joined(separator: ", "))
        }
        lines += brief.notes.map { "Note by \($0.author): \($0.text)" }
        return lines.joined(separator: "\n")
    }

    public static func found(_ found: [Found], for words: String) -> String {
        guard !found.isEmpty else { return "Nothing found for: \(words)" }
        return found.map { item in
            let place = item.number.map { "case \($0)" } ?? "\(item.line.conversation)"
            return "\(place), \(item.line.author): \(item.line.text)"
        }.joined(separator: "\n")
    }

    /// Rounded to what matters: seconds below a minute, minutes below two hours, then hours.
    public static func span(_ duration: Duration) -> String {
        let seconds = max(0, duration.components.seconds)
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 7200 { return "\(seconds / 60) min" }
        return "\(seconds / 3600) h"
    }

    private static func words(_ row: BoardRow) -> String {
        let line = row.lastWords.split(separator: "\n").joined(separator: " ")
        return line.count > 80 ? line.prefix(79) + "…" : line
    }
}
