extension IRCMessage {
    /// The longest line with its end but without tags (RFC 1459 2.3).
    static let longestLine = 512
    /// The longest tags on a line, between `@` and the space: 4094 bytes of a client's that are passed on, `;`, and 4094
    /// of the server's (IRCv3 message-tags, "Size limit").
    static let longestServerTags = 8189

    /// The line with its end. Whatever the parts hold, it is one line and one message: CR, LF and NUL become spaces
    /// (in tag values escapes), a parameter that only the last place could hold is bent to fit, and a line too long
    /// is cut between characters.
    var wire: [UInt8] { wire(longestLine: Self.longestLine) }

    /// The same for a server that takes longer lines (LINELEN).
    func wire(longestLine: Int) -> [UInt8] {
        var bytes = tagBytes
        let start = bytes.count
        if let source {
            bytes.append(UInt8(ascii: ":"))
            Self.append(source, to: &bytes, isLast: false)
            bytes.append(UInt8(ascii: " "))
        }
        // At the beginning of a line it would be tags.
        if bytes.isEmpty, command.utf8.first == UInt8(ascii: "@") { bytes.append(UInt8(ascii: "_")) }
        Self.append(command, to: &bytes, isLast: false)
        for (index, param) in params.enumerated() {
            bytes.append(UInt8(ascii: " "))
            let isLast = index == params.count - 1
            if isLast, needsColon(param) { bytes.append(UInt8(ascii: ":")) }
            Self.append(param, to: &bytes, isLast: isLast)
        }
        Self.cut(&bytes, to: start + longestLine - 2)
        bytes.append(13)
        bytes.append(10)
        return bytes
    }

    /// Words of people and answers to PING always get the colon: simple clients look for it.
    private func needsColon(_ param: String) -> Bool {
        command == "PRIVMSG" || command == "NOTICE" || command == "PONG" || param.isEmpty
            || param.utf8.first == UInt8(ascii: ":")
            || param.utf8.contains { $0 == UInt8(ascii: " ") || $0 == 0 || $0 == 10 || $0 == 13 }
    }

    private static func append(_ text: String, to bytes: inout [UInt8], isLast: Bool) {
        guard !isLast else {
            bytes.append(contentsOf: text.utf8.lazy.map { $0 == 0 || $0 == 10 || $0 == 13 ? UInt8(ascii: " ") : $0 })
            return
        }
        if text.isEmpty { bytes.append(UInt8(ascii: "*")) }
        if text.utf8.first == UInt8(ascii: ":") { bytes.append(UInt8(ascii: "_")) }
        bytes.append(
            contentsOf: text.utf8.lazy.map {
                $0 == 0 || $0 == 10 || $0 == 13 || $0 == UInt8(ascii: " ") ? UInt8(ascii: "_") : $0
            })
    }

    /// Tags that would pass the limit are left out: they only help, and half a tag would mislead.
    private var tagBytes: [UInt8] {
        guard !tags.isEmpty else { return [] }
        var bytes: [UInt8] = []
        for (key, value) in tags.sorted(by: { $0.key < $1.key }) {
            var tag = key.utf8.filter(Self.isTagKey)
            guard !tag.isEmpty else { continue }
            if !value.isEmpty {
                tag.append(UInt8(ascii: "="))
                TagEscape.encode(value, into: &tag)
            }
            guard bytes.count + 1 + tag.count <= Self.longestServerTags else { continue }
            if !bytes.isEmpty { bytes.append(UInt8(ascii: ";")) }
            bytes.append(contentsOf: tag)
        }
        return bytes.isEmpty ? [] : [UInt8(ascii: "@")] + bytes + [UInt8(ascii: " ")]
    }

    private static func isTagKey(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"),
            UInt8(ascii: "+"):
            true
        default: false
        }
    }

    private static func cut(_ bytes: inout [UInt8], to length: Int) {
        guard bytes.count > length else { return }
        var end = length
        while end > 0, bytes[end] & 0b1100_0000 == 0b1000_0000 { end -= 1 }
        bytes.removeSubrange(end...)
    }
}
