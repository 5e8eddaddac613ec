/// One message of the IRC protocol, in either direction.
struct IRCMessage: Equatable, Sendable {
    /// Values without their escapes. A tag without a value has the empty one, as the specification asks.
    var tags: [String: String]
    var source: String?
    var command: String
    var params: [String]

    init(_ command: String, _ params: [String] = [], source: String? = nil, tags: [String: String] = [:]) {
        self.tags = tags
        self.source = source
        self.command = command
        self.params = params
    }
}

/// Why a line is no message, by what to tell its sender.
enum IRCParseError: Error, Equatable, Sendable {
    /// Nothing there, or nothing but tags and a source. Ignored, as RFC 1459 2.3.1 asks for empty lines.
    case empty
    case invalidUTF8
}

extension IRCMessage {
    /// Reads one line without its end. NUL, CR and LF, which no message can hold, are dropped wherever they stand.
    init(parsing line: some Collection<UInt8>) throws(IRCParseError) {
        let bytes = line.filter { $0 != 0 && $0 != 10 && $0 != 13 }
        // One look at the whole line: a character is never split by the spaces that separate its parts.
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .invalidUTF8 }
        var rest = bytes[...]
        self.init("")
        rest.skipSpaces()
        if rest.first == UInt8(ascii: "@") {
            tags = Self.tags(of: rest.takeWord().dropFirst())
            rest.skipSpaces()
        }
        if rest.first == UInt8(ascii: ":") {
            source = String(decoding: rest.takeWord().dropFirst(), as: UTF8.self)
            rest.skipSpaces()
        }
        command = String(decoding: rest.takeWord(), as: UTF8.self)
        guard !command.isEmpty else { throw .empty }
        params = Self.params(of: rest)
    }

    private static func params(of bytes: ArraySlice<UInt8>) -> [String] {
        var rest = bytes
        var params: [String] = []
        rest.skipSpaces()
        while let first = rest.first {
            if first == UInt8(ascii: ":") {
                params.append(String(decoding: rest.dropFirst(), as: UTF8.self))
                return params
            }
            params.append(String(decoding: rest.takeWord(), as: UTF8.self))
            rest.skipSpaces()
        }
        return params
    }

    private static func tags(of bytes: ArraySlice<UInt8>) -> [String: String] {
        var tags: [String: String] = [:]
        for tag in bytes.split(separator: UInt8(ascii: ";")) {
            let parts = tag.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = parts.first, !key.isEmpty else { continue }
            tags[String(decoding: key, as: UTF8.self)] = parts.count > 1 ? TagEscape.decoded(parts[1]) : ""
        }
        return tags
    }
}

extension ArraySlice<UInt8> {
    fileprivate mutating func skipSpaces() {
        self = drop { $0 == UInt8(ascii: " ") }
    }

    fileprivate mutating func takeWord() -> ArraySlice<UInt8> {
        let word = prefix { $0 != UInt8(ascii: " ") }
        self = self[word.endIndex...]
        return word
    }
}

/// The escapes of tag values (IRCv3 message-tags, "Escaping values").
enum TagEscape {
    private static let pairs: [(plain: UInt8, code: UInt8)] = [
        (UInt8(ascii: ";"), UInt8(ascii: ":")), (UInt8(ascii: " "), UInt8(ascii: "s")),
        (UInt8(ascii: "\\"), UInt8(ascii: "\\")), (13, UInt8(ascii: "r")), (10, UInt8(ascii: "n")),
    ]

    static func encode(_ value: String, into bytes: inout [UInt8]) {
        for byte in value.utf8 where byte != 0 {
            if let pair = pairs.first(where: { $0.plain == byte }) {
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(pair.code)
            } else {
                bytes.append(byte)
            }
        }
    }

    /// An escape that means nothing is the character itself; a lone backslash at the end is dropped.
    static func decoded(_ value: some Collection<UInt8>) -> String {
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in value {
            if isEscaped {
                bytes.append(pairs.first { $0.code == byte }?.plain ?? byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
