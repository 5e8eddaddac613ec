import DeskCore
import DeskIRC
import DeskMatrix
import Logging
import Synchronization

/// What a running desk takes over from a configuration that is read again, and what it says about the rest.
final class LiveSettings: Sendable {
    private let current: Mutex<Configuration>
    private let listeners = Mutex<[IRCListener]>([])

    init(_ configuration: Configuration) { current = Mutex(configuration) }

    /// The level of the log, as it is now.
    var logLevel: Logger.Level { current.withLock(\.logLevel) }

    func start(_ listeners: [IRCListener]) { self.listeners.withLock { $0 = listeners } }

    /// Nothing changes where anything in it is wrong.
    func reload(log: Logger, _ read: () throws -> Configuration) async {
        let new: Configuration
        do {
            new = try read()
        } catch {
            for line in "\(error)".split(separator: "\n") { log.error("\(line)") }
            return log.error("the configuration was not taken over; the desk goes on as it was")
        }
        let old = current.withLock(\.self)
        let changes = Self.changes(from: old, to: new)
        for listener in listeners.withLock(\.self) {
            guard let options = new.listeners.first(where: { $0.id == listener.id }) else { continue }
            do throws(ListenerError) {
                try await listener.reconfigure(options)
            } catch {
                return log.error("\(error); the configuration of \(listener.id) was not taken over")
            }
        }
        current.withLock { $0 = Self.taken(new, over: $0) }
        log.notice("configuration read again", metadata: ["changed": "\(changes.live.joined(separator: ", "))"])
        guard !changes.restart.isEmpty else { return }
        log.warning("needs a restart to change: \(changes.restart.joined(separator: ", "))")
    }

    /// The paths of what is different, by whether it changes at once.
    static func changes(from old: Configuration, to new: Configuration) -> (live: [String], restart: [String]) {
        var different = Setting<Configuration>.all.filter { !$0.isEqual(old, new) }.map { ($0.path, $0.isLive) }
        different += differences(old.listeners, new.listeners, Setting.all, \.id)
        different += differences(old.networks, new.networks, Setting.all, \.id)
        different += differences(old.accounts, new.accounts, Setting.all, \.id)
        different += differences(old.services, new.services, Setting.all, \.account.id)
        let (before, after) = (old.gateways, new.gateways)
        let gone = before.filter { !after.contains($0) }
        different += gone.map { ("gateways.\($0)", false) }
        return (different.filter(\.1).map(\.0), different.filter { !$0.1 }.map(\.0))
    }

    private static func differences<Options>(
        _ old: [Options], _ new: [Options], _ settings: [Setting<Options>], _ id: (Options) -> GatewayID
    ) -> [(String, Bool)] {
        new.flatMap { options -> [(String, Bool)] in
            guard let before = old.first(where: { id($0) == id(options) }) else {
                return [("gateways.\(id(options))", false)]
            }
            return settings.filter { !$0.isEqual(before, options) }
                .map { ("gateways.\(id(options)).\($0.path)", $0.isLive) }
        }
    }

    /// What holds from here on: what needs a restart stays as it was, and is told again the next time.
    private static func taken(_ new: Configuration, over old: Configuration) -> Configuration {
        var taken = old
        taken.logLevel = new.logLevel
        for index in taken.listeners.indices {
            guard let options = new.listeners.first(where: { $0.id == taken.listeners[index].id }) else { continue }
            taken.listeners[index] = taken.listeners[index].takingOver(options)
        }
        return taken
    }
}

/// A log whose level can change while it is written.
struct LiveLog: LogHandler {
    private var handler: StreamLogHandler
    private let level: @Sendable () -> Logger.Level
    /// Set for one logger alone, over the level of all.
    private var own: Logger.Level?

    init(label: String, level: @escaping @Sendable () -> Logger.Level) {
        handler = StreamLogHandler.standardError(label: label)
        handler.logLevel = .trace
        self.level = level
    }

    var logLevel: Logger.Level {
        get { own ?? level() }
        set { own = newValue }
    }
    var metadata: Logger.Metadata {
        get { handler.metadata }
        set { handler.metadata = newValue }
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { handler[metadataKey: key] }
        set { handler[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) { handler.log(event: event) }
}
