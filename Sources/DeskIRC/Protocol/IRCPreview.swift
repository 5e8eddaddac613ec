public import DeskCore

/// How something would look on IRC, for those who write it.
public enum IRCPreview {
    /// What a line holds beside its frame, in bytes, at the least: RFC 1459's 512 with the longest names that we give.
    static let bytesInLine = 400

    /// The lines that a client would be sent, without formatting codes.
    public static func lines(of prose: Prose) -> [String] {
        prose.ircLines.flatMap { LineCutter.pieces(of: $0, bytes: bytesInLine) }
            .map { $0.filter { !IRCStyle.all.contains($0) } }
    }
}
