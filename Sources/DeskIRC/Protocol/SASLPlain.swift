/// A SASL PLAIN message (RFC 4616).
struct SASLPlain: Equatable, Sendable {
    /// Three parts of up to 255 bytes and their separators, coded: what RFC 4616 needs and a little more.
    static let mostBytes = 1200

    let name: String
    let password: String

    /// Nil where it is none, or is for somebody else than who logs in.
    init?(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let parts = text.unicodeScalars.split(separator: "\0", omittingEmptySubsequences: false).map { String($0) }
        guard parts.count == 3, !parts[1].isEmpty, parts[0].isEmpty || parts[0] == parts[1] else { return nil }
        name = parts[1]
        password = parts[2]
    }
}
