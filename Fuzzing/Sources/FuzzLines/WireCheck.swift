import Invariants

@testable import DeskIRC

/// What was read is written as one line, and read as the same again where a line can hold it.
enum WireCheck {
    static func check(_ line: [UInt8]) {
        guard let message = try? IRCMessage(parsing: line) else { return }
        require(!message.command.isEmpty, "no command")
        for part in [message.command, message.source ?? ""] + message.params {
            require(!part.utf8.contains { $0 == 0 || $0 == 10 || $0 == 13 }, "a line end came through")
        }
        // The gateway writes commands of its own; one that begins like tags would be read as tags.
        guard message.command.utf8.first != UInt8(ascii: "@") else { return }
        let wire = message.wire
        checkOneLine(wire)
        guard let again = try? IRCMessage(parsing: wire.dropLast(2)) else {
            return require(false, "what was written is no message")
        }
        guard isWhole(message, wire) else { return }
        require(again == message && again.wire == wire, "\(message) became \(again)")
    }

    static func checkOneLine(_ wire: [UInt8]) {
        require(wire.suffix(2) == [13, 10], "no line end")
        require(!wire.dropLast(2).contains { $0 == 0 || $0 == 10 || $0 == 13 }, "more than one line")
        require(String(validating: wire, as: UTF8.self) != nil, "not UTF-8")
        let tags = wire.first == UInt8(ascii: "@") ? (wire.firstIndex(of: UInt8(ascii: " ")) ?? wire.count) + 1 : 0
        require(tags <= IRCMessage.longestServerTags + 2, "tags of \(tags) bytes")
        require(wire.count - tags <= IRCMessage.longestLine, "a line of \(wire.count - tags) bytes")
    }

    /// Whether nothing had to be bent, cut or left out.
    private static func isWhole(_ message: IRCMessage, _ wire: [UInt8]) -> Bool {
        let body = wire.first == UInt8(ascii: "@") ? wire.drop { $0 != UInt8(ascii: " ") }.count - 1 : wire.count
        guard body < IRCMessage.longestLine - 3, message.tags.allSatisfy({ isKey($0.key) }) else { return false }
        guard wire.count - body < IRCMessage.longestServerTags else { return false }
        let middle = [message.command] + (message.source.map { [$0] } ?? []) + message.params.dropLast()
        return middle.allSatisfy { !$0.isEmpty && $0.utf8.first != UInt8(ascii: ":") }
    }

    private static func isKey(_ key: String) -> Bool {
        key.utf8.allSatisfy { byte in
            (97...122).contains(byte) || (65...90).contains(byte) || (45...57).contains(byte) || byte == 43
        }
    }
}
