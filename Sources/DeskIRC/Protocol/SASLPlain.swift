/// One SASL PLAIN exchange (IRCv3 SASL, RFC 4616): chunks in, credentials out.
struct SASLPlain: Equatable, Sendable {
    enum Step: Equatable, Sendable {
        case more
        case credentials(name: String, password: String)
        /// No exchange of PLAIN, or for somebody else than who logs in.
        case malformed
        case tooLong
        case aborted
    }
    static let chunkBytes = 400
    /// Three parts of up to 255 bytes and their separators, coded: what RFC 4616 needs and a little more.
    static let mostBytes = 1200

    private var code = ""

    init() {}

    mutating func feed(_ chunk: String) -> Step {
        guard chunk != "*" else { return .aborted }
        guard chunk.utf8.count <= Self.chunkBytes else { return .tooLong }
        if chunk != "+" { code += chunk }
        guard code.utf8.count <= Self.mostBytes else { return .tooLong }
        // A full chunk means that another follows, even an empty one.
        guard chunk.utf8.count < Self.chunkBytes else { return .more }
        return Self.credentials(of: code)
    }

    private static func credentials(of code: String) -> Step {
        guard let bytes = Base64.decoded(code), let text = String(validating: bytes, as: UTF8.self) else {
            return .malformed
        }
        let parts = text.unicodeScalars.split(separator: "\0", omittingEmptySubsequences: false).map { String($0) }
        guard parts.count == 3, !parts[1].isEmpty, parts[0].isEmpty || parts[0] == parts[1] else { return .malformed }
        return .credentials(name: parts[1], password: parts[2])
    }
}
