public import DeskCore

/// What the embedded gateway is called and where it listens.
public struct ListenerOptions: Sendable {
    public var id: GatewayID
    public var host: String
    /// 0 takes a free one.
    public var port: Int
    public var serverName: String
    public var networkName: String
    public var deskNick: String
    /// Whoever connects from there is an agent without a login, known by their nick. Meant for tests and for networks
    /// that nobody else can be in.
    public var agentsFrom: [AddressRange]
    public var limits: ListenerLimits
    /// Lifts the limit on lines a second, for benchmarks.
    public var isUnlimited: Bool

    public init(
        id: GatewayID = "irc", host: String = "127.0.0.1", port: Int = 6667, serverName: String = "rapport.local",
        networkName: String = "Rapport", deskNick: String = "support", agentsFrom: [AddressRange] = [],
        limits: ListenerLimits = ListenerLimits(), isUnlimited: Bool = false
    ) {
        self.id = id
        self.host = host
        self.port = port
        self.serverName = serverName
        self.networkName = networkName
        self.deskNick = deskNick
        self.agentsFrom = agentsFrom
        self.limits = limits
        self.isUnlimited = isUnlimited
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

    public init(
        maximumConnections: Int = 10_000, registrationSeconds: Int = 30, pingSeconds: Int = 120, lineBurst: Int = 20,
        linesPerSecond: Int = 4, sendQueueBytes: Int = 1 << 20, stallSeconds: Int = 30, loginAttempts: Int = 3
    ) {
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
