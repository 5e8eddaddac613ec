/// What a server says of itself in RPL_ISUPPORT (005), and RFC 1459's defaults where it says nothing.
struct ServerFeatures: Equatable, Sendable {
    /// Which letters are the same in names (RFC 1459 2.2, CASEMAPPING).
    enum CaseMapping: String, Sendable {
        case ascii
        case rfc1459
        case strictRFC1459 = "rfc1459-strict"
    }
    private(set) var caseMapping = CaseMapping.rfc1459
    /// Bytes of a line with its end, without tags.
    private(set) var lineLength = IRCMessage.longestLine
    private(set) var nickLength = 9
    private(set) var network: String?
    private(set) var isUTF8Only = false
    /// Marks before a channel that mean only those in it who have them.
    private(set) var statusMarks = ""
    private(set) var memberMarks = "@+"
    private(set) var channelTypes = "#&"
    /// Targets of one command; nil for any number.
    private(set) var mostTargets: [String: Int?] = [:]
    /// Names that may be watched; nil where MONITOR is not there, `.max` where there is no limit.
    private(set) var mostMonitored: Int?
    private(set) var hasWHOX = false
    /// The user mode of programs (IRCv3 bot mode).
    private(set) var botMode: String?
    /// Messages in one answer to CHATHISTORY.
    private(set) var mostHistory: Int?
    static let longestLineWeTrust = 16_384

    /// The parameters of one 005, without the nick and the words at the end.
    mutating func apply(_ tokens: some Sequence<String>) {
        for token in tokens {
            if token.hasPrefix("-") {
                take(String(token.dropFirst()), nil, isGone: true)
            } else {
                let parts = token.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                take(String(parts[0]), parts.count > 1 ? Self.unescaped(parts[1]) : nil, isGone: false)
            }
        }
    }

    private mutating func take(_ name: String, _ value: String?, isGone: Bool) {
        let plain = ServerFeatures()
        let value = isGone ? nil : value
        switch name {
        case "CASEMAPPING": caseMapping = value.flatMap { CaseMapping(rawValue: $0) } ?? plain.caseMapping
        case "LINELEN":
            let length = value.flatMap { Int($0) } ?? plain.lineLength
            lineLength = min(max(length, IRCMessage.longestLine), Self.longestLineWeTrust)
        case "NICKLEN", "MAXNICKLEN": nickLength = value.flatMap { Int($0) }.map { max($0, 1) } ?? plain.nickLength
        case "NETWORK": network = value
        case "UTF8ONLY": isUTF8Only = !isGone
        case "STATUSMSG": statusMarks = value ?? ""
        case "PREFIX": memberMarks = value.map { String($0.drop { $0 != ")" }.dropFirst()) } ?? ""
        case "CHANTYPES": channelTypes = isGone ? plain.channelTypes : value ?? ""
        case "TARGMAX": takeTargets(value ?? "")
        case "MONITOR": mostMonitored = isGone ? nil : value.flatMap { Int($0) } ?? .max
        case "WHOX": hasWHOX = !isGone
        case "BOT": botMode = value
        case "CHATHISTORY", "draft/CHATHISTORY": mostHistory = isGone ? nil : value.flatMap { Int($0) } ?? 0
        default: break
        }
    }

    /// `PRIVMSG:4,JOIN:`: no number is no limit.
    private mutating func takeTargets(_ value: String) {
        mostTargets = [:]
        for part in value.split(separator: ",") {
            let pair = part.split(separator: ":", omittingEmptySubsequences: false)
            guard let name = pair.first else { continue }
            mostTargets.updateValue(pair.count > 1 ? Int(pair[1]) : nil, forKey: name.uppercased())
        }
    }

    /// How many targets one such command may have; one where the server does not say.
    func targets(of command: String) -> Int {
        guard let most = mostTargets[command] else { return 1 }
        return max(most ?? .max, 1)
    }

    func isChannel(_ name: String) -> Bool { name.first.map { channelTypes.contains($0) } ?? false }

    /// The channel of a target such as `@#staff`, and whether only some in it are meant.
    func channel(in target: String) -> (name: String, isForSome: Bool)? {
        if isChannel(target) { return (target, false) }
        let name = target.drop { statusMarks.contains($0) }
        guard name.startIndex != target.startIndex, isChannel(String(name)) else { return nil }
        return (String(name), true)
    }

    /// The one spelling under which a name is kept.
    func folded(_ name: String) -> String {
        let last: UInt8 =
            switch caseMapping {
            case .ascii: 90
            case .rfc1459: 94
            case .strictRFC1459: 93
            }
        guard name.utf8.contains(where: { (65...last).contains($0) }) else { return name }
        return String(decoding: name.utf8.map { (65...last).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
    }

    /// `\x20` is a space.
    private static func unescaped(_ value: Substring) -> String {
        guard value.contains("\\x") else { return String(value) }
        var text = ""
        var rest = value
        while let letter = rest.popFirst() {
            if letter == "\\", rest.first == "x", let code = UInt8(rest.dropFirst().prefix(2), radix: 16) {
                text.unicodeScalars.append(Unicode.Scalar(code))
                rest = rest.dropFirst(3)
            } else {
                text.append(letter)
            }
        }
        return text
    }
}
