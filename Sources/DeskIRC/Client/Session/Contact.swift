import DeskCore

/// Somebody as this connection sees them, by what the network says of them just now.
final class Contact {
    /// What the network says of an account.
    enum Account: Equatable {
        case unknown
        case none
        case named(String)

        /// As the network writes it: `*` and `0` stand for none.
        init(told text: String) { self = text == "*" || text == "0" || text.isEmpty ? .none : .named(text) }
    }
    var nick: String
    var user: String?
    var host: String?
    var account = Account.unknown
    /// When the account was last looked up, in milliseconds of uptime.
    var lookedUpAt: Int?
    /// Folded names of channels that we share.
    var channels: Set<String> = []
    var isBot = false
    var heardAt = 0

    init(_ source: IRCSource) {
        nick = source.nick
        user = source.user
        host = source.host
    }

    func isAt(_ user: String?, _ host: String?) -> Bool { self.user == user && self.host == host }
}

/// Somebody who has talked with the desk: who they are stays, whatever they are called and wherever they are.
final class Acquaintance {
    enum Presence: Equatable {
        case here
        /// On the other side of a netsplit.
        case split
        case gone
        /// Known from before this connection: whoever has the nick now may be somebody else.
        case unverified
    }
    /// `@account`, or `~` and a name of our own for who has none.
    let root: String
    var nick: String
    var user: String?
    var host: String?
    /// When their connection began, in seconds of the epoch, where the network tells it: of one nick, it is another
    /// connection's if it differs.
    var signon: Int?
    var presence = Presence.here
    /// It is on the disk who they are.
    var isKept = false
    var spokeAt: Timestamp
    /// Something waits for their return.
    var hasMissed = false
    /// The desk was told that they left.
    var isToldLeft = false
    /// The network tells us when nobody has their nick any more.
    var isWatched = false
    /// When it was last looked up that it is they who have the nick, in milliseconds of uptime.
    var verifiedAt = Int.min / 2
    /// When they last said something, of the same clock.
    var heardAt = Int.min / 2
    /// They were away only as the network was split: their client still shows what was said.
    var wasOnlySplit = false
    var loop = LoopGuard()

    init(root: String, source: IRCSource, spokeAt: Timestamp) {
        self.root = root
        nick = source.nick
        user = source.user
        host = source.host
        self.spokeAt = spokeAt
    }

    var isGuest: Bool { root.hasPrefix("~") }

    /// As it is kept, in one line.
    var text: String {
        let words = [root, nick, user ?? "*", host ?? "*"].map(Self.word)
        return (words + [signon.map(String.init) ?? "*", String(spokeAt.milliseconds)]).joined(separator: " ")
    }

    /// No network has spaces in any of these; what has is nobody's any more.
    private static func word(_ text: String) -> String {
        text.isEmpty
            ? "*" : String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.isWhitespace ? "_" : $0 }))
    }

    init?(text: Substring) {
        // By bytes: as letters go, a space and an accent after it are one.
        let parts = text.utf8.split(separator: UInt8(ascii: " ")).map { String($0) ?? "" }
        guard parts.count == 6, let spokeAt = Int64(parts[5]) else { return nil }
        root = parts[0]
        nick = parts[1]
        user = parts[2] == "*" ? nil : parts[2]
        host = parts[3] == "*" ? nil : parts[3]
        signon = Int(parts[4])
        self.spokeAt = Timestamp(milliseconds: spokeAt)
        presence = .unverified
        isKept = true
    }
}

/// Against talking with a program that answers whatever it is told: the same words again and again, each at once after ours,
/// which were the same as well. Somebody who reads on ("more") gets something else each time.
struct LoopGuard: Equatable {
    static let mostRepeats = 5
    static let quickMilliseconds = 5000
    static let pauseMilliseconds = 600_000
    private var last = ""
    /// What we said since their last words, line by line, and what it was the time before: of each the hash alone.
    private var answer: UInt64 = 0
    private var answerBefore: UInt64 = 0
    private var answeredAt = Int.min / 2
    private var repeats = 0
    private var mutedUntil = 0

    enum Verdict: Equatable { case heard, begins, muted }

    mutating func says(_ text: String, now: Int) {
        answeredAt = now
        for byte in text.utf8 { answer = (answer ^ UInt64(byte)) &* 1_099_511_628_211 }
        answer = (answer ^ 10) &* 1_099_511_628_211
    }

    mutating func hears(_ text: String, now: Int) -> Verdict {
        guard now >= mutedUntil else { return .muted }
        let isRepeat = text == last && answer == answerBefore && now - answeredAt <= Self.quickMilliseconds
        repeats = isRepeat ? repeats + 1 : 0
        (last, answerBefore, answer) = (text, answer, 14_695_981_039_346_656_037)
        guard repeats >= Self.mostRepeats else { return .heard }
        mutedUntil = now + Self.pauseMilliseconds
        repeats = 0
        return .begins
    }
}
