public import DeskCore

/// What the embedded gateway is called and where it listens.
public struct ListenerOptions: Sendable {
    public var id: GatewayID
    public var host: String
    /// 0 takes a free one.
    public var port: Int
    public var tls: ListenerTLS
    public var serverName: String
    public var networkName: String
    public var deskNick: String
    /// Whoever connects from there is an agent without a login, known by their nick. Meant for tests and for networks
    /// that nobody else can be in.
    public var agentsFrom: [AddressRange]
    /// What everybody needs who has no login; nil for an open desk.
    public var password: String?
    public var limits: ListenerLimits
    /// Lifts the limit on lines a second, for benchmarks.
    public var isUnlimited: Bool

    /// These options with what a running gateway can take over from others.
    public func takingOver(_ other: ListenerOptions) -> ListenerOptions {
        var options = self
        options.limits = other.limits
        options.agentsFrom = other.agentsFrom
        options.password = other.password
        options.tls.certificate = other.tls.certificate
        options.tls.key = other.tls.key
        return options
    }

    public init(
        id: GatewayID = "irc", host: String = "127.0.0.1", port: Int = 6667, tls: ListenerTLS = ListenerTLS(),
        serverName: String = "rapport.local",
        networkName: String = "Rapport", deskNick: String = "support", agentsFrom: [AddressRange] = [],
        password: String? = nil,
        limits: ListenerLimits = ListenerLimits(), isUnlimited: Bool = false
    ) {
        self.id = id
        self.host = host
        self.port = port
        self.tls = tls
        self.serverName = serverName
        self.networkName = networkName
        self.deskNick = deskNick
        self.agentsFrom = agentsFrom
        self.password = password
        self.limits = limits
        self.isUnlimited = isUnlimited
    }
}

/// Where connections over TLS are taken, and what proves who answers them.
public struct ListenerTLS: Sendable {
    /// Nil where nobody comes over TLS.
    public var host: String?
    /// 0 takes a free one.
    public var port: Int
    /// Files in PEM form; both or none.
    public var certificate: String?
    public var key: String?
    /// Where the gateway makes its own where none are named.
    public var folder: String

    public init(
        host: String? = nil, port: Int = 0, certificate: String? = nil, key: String? = nil,
        folder: String = "./data/tls"
    ) {
        self.host = host
        self.port = port
        self.certificate = certificate
        self.key = key
        self.folder = folder
    }
}

/// What one connection, and all together, may use.
public struct ListenerLimits: Sendable {
    /// The next one is told so and closed.
    public var maximumConnections: Int
    /// Who has not registered by then is closed.
    public var registrationSeconds: Int
    /// After so much silence a connection is pinged, and after as much again closed.
    public var pingSeconds: Int
    /// Lines taken at once; more wait in the sender's socket.
    public var lineBurst: Int
    public var linesPerSecond: Int
    /// A connection that leaves more than this unread is closed.
    public var sendQueueBytes: Int
    /// A connection that takes nothing of a delivery for so long is closed.
    public var stallSeconds: Int
    /// Wrong passwords on one connection.
    public var loginAttempts: Int
    /// Before a wrong password is told.
    public var loginDelay: Duration
    /// Wrong passwords for one login, and for all together, from one address, until nothing more is checked for a while.
    public var guessesPerLogin: Int
    public var guessesPerAddress: Int
    public var guessPauseSeconds: Int
    /// Connections of one address at once, and how many of them may not have registered. For IPv6, of one /64.
    public var connectionsPerAddress: Int
    /// Connections that have not registered, all together.
    public var maximumRegistering: Int
    /// Addresses that the limit per address is not for: proxies, through which many come.
    public var exempt: [AddressRange]

    public init(
        maximumConnections: Int = 10_000, registrationSeconds: Int = 30, pingSeconds: Int = 120, lineBurst: Int = 20,
        linesPerSecond: Int = 4, sendQueueBytes: Int = 1 << 20, stallSeconds: Int = 30, loginAttempts: Int = 3,
        loginDelay: Duration = .seconds(1), guessesPerLogin: Int = 10, guessesPerAddress: Int = 50,
        guessPauseSeconds: Int = 300, connectionsPerAddress: Int = 200, maximumRegistering: Int = 1000,
        exempt: [AddressRange] = AddressRange.loopback
    ) {
        self.loginDelay = loginDelay
        self.guessesPerLogin = guessesPerLogin
        self.guessesPerAddress = guessesPerAddress
        self.guessPauseSeconds = guessPauseSeconds
        self.connectionsPerAddress = connectionsPerAddress
        self.maximumRegistering = maximumRegistering
        self.exempt = exempt
        self.maximumConnections = maximumConnections
        self.registrationSeconds = registrationSeconds
        self.pingSeconds = pingSeconds
        self.lineBurst = lineBurst
        self.linesPerSecond = linesPerSecond
        self.sendQueueBytes = sendQueueBytes
        self.stallSeconds = stallSeconds
        self.loginAttempts = loginAttempts
    }
}
