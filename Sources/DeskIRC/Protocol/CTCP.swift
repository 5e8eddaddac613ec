/// A message between clients that hides in the text of a PRIVMSG or NOTICE, between two bytes of 1.
struct CTCP: Equatable, Sendable {
    /// In upper case.
    let command: String
    let argument: String

    /// Nil for text that is none. The byte at the end may be missing.
    init?(_ text: String) {
        guard text.utf8.first == 1 else { return nil }
        let parts = text.dropFirst().prefix { $0 != "\u{01}" }
            .split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        command = parts.first.map { $0.uppercased() } ?? ""
        argument = parts.count > 1 ? String(parts[1]) : ""
    }

    var isAction: Bool { command == "ACTION" }

    /// Bytes that `action` adds.
    static let actionFrame = 9
    static func action(_ text: String) -> String { "\u{01}ACTION \(text)\u{01}" }
}
