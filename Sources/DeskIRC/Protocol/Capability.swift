/// The capabilities a connection has asked for (IRCv3 capability negotiation).
struct Capabilities: OptionSet, Hashable, Sendable {
    let rawValue: UInt32
    init(rawValue: UInt32) { self.rawValue = rawValue }

    static let messageTags = Self(rawValue: 1)
    static let serverTime = Self(rawValue: 1 << 1)
    static let echoMessage = Self(rawValue: 1 << 2)
    static let batch = Self(rawValue: 1 << 3)
    static let sasl = Self(rawValue: 1 << 4)
    static let accountTag = Self(rawValue: 1 << 5)
    static let awayNotify = Self(rawValue: 1 << 6)
    static let extendedJoin = Self(rawValue: 1 << 7)
    static let labeledResponse = Self(rawValue: 1 << 8)
    static let multiPrefix = Self(rawValue: 1 << 9)
    static let setname = Self(rawValue: 1 << 10)
    static let standardReplies = Self(rawValue: 1 << 11)
    static let capNotify = Self(rawValue: 1 << 12)
    static let accountNotify = Self(rawValue: 1 << 13)
    static let chathistory = Self(rawValue: 1 << 14)
    static let multiline = Self(rawValue: 1 << 15)
    static let readMarker = Self(rawValue: 1 << 16)

    private static let names: [(name: String, value: String?, capability: Self)] = [
        ("account-notify", nil, .accountNotify), ("account-tag", nil, .accountTag), ("away-notify", nil, .awayNotify),
        ("batch", nil, .batch), ("cap-notify", nil, .capNotify), ("draft/chathistory", nil, .chathistory),
        ("draft/multiline", "max-bytes=\(OpenBatch.mostBytes),max-lines=\(OpenBatch.mostLines)", .multiline),
        ("draft/read-marker", nil, .readMarker), ("echo-message", nil, .echoMessage),
        ("extended-join", nil, .extendedJoin), ("labeled-response", nil, .labeledResponse),
        ("message-tags", nil, .messageTags), ("multi-prefix", nil, .multiPrefix),
        ("sasl", Registration.mechanisms, .sasl),
        ("server-time", nil, .serverTime), ("setname", nil, .setname), ("standard-replies", nil, .standardReplies),
    ]

    /// What `CAP LS` lists; values only from version 302 on.
    static func offered(withValues: Bool) -> String {
        // Of multiline a client must know the limits.
        names.filter { withValues || $0.capability != .multiline }
            .map { row in withValues ? row.name + (row.value.map { "=" + $0 } ?? "") : row.name }
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
