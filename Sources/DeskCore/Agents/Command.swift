/// What agents can tell the desk: one row a command, from which `!help` is made.
struct Command: Sendable {
    /// What a command works with.
    struct Call {
        let agent: Agent
        let arrival: Arrival
        var argument: String
        /// The case it is about, where that was said before anything else.
        var number: CaseNumber?
        let usage: String
        let now: Timestamp

        /// How to write it, with the case's number where that was said.
        var form: String { number.map { usage(for: $0) } ?? usage }

        func usage(for number: CaseNumber) -> String {
            let words = usage.split(separator: " ").filter { $0 != "[n]" }.map(String.init)
            return (words.prefix(1) + [String(number)] + words.dropFirst()).joined(separator: " ")
        }
    }
    let name: String
    let usage: String
    let help: String
    /// Only looks: answered by the archive, outside the loop.
    let isLook: Bool
    let run: @Sendable (inout Desk, Call) -> Void

    static let table: [Command] = [
        Command(name: "queue", usage: "!queue", help: "who waits, and who has whom", isLook: true) { desk, call in
            desk.show(.board, to: call.arrival.from)
        },
        Command(
            name: "claim", usage: "!claim [n]", help: "take case n, or the next in line", isLook: false
        ) { $0.claim($1) },
        Command(
            name: "brief", usage: "!brief [n]", help: "who it is and everything said so far", isLook: true
        ) { $0.brief($1) },
        Command(
            name: "why", usage: "!why [n]", help: "what the bot made of the last question", isLook: true
        ) { $0.explain($1) },
        Command(
            name: "note", usage: "!note TEXT", help: "a note for agents; the customer never sees it", isLook: false
        ) { $0.note($1) },
        Command(
            name: "bot", usage: "!bot", help: "give the conversation back to the bot", isLook: false
        ) { $0.giveBack($1) },
        Command(
            name: "done", usage: "!done REASON", help: "close the case; the customer is asked whether it is solved",
            isLook: false
        ) { $0.done($1) },
        Command(
            name: "draft", usage: "!draft [n]", help: "make a draft article from what you answered", isLook: true
        ) { $0.draftArticle($1) },
        Command(
            name: "file", usage: "!file [n]", help: "get the last file the customer sent, or the nth from the end",
            isLook: true
        ) { $0.fetchFile($1) },
        Command(name: "find", usage: "!find WORDS", help: "lines that hold these words", isLook: true) { desk, call in
            call.argument.isEmpty
                ? desk.show(.text("What to look for? !find WORDS"), to: call.arrival.from)
                : desk.show(.find(call.argument), to: call.arrival.from)
        },
        Command(name: "help", usage: "!help", help: "this list", isLook: true) { desk, call in
            desk.show(.text(helpText), to: call.arrival.from)
        },
    ]

    static var helpText: String {
        let width = table.map(\.usage.count).max() ?? 0
        let rows = table.map { row in
            row.usage + String(repeating: " ", count: width - row.usage.count) + "  " + row.help
        }
        let rest = [
            "In a case's room, text without ! goes to the customer.",
            "Where you have several cases in one window: r 12 TEXT, !note 12 TEXT, !done 12 REASON, !bot 12.",
        ]
        return (rows + rest).joined(separator: "\n")
    }

    /// The command line without its mark, if the text is one. Whatever looks like the mark counts, however it is
    /// hidden: a mistyped command must never reach a customer.
    static func line(in text: String) -> Substring? {
        let visible = visible(text)
        guard let first = visible.first, marks.contains(first) else { return nil }
        return Substring(visible.dropFirst().drop { $0.properties.isVariationSelector })
    }

    /// Whether any line of the text is one.
    static func isAmong(_ text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).contains { line(in: String($0)) != nil }
    }

    /// The text from the first sign on that anybody sees.
    static func visible(_ text: String) -> Substring.UnicodeScalarView { text.unicodeScalars.drop(while: isUnseen) }

    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        if properties.isWhitespace || properties.isDefaultIgnorableCodePoint { return true }
        return [.control, .format, .nonspacingMark, .enclosingMark].contains(properties.generalCategory)
    }

    /// `!` and what looks like it: inverted, double, fullwidth, small, heavy, emoji.
    private static let marks: Set<Unicode.Scalar> = [
        "!", "\u{A1}", "\u{1C3}", "\u{203C}", "\u{2049}", "\u{FE15}", "\u{FE57}", "\u{FF01}", "\u{2755}", "\u{2757}",
        "\u{2762}",
        "\u{2763}",
    ]

    static func run(_ line: Substring, by agent: Agent, _ arrival: Arrival, on desk: inout Desk, at now: Timestamp) {
        let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        let word = parts.first.map { $0.lowercased() } ?? ""
        let argument = parts.count > 1 ? parts[1].drop(while: \.isWhitespace) : ""
        guard let command = table.first(where: { $0.name == word }) else {
            let known = table.map { "!" + $0.name }.joined(separator: " ")
            return desk.show(
                .text("No such command: !\(word). Nothing was sent. There are: \(known)"), to: arrival.from)
        }
        command.run(
            &desk, Call(agent: agent, arrival: arrival, argument: String(argument), usage: command.usage, now: now))
    }
}
