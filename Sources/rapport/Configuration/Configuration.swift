import DeskCore
import DeskIRC
import DeskMatrix
import Logging

/// Everything an operator can set.
struct Configuration: Sendable {
    var content = "."
    var data = "./data"
    var languages: [Language] = ["en", "de"]
    var zone = "UTC"
    /// Shares from 0 to 1.
    var wrongAnswers = 0.05
    var unknownShare = 0.30
    var logLevel = Logger.Level.info
    var policy = Policy()
    var listeners: [ListenerOptions] = [ListenerOptions()]
    /// Networks of others on which the desk is.
    var networks: [NetworkOptions] = []
    /// Accounts on Matrix.
    var accounts: [MatrixOptions] = []
    /// Homeservers of which the desk is an application service.
    var services: [AppServiceOptions] = []
    /// Where /health and /metrics are served; nowhere if nil.
    var metrics: Values.Address?
}

extension Configuration {
    /// The names of all gateways that are configured.
    var gateways: [GatewayID] {
        listeners.map(\.id) + networks.map(\.id) + accounts.map(\.id) + services.map(\.account.id)
    }

    /// Whether people come there from Matrix.
    func isMatrix(_ id: GatewayID) -> Bool { (accounts + services.map(\.account)).contains { $0.id == id } }
}

/// A value that does not fit, and what was expected.
struct UnfitValue: Error { let expected: String }

/// One scalar that can be set in the file, and in the environment under the same name.
struct Setting<Target>: Sendable {
    /// Keys from the outermost in, joined by dots.
    let path: String
    /// Whether the file may give several values, as a YAML list; elsewhere they are joined by commas.
    let isList: Bool
    /// Whether a running desk takes it over from a file that is read again.
    let isLive: Bool
    let apply: @Sendable (String, inout Target) throws(UnfitValue) -> Void
    let isEqual: @Sendable (Target, Target) -> Bool

    init<Value: Equatable & SendableMetatype>(
        _ path: String, _ place: any WritableKeyPath<Target, Value> & Sendable, isList: Bool = false,
        isLive: Bool = false,
        _ read: @escaping @Sendable (String) throws(UnfitValue) -> Value
    ) {
        self.path = path
        self.isList = isList
        self.isLive = isLive
        apply = { text, target throws(UnfitValue) in target[keyPath: place] = try read(text) }
        isEqual = { $0[keyPath: place] == $1[keyPath: place] }
    }

    /// `RAPPORT_MATCHING_WRONG_ANSWERS` for `matching.wrong_answers`.
    var environmentName: String {
        "RAPPORT_" + path.uppercased().split(separator: ".").joined(separator: "_")
    }
}

extension Setting where Target == Configuration {
    static var all: [Setting] {
        [
            Setting("content", \.content, Values.folder),
            Setting("data", \.data, Values.folder),
            Setting("languages", \.languages, isList: true, Values.languages),
            Setting("zone", \.zone, Values.zone),
            Setting("matching.wrong_answers", \.wrongAnswers, Values.share),
            Setting("matching.unknown_share", \.unknownShare, Values.share),
            Setting("queues.first_reply", \.policy.firstReply, Values.duration),
            Setting("queues.agent_silence", \.policy.agentSilence, Values.duration),
            Setting("queues.wait_notices", \.policy.waitNotices, isList: true) { text throws(UnfitValue) in
                let notices = try Values.list(text, Values.duration)
                // The last one repeats: without a pause it would never stop.
                guard notices.allSatisfy({ $0 >= .seconds(1) }) else {
                    throw UnfitValue(expected: "times of 1s or more")
                }
                return notices
            },
            Setting("conversation.idle", \.policy.idle, Values.duration),
            Setting("conversation.turn_pause", \.policy.turnPause, Values.duration),
            Setting("metrics.listen", \.metrics, Values.loopback),
            Setting("log.level", \.logLevel, isLive: true, Values.logLevel),
        ]
    }
}

extension Setting where Target == ListenerOptions {
    static var all: [Setting] {
        [
            Setting("name", \.id) { text throws(UnfitValue) in GatewayID(try Values.name(text)) },
            Setting("listen", \.address, Values.address),
            Setting("tls.listen", \.tls.address, Values.addressOrOff),
            Setting("tls.certificate", \.tls.certificate, isLive: true, Values.file),
            Setting("tls.key", \.tls.key, isLive: true, Values.file),
            Setting("network", \.networkName, Values.name),
            Setting("server", \.serverName, Values.hostName),
            Setting("password", \.password, isLive: true, Values.secret),
            Setting("agents_from", \.agentsFrom, isList: true, isLive: true, Values.addressRanges),
        ] + limits
    }

    private static var limits: [Setting] {
        [
            limit("connections", \.limits.maximumConnections, 1...1_000_000),
            limit("connections_per_address", \.limits.connectionsPerAddress, 1...1_000_000),
            limit("registering", \.limits.maximumRegistering, 1...1_000_000),
            Setting("limits.exempt", \.limits.exempt, isList: true, isLive: true, Values.addressRanges),
            limit("registration_seconds", \.limits.registrationSeconds, 1...3600),
            limit("ping_seconds", \.limits.pingSeconds, 5...86_400),
            limit("line_burst", \.limits.lineBurst, 1...10_000),
            limit("lines_per_second", \.limits.linesPerSecond, 1...10_000),
            limit("send_queue_bytes", \.limits.sendQueueBytes, 4096...1 << 30),
            limit("login_attempts", \.limits.loginAttempts, 1...100),
            Setting("limits.login_delay", \.limits.loginDelay, isLive: true, Values.duration),
            limit("guesses_per_login", \.limits.guessesPerLogin, 1...10_000),
            limit("guesses_per_address", \.limits.guessesPerAddress, 1...100_000),
            limit("guess_pause_seconds", \.limits.guessPauseSeconds, 1...86_400),
        ]
    }

    private static func limit(
        _ name: String, _ place: any WritableKeyPath<ListenerOptions, Int> & Sendable, _ range: ClosedRange<Int>
    ) -> Setting {
        Setting("limits." + name, place, isLive: true) { text throws(UnfitValue) in try Values.whole(text, range) }
    }
}

extension ListenerOptions {
    /// Where it listens without TLS.
    fileprivate var address: Values.Address {
        get { Values.Address(host: host, port: port) }
        set { (host, port) = (newValue.host, newValue.port) }
    }
}

extension ListenerTLS {
    fileprivate var address: Values.Address? {
        get { host.map { Values.Address(host: $0, port: port) } }
        set { (host, port) = (newValue?.host, newValue?.port ?? 0) }
    }
}
