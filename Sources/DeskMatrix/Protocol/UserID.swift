/// `@localpart:server`. The server part may hold a port.
struct UserID: Hashable, Sendable {
    let text: String
    let localpart: String
    let server: String

    init?(_ text: String) {
        guard text.hasPrefix("@"), let colon = text.firstIndex(of: ":") else { return nil }
        let localpart = text[text.index(after: text.startIndex)..<colon]
        let server = text[text.index(after: colon)...]
        guard !server.isEmpty, text.utf8.count <= 255, !text.unicodeScalars.contains(where: { $0.value <= 0x20 }) else {
            return nil
        }
        self.text = text
        self.localpart = String(localpart)
        self.server = String(server)
    }
}

/// A pattern of whole names: `*` stands for any characters, `?` for one (specification, "Glob-style matching").
public struct NamePattern: Hashable, Sendable {
    public let text: String
    private let pattern: [Character]

    public init(_ text: String) {
        self.text = text
        pattern = Array(text.lowercased())
    }

    func matches(_ name: String) -> Bool {
        let name = Array(name.lowercased())
        var (at, position) = (0, 0)
        var star: (pattern: Int, name: Int)?
        while position < name.count {
            if at < pattern.count, pattern[at] == "*" {
                star = (at, position)
                at += 1
            } else if at < pattern.count, pattern[at] == "?" || pattern[at] == name[position] {
                (at, position) = (at + 1, position + 1)
            } else if let last = star {
                star = (last.pattern, last.name + 1)
                (at, position) = (last.pattern + 1, last.name + 1)
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == "*" }
    }
}
