import DeskCore
import NIOCore

/// What is to be said on one network: within its allowance, agents first, and line by line in turn between rooms, so that
/// nobody's long answer makes others wait.
struct SendQueue {
    /// In the order in which they go.
    enum Lane: Int, CaseIterable {
        /// What must be known before something can be said.
        case lookup, agent, reply, bulk, background
        init(_ lane: DeskCore.Lane) {
            self =
                switch lane {
                case .agent: .agent
                case .reply: .reply
                case .bulk: .bulk
                }
        }
    }
    private var lanes: [CircularBuffer<Outgoing>]
    var allowance: SendAllowance

    init(_ options: NetworkOptions) {
        lanes = Lane.allCases.map { _ in CircularBuffer() }
        allowance = Self.allowance(options)
    }

    private static func allowance(_ options: NetworkOptions) -> SendAllowance {
        let pause = options.isUnlimited ? 0 : Int(options.flood.pause / .milliseconds(1))
        return SendAllowance(burst: options.flood.burst, pauseMilliseconds: pause)
    }

    /// For a new connection.
    mutating func reset(_ options: NetworkOptions) {
        for lane in lanes.indices { lanes[lane].removeAll() }
        allowance = Self.allowance(options)
    }

    mutating func add(_ outgoing: Outgoing, _ lane: Lane) { lanes[lane.rawValue].append(outgoing) }

    /// All that wait.
    var all: [Outgoing] { lanes.flatMap(\.self) }

    mutating func remove(_ outgoing: Outgoing) {
        for lane in lanes.indices { lanes[lane].removeAll { $0 === outgoing } }
    }

    /// Somebody talks just now, in milliseconds of uptime.
    var talkedAt = Int.min / 2
    private static let quietMilliseconds = 300
    /// Lines that stay for who talks next.
    private static let spare = 2

    /// In how many milliseconds nobody has talked for a moment, and enough of the burst is there for that and for who talks
    /// next; nil where it is so now.
    private func untilQuiet(_ cost: Int, now: Int) -> Int? {
        guard allowance.isLimited else { return nil }
        let wait = max(allowance.until(cost + Self.spare, now: now), talkedAt + Self.quietMilliseconds - now)
        return wait > 0 ? wait : nil
    }

    /// In lines of words: what makes a server work counts more there.
    static func cost(of unit: [IRCMessage]) -> Int {
        unit.reduce(0) { cost, message in
            switch message.command {
            case "WHOIS", "WHO", "CHATHISTORY": cost + 2
            default: cost + 1
            }
        }
    }

    enum Next {
        case unit([IRCMessage], of: Outgoing)
        /// In milliseconds.
        case wait(Int)
        /// For as many milliseconds there is nothing that anybody waits for.
        case idle(Int)
        case nothing
    }

    /// The next messages that may go out together.
    mutating func next(now: Int) -> Next {
        for lane in lanes.indices {
            guard let outgoing = lanes[lane].first else { continue }
            guard let unit = outgoing.units.first else {
                lanes[lane].removeFirst()
                return next(now: now)
            }
            // What nobody waits for takes no words from those who do, now or in a moment.
            if lane == Lane.background.rawValue, let wait = untilQuiet(Self.cost(of: unit), now: now) {
                return .idle(wait)
            }
            if let wait = allowance.take(Self.cost(of: unit), now: now) { return .wait(wait) }
            lanes[lane].removeFirst()
            outgoing.units.removeFirst()
            if !outgoing.units.isEmpty { lanes[lane].append(outgoing) }
            return .unit(unit, of: outgoing)
        }
        return .nothing
    }
}

/// Something on its way to one target: a delivery, or a line of the connection's own.
final class Outgoing {
    /// Messages that go together, each of them.
    var units: ArraySlice<[IRCMessage]>
    /// Folded: the target, as errors name it.
    var target: String
    let delivery: Delivery?
    /// Whose room it is, where it is somebody's.
    let person: Acquaintance?
    let done: ((Result<Receipt, DeliveryError>) -> Void)?
    var isStarted = false
    /// Units sent, of which the network has not said that it has them.
    var unconfirmed = 0
    /// Some may have been lost with an earlier connection.
    var isDoubtful = false
    var isFinished = false
    var remoteID: String?

    init(
        units: [[IRCMessage]], to target: String, delivery: Delivery? = nil, person: Acquaintance? = nil,
        done: ((Result<Receipt, DeliveryError>) -> Void)? = nil
    ) {
        self.units = units[...]
        self.target = target
        self.delivery = delivery
        self.person = person
        self.done = done
    }
}

/// What is left of a delivery that a connection broke off.
struct Rest {
    let units: [[IRCMessage]]
    let isDoubtful: Bool
}
