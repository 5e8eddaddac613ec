/// The capabilities a connection has asked for (IRCv3 capability negotiation).
struct Capabilities: OptionSet, Hashable, Sendable {
    let rawValue: UInt8
    init(rawValue: UInt8) { self.rawValue = rawValue }

    static let messageTags = Self(rawValue: 1)
    static let serverTime = Self(rawValue: 2)
    static let echoMessage = Self(rawValue: 4)
    static let batch = Self(rawValue: 8)
    static let sasl = Self(rawValue: 16)

    private static let names: [(name: String, value: String?, capability: Self)] = [
        ("batch", nil, .batch), ("echo-message", nil, .echoMessage), ("message-tags", nil, .messageTags),
        ("sasl", "PLAIN", .sasl), ("server-time", nil, .serverTime),
    ]

    /// What `CAP LS` lists; values only from version 302 on.
    static func offered(withValues: Bool) -> String {
        names.map { row in withValues ? row.name + (row.value.map { "=" + $0 } ?? "") : row.name }
            .joined(separator: " ")
    }

    /// The names of these, for `CAP LIST`.
    var list: String {
        Self.names.filter { contains($0.capability) }.map(\.name).joined(separator: " ")
    }

    /// After a request such as `sasl -batch`; nil, and nothing changes, where any part is unknown.
    func applying(_ request: String) -> Capabilities? {
        var result = self
        for word in request.split(separator: " ") {
            let isRemoval = word.hasPrefix("-")
            let name = isRemoval ? word.dropFirst() : word
            guard let row = Self.names.first(where: { $0.name == name }) else { return nil }
            if isRemoval { result.remove(row.capability) } else { result.insert(row.capability) }
        }
        return result
    }
}
