public import DeskCore

/// One network of somebody else's, and who the desk is on it.
public struct NetworkOptions: Equatable, Sendable {
    public var id: GatewayID
    public var host: String
    /// Nil for the usual one: 6697 over TLS, 6667 without.
    public var port: Int?
    public var tls: NetworkTLS
    public var nick: String
    /// The part before the host in what others see.
    public var user: String
    public var realName: String
    /// The server's own, which some private networks ask everybody for.
    public var password: String?
    public var sasl: SASLOptions
    /// Where customers write, too.
    public var channels: [String]
    /// Where agents see the board.
    public var staffChannel: String?
    public var flood: FloodOptions
    /// Who gives a nick back to its account.
    public var nickServ: String
    /// How long nobody may have answered a question in a channel before the desk does so unasked; nil for never.
    public var unaskedAfter: Duration?
    /// Lifts the limits on what is sent, for benchmarks.
    public var isUnlimited: Bool

    public init(
        id: GatewayID = "irc", host: String = "", port: Int? = nil, tls: NetworkTLS = NetworkTLS(),
        nick: String = "support", user: String = "support", realName: String = "Support desk", password: String? = nil,
        sasl: SASLOptions = SASLOptions(), channels: [String] = [], staffChannel: String? = nil,
        flood: FloodOptions = FloodOptions(), nickServ: String = "NickServ", unaskedAfter: Duration? = nil,
        isUnlimited: Bool = false
    ) {
        self.id = id
        self.host = host
        self.port = port
        self.tls = tls
        self.nick = nick
        self.user = user
        self.realName = realName
        self.password = password
        self.sasl = sasl
        self.channels = channels
        self.staffChannel = staffChannel
        self.flood = flood
        self.nickServ = nickServ
        self.unaskedAfter = unaskedAfter
        self.isUnlimited = isUnlimited
    }

    var usualPort: Int { port ?? (tls.isOn ? 6697 : 6667) }

    /// Whether every network could take it for a nick.
    public static func isValid(nick: String) -> Bool { IRCName.isValidNick(nick) }

    /// Whether it could be a channel of some network.
    public static func isValid(channel: String) -> Bool {
        guard let first = channel.first, "#&+!".contains(first), (2...64).contains(channel.utf8.count) else {
            return false
        }
        return channel.unicodeScalars.allSatisfy { $0 != " " && $0 != "," && !IRCText.isInvisible($0) }
    }
}

/// What proves that a server is the one that is meant.
public struct NetworkTLS: Equatable, Sendable {
    /// Also where it is off, the network may ask for it (IRCv3 sts), and then the rest counts.
    public var isOn: Bool
    /// A file in PEM form with the authorities to believe; nil for the system's.
    public var authorities: String?
    /// SHA-256 of certificates, 64 hexadecimal digits in lower case. Where there are any, nothing else is believed, and
    /// nothing else about the certificate counts.
    public var fingerprints: [String]
    /// Files in PEM form, to show who the desk is; both or none.
    public var certificate: String?
    public var key: String?

    public init(
        isOn: Bool = true, authorities: String? = nil, fingerprints: [String] = [], certificate: String? = nil,
        key: String? = nil
    ) {
        self.isOn = isOn
        self.authorities = authorities
        self.fingerprints = fingerprints
        self.certificate = certificate
        self.key = key
    }
}

/// How the desk logs in.
public struct SASLOptions: Equatable, Sendable {
    public enum Mechanism: String, CaseIterable, Sendable {
        case plain = "PLAIN"
        case external = "EXTERNAL"
        case scramSHA256 = "SCRAM-SHA-256"
    }
    /// In the order in which they are tried; empty for what fits: by password where there is one, never in the clear.
    public var mechanisms: [Mechanism]
    public var user: String?
    public var password: String?

    public init(mechanisms: [Mechanism] = [], user: String? = nil, password: String? = nil) {
        self.mechanisms = mechanisms
        self.user = user
        self.password = password
    }

    /// Whether the desk has an account there.
    var isOn: Bool { !mechanisms.isEmpty || password != nil }

    func mechanisms(overTLS: Bool) -> [Mechanism] {
        guard mechanisms.isEmpty else { return mechanisms }
        guard password != nil else { return [] }
        return overTLS ? [.scramSHA256, .plain] : [.scramSHA256]
    }
}

/// How fast the network lets the desk speak.
public struct FloodOptions: Equatable, Sendable {
    /// Lines at once.
    public var burst: Int
    /// From one line to the next after that; none for no limit.
    public var pause: Duration

    public init(burst: Int = 5, pause: Duration = .seconds(2)) {
        self.burst = burst
        self.pause = pause
    }
}
